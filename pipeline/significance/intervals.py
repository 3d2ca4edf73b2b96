"""Bootstrap confidence intervals (Koehn, 2004): how far a figure would move with other test sentences."""

from __future__ import annotations

from collections.abc import Sequence
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


def bootstrap_intervals(
    tallies: Sequence[tuple[Metric, Counts]], resamples: int = RESAMPLES, seed: int = SEED
) -> list[Interval]:
    """95 % intervals of several metrics over the same units (rows), from the same draws. *Shapes:* each (n, k).

    Raises InputError for no units or unequal numbers of them.
    """
    sums = bootstrap_sums([counts for _, counts in tallies], resamples, seed)
    return [interval_of(metric.value(drawn)) for (metric, _), drawn in zip(tallies, sums, strict=True)]


def bootstrap_interval(metric: Metric, counts: Counts, resamples: int = RESAMPLES, seed: int = SEED) -> Interval:
    """95 % interval of one metric over the units (rows) of `counts`. *Shape:* (n, k)."""
    return bootstrap_intervals([(metric, counts)], resamples, seed)[0]


def with_intervals(
    corpus: CorpusScores, unit: str = "stories", resamples: int = RESAMPLES, seed: int = SEED
) -> CorpusScores:
    """The same scores with intervals, over `stories` (the honest unit) or over `blocks`.

    Strict and document figures have stories as their units always. One story has no interval over stories: the
    figures keep None.
    """
    levels: dict[str, list[tuple[str, Metric, Counts]]] = {"aligned": [], "strict": [], "document": []}
    for name, tally in corpus.tallies.items():
        levels["aligned"].append((name, tally.metric, tally.blocks if unit == "blocks" else tally.stories))
        levels["strict"].append((name, tally.metric, tally.strict))
        if tally.document is not None:
            levels["document"].append((name, tally.metric, tally.document))
    found = {
        level: _intervals(tallies, unit if level == "aligned" else "stories", resamples, seed)
        for level, tallies in levels.items()
    }
    scores = {
        name: LevelScores(
            aligned=_with(old.aligned, found["aligned"].get(name)),
            strict=_with(old.strict, found["strict"].get(name)),
            document=None if old.document is None else _with(old.document, found["document"].get(name)),
        )
        for name, old in corpus.scores.items()
    }
    return replace(corpus, scores=scores)


@dataclass(frozen=True, slots=True)
class _Found:
    interval: Interval
    signature: str


def _intervals(
    tallies: Sequence[tuple[str, Metric, Counts]], unit: str, resamples: int, seed: int
) -> dict[str, _Found]:
    """By metric name; none where there are fewer than two units."""
    if not tallies or len(tallies[0][2]) < 2:
        return {}
    intervals = bootstrap_intervals([(metric, counts) for _, metric, counts in tallies], resamples, seed)
    signature = f"bs:{resamples}|seed:{seed}|unit:{unit}"
    return {name: _Found(found, signature) for (name, _, _), found in zip(tallies, intervals, strict=True)}


def _with(score: Score, found: _Found | None) -> Score:
    if found is None:
        return score
    interval = (found.interval.low, found.interval.high)
    return replace(score, interval=interval, signature=f"{score.signature}|{found.signature}")
