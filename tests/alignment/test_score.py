"""Scores of beads; the expected figures were worked out by hand after Vecalign's score.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alignment.score import Counts, Scores, calibration, crossing, judged, score, score_by_type
from pipeline.data import Bead


def beads(*pairs: tuple[list[int], list[int]]) -> list[Bead]:
    return [Bead(tuple(s), tuple(t)) for s, t in pairs]


GOLD = beads(([0], [0]), ([1, 2], [1]), ([3], []), ([4], [2, 3]), ([], [4]))
FOUND = beads(([0], [0]), ([1], [1]), ([2], []), ([3], []), ([4], [2, 3]), ([], [4]))


def test_as_vecalign_counts() -> None:
    """Precision: 0-0, 3-, 4-2 3 and -4 are right, 1-1 is right in part, 2- is wrong. Recall: over 3 gold pairs."""
    scores = score(GOLD, FOUND)
    assert scores.precision == Counts(4, 2, 5, 1)
    assert scores.recall == Counts(2, 1, 3, 0)
    assert scores.f1 == pytest.approx(2 * (4 / 6) * (2 / 3) / (4 / 6 + 2 / 3))
    assert scores.lax_f1 == pytest.approx(2 * (5 / 6) * 1 / (5 / 6 + 1))


def test_nothing_found() -> None:
    assert score(GOLD, []).f1 == 0
    assert score([], []).lax_f1 == 0


def test_scores_add_up_over_stories() -> None:
    whole = score(GOLD, FOUND) + score(GOLD, GOLD)
    assert whole.precision.right == 4 + 5
    assert sum([score(GOLD, GOLD)] * 2, Scores()).f1 == 1


def test_by_type() -> None:
    kinds = score_by_type(GOLD, FOUND)
    assert kinds["1-2"].f1 == 1
    assert kinds["2-1"].recall == Counts(0, 1, 1, 0)
    assert (kinds["1-1"].precision.right, kinds["1-1"].precision.wrong) == (1, 1)


def test_crossing_counts_moved_beads() -> None:
    assert crossing(beads(([0], [0]), ([1], [1]), ([2], [2]))) == 0
    assert crossing(beads(([0], [3]), ([1], [0]), ([2], [1]), ([3], []))) == 1
    assert crossing(beads(([0], [2]), ([1], [1]), ([2], [0]))) == 2


def test_calibration() -> None:
    found = calibration([(0.95, True), (0.95, True), (0.95, False), (0.25, False)])
    assert found.error == pytest.approx((abs(2.85 - 2) + 0.25) / 4)
    assert found.precision == pytest.approx(2 / 3)
    assert found.kept == pytest.approx(3 / 4)
    assert calibration([]).kept == 0


def test_only_pairs_are_judged() -> None:
    assert judged(GOLD, FOUND) == [(1.0, True), (1.0, False), (1.0, True)]


@given(st.lists(st.tuples(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))))
def test_gold_against_itself(pairs: list[tuple[set[int], set[int]]]) -> None:
    gold = [Bead(tuple(sorted(s)), tuple(sorted(t))) for s, t in pairs if s or t]
    found = score(gold, gold)
    assert found.precision.wrong == found.recall.wrong == found.precision.lax_wrong == 0
