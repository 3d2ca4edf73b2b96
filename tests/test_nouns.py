"""The nouns check themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data import Alignment, Bead, Document, Score, Sentence, Story


def test_a_sentence_holds_its_offsets() -> None:
    Sentence(0, 3, "abc", 0)
    with pytest.raises(ValueError, match="offsets"):
        Sentence(0, 2, "abc", 0)
    with pytest.raises(ValueError, match="offsets"):
        Sentence(0, 2, "  ", 0)


def test_a_sentence_on_one_line_loses_its_hard_wraps() -> None:
    assert Sentence(0, 9, "one\n two\t", 0).line == "one two"


def test_a_document_refuses_sentences_that_are_not_in_its_text() -> None:
    with pytest.raises(ValueError, match="not in the text"):
        Document("d", "en", "abc", (Sentence(0, 3, "xyz", 0),))
    with pytest.raises(ValueError, match="out of order"):
        Document("d", "en", "ab cd", (Sentence(3, 5, "cd", 0), Sentence(0, 2, "ab", 0)))


def test_paragraphs_are_runs_of_sentence_numbers() -> None:
    text = "A. B. C."
    sentences = (Sentence(0, 2, "A.", 0), Sentence(3, 5, "B.", 0), Sentence(6, 8, "C.", 1))
    assert Document("d", "en", text, sentences).paragraphs == ((0, 1), (2,))


def test_a_story_keeps_its_references_apart() -> None:
    source, version = Document("s", "ar", ""), Document("v", "en", "")
    with pytest.raises(ValueError, match="same id"):
        Story("x", source, (version, version))


def test_a_bead_says_something_and_doubts_within_bounds() -> None:
    assert Bead((0,), ()).null
    assert not Bead((0,), (1,)).null
    with pytest.raises(ValueError, match="one side at least"):
        Bead((), ())
    with pytest.raises(ValueError, match=r"between 0 and 1 .*was: 1\.5"):
        Bead((0,), (0,), 1.5)


@given(st.permutations(range(6)))
def test_an_alignment_takes_every_sentence_once_in_any_order(order: list[int]) -> None:
    beads = tuple(Bead((i,), (j,)) for i, j in enumerate(order))
    assert len(Alignment(beads, 6, 6)) == 6
    with pytest.raises(ValueError, match="target sentences exactly once"):
        Alignment(beads, 6, 7)
    with pytest.raises(ValueError, match="source sentences exactly once"):
        Alignment((*beads, Bead((0,), ())), 6, 6)


def test_a_score_has_its_interval_the_right_way_up() -> None:
    Score("BLEU", 30.0, "sig", (28.0, 32.0))
    with pytest.raises(ValueError, match="upside down"):
        Score("BLEU", 30.0, "sig", (32.0, 28.0))
