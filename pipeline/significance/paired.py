"""Is one system better than another? Two tests over the same units, from sufficient statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.evaluation.base import Counts, Figures, Metric
from pipeline.significance.intervals import RESAMPLES, Interval, interval_of
from pipeline.significance.resample import SEED, bootstrap_sums, half_sums, same_units

TRIALS = 10_000
_SAME = 1e-9  # figures nearer than this are equal: rounding, not chance


@dataclass(frozen=True, slots=True)
class PairedResult:
    """`difference` is first minus second on the metric's scale, `p` the chance of one as large without a cause."""

    difference: float
    p: float
    interval: Interval | None = None
    """95 % interval of the difference (bootstrap only)."""
    wins: float | None = None
    """Share of the resamples in which the first has the better figure (Koehn, 2004; bootstrap only)."""


def paired_bootstrap(
    metric: Metric, first: Counts, second: Counts, resamples: int = RESAMPLES, seed: int = SEED
) -> PairedResult:
    """Paired bootstrap (Koehn, 2004) with the p-value of sacreBLEU and Moses. *Shapes:* (n, k) and (n, k).

    p = (1 + #{|d*| - mean |d*| ≥ |d|}) / (1 + resamples). sacreBLEU's `>` is `≥` here, so that a system is not
    significantly better than itself. Raises InputError where the units differ in number.
    """
    sums = bootstrap_sums([first, second], resamples, seed)
    return bootstrap_result(metric, _difference(metric, first, second), metric.value(sums[0]), metric.value(sums[1]))


def bootstrap_result(metric: Metric, difference: float, first: Figures, second: Figures) -> PairedResult:
    """The test's result from resampled figures of both systems. *Shapes:* (resamples,) twice."""
    differences = first - second
    folded = np.abs(differences)
    better = differences > _SAME if metric.best == "high" else differences < -_SAME
    return PairedResult(
        difference=difference,
        p=_share(folded - folded.mean(), abs(difference)),
        interval=interval_of(differences),
        wins=float(better.mean()),
    )


def paired_randomisation(
    metric: Metric, first: Counts, second: Counts, trials: int = TRIALS, seed: int = SEED
) -> PairedResult:
    """Paired approximate randomisation, two-sided (Riezler and Maxwell, 2005). *Shapes:* (n, k) and (n, k).

    Each trial swaps the two systems' outputs of each unit with chance 1/2;
    p = (1 + #{|d*| ≥ |d|}) / (1 + trials). Raises InputError where the units differ in number.
    """
    return paired_randomisations([(metric, first, second)], trials, seed)[0]


def paired_randomisations(
    tallies: Sequence[tuple[Metric, Counts, Counts]], trials: int = TRIALS, seed: int = SEED
) -> list[PairedResult]:
    """The test for several metrics over the same units, with the same swaps."""
    same_units([array for _, first, second in tallies for array in (first, second)])
    swaps = half_sums([first - second for _, first, second in tallies], trials, seed)
    return [
        randomisation_result(metric, first, second, swapped)
        for (metric, first, second), swapped in zip(tallies, swaps, strict=True)
    ]


def randomisation_result(metric: Metric, first: Counts, second: Counts, swapped: Counts) -> PairedResult:
    """The result. `swapped`: first minus second, summed over each trial's half. *Shapes:* (n, k) twice, (trials, k)."""
    mixed = metric.value(second.sum(axis=0) + swapped)
    other = metric.value(first.sum(axis=0) - swapped)
    difference = _difference(metric, first, second)
    return PairedResult(difference=difference, p=_share(np.abs(mixed - other), abs(difference)))


def _difference(metric: Metric, first: Counts, second: Counts) -> float:
    return float(metric.value(first.sum(axis=0)) - metric.value(second.sum(axis=0)))


def _share(figures: Figures, least: float) -> float:
    return float((1 + np.count_nonzero(figures >= least - _SAME)) / (1 + len(figures)))
