"""What every metric is, and the list of them: count once, derive every figure from the counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.registry import Registry

Counts = NDArray[np.float64]


class Metric(Protocol):
    """A corpus metric whose figure is a function of summed per-segment statistics.

    `best` is "high" or "low". A part is made without arguments.
    """

    name: str
    best: str

    def count(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> Counts:
        """Sufficient statistics. `references` holds r streams of n lines. *Shape:* (n, k)."""
        ...

    def value(self, sums: Counts) -> NDArray[np.float64]:
        """The figure for summed statistics. *Shape:* (..., k) to (...)."""
        ...

    def signature(self, references: int) -> str:
        """How to compute the figure again: sacreBLEU's own signature where it is sacreBLEU's metric."""
        ...


metrics: Registry[Metric] = Registry("metric", "pipeline.evaluation")
