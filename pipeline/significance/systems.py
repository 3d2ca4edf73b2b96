"""Many systems: all pairs, corrected for their number, and clusters of rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from pipeline.errors import InputError
from pipeline.evaluation.base import Counts, Metric
from pipeline.significance.intervals import RESAMPLES, Interval, interval_of
from pipeline.significance.paired import TRIALS, PairedResult, bootstrap_result, randomisation_result
from pipeline.significance.resample import SEED, bootstrap_sums, half_sums

Test = Literal["randomisation", "bootstrap"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One comparison; `better` and `worse` by their figures. `adjusted` is Holm's p over all pairs of the metric."""

    better: str
    worse: str
    result: PairedResult
    adjusted: float
    significant: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One system: its figure with its 95 % interval, and its rank: that of its cluster (1 is best)."""

    system: str
    value: float
    interval: Interval
    rank: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """One metric over all systems, best first."""

    metric: str
    standings: tuple[Standing, ...]
    pairs: tuple[Pair, ...]
    test: Test
    units: int
    level: float
    signature: str

    def words(self) -> list[str]:
        """A sentence for each pair; a difference that is not significant is called so."""
        return [_sentence(pair, self) for pair in self.pairs]


def compare(
    metric: Metric,
    systems: Mapping[str, Counts],
    *,
    test: Test = "randomisation",
    resamples: int = RESAMPLES,
    trials: int = TRIALS,
    level: float = 0.05,
    seed: int = SEED,
) -> Ranking:
    """All pairs of systems under one metric. `systems`: statistics over the same units. *Shape:* each (n, k).

    Raises InputError for no system, or unequal numbers of units.
    """
    if not systems:
        raise InputError("no system to compare")
    names = list(systems)
    arrays = [systems[name] for name in names]
    resampled = [metric.value(sums) for sums in bootstrap_sums(arrays, resamples, seed)]
    halves = half_sums(arrays, trials, seed) if test == "randomisation" and len(names) > 1 else []
    values = [float(metric.value(array.sum(axis=0))) for array in arrays]
    sign = -1 if metric.best == "high" else 1
    order = sorted(range(len(names)), key=lambda i: (sign * values[i], names[i]))
    found: list[tuple[int, int, PairedResult]] = []
    for i, j in combinations(order, 2):
        if test == "bootstrap":
            result = bootstrap_result(metric, values[i] - values[j], resampled[i], resampled[j])
        else:
            result = randomisation_result(metric, arrays[i], arrays[j], halves[i] - halves[j])
        found.append((i, j, result))
    adjusted = holm([result.p for _, _, result in found])
    pairs = tuple(
        Pair(names[i], names[j], result, p, p < level) for (i, j, result), p in zip(found, adjusted, strict=True)
    )
    ranks = cluster_ranks([names[i] for i in order], {(p.better, p.worse) for p in pairs if p.significant})
    drawn = f"bs:{resamples}" if test == "bootstrap" else f"ar:{trials}|bs:{resamples}"
    return Ranking(
        metric=metric.name,
        standings=tuple(Standing(names[i], values[i], interval_of(resampled[i]), ranks[names[i]]) for i in order),
        pairs=pairs,
        test=test,
        units=len(arrays[0]),
        level=level,
        signature=f"{drawn}|seed:{seed}|units:{len(arrays[0])}|correction:holm|level:{level:g}",
    )


def holm(values: Sequence[float]) -> list[float]:
    """Holm's step-down correction (Holm, 1979): adjusted p-values, in the order given, at most 1."""
    adjusted = [0.0] * len(values)
    highest = 0.0
    for position, index in enumerate(np.argsort(np.asarray(values), kind="stable")):
        highest = max(highest, min(1.0, values[index] * (len(values) - position)))
        adjusted[int(index)] = highest
    return adjusted


def cluster_ranks(order: Sequence[str], significant: set[tuple[str, str]]) -> dict[str, int]:
    """Ranks by clusters, `order` best first: a new cluster begins where every system above beats every one below.

    As in the WMT findings (Bojar et al., 2013). Systems of one cluster share the rank of its first place.
    """
    ranks: dict[str, int] = {}
    rank = 1
    for place, name in enumerate(order):
        apart = all((above, below) in significant for above in order[:place] for below in order[place:])
        if place and apart:
            rank = place + 1
        ranks[name] = rank
    return ranks


def _sentence(pair: Pair, ranking: Ranking) -> str:
    size = f"{abs(pair.result.difference):.2f} {ranking.metric}"
    p = f"p = {pair.adjusted:.3f}" if pair.adjusted >= 0.001 else "p < 0.001"
    if pair.significant:
        return f"{pair.better} is better than {pair.worse} by {size} ({p})"
    return f"{pair.better} and {pair.worse}: the difference of {size} is not significant ({p})"
