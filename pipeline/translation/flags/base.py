"""What every detector is, and the list of them."""

from __future__ import annotations

from typing import Protocol

from pipeline.registry import Registry


class Detector(Protocol):
    """Looks at one source sentence and its output."""

    def find(self, source: str, output: str) -> str | None:
        """What is doubtful, in words for a reader; None where nothing is."""
        ...


detectors: Registry[Detector] = Registry("detector", "pipeline.translation.flags")
