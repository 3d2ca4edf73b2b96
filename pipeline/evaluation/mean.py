"""Metrics whose corpus figure is the mean of their segments' figures: the neural ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.evaluation.base import Counts, Figures


class MeanMetric:
    """Base: statistics are the summed figures, their number, and how many inputs were cut short. *Shape:* (n, 3)."""

    best = "high"
    whole_story = False

    def unmatched(self, hypotheses: Sequence[str]) -> Counts:
        """A sentence that no reference covers is worth 0. *Shape:* (n, 3)."""
        return mean_counts([0.0] * len(hypotheses))

    def missing(self, references: Sequence[str]) -> Counts:
        """A sentence that no hypothesis covers is worth 0. *Shape:* (n, 3)."""
        return mean_counts([0.0] * len(references))

    def value(self, sums: Counts) -> Figures:
        """The mean; 0 of nothing. *Shape:* (..., 3) to (...)."""
        sums = np.asarray(sums, dtype=np.float64)
        number = sums[..., 1]
        return np.asarray(np.where(number > 0, sums[..., 0] / np.where(number > 0, number, 1.0), 0.0))

    def segments(self, counts: Counts) -> Figures:
        """The figure of each segment. *Shape:* (n, 3) to (n,)."""
        return self.value(counts)

    def verbose(self, sums: Counts) -> str:
        """How many inputs were cut short."""
        return f"{int(sums[2])} of {int(sums[1])} inputs truncated"


def mean_counts(figures: Sequence[float], truncated: Sequence[bool] | None = None) -> Counts:
    """Statistics of segments with these figures. *Shape:* (n, 3)."""
    cut = truncated if truncated is not None else [False] * len(figures)
    return np.array([(figure, 1.0, float(short)) for figure, short in zip(figures, cut, strict=True)]).reshape(-1, 3)
