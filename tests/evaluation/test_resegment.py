"""The baseline that cuts the hypothesis where the reference's lines end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.resegment import resegment

from .texts import HYPOTHESIS, REFERENCE


def test_joined_lines_are_cut_where_they_were() -> None:
    assert resegment([" ".join(REFERENCE)], REFERENCE) == REFERENCE


def test_a_translation_is_cut_nearly_where_it_was() -> None:
    cut = resegment([" ".join(HYPOTHESIS)], REFERENCE)
    assert sum(a == b for a, b in zip(cut, HYPOTHESIS, strict=True)) >= 9


def test_by_hand() -> None:
    assert resegment(["the talks", "resumed today in Vienna now"], ["The talks resumed", "in Vienna"]) == [
        "the talks resumed",
        "today in Vienna now",
    ]


def test_nothing_on_a_side() -> None:
    assert resegment([], ["a", "b"]) == ["", ""]
    assert resegment(["a b"], []) == []
    assert resegment(["a b"], ["", "a b"]) == ["", "a b"]


LINES = st.lists(st.lists(st.sampled_from("abc"), max_size=5).map(" ".join), max_size=5)


@given(LINES, LINES.filter(bool))
def test_every_word_stays_in_order(hypothesis: list[str], reference: list[str]) -> None:
    cut = resegment(hypothesis, reference)
    assert len(cut) == len(reference)
    assert " ".join(cut).split() == " ".join(hypothesis).split()
