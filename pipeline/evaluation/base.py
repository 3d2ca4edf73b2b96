"""What every metric is, and the list of them: count once, derive every figure from the counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from pipeline.registry import Registry

Counts = NDArray[np.float64]
Figures = NDArray[np.float64]

References = Sequence[Sequence[str | None]]
"""r streams of n lines. None where a reference has nothing to say about a segment (it does not count as empty)."""


class Metric(Protocol):
    """A corpus metric whose figure is a function of summed per-segment statistics.

    A part is a class with a pydantic `Settings`, made by `part()` or `part(part.Settings(...))`. Statistics add:
    the sum over any set of segments is the statistic of that set, and sums may be weighted.
    """

    @property
    def Settings(self) -> type[BaseModel]:
        """The part's settings."""
        ...

    @property
    def name(self) -> str:
        """As readers know it: BLEU, chrF2, TER."""
        ...

    @property
    def best(self) -> str:
        """`high` or `low`: which figures are the better ones."""
        ...

    @property
    def whole_story(self) -> bool:
        """True where a whole story may be counted as one segment."""
        ...

    @property
    def needs_source(self) -> bool:
        """True where `count` asks for `sources`."""
        ...

    def count(
        self, hypotheses: Sequence[str], references: References, sources: Sequence[str] | None = None
    ) -> Counts:
        """Sufficient statistics of n segments, each of which has one reference text at least. *Shape:* (n, k).

        Raises InputError where the numbers of lines differ.
        """
        ...

    def unmatched(self, hypotheses: Sequence[str]) -> Counts:
        """Statistics of hypothesis text that no reference covers: all of it wrong. *Shape:* (n, k)."""
        ...

    def missing(self, references: Sequence[str]) -> Counts:
        """Statistics of reference text that no hypothesis covers: all of it left out. *Shape:* (n, k)."""
        ...

    def value(self, sums: Counts) -> Figures:
        """The corpus figure for summed statistics. *Shape:* (..., k) to (...)."""
        ...

    def segments(self, counts: Counts) -> Figures:
        """The figure of each segment by itself (BLEU: effective order). *Shape:* (n, k) to (n,)."""
        ...

    def signature(self, references: int) -> str:
        """How to compute the figure again: sacreBLEU's own signature where it is sacreBLEU's metric.

        `references`: number of references, -1 where it is not the same for all segments.
        """
        ...


metrics: Registry[Metric] = Registry("metric", "pipeline.evaluation")


def make(names: Sequence[str]) -> list[Metric]:
    """The metrics of these names with their standard settings. Raises ConfigError for an unknown one."""
    return [metrics.get(name.strip().lower())() for name in names]
