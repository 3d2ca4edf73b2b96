"""What every text may expect of the segmenters: nothing lost, nothing out of place, whatever the text."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data import Document
from pipeline.errors import ConfigError, InputError
from pipeline.segmentation import decide
from pipeline.segmentation.base import segmenters
from pipeline.segmentation.language import Language, language_of
from pipeline.segmentation.marks import WINDOW, Mark
from pipeline.segmentation.rules import split

VISIBLE = "اأبتدرسقمولنه ABCDabcd.,!?؟،؛:…۔\"'«»“”()[]-–•*٠١٢5 "
HIDDEN = "\n\r\t\u200f\u200e\u202b\u202c\u00a0\u2028\u064b\u0640\x1c"
TEXTS = st.one_of(st.text(max_size=200), st.text(alphabet=VISIBLE + HIDDEN, max_size=300))
WORDS = st.sampled_from(
    ["قال", "الوزير", "إن", "الاتفاق", "د.", "3.5", '"نعم"', "قريب.", "ق.م.", "جدا؟", "U.S.", "وأضاف", "غدا.", "هل"]
)


def segment(text: str, language: str = "ar", name: str = "rules") -> Document:
    return segmenters.get(name)().segment(text, language)


@given(TEXTS, st.sampled_from(["ar", "en"]), st.sampled_from(["rules", "lines"]))
def test_only_white_space_is_outside_sentences(text: str, language: str, name: str) -> None:
    document = segment(text, language, name)
    assert document.text == text
    position = 0
    for sentence in document.sentences:
        assert not text[position : sentence.start].strip()
        assert sentence.text == sentence.text.strip() == text[sentence.start : sentence.end]
        position = sentence.end
    assert not text[position:].strip()


@given(TEXTS, st.sampled_from(["ar", "en"]))
def test_paragraphs_are_numbered_from_0_in_order(text: str, language: str) -> None:
    numbers = [s.paragraph for s in segment(text, language).sentences]
    assert sorted(set(numbers)) == list(range(len(set(numbers))))
    assert numbers == sorted(numbers)


@given(st.lists(WORDS, min_size=1, max_size=40), st.sampled_from(["ar", "en"]))
def test_a_sentence_alone_is_one_sentence(words: list[str], language: str) -> None:
    for line in segment(" ".join(words), language).lines:
        assert segment(line, language).lines == (line,)


@given(st.lists(WORDS, min_size=1, max_size=40))
def test_spaces_and_line_ends_around_a_text_change_nothing(words: list[str]) -> None:
    text = " ".join(words)
    assert segment(f"\n\r\n  {text} \r\n").lines == segment(text).lines


@pytest.mark.parametrize("width", [50, 64, 72, 100])
def test_wrapping_changes_nothing(width: int) -> None:
    paragraphs = [
        "أعلن المتحدث باسم وزارة الطاقة أن شبكة الكهرباء عادت إلى العمل في معظم المحافظات بعد انقطاع دام ست ساعات. "
        "وأوضح أن السبب عطل في محطة رئيسية جنوب العاصمة، وأن فرق الصيانة أصلحته قبل منتصف الليل بعد أن استعانت "
        "بقطع غيار من مدينة مجاورة. وقال سكان إن المياه انقطعت كذلك.",
        "ومن المقرر أن تجتمع الحكومة صباح الخميس للنظر في تقرير عن أسباب العطل، على أن تعلن بعد ذلك خطة لتجديد "
        "المحطات القديمة. وقدرت مصادر رسمية كلفة الخطة بنحو 3.5 مليار دينار تدفع على ثلاث سنوات.",
    ]
    plain = segment("\n\n".join(paragraphs))
    for gap in ("\n", "\r\n"):
        wrapped = segment((gap * 2).join(gap.join(textwrap.wrap(p, width)) for p in paragraphs))
        assert wrapped.lines == plain.lines
        assert wrapped.paragraphs == plain.paragraphs


@pytest.mark.parametrize(
    "unit", [".", ". ", "a.", "د. ", 'قال "نعم". ', "(", "(.", '"', "www.!", "a@b.", "كلمة ", "x", "! ) ", "\n", "•\n "]
)
def test_work_grows_with_the_text_and_no_faster(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock: the characters that are looked at are counted, and so are the decisions."""
    looked = 0
    real = decide.ends

    def counting(before: str, mark: Mark, language: Language) -> bool:
        nonlocal looked
        looked += len(before) + len(mark.after) + len(mark.closed)
        return real(before, mark, language)

    monkeypatch.setattr("pipeline.segmentation.rules.ends", counting)
    text = (unit * 100_000)[:100_000]
    list(split(text, 0, len(text), language_of("ar")))
    assert looked <= 3 * WINDOW * len(text)


def test_empty_text_has_no_sentences() -> None:
    assert segment("").sentences == segment(" \n\n ").sentences == ()


def test_caller_stands_above_what_is_found() -> None:
    text = "عدن (رويترز) - قال صيادون إن العاصفة أغرقت قاربين."
    document = segmenters.get("rules")().segment(text, "ar", id="x", metadata={"agency": "غيرها"})
    assert document.metadata["agency"] == "غيرها"
    assert document.metadata["city"] == "عدن"
    assert document.id == "x"


def test_language_without_a_data_file() -> None:
    with pytest.raises(InputError, match="no segmentation rules for language 'arr'; did you mean 'ar'"):
        segment("x", "arr")


def test_unknown_segmenter() -> None:
    with pytest.raises(ConfigError, match=r"no segmenter 'rule'; did you mean 'rules'\? known: lines, rules"):
        segmenters.get("rule")


def test_words_of_the_data_files_are_words() -> None:
    """YAML takes a bare No, On or 1.5 for something else than a word."""
    english = language_of("en")
    assert "No" in english.number
    assert "On" in english.starters
    assert not english.starts("False")
    assert english.case
    assert not language_of("ar").case
    assert len(english.months) == len(language_of("ar").months) == 12


def test_lines_take_every_line_for_a_sentence() -> None:
    document = segment(" واحد. اثنان\r\n\r\nثلاثة \n", "xx", "lines")
    assert document.lines == ("واحد. اثنان", "ثلاثة")
    assert document.paragraphs == ((0,), (1,))
    assert segment("واحد\nاثنان", "xx", "lines").paragraphs == ((0, 1),)
