from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_model import sentences
from transformers import MarianTokenizer

from pipeline.errors import ModelError
from pipeline.translation.make import make_translator
from pipeline.translation.pieces import Pieces
from pipeline.translation.settings import TranslationSettings

_ODD = [
    "",
    " ",
    "  قال   الرئيس  ",
    "قال\u200fالرئيس",
    "كلمة غير معروفة تماما",
    "Latin text, 12%",
    "日本 🙂 ﷺ ﻻ",
    "a\tb\nc",
    "<s> [1] {2}",
    "١٢٣٤",
    "ـــ",
    "\u0640\u064b",
    "«قال»",
    "...",
    ">>",
    ">>eng",
    "x >>eng<< y",
]


@pytest.fixture(scope="module")
def both(toy_model: Path) -> tuple[Pieces, MarianTokenizer]:
    return Pieces(toy_model), MarianTokenizer.from_pretrained(toy_model)


def test_ids_are_those_of_marian_tokenizer(both: tuple[Pieces, MarianTokenizer]) -> None:
    pieces, tokenizer = both
    texts = [a for a, _ in sentences(2000, seed=8, words=(1, 25))] + _ODD
    dice = random.Random(4)
    texts += [
        "".join(dice.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئةى ،؛؟.0123456789abcXYZ\"'", k=60)) for _ in range(500)
    ]
    assert pieces.encode(texts) == tokenizer(texts, truncation=False, verbose=False)["input_ids"]


@given(text=st.text(max_size=60).filter(lambda t: "<" not in t and "\0" not in t))
def test_any_text_has_the_ids_of_marian_tokenizer(both: tuple[Pieces, MarianTokenizer], text: str) -> None:
    pieces, tokenizer = both
    assert pieces.encode([text])[0] == tokenizer(text, verbose=False)["input_ids"]


def test_decoding_is_that_of_marian_tokenizer(both: tuple[Pieces, MarianTokenizer]) -> None:
    pieces, tokenizer = both
    dice = random.Random(5)
    rows = [dice.choices(range(len(pieces.names)), k=12) for _ in range(300)]
    assert [pieces.decode(row) for row in rows] == tokenizer.batch_decode(
        rows, skip_special_tokens=True, clean_up_tokenization_spaces=False
    )


@pytest.fixture
def multilingual(toy_model: Path, tmp_path: Path) -> Path:
    """The toy with two language tokens in its vocabulary, in the places of pieces that nothing uses."""
    folder = tmp_path / "multi"
    shutil.copytree(toy_model, folder)
    table = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    unused = [name for name in table if name in ("U", "X")]
    for name, code in zip(unused, (">>eng<<", ">>fra<<"), strict=True):
        table[code] = table.pop(name)
    (folder / "vocab.json").write_text(json.dumps(table), encoding="utf-8")
    return folder


def test_language_tokens_of_multi_target_models(multilingual: Path) -> None:
    pieces, tokenizer = Pieces(multilingual), MarianTokenizer.from_pretrained(multilingual)
    texts = [">>eng<< قال الرئيس", ">>fra<<قال", ">>deu<< قال", "قال >>eng<<"]
    assert pieces.encode(texts) == tokenizer(texts)["input_ids"]
    assert sorted(pieces.languages()) == ["eng", "fra"]


def test_a_target_language_is_checked(multilingual: Path, toy_model: Path) -> None:
    settings = TranslationSettings(model=str(multilingual), target="fra", threads=1)
    assert "|target:fra|" in make_translator(settings).signature
    with pytest.raises(ModelError, match=r"has no 'deu'; known: eng, fra"):
        make_translator(settings.model_copy(update={"target": "deu"}))
    with pytest.raises(ModelError, match="one target language; leave target out"):
        make_translator(TranslationSettings(model=str(toy_model), target="eng"))
