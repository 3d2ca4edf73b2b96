from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from toy_model import sentences

from pipeline.data import Document, Sentence
from pipeline.errors import ConfigError, ModelError
from pipeline.translation.document import render, translate_document
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings


def settings(model: Path, **more: object) -> TranslationSettings:
    return TranslationSettings.model_validate({"model": str(model), "threads": 1, **more})


def test_translates_the_toy_language(toy_model: Path) -> None:
    pairs = sentences(60, seed=5)
    outputs = make_translator(settings(toy_model)).translate([a for a, _ in pairs])
    assert sum(o.text == b for o, (_, b) in zip(outputs, pairs, strict=True)) >= 54
    assert all(o.score is not None and o.score <= 0 and o.origin == "model" for o in outputs)


def test_blank_sentences_give_blank_outputs(toy_model: Path) -> None:
    outputs = make_translator(settings(toy_model, beam=1)).translate(["", "  ", "قال الرئيس.", "\u200f"])
    assert [o.text for o in outputs] == ["", "", "said president.", ""]


def test_stream_is_translate(toy_model: Path) -> None:
    texts = [a for a, _ in sentences(30, seed=6)]
    translator = make_translator(settings(toy_model, beam=1, window=7, precision="int8"))
    assert list(translator.stream(iter(texts))) == translator.translate(texts)


def test_alternatives_are_further_outputs_of_the_beam(toy_model: Path) -> None:
    output = make_translator(settings(toy_model, alternatives=2)).translate(["زار الملك دمشق."])[0]
    assert output.text == "visited king Damascus."
    assert len({output.text, *output.alternatives}) == 3


def test_more_alternatives_than_the_beam_has_is_an_error(toy_model: Path) -> None:
    with pytest.raises(ConfigError, match=r"alternatives: 4 need a beam of 5 at least, was: 4"):
        make_translator(settings(toy_model, alternatives=4))


def test_signature_holds_what_can_change_an_output_and_nothing_else(toy_model: Path) -> None:
    plain = make_translator(settings(toy_model))
    assert make_translator(settings(toy_model, batch_tokens=7, window=3)).signature == plain.signature
    for change in ({"beam": 2}, {"normalisation": ["nfc"]}, {"longest": 20}, {"length_penalty": 0.5}):
        assert make_translator(settings(toy_model, **change)).signature != plain.signature


def test_a_document_keeps_its_shape(toy_model: Path) -> None:
    text = "قال الرئيس\n\nزار الملك دمشق. أعلن الوزير القرار.\r\n  \r\nأكد السفير.\n"
    spans = [(0, 10, 0), (12, 27, 1), (28, 47, 1), (53, 64, 2)]
    document = Document("d", "ar", text, tuple(Sentence(a, b, text[a:b], p) for a, b, p in spans))
    translation = translate_document(document, make_translator(settings(toy_model)))
    assert render(document, translation) == (
        "said president\n\nvisited king Damascus. announced minister decision.\r\n\r\nconfirmed envoy.\n"
    )


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: (f / "source.spm").unlink(), r"source\.spm is missing"),
        (lambda f: (f / "model.safetensors").unlink(), r"model\.safetensors is missing"),
        (lambda f: (f / "source.spm").write_bytes(b"no"), r"source\.spm: not a sentencepiece model"),
        (lambda f: (f / "vocab.json").write_text("{", encoding="utf-8"), r"vocab\.json: damaged"),
        (lambda f: (f / "vocab.json").write_text("{}", encoding="utf-8"), r"not a Marian vocabulary"),
        (
            lambda f: (f / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8"),
            r"'bert' model, not a M",
        ),
        (lambda f: (f / "model.safetensors").write_bytes(b"x" * 99), r"model\.safetensors: not a safetensors"),
        (lambda f: _cut(f / "model.safetensors"), r"model\.safetensors: cut off"),
        (lambda f: _narrow(f / "config.json"), r"cannot be (converted|loaded)"),
    ],
)
@pytest.mark.parametrize("engine", ["ctranslate2", "transformers"])
def test_a_bad_model_is_one_line(toy_model: Path, tmp_path: Path, spoil, message: str, engine: str) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "bad"
    shutil.copytree(toy_model, folder)
    spoil(folder)
    with pytest.raises(ModelError, match=message) as caught:
        make_translator(settings(folder, engine=engine))
    assert "\n" not in str(caught.value)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def _narrow(path: Path) -> None:
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(config | {"d_model": 32}), encoding="utf-8")


def test_an_unknown_model_names_the_known_ones() -> None:
    with pytest.raises(ModelError, match=r"no model 'wire-ar-an' here.*see 'wirepair models list'"):
        make_translator(TranslationSettings(model="wire-ar-an"))


def test_a_smoke_sentence_that_comes_out_wrong_is_an_error(toy_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "toy"
    shutil.copytree(toy_model, folder)
    card = "name: toy\ntitle: t\nsource_language: ar\ntarget_language: en\nlicence: x\norigin: here\n"
    good = card + "smoke: {source: زار الملك دمشق., expected: visited king Damascus.}\n"
    (folder / "card.yaml").write_text(good, encoding="utf-8")
    make_translator(settings(folder))
    (folder / "card.yaml").write_text(good.replace("visited king Damascus", "xyz ///// xyz"), encoding="utf-8")
    with pytest.raises(ModelError, match="the installed libraries spoil this model"):
        make_translator(settings(folder))
