"""Doubts about an output, each found by a small detector of its own. `find_flags` runs them all."""

from __future__ import annotations

from pipeline.data import Flag
from pipeline.translation.flags.base import Detector, detectors


def find_flags(source: str, output: str) -> tuple[Flag, ...]:
    """What every detector finds about the translation of one sentence, in the order of their names."""
    found = []
    for name in detectors.names():
        detail = detectors.get(name)().find(source, output)
        if detail is not None:
            found.append(Flag(name, detail))
    return tuple(found)


__all__ = ["Detector", "detectors", "find_flags"]
