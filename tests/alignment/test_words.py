"""Word links inside a bead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alignment.arabic_numerals import arabic_numeral
from pipeline.alignment.words import highlights, word_links

ARABIC = "وقال الوزير سيرغي لافروف في موسكو إن 35 شاحنة وصلت إلى حلب عام ٢٠١٧"
ENGLISH = "In 2017, Minister Sergei Lavrov said in Moscow, 35 trucks reached Aleppo"


def linked(source: str, target: str) -> dict[str, str]:
    return {source[slice(*k.source)]: target[slice(*k.target)] for k in word_links(source, target)}


def test_numbers_names_and_words() -> None:
    found = linked(ARABIC, ENGLISH)
    assert found["35"] == "35"
    assert found["٢٠١٧"] == "2017"
    assert found["لافروف"] == "Lavrov"
    assert found["سيرغي"] == "Sergei"
    assert found["الوزير"] == "Minister"


def test_highlights_are_names_and_numbers() -> None:
    source, target = highlights(word_links(ARABIC, ENGLISH))
    assert {"35", "٢٠١٧", "لافروف"} <= {ARABIC[a:b] for a, b in source}
    assert {"35", "2017", "Lavrov"} <= {ENGLISH[a:b] for a, b in target}
    assert "Minister" not in {ENGLISH[a:b] for a, b in target}


def test_the_same_word_twice_keeps_its_order() -> None:
    links = word_links("الوزير والوزير", "the minister and the minister")
    assert [link.target for link in links] == [(4, 12), (21, 29)]


def test_a_known_word_is_no_name_that_sounds_alike() -> None:
    assert "جيد" not in linked("هذا يوم جيد", "Muammar Gaddad spoke")
    assert linked("هذا يوم جيد", "a good day")["جيد"] == "good"
    assert linked("وزير عماني", "MNA: Oman minister")["عماني"] == "Oman"


def test_numbers_in_words() -> None:
    found = linked("ثلاثة معابر بعد خمسة أيام وعشرين ساعة، وألفي مراقب", "three crossings after 5 days, twenty hours")
    assert found["ثلاثة"] == "three"
    assert found["خمسة"] == "5"
    assert found["وعشرين"] == "twenty"


@pytest.mark.parametrize(
    ("word", "digits"),
    [("ثلاثين", "30"), ("والعشرين", "20"), ("مئتين", "200"), ("ألفي", "2000"), ("ملايين", "1000000"), ("استمر", "")],
)
def test_cardinals(word: str, digits: str) -> None:
    assert arabic_numeral(word) == digits


@given(st.text(max_size=40), st.text(max_size=40))
def test_offsets_and_one_to_one(source: str, target: str) -> None:
    links = word_links(source, target)
    assert len({link.source for link in links}) == len({link.target for link in links}) == len(links)
    for link in links:
        assert source[slice(*link.source)].strip()
        assert target[slice(*link.target)].strip()
