from __future__ import annotations

from pathlib import Path

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
