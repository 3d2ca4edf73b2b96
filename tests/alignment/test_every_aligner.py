"""What every aligner obeys, on sound input and on bad."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.alignment.base import aligners
from pipeline.data import Alignment
from pipeline.errors import InputError

NAMES = [name for name in aligners.names() if name not in ("embedding", "identity")]
WORDS = ["minister", "talks", "border", "trucks", "35", "hospital", "fuel", "envoy", "the", "of", "and", "said"]
LINE = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


def align(name: str, source: list[str], target: list[str], **more: Any) -> Alignment:
    part: Any = aligners.get(name)
    found: Alignment = part().align(source, target, pivots=[source], **more)
    return found


@pytest.mark.parametrize("name", NAMES)
@given(source=st.lists(LINE, max_size=7), target=st.lists(LINE, max_size=7))
@settings(max_examples=40, deadline=None)
def test_every_line_once_and_the_same_twice(name: str, source: list[str], target: list[str]) -> None:
    found = align(name, source, target)  # Alignment checks that every line is taken once
    assert (found.sources, found.targets) == (len(source), len(target))
    assert found == align(name, source, target)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_borders_are_kept(name: str, data: st.DataObject) -> None:
    source, target = (
        data.draw(st.lists(LINE, min_size=1, max_size=6)),
        data.draw(st.lists(LINE, min_size=1, max_size=6)),
    )
    i, j = data.draw(st.integers(0, len(source))), data.draw(st.integers(0, len(target)))
    for bead in align(name, source, target, source_borders=[i], target_borders=[j]):
        assert len({k < i for k in bead.source} | {k < j for k in bead.target}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_borders_that_do_not_meet(name: str) -> None:
    with pytest.raises(InputError, match="they meet one to one"):
        align(name, ["a b", "c d"], ["a b", "c d"], source_borders=[1])
    with pytest.raises(InputError, match="borders rise"):
        align(name, ["a b", "c d"], ["a b", "c d"], source_borders=[3], target_borders=[1])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("source", "target"),
    [
        ([""] * 3, [""] * 4),
        (["?!"], ["…", "—"]),
        (["the minister said"] * 30, ["the minister said"] * 25),
        (["minister " * 50_000], ["minister", "envoy"]),
        (["x"] * 20_000, ["x"] * 3),
        (["envoy"] * 3, ["envoy to Aden"] * 20_000),
    ],
    ids=["blank", "no words", "duplicates", "a giant line", "20,000 to 3", "3 to 20,000"],
)
def test_odd_texts(name: str, source: list[str], target: list[str]) -> None:
    found = align(name, source, target)
    assert found.sources == len(source)


def test_one_line_each() -> None:
    talks = "The ministers of both countries met on Monday in Aden for talks."
    (same,) = align("pivot", [talks], ["Ministers from the two countries held talks Monday in Aden."])
    assert not same.null
    assert same.confidence > 0.9
    assert all(bead.null for bead in align("pivot", [talks], ["Rain fell on the vineyards all August."]))


@pytest.mark.parametrize("name", ["pivot", "lexicon"])
@pytest.mark.parametrize("lines", [1, 2, 3, 4])
def test_short_strangers_have_no_sure_pair(name: str, lines: int) -> None:
    source = [
        "اجتمع وزيرا خارجية البلدين يوم الاثنين في مدينة عدن الساحلية لبحث إعادة فتح المطار ودفع الرواتب.",
        "وقال المتحدث باسم الحكومة إن 35 شاحنة محملة بالأدوية عبرت الحدود فجر الثلاثاء بعد أسبوع من التأخير.",
        "وتطلب مستشفيات الشمال الوقود منذ مارس، وقد توقف نصف مولداتها عن العمل بحسب منظمة إغاثة.",
        "ومن المقرر أن يرأس المبعوث كريم حداد جولة جديدة من المحادثات الأسبوع المقبل في مسقط.",
    ]
    pivot = [
        "Foreign ministers of the two countries met in Aden on Monday on reopening the airport and salaries.",
        "A government spokesman said 35 trucks with medicine crossed the border at dawn after a week's delay.",
        "Northern hospitals have asked for fuel since March and half of their generators stopped, an aid agency said.",
        "Envoy Karim Haddad is to chair a new round of talks next week in Muscat.",
    ]
    others = [
        "Es regnete im August so lange, dass die Bauern im Tal ihre Ernte erst Ende September einbringen konnten.",
        "Der Torwart brach sich beim letzten Spiel der Saison den Arm und wird seinem Verein lange fehlen.",
        "Eintrittskarten kosten in diesem Jahr zwölf Euro, Kinder und Schüler zahlen wie immer die Hälfte davon.",
        "Im Museum ist bis zum Winter eine Ausstellung alter Uhren zu sehen.",
    ]
    part: Any = aligners.get(name)
    found = part().align(source[:lines], others[:lines], pivots=[pivot[:lines]])
    assert all(bead.null or bead.confidence < 0.9 for bead in found)
    assert lines == 1 or all(bead.null for bead in found)


@pytest.mark.parametrize("name", NAMES)
def test_signature_names_the_aligner(name: str) -> None:
    part: Any = aligners.get(name)
    assert part().signature.startswith(f"aligner:{name}")


def test_identity() -> None:
    part: Any = aligners.get("identity")
    assert [(b.source, b.target) for b in part().align(["a", ""], ["A", ""])] == [((0,), (0,)), ((1,), (1,))]
    with pytest.raises(InputError, match="2 source lines, 1 target"):
        part().align(["a", "b"], ["A"])
    with pytest.raises(InputError, match="line 2 is blank"):
        part().align(["a", "b"], ["A", " "])


def test_duplicated_lines_stay_in_order() -> None:
    lines = ["The minister met the envoy in Aden.", "He declined to comment.", "Fuel trucks crossed the border."]
    doubled = [line for line in lines for _ in range(2)]
    assert [(b.source, b.target) for b in align("pivot", doubled, doubled)] == [((i,), (i,)) for i in range(6)]
