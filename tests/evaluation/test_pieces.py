"""Blocks counted sentence by sentence."""

from __future__ import annotations

import numpy as np

from pipeline.evaluation.base import make
from pipeline.evaluation.pieces import Piece, count_pieces, pieces


def test_references_are_cut_at_the_sentences() -> None:
    found = pieces(
        ["Talks resumed.", " ", "Oil fell."], ["Talks resumed, and oil fell.", None, "The talks resumed. Oil fell."]
    )
    assert found == [
        Piece("Talks resumed.", ("Talks resumed,", None, "The talks resumed.")),
        Piece("Oil fell.", ("and oil fell.", None, "Oil fell.")),
    ]


def test_a_reference_too_short_to_be_cut() -> None:
    assert pieces(["Talks resumed.", "Oil fell."], ["Done."], ["a", "b"]) == [
        Piece("Talks resumed. Oil fell.", ("Done.",), "a b")
    ]


def test_sources_stay_with_their_sentences() -> None:
    found = pieces(["One.", "", "Two."], ["One. Two."], ["a", "b", "c"])
    assert [(p.hypothesis, p.source) for p in found] == [("One.", "a"), ("Two.", "c")]


def test_a_system_that_says_nothing() -> None:
    assert pieces([], ["Talks resumed."]) == [Piece("", ("Talks resumed.",))]


def test_counts_are_those_of_the_sentences() -> None:
    (metric,) = make(["chrf"])
    block = pieces(["Talks resumed.", "Oil fell."], ["Talks resumed. Oil fell."])
    counts = count_pieces(metric, [block, pieces(["Nobody came."], ["No one came."])])
    alone = metric.count(["Talks resumed.", "Oil fell."], [["Talks resumed.", "Oil fell."]])
    np.testing.assert_array_equal(counts[0], alone.sum(axis=0))
    assert counts.shape[0] == 2
    assert count_pieces(metric, []).shape == (0, counts.shape[1])
