"""Bootstrap confidence intervals (Koehn, 2004): how far a figure would move with other test sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pipeline.data import Score
from pipeline.evaluation.base import Counts, Figures, Metric
from pipeline.evaluation.story import CorpusScores, LevelScores
from pipeline.significance.resample import SEED, bootstrap_sums

RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 % of the resampled figures, and their mean."""

    low: float
    high: float
    mean: float

    @property
    def half(self) -> float:
        """Half of the width: the ± of sacreBLEU."""
        return (self.high - self.low) / 2


def interval_of(figures: Figures) -> Interval:
    """The interval of resampled figures; cut at 1/40 from either end, as sacreBLEU cuts. *Shape:* (resamples,)."""
    ordered = np.sort(figures)
    cut = len(ordered) // 40
    return Interval(float(ordered[cut]), float(ordered[len(ordered) - cut - 1]), float(np.mean(ordered)))


def bootstrap_interval(metric: Metric, counts: Counts, resamples: int = RESAMPLES, seed: int = SEED) -> Interval:
    """95 % interval of the metric over the units (rows) of `counts`. *Shape:* (n, k)."""
    return interval_of(metric.value(bootstrap_sums([counts], resamples, seed)[0]))


def with_intervals(
    corpus: CorpusScores, unit: str = "stories", resamples: int = RESAMPLES, seed: int = SEED
) -> CorpusScores:
    """The same scores with intervals, over `stories` (the honest unit) or over `blocks`.

    Strict and document figures have stories as their units always. One story has no interval over stories: the
    figures keep None.
    """
    scores = {}
    for name, levels in corpus.scores.items():
        tally = corpus.tallies[name]
        aligned = tally.blocks if unit == "blocks" else tally.stories
        scores[name] = LevelScores(
            aligned=_with(levels.aligned, tally.metric, aligned, unit, resamples, seed),
            strict=_with(levels.strict, tally.metric, tally.strict, "stories", resamples, seed),
            document=None
            if levels.document is None or tally.document is None
            else _with(levels.document, tally.metric, tally.document, "stories", resamples, seed),
        )
    return replace(corpus, scores=scores)


def _with(score: Score, metric: Metric, counts: Counts, unit: str, resamples: int, seed: int) -> Score:
    if len(counts) < 2:
        return score
    found = bootstrap_interval(metric, counts, resamples, seed)
    signature = f"{score.signature}|bs:{resamples}|seed:{seed}|unit:{unit}"
    return replace(score, interval=(found.low, found.high), signature=signature)
