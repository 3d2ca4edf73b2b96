"""Story matching."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.alignment.stories import arabic_features, english_features, matched

WORDS = st.lists(st.sampled_from([f"word{chr(97 + k)}" for k in range(20)]), max_size=12).map(" ".join)


def test_numbers_names_and_words_are_features() -> None:
    source = arabic_features(["وصل لافروف إلى القاهرة مع 35 دبلوماسيا"])
    target = english_features(["Lavrov arrived in Cairo with 35 diplomats"])
    assert {"35", "~lfrf", "cairo"} <= source.keys() & target.keys()


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_one_to_one(left: list[str], right: list[str]) -> None:
    found = matched([english_features([x]) for x in left], [english_features([x]) for x in right], 0.0)
    assert len({m.source for m in found}) == len({m.target for m in found}) == len(found)
    assert all(0 <= m.confidence <= 1 for m in found)


def test_a_story_finds_itself() -> None:
    texts = [f"Minister number{chr(97 + k)} spoke of plan{chr(97 + k)} in city{chr(97 + k)} today" for k in range(12)]
    found = matched([english_features([t]) for t in texts], [english_features([t]) for t in reversed(texts)])
    assert [(m.source, m.target) for m in found] == [(k, 11 - k) for k in range(12)]


def test_nothing_to_match() -> None:
    assert matched([], []) == []
    assert matched([english_features(["a b"])], []) == []
    assert matched([{}], [{}]) == []
