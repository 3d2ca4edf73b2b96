"""What the metrics of sacreBLEU share: its own per-segment statistics and its own signatures (Post, 2018)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.errors import InputError
from pipeline.evaluation.base import Counts, Figures, References


def check_lengths(hypotheses: Sequence[str], references: References) -> None:
    """Raises InputError, with both counts, unless every reference has as many lines as the hypothesis."""
    if not references:
        raise InputError("no reference given: a score needs one at least")
    for number, stream in enumerate(references, 1):
        if len(stream) != len(hypotheses):
            raise InputError(
                f"hypothesis has {len(hypotheses)} lines but reference {number} has {len(stream)}: "
                "line-parallel scores need equal counts (leave out --lines to align the texts first)"
            )


class SacreMetric:
    """Base of the metrics that sacreBLEU computes. `metric` is a sacrebleu.metrics.base.Metric.

    sacreBLEU's `_extract_corpus_statistics` is what its own significance tests are built on; tests hold our
    figures to those of its public `corpus_score`.
    """

    name: str
    best = "high"
    whole_story = True
    needs_source = False

    def __init__(self, metric: Any) -> None:
        self._metric = metric

    def count(self, hypotheses: Sequence[str], references: References, sources: Sequence[str] | None = None) -> Counts:
        """sacreBLEU's statistics. *Shape:* (n, k). Raises InputError where numbers of lines differ."""
        check_lengths(hypotheses, references)
        if not hypotheses:
            return np.zeros((0, self._width()))
        stats = self._metric._extract_corpus_statistics(hypotheses, references)
        return np.asarray(stats, dtype=np.float64)

    def unmatched(self, hypotheses: Sequence[str]) -> Counts:
        """Hypothesis text against nothing. *Shape:* (n, k)."""
        return self.count(hypotheses, [[""] * len(hypotheses)])

    def missing(self, references: Sequence[str]) -> Counts:
        """Nothing against reference text. *Shape:* (n, k)."""
        return self.count([""] * len(references), [references])

    def value(self, sums: Counts) -> Figures:
        """The corpus figure. *Shape:* (..., k) to (...)."""
        raise NotImplementedError

    def segments(self, counts: Counts) -> Figures:
        """The figure of each segment. *Shape:* (n, k) to (n,)."""
        return self.value(counts)

    def signature(self, references: int) -> str:
        """sacreBLEU's signature for this many references (-1: it varies)."""
        arguments = {**vars(self._metric), "num_refs": references}
        return str(self._metric._SIGNATURE_TYPE(arguments).format())

    def verbose(self, sums: Counts) -> str:
        """sacreBLEU's own words about the figure (precisions, brevity penalty); empty where it has none."""
        return str(self._metric._compute_score_from_stats([float(x) for x in sums])._verbose)

    def _width(self) -> int:
        return len(self._metric._extract_corpus_statistics(["a"], [["a"]])[0])
