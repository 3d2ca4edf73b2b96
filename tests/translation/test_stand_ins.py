from __future__ import annotations

import regex
from hypothesis import given
from hypothesis import strategies as st

from pipeline.arabic import normalise
from pipeline.translation.retry import RetryingTranslator
from pipeline.translation.stand_ins import FigureTranslator

from .fakes import Scripted


def figures(say: object = str) -> FigureTranslator:
    return FigureTranslator(Scripted(say), normalise)  # type: ignore[arg-type]


def test_figures_go_in_short_and_come_out_as_they_were() -> None:
    inner = Scripted(lambda text: text.replace("من", "from").replace("إلى", "to"))
    output = FigureTranslator(inner, normalise).translate(["من ٢٢٥٠٠ إلى 755,688"])[0]
    assert inner.asked == ["من 47 إلى 58"]
    assert output.text == "from 22500 to 755,688"


def test_what_is_no_figure_on_its_own_stays() -> None:
    inner = Scripted(str)
    texts = ["كوفيد COVID-19 و F-16 و A320 و 20-X", "بلا أرقام"]
    assert [o.text for o in FigureTranslator(inner, normalise).translate(texts)] == inner.asked == texts


def test_dates_times_ranges_and_fractions_go_in_as_one() -> None:
    inner = Scripted(str)
    texts = ["في ١٥/٢/٢٠٢٢ الساعة 9:30", "موسم 1995-96", "من 2,5-3.5 إلى 1/5", "اتصل على 111 555 0800"]
    outputs = FigureTranslator(inner, normalise).translate(texts)
    assert inner.asked == ["في 47 الساعة 58", "موسم 47", "من 47 إلى 58", "اتصل على 47"]
    assert [output.text for output in outputs] == [normalise(text) for text in texts]


def test_stand_ins_are_none_of_the_text_s_own() -> None:
    inner = Scripted(str)
    FigureTranslator(inner, normalise).translate(["بين 47 و5800 و47"])
    assert inner.asked == ["بين 69 و76 و69"]


def test_ordinals_get_their_own_ending() -> None:
    for source, said, expected in [
        ("في المركز 3", "In the 47th place", "In the 3rd place"),
        ("الـ 112", "the 47th", "the 112th"),
        ("في 15/2", "on the 47th", "on the 15/2"),
        ("في 20/5/2012", "on $47, worth", "on 20/5/2012, worth"),
        ("في 2012-05-20", "on $47.", "on 2012-05-20."),
        ("بين 5-10", "of $47.", "of $5-10."),
    ]:
        assert figures(lambda _, said=said: said).translate([source])[0].text == expected


def test_a_stand_in_that_comes_out_wrong_does_not_win() -> None:
    plain = Scripted(lambda _: "It cost 2,250 dollars.")
    for said, expected in [
        ("It cost 48 dollars.", "It cost 2,250 dollars."),
        ("It cost 47 dollars.", "It cost 22500 dollars."),
    ]:
        rung = ("figures", lambda said=said: figures(lambda _: said))
        assert RetryingTranslator(plain, [rung]).translate(["بلغ السعر 22500 دولار."])[0].text == expected


@given(
    st.lists(
        st.one_of(st.integers(0, 10**7).map(str), st.sampled_from(["من", "إلى", "58", "1,200", "2.5"])), max_size=20
    )
)
def test_whatever_is_copied_comes_back(words: list[str]) -> None:
    text = " ".join(words)
    assert regex.findall(r"[\d.,]+", figures().translate([text])[0].text) == regex.findall(r"[\d.,]+", normalise(text))
