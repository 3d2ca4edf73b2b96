"""Is one system better than another? Two tests over the same units, from sufficient statistics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.evaluation.base import Counts, Figures, Metric
from pipeline.significance.intervals import RESAMPLES, Interval, interval_of
from pipeline.significance.resample import SEED, bootstrap_sums, half_sums

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
    halves = half_sums([first, second], trials, seed)
    return randomisation_result(metric, first, second, halves[0], halves[1])


def randomisation_result(
    metric: Metric, first: Counts, second: Counts, first_half: Counts, second_half: Counts
) -> PairedResult:
    """The test's result from the sums of the same random halves of both. *Shapes:* (n, k) twice, (trials, k) twice."""
    mixed = metric.value(first_half + (second.sum(axis=0) - second_half))
    other = metric.value(second_half + (first.sum(axis=0) - first_half))
    difference = _difference(metric, first, second)
    return PairedResult(difference=difference, p=_share(np.abs(mixed - other), abs(difference)))


def _difference(metric: Metric, first: Counts, second: Counts) -> float:
    return float(metric.value(first.sum(axis=0)) - metric.value(second.sum(axis=0)))


def _share(figures: Figures, least: float) -> float:
    return float((1 + np.count_nonzero(figures >= least - _SAME)) / (1 + len(figures)))
