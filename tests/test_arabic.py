"""Normalisation: each rule by a case of its own, and what must never be touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.arabic import DEFAULT, RULES, normalise
from pipeline.errors import ConfigError

CASES = [
    ("nfc", "ا\u0653لات كبرى", "آلات كبرى"),
    ("presentation_forms", "ﻻ ﷲ", "لا الله"),
    ("invisible", "قال\u200f: \u202bنعم\u202c", "قال: نعم"),
    ("tatweel", "الســـلام", "السلام"),
    ("diacritics", "مُحَمَّدٌ", "محمد"),
    ("presentation_forms", "ﻣﺼﺮ ﷺ", "مصر صلى الله عليه وسلم"),
    ("invisible", "من\u200cها\ufeff\u00ad", "منها"),
    ("digits", "٣٫٥٪ من ١٬٢٠٠ و۷", "3.5% من 1,200 و7"),
    ("digits", "783،562 و١،٢٠٠،٥٠٠ في 2019،2020 و5،12 و12،3456", "783,562 و1,200,500 في 2019،2020 و5،12 و12،3456"),
    ("persian_letters", "کتاب هناك", "كتاب هناك"),
    ("quotes", "«نعم» “لا”", '"نعم" "لا"'),
    ("persian_letters", "قانون ہنا", "قانون هنا"),
    ("punctuation_spacing", "قال ،ثم ذهب .", "قال، ثم ذهب."),
]


@pytest.mark.parametrize(("rule", "before", "after"), CASES, ids=[c[0] for c in CASES])
def test_each_rule_does_its_one_thing(rule: str, before: str, after: str) -> None:
    assert normalise(before, [rule]) == after
    assert normalise(before, []) == before


def test_every_rule_has_a_case() -> None:
    assert {name for name, _, _ in CASES} == set(RULES)


def test_letters_that_tell_words_apart_stay() -> None:
    assert normalise("على علي إلى ألف مدرسة مدرسه هدى هدي") == "على علي إلى ألف مدرسة مدرسه هدى هدي"


def test_a_persian_or_urdu_word_keeps_its_letters() -> None:
    assert normalise("پاکستان پوائنٹ") == "پاکستان پوائنٹ"


def test_the_order_of_the_names_does_not_matter() -> None:
    text = "«ﻻ» ، ٣٫٥٪"
    assert normalise(text, list(reversed(DEFAULT))) == normalise(text)


def test_an_unknown_rule_is_named() -> None:
    with pytest.raises(ConfigError, match="no normalisation rule 'digit'; did you mean 'digits'"):
        normalise("x", ["digit"])


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_every_rule_is_on_by_default() -> None:
    assert tuple(RULES) == DEFAULT
