"""Headlines and datelines as agencies write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.segmentation.dateline import story_metadata
from pipeline.segmentation.language import language_of

DATELINES = [
    ("ar", "القاهرة 15 فبراير 2022 (شينخوا) --", "القاهرة", "شينخوا", "2022-02-15"),
    ("ar", "مسقط، ١٧ شباط/فبراير ٢٠٢٧ (وكالة أنباء المشرق) -", "مسقط", "وكالة أنباء المشرق", "2027-02-17"),
    ("ar", "بيروت (رويترز) -", "بيروت", "رويترز", None),
    ("ar", "دمشق-سانا", "دمشق", "سانا", None),
    ("ar", "موسكو، 12 مارس – سبوتنيك.", "موسكو", "سبوتنيك", "--03-12"),
    ("ar", "رام الله 3 كانون الثاني/ يناير 2022 وفا-", "رام الله", "وفا", "2022-01-03"),
    ("ar", "(نوفوستي / سبوتنيك - 15 فبراير 2022ء)", None, "نوفوستي / سبوتنيك", "2022-02-15"),
    ("en", "MUSCAT, Feb. 17, 2027 (Mashriq News Agency) -", "MUSCAT", "Mashriq News Agency", "2027-02-17"),
    ("en", "MUSCAT, Oman (MNA) -", "MUSCAT, Oman", "MNA", None),
    ("en", "WASHINGTON —", "WASHINGTON", None, None),
    ("en", "New York, Sept. 3 (Reuters) -", "New York", "Reuters", "--09-03"),
    ("en", "GENEVA, 12 March 2024 (AP) —", "GENEVA", "AP", "2024-03-12"),
    ("en", "(Reuters) -", None, "Reuters", None),
]
TEXT = {"ar": "أعلن الوزير أن المحادثات انتهت.", "en": "Talks ended on Friday, the minister said."}


@pytest.mark.parametrize(("language", "dateline", "city", "agency", "date"), DATELINES)
def test_dateline(language: str, dateline: str, city: str | None, agency: str | None, date: str | None) -> None:
    headline = {"ar": "ختام المحادثات بلا اتفاق", "en": "Talks end without a deal"}[language]
    paragraphs = [headline, f"{dateline} {TEXT[language]}"]
    expected = {"headline": headline, "dateline": dateline, "city": city, "agency": agency, "date": date}
    found = story_metadata(paragraphs, language_of(language))
    assert dict(found) == {key: value for key, value in expected.items() if value}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "الرئيس السابق - الذي غادر أمس - لم يعلق."),
        ("ar", "قال الوزير (في مؤتمر صحفي) إن الزيارة ناجحة."),
        ("ar", "(صور) من الزيارة إلى المدينة."),
        ("en", "Smith - the man who left - did not comment."),
        ("en", "What we know: the deal is done."),
        ("en", "U.S. officials - many of them - agreed."),
        ("en", "PARIS, Feb. 31 was a joke."),
    ],
)
def test_no_dateline(language: str, text: str) -> None:
    assert dict(story_metadata([text], language_of(language))) == {}


def test_headline_alone_and_text_alone() -> None:
    english = language_of("en")
    assert dict(story_metadata(["Talks end", "They ended."], english)) == {"headline": "Talks end"}
    assert dict(story_metadata(["Talks ended.", "They did."], english)) == {}
    assert dict(story_metadata(["Talks end"], english)) == {}
    assert dict(story_metadata([], english)) == {}


def test_dateline_after_a_byline() -> None:
    found = story_metadata(["Talks end", "By Ann Reed", "GENEVA (AP) - They ended."], language_of("en"))
    assert (found["headline"], found["city"]) == ("Talks end", "GENEVA")


@given(st.lists(st.text(alphabet="اب15فبراير2022Feb. ,(AP)-–/مسقط AFP", min_size=1, max_size=80), max_size=3))
def test_any_text(paragraphs: list[str]) -> None:
    for language in ("ar", "en"):
        found = story_metadata(paragraphs, language_of(language))
        assert set(found) <= {"headline", "dateline", "city", "agency", "date"}
        assert all(value.strip() for value in found.values())
