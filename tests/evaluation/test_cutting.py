"""Cutting a text where the lines of another end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.cutting import cut, resegment

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


def test_equally_cheap_places() -> None:
    assert cut("He came, then. Nobody left", ["x", "y"]) == ["He came, then.", "Nobody left"]
    assert cut("He came, then nobody left", ["x", "y"]) == ["He came,", "then nobody left"]


def test_a_merged_sentence_is_cut_between_its_parts() -> None:
    merged = "Oil prices rose by 2.5 percent after the announcement, on which a spokeswoman declined to comment."
    lines = ["Oil prices rose 2.5 percent after the announcement.", "The ministry spokeswoman refused to comment."]
    assert cut(merged, lines)[0] == "Oil prices rose by 2.5 percent after the announcement,"


@given(LINES.filter(bool), LINES.filter(bool))
def test_no_part_is_left_empty_where_words_suffice(text: list[str], lines: list[str]) -> None:
    words = " ".join(text)
    parts = cut(words, lines, leave_none_empty=True)
    assert " ".join(parts).split() == words.split()
    assert all(parts) or len(words.split()) < len(lines)
