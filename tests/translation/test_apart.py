from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.arabic import normalise
from pipeline.translation.apart import ApartTranslator
from pipeline.translation.flags.number import Number

from .fakes import Scripted


def test_what_is_lost_stands_where_it_stood() -> None:
    said = {"بلغ السعر": "The price reached.", "دولارا يوم": "The dollars on"}
    inner = Scripted(lambda text: said.get(text.strip(), "The price rose on 15/2/2022."))
    output = ApartTranslator(inner, normalise).translate(["بلغ السعر 22500 دولارا يوم"])[0]
    assert output.text == "The price reached 22500 the dollars on"
    assert (output.origin, [flag.name for flag in output.flags]) == ("split", ["split"])


def test_only_what_is_lost_is_a_border() -> None:
    inner = Scripted(lambda _: "He paid 2.5 million in 1995.")
    ApartTranslator(inner, normalise).translate(["دفع 2.5 مليون سنة 1995 في 3 أيام"])
    assert inner.asked == ["دفع 2.5 مليون سنة 1995 في 3 أيام", "دفع 2.5 مليون سنة 1995 في", "أيام"]


def test_what_a_stretch_loses_is_a_border_there() -> None:
    inner = Scripted(lambda text: "in 1995 and in 7" if len(text) > 12 else "in")
    output = ApartTranslator(inner, normalise).translate(["سنة 1995 وفي 2022 ثم 7"])[0]
    assert output.text == "in 1995 in 2022 in 7"


def test_a_model_that_loses_one_figure_after_the_other_comes_to_an_end() -> None:
    words = [f"من {number}" for number in range(100, 400)]
    inner = Scripted(lambda text: " ".join(["of", *text.split()[:-1]]))  # whatever it is given, the last is lost
    text = " ".join(words)
    output = ApartTranslator(inner, normalise).translate([text])[0]
    assert Number().find(text, output.text) is None
    assert len(inner.asked) < 600


def test_an_output_with_every_figure_stays_as_it_is() -> None:
    inner = Scripted(lambda _: "Half past nine, in 2015-16, two")
    texts = ["سنة 2015-16", "بلا أرقام", "2"]
    outputs = ApartTranslator(inner, normalise).translate(texts)
    assert inner.asked == texts
    assert {output.origin for output in outputs} == {"model"}


_FIGURES = st.sampled_from(["15/2/2022", "٢٠١٧", "1995-96", "9:30", "22,500", "3.5", "80%", "7", "$250", "1/5"])


@given(st.lists(st.one_of(_FIGURES, st.sampled_from(["من", "إلى", "قال،", "يوم"])), min_size=1, max_size=12))
def test_no_figure_is_lost_whatever_the_model_says(words: list[str]) -> None:
    source = " ".join(words)
    output = ApartTranslator(Scripted(lambda _: "nothing"), normalise).translate([source])[0]
    assert Number().find(source, output.text) is None
