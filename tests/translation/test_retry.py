from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from pipeline.data import Flag
from pipeline.translation.make import make_translator
from pipeline.translation.retry import RetryingTranslator
from pipeline.translation.settings import TranslationSettings

from .fakes import Scripted


def test_the_better_output_stays_and_says_so() -> None:
    first = Scripted(lambda s: "He said 6." if "5" in s else "fine enough")
    second = Scripted(lambda s: "He said 7.", "wide")
    third = Scripted(lambda s: "He said 5.", "strict")
    outputs = RetryingTranslator(first, [("wide", lambda: second), ("strict", lambda: third)]).translate(
        ["قال الرجل 5.", "حسن جدا"]
    )
    assert [o.text for o in outputs] == ["He said 5.", "fine enough"]
    assert outputs[0].origin == "retry"
    assert [(f.name, f.detail) for f in outputs[0].flags] == [("retried", "strict mends: number")]
    assert outputs[1].flags == ()
    assert second.asked == third.asked == ["قال الرجل 5."]


def test_of_one_kind_of_doubt_only() -> None:
    first = Scripted(lambda s: "He said 6." if "5" in s else "قال")
    second = Scripted(lambda s: "He said 5.")
    made = RetryingTranslator(first, [("figures", lambda: second)], only="number")
    assert [o.text for o in made.translate(["قال الرجل 5.", "قال الرجل"])] == ["He said 5.", "قال"]
    assert second.asked == ["قال الرجل 5."]
    assert made.signature == "scripted|number:figures"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("He said (5.", "He said (5."),  # a bracket for a number: worth it
        ("He said (5 قال.", "He said 6."),
    ],
)
def test_of_one_kind_of_doubt_another_may_take_the_place(said: str, expected: str) -> None:
    rungs = [Scripted(lambda _: said), Scripted(lambda _: "He said 7.")]
    ladder = [(name, lambda rung=rung: rung) for name, rung in zip("ab", rungs, strict=True)]
    output = RetryingTranslator(Scripted(lambda _: "He said 6."), ladder, only="number").translate(["قال الرجل 5."])[0]
    assert output.text == expected
    assert bool(rungs[1].asked) == (expected == "He said 6.")  # what is mended is not tried again


def test_the_signature_says_whether_figures_are_mended(toy_model: Path) -> None:
    kept = make_translator(TranslationSettings(model=str(toy_model), threads=1))
    bare = make_translator(TranslationSettings(model=str(toy_model), threads=1, protect=False))
    assert kept.signature.endswith("|number:figures+halves+apart|protect:on")
    assert "figures" not in bare.signature


def test_an_output_that_nothing_mends_stays() -> None:
    inner = Scripted(lambda s: "He said 6.")
    output = RetryingTranslator(inner, [("again", lambda: Scripted(lambda s: "No 7, 8."))]).translate(["قال الرجل 5."])[
        0
    ]
    assert (output.text, output.origin, output.flags) == ("He said 6.", "model", ())


def test_no_rung_is_made_before_it_is_needed() -> None:
    def never() -> Scripted:
        raise AssertionError("made")

    RetryingTranslator(Scripted(lambda s: "Fine."), [("never", never)]).translate(["حسن"])


def test_the_ladder_of_a_real_translator(toy_model: Path) -> None:
    plain = make_translator(TranslationSettings(model=str(toy_model), threads=1))
    ladder = make_translator(TranslationSettings(model=str(toy_model), threads=1, retry=True))
    texts = ["زار الملك باريس 12.", "كلمات لا يعرفها 77 النموذج هذا أبدا حقا 8 و 9."]
    before, after = plain.translate(texts), ladder.translate(texts)
    assert after[0] == before[0]
    assert len(after[1].flags) <= len(before[1].flags) + 1
    assert "|retry:beam 10+no_repeat_ngram 3+halves" in ladder.signature


@pytest.mark.parametrize(
    ("own", "rung"),
    [
        ({"engine": "ctranslate2", "precision": "int8"}, "engine transformers:float32"),
        ({"engine": "transformers", "precision": "bfloat16"}, "engine ctranslate2:float32"),
        ({"engine": "ctranslate2", "precision": "float32"}, None),
        ({"engine": "transformers", "precision": "float32"}, None),
    ],
)
def test_the_other_engine_is_the_last_rung_where_it_can_say_something_else(
    toy_model: Path, own: dict[str, str], rung: str | None
) -> None:
    settings = TranslationSettings.model_validate({"model": str(toy_model), "threads": 1, "retry": True, **own})
    ladder = make_translator(settings).signature.split("|retry:")[1].split("+")
    assert ladder == ["beam 10", "no_repeat_ngram 3", "halves", *([rung] if rung else [])]


@pytest.mark.parametrize(
    ("own", "made"),
    [
        ({"engine": "ctranslate2", "precision": "int8"}, "engine_transformers.TransformersEngine"),
        ({"engine": "transformers", "precision": "bfloat16"}, "engine_ctranslate2.CTranslate2Engine"),
    ],
)
def test_the_other_engine_is_made_when_nothing_else_helps_and_its_win_is_on_record(
    toy_model: Path, own: dict[str, str], made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The detectors are told to doubt everything that the other engine has not said."""
    module, name = made.split(".")
    engine = getattr(importlib.import_module(f"pipeline.translation.{module}"), name)
    built, said = [], False

    class Watched(engine):  # type: ignore[misc, valid-type]
        def __init__(self, *arguments: object) -> None:
            built.append(self)
            super().__init__(*arguments)

        def generate(self, *arguments: object) -> object:
            nonlocal said
            said = True
            return super().generate(*arguments)

    monkeypatch.setattr(f"pipeline.translation.{made}", Watched)
    monkeypatch.setattr("pipeline.translation.retry.find_flags", lambda *_: () if said else (Flag("number", "lost"),))
    settings = {"model": str(toy_model), "threads": 1, "retry": True, "flags": False, **own}
    translator = make_translator(TranslationSettings.model_validate(settings))
    assert not built
    output = translator.translate(["زار الملك دمشق."])[0]
    assert len(built) == 1
    assert (output.text, output.origin) == ("visited king Damascus.", "retry")
    other = {"engine_transformers": "transformers", "engine_ctranslate2": "ctranslate2"}[module]
    assert [(f.name, f.detail) for f in output.flags] == [("retried", f"engine {other}:float32 mends: number")]


def test_without_torch_there_is_no_other_engine(toy_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.translation.engines.find_spec", lambda _: None)
    settings = TranslationSettings(model=str(toy_model), threads=1, retry=True, precision="int8")
    assert make_translator(settings).signature.endswith("|retry:beam 10+no_repeat_ngram 3+halves")
