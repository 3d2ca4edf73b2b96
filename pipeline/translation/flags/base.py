"""What every detector is, and the list of them."""

from __future__ import annotations

import functools
from typing import Protocol

from pipeline.arabic import normalise
from pipeline.registry import Registry


class Detector(Protocol):
    """Looks at one source sentence and its output."""

    def find(self, source: str, output: str) -> str | None:
        """What is doubtful, in words for a reader; None where nothing is."""
        ...


detectors: Registry[Detector] = Registry("detector", "pipeline.translation.flags")


@functools.lru_cache(maxsize=64)
def normalised(source: str) -> str:
    """A source after all rules of normalisation: worked out once, though several detectors read it."""
    return normalise(source)
