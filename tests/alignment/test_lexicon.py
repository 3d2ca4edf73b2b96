"""Alignment without a translation."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.alignment.arabic_tokens import arabic_stem, arabic_tokens, sounds
from pipeline.alignment.dictionary import as_file, packaged, read_dictionary
from pipeline.alignment.ibm1 import Entry, induced
from pipeline.alignment.lexicon import LexiconAligner
from pipeline.alignment.tokens import skeleton
from pipeline.errors import InputError

SOURCE = [
    "وصل وزير الخارجية إلى العاصمة يوم الثلاثاء لإجراء محادثات مع الرئيس.",
    "وقتل 37 شخصا في الهجوم على سوق قرب مدينة كركوك.",
    "وأعلنت الأمم المتحدة عن مساعدات بقيمة 12 مليون دولار للاجئين.",
    "وقال سميث إن أسعار النفط ارتفعت بنسبة 5 في المئة.",
]
TARGET = [
    "The foreign minister arrived in the capital on Tuesday for talks with the president.",
    "Thirty-seven people died when a market near the city of Kirkuk was attacked.",
    "The United Nations announced aid worth 12 million dollars for refugees.",
    "Oil prices rose by 5 percent, Smith said.",
]


def pairs(source: list[str], target: list[str], dictionary: str = "") -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    settings = LexiconAligner.Settings(dictionary=dictionary)
    return [(b.source, b.target) for b in LexiconAligner(settings).align(source, target)]


def test_same_order() -> None:
    assert pairs(SOURCE, TARGET) == [((i,), (i,)) for i in range(4)]


def test_left_out() -> None:
    found = pairs(SOURCE, TARGET[:2] + TARGET[3:])
    assert ((0,), (0,)) in found
    assert ((3,), (2,)) in found


def test_stems() -> None:
    assert arabic_stem("والمحادثات") == arabic_stem("محادثات")
    assert arabic_stem("الحكومة") == arabic_stem("حكومة")
    assert arabic_tokens("٣٥ مليون، و1,200 دولار BBC")[0] == "35"
    assert "1200" in arabic_tokens("1,200")


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [("بوتين", "putin"), ("كركوك", "kirkuk"), ("محمد", "mohammed"), ("تشرشل", "tshrshl"), ("قطر", "qatar")],
)
def test_names_sound_alike(arabic: str, latin: str) -> None:
    assert sounds(arabic) == skeleton(latin)


def test_dictionary_of_the_package() -> None:
    assert {"war"} <= {word for word, _, _ in packaged().of(arabic_stem("الحرب"))}
    assert packaged().of("بحكوم") == packaged().of("حكوم")


def test_dictionary_of_a_user(tmp_path: Path) -> None:
    path = tmp_path / "d.tsv"
    path.write_text("# ours\nالقنطرة\tcausewayish\t0.9\n\nمجلس النواب\thouse of representatives\n")
    book = read_dictionary(str(path))
    assert book.of(arabic_stem("قنطرة"))[0][1] == 0.9
    assert len(book.of(arabic_stem("النواب"))) == 3


@pytest.mark.parametrize("line", ["حرب", "حرب\twar\t2", "حرب\twar\tmuch", "حرب\t...\t1"])
def test_faulty_dictionary(line: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(f"# x\n{line}\n")
    with pytest.raises(InputError, match=":2: not `Arabic TAB English TAB probability"):
        read_dictionary(str(path))


def test_model_1_finds_the_words() -> None:
    left = [["a", "b"], ["a", "c"], ["b", "c"], ["a"], ["b"]]
    right = [["A", "B"], ["A", "C"], ["B", "C"], ["A"], ["B"]]
    found = induced(left, right, least=0.3)
    assert {(e.source, e.target) for e in found} == {("a", "A"), ("b", "B"), ("c", "C")}
    assert all(e.forth > 0.7 for e in found)
    assert induced([], []) == []


def test_stems_are_not_stemmed_again(tmp_path: Path) -> None:
    path = tmp_path / "d.tsv"
    path.write_text(as_file([Entry("وزار", "ministry", 0.5, 0.25)]))
    assert read_dictionary(str(path)).of("وزار") == [("ministry", 0.5, 0.25)]
