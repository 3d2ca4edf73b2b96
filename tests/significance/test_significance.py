"""Intervals, paired tests and rankings, held to sacreBLEU's and to what must be true of them."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER
from sacrebleu.significance import PairedTest

from pipeline.errors import InputError
from pipeline.evaluation.base import Counts, make
from pipeline.significance.intervals import bootstrap_interval
from pipeline.significance.paired import paired_bootstrap, paired_randomisation
from pipeline.significance.resample import bootstrap_sums, half_sums
from pipeline.significance.systems import cluster_ranks, compare, holm

WORDS = [
    "the",
    "minister",
    "said",
    "talks",
    "on",
    "oil",
    "prices",
    "would",
    "resume",
    "next",
    "week",
    "after",
    "a",
    "pause",
]
LINES = 80


def invented(seed: int, wrong: float) -> tuple[list[str], list[str]]:
    """A reference of random sentences and a system that has each word wrong with this chance."""
    text, noise = random.Random(1), random.Random(seed)
    reference = [[text.choice(WORDS) for _ in range(text.randint(5, 15))] for _ in range(LINES)]
    system = [[noise.choice(WORDS) if noise.random() < wrong else word for word in line] for line in reference]
    return [" ".join(line) for line in system], [" ".join(line) for line in reference]


REFERENCE = invented(0, 0)[1]
SYSTEMS = {"good": invented(2, 0.20)[0], "near": invented(3, 0.205)[0], "bad": invented(4, 0.35)[0]}


def counts(name: str, system: str) -> Counts:
    return make([name])[0].count(SYSTEMS[system], [REFERENCE])


@pytest.mark.parametrize("name", ["bleu", "chrf", "ter"])
def test_intervals_are_sacrebleus(name: str) -> None:
    theirs = {"bleu": BLEU(), "chrf": CHRF(), "ter": TER()}[name]
    expected = theirs.corpus_score(SYSTEMS["good"], [REFERENCE], n_bootstrap=1000)
    found = bootstrap_interval(make([name])[0], counts(name, "good"))
    assert found.mean == pytest.approx(expected._mean, abs=1e-3)
    assert found.half == pytest.approx(expected._ci, abs=1e-3)
    assert found.low < expected.score < found.high


@pytest.mark.parametrize("kind", ["bs", "ar"])
def test_p_values_are_sacrebleus(kind: str) -> None:
    """The same seed draws the same units, so that only rounding (their float32) can tell the two apart.

    And ties: a shuffled difference as large as the observed one counts for us, not for them, and the whole edits of
    TER often tie.
    """
    theirs = {"BLEU": BLEU(), "chrF2": CHRF(), "TER": TER()}
    _, scores = PairedTest(list(SYSTEMS.items()), theirs, [REFERENCE], test_type=kind, n_samples=1000)()
    test = paired_bootstrap if kind == "bs" else paired_randomisation
    for metric in make(["bleu", "chrf", "ter"]):
        base = metric.count(SYSTEMS["good"], [REFERENCE])
        for number, name in ((1, "near"), (2, "bad")):
            found = test(metric, metric.count(SYSTEMS[name], [REFERENCE]), base, 1000)
            expected = scores[metric.name][number].p_value
            assert -3 / 1001 <= found.p - expected <= (30 if metric.name == "TER" and kind == "ar" else 3) / 1001


def test_randomisation_agrees_with_all_relabellings() -> None:
    """With 10 units all 1,024 swaps can be made: the p-value of 10,000 trials is theirs to Monte-Carlo error."""
    (metric,) = make(["chrf"])
    first, second = counts("chrf", "good")[:10], counts("chrf", "bad")[:10]
    masks = np.array([[n >> i & 1 for i in range(10)] for n in range(1024)], dtype=float)
    mixed = metric.value(masks @ first + (1 - masks) @ second) - metric.value(masks @ second + (1 - masks) @ first)
    observed = abs(float(metric.value(first.sum(axis=0)) - metric.value(second.sum(axis=0))))
    exact = np.mean(np.abs(mixed) >= observed - 1e-9)
    assert paired_randomisation(metric, first, second, 10_000).p == pytest.approx(exact, abs=0.02)


def test_the_honest_unit_is_wider() -> None:
    """Lines of a story are alike: eight stories of ten lines, each good or bad throughout, vary more than lines do."""
    (metric,) = make(["bleu"])
    good, bad = counts("bleu", "good"), counts("bleu", "bad")
    lines = np.concatenate([(good if story % 2 else bad)[story * 10 : story * 10 + 10] for story in range(8)])
    stories = lines.reshape(8, 10, -1).sum(axis=1)
    assert bootstrap_interval(metric, stories).half > bootstrap_interval(metric, lines).half


@pytest.mark.parametrize("test", [paired_bootstrap, paired_randomisation])
def test_a_system_is_no_better_than_itself(test: object) -> None:
    (metric,) = make(["bleu"])
    found = test(metric, counts("bleu", "good"), counts("bleu", "good"), 200)  # type: ignore[operator]
    assert found.difference == 0
    assert found.p > 0.4


def test_both_tests_see_a_real_difference() -> None:
    (metric,) = make(["ter"])
    arrays = counts("ter", "good"), counts("ter", "bad")
    for found in (paired_bootstrap(metric, *arrays), paired_randomisation(metric, *arrays)):
        assert found.difference < 0
        assert found.p < 0.01
    wins = paired_bootstrap(metric, *arrays)
    assert wins.wins == 1.0
    assert wins.interval is not None
    assert wins.interval.high < 0


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 30), st.integers(0, 99))
def test_draws_hold_as_many_units_as_there_are(units: int, resamples: int, seed: int) -> None:
    ones = np.ones((units, 1))
    (drawn,) = bootstrap_sums([ones], resamples, seed)
    np.testing.assert_array_equal(drawn, np.full((resamples, 1), float(units)))
    (halves,) = half_sums([ones], resamples, seed)
    assert np.all((halves >= 0) & (halves <= units))


def test_large_samples_are_drawn_in_parts_and_stay_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    array = counts("bleu", "good")
    whole = bootstrap_sums([array], 100), half_sums([array], 100)
    monkeypatch.setattr("pipeline.significance.resample._CELLS", 1000)
    np.testing.assert_array_equal(whole[0][0], bootstrap_sums([array], 100)[0])
    np.testing.assert_array_equal(whole[1][0], half_sums([array], 100)[0])


def test_ranking() -> None:
    (metric,) = make(["chrf"])
    ranking = compare(metric, {name: counts("chrf", name) for name in ("bad", "near", "good")}, trials=2000)
    assert [s.system for s in ranking.standings][-1] == "bad"
    assert [s.rank for s in ranking.standings] == [1, 1, 3]
    assert [p.significant for p in ranking.pairs] == [False, True, True]
    words = ranking.words()
    assert "is not significant" in words[0]
    assert " is better than bad by " in words[1]
    assert "correction:holm" in ranking.signature


@pytest.mark.parametrize("test", ["randomisation", "bootstrap"])
def test_low_figures_rank_first_where_low_is_best(test: str) -> None:
    (metric,) = make(["ter"])
    ranking = compare(metric, {name: counts("ter", name) for name in SYSTEMS}, test=test, trials=500)  # type: ignore[arg-type]
    values = [s.value for s in ranking.standings]
    assert values == sorted(values)


def test_one_system_alone_is_first() -> None:
    (metric,) = make(["bleu"])
    ranking = compare(metric, {"only": counts("bleu", "good")})
    assert [s.rank for s in ranking.standings] == [1]
    assert ranking.pairs == ()


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == [1.0, 1.0]


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_keeps_order_and_never_lowers(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(p <= a <= 1 for p, a in zip(values, adjusted, strict=True))
    ordered = [a for _, a in sorted(zip(values, adjusted, strict=True))]
    assert all(a <= b for a, b in pairwise(ordered))


def test_clusters() -> None:
    beats = {("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")}
    assert cluster_ranks("abcd", beats) == {"a": 1, "b": 1, "c": 3, "d": 4}
    assert cluster_ranks("abcd", beats - {("a", "c")}) == {"a": 1, "b": 1, "c": 1, "d": 4}


def test_what_cannot_be_compared() -> None:
    (metric,) = make(["bleu"])
    with pytest.raises(InputError, match="same units for all systems"):
        paired_bootstrap(metric, counts("bleu", "good"), counts("bleu", "bad")[:5])
    with pytest.raises(InputError, match="no system"):
        compare(metric, {})
    with pytest.raises(InputError, match="one at least"):
        bootstrap_interval(metric, np.zeros((0, 10)))
