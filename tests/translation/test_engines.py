"""Both engines side by side, and outputs that do not depend on how sentences are batched."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from toy_model import sentences

from pipeline.data import Output
from pipeline.errors import ConfigError
from pipeline.models.find import find_model
from pipeline.translation.base import Translator
from pipeline.translation.batching import batches
from pipeline.translation.convert import converted, converted_folder
from pipeline.translation.engine import Decoding, usual_limit
from pipeline.translation.make import make_translator
from pipeline.translation.network import NetworkTranslator
from pipeline.translation.pieces import Pieces
from pipeline.translation.settings import TranslationSettings

from .fakes import LoopingEngine

TEXTS = [a for a, _ in sentences(48, seed=21, words=(1, 20))]


def translator(model: Path, **more: object) -> Translator:
    return make_translator(TranslationSettings.model_validate({"model": str(model), "threads": 1, **more}))


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.mark.parametrize("beam", [1, 4])
@pytest.mark.parametrize("penalty", [1.0, 0.6])
def test_both_engines_give_the_same_tokens_and_scores(toy_model: Path, beam: int, penalty: float) -> None:
    found = [
        translator(toy_model, engine=name, precision="float32", beam=beam, length_penalty=penalty).translate(TEXTS)
        for name in ("ctranslate2", "transformers")
    ]
    assert [o.text for o in found[0]] == [o.text for o in found[1]]
    for fast, reference in zip(*found, strict=True):
        assert fast.score == pytest.approx(reference.score, abs=3e-5)


def test_both_engines_give_the_same_alternatives(toy_model: Path) -> None:
    found = [
        translator(toy_model, engine=name, precision="float32", alternatives=2).translate(TEXTS[:12])
        for name in ("ctranslate2", "transformers")
    ]
    assert [o.alternatives for o in found[0]] == [o.alternatives for o in found[1]]


def test_old_pytorch_weights_are_read_too(toy_model: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    folder = tmp_path / "old"
    shutil.copytree(toy_model, folder)
    weights = load_file(folder / "model.safetensors")
    weights["final_logits_bias"].zero_()  # OPUS-MT models bar nothing
    torch.save(weights, folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    for engine in ("ctranslate2", "transformers"):
        expected = [o.text for o in translator(toy_model, engine=engine).translate(TEXTS[:5])]
        assert [o.text for o in translator(folder, engine=engine).translate(TEXTS[:5])] == expected


@pytest.fixture(scope="module")
def exact(toy_model: Path) -> tuple[dict[str, Output], Path]:
    """Each text translated on its own, in int8."""
    alone = translator(toy_model, precision="int8", flags=False)
    return {text: alone.translate([text])[0] for text in TEXTS}, toy_model


@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_outputs_do_not_depend_on_batching_order_threads(
    exact: tuple[dict[str, Output], Path], data: st.DataObject
) -> None:
    expected, model = exact
    texts = data.draw(st.lists(st.sampled_from(TEXTS), max_size=40))
    tokens = data.draw(st.sampled_from([1, 37, 200, 100_000]))
    threads, window = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 50))
    found = translator(model, precision="int8", flags=False, batch_tokens=tokens, threads=threads, window=window)
    assert list(found.stream(iter(texts))) == [expected[text] for text in texts]


def test_int8_says_nearly_the_same(toy_model: Path, exact: tuple[dict[str, Output], Path]) -> None:
    plain = translator(toy_model, precision="float32").translate(TEXTS)
    assert sum(exact[0][text].text == output.text for text, output in zip(TEXTS, plain, strict=True)) >= 44


@pytest.mark.parametrize("engine", ["ctranslate2", "transformers"])
def test_texts_do_not_depend_on_batching_in_float32(toy_model: Path, engine: str) -> None:
    texts = random.Random(1).sample(TEXTS, 24)
    found = [
        [
            o.text
            for o in translator(toy_model, engine=engine, precision="float32", batch_tokens=tokens).translate(texts)
        ]
        for tokens in (1, 10_000)
    ]
    assert found[0] == found[1]


@given(st.lists(st.integers(1, 60), max_size=80), st.integers(1, 500))
def test_batches_take_every_sentence_once_and_hold_one_length(lengths: list[int], tokens: int) -> None:
    made = batches(lengths, tokens)
    assert sorted(i for batch in made for i in batch) == list(range(len(lengths)))
    for batch in made:
        assert len({lengths[i] for i in batch}) == 1
        assert len(batch) == 1 or len(batch) * lengths[batch[0]] <= tokens


@given(st.lists(st.integers(1, 60), max_size=80), st.integers(1, 500))
def test_padded_batches_count_the_padding(lengths: list[int], tokens: int) -> None:
    made = batches(lengths, tokens, padded=True)
    assert sorted(i for batch in made for i in batch) == list(range(len(lengths)))
    assert all(len(b) == 1 or len(b) * max(lengths[i] for i in b) <= tokens for b in made)
    assert all(lengths[batch[0]] == max(lengths[i] for i in batch) for batch in made)
    assert len(made) <= len(batches(lengths, tokens))


@pytest.mark.parametrize("engine", ["ctranslate2", "transformers"])
def test_padding_is_masked(toy_model: Path, engine: str) -> None:
    found = [
        translator(toy_model, engine=engine, batching=batching, precision="float32").translate(TEXTS)
        for batching in ("exact", "padded")
    ]
    assert [o.text for o in found[0]] == [o.text for o in found[1]]


def test_neighbours_do_not_decide_where_a_loop_ends(toy_model: Path) -> None:
    """An output has a limit of its own, also in a batch whose longest sentence may go on for longer."""
    model = find_model(str(toy_model))
    pieces = Pieces(model.path)
    loops = LoopingEngine(pieces)
    rows = ["ka " * 3, "ka " * 9]
    for padded in (False, True):
        network = NetworkTranslator(model, pieces, loops, Decoding(beam=1), rules=[], padded=padded)
        found = [len(o.text.split()) for o in network.translate(rows)]
        assert found == [usual_limit(n) for n in network.count(rows)]


def test_batching_is_in_the_signature_where_it_could_show(toy_model: Path) -> None:
    def signature(**settings: str) -> str:
        return translator(toy_model, flags=False, **settings).signature

    assert signature(precision="float32", batching="padded") == signature(precision="float32", batching="exact")
    assert signature(precision="int8") == signature(precision="int8", batching="exact")
    assert "batching:padded" in signature(precision="int8", batching="padded")


def test_an_unknown_precision_is_one_line(toy_model: Path) -> None:
    with pytest.raises(ConfigError, match=r"engine transformers has no 'int8'"):
        translator(toy_model, engine="transformers", precision="int8")
    with pytest.raises(ConfigError, match=r"precision: no 'int8_float16' on this cpu; known: .*int8"):
        translator(toy_model, engine="ctranslate2", precision="int8_float16", device="cpu")


def test_a_conversion_that_broke_off_is_made_again(
    toy_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREPAIR_CACHE", str(tmp_path))
    model = find_model(toy_model)
    folder = converted_folder(model, "int8")
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"half")
    assert converted(model, "int8") == folder
    assert (folder / "DONE").exists()
    assert not list(folder.parent.glob("*.tmp"))
    assert [o.text for o in translator(toy_model, precision="int8").translate(["قال الرئيس."])] == ["said president."]


def test_pieces_that_are_barred_leave_the_output_layer(toy_model: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "open"
    shutil.copytree(toy_model, folder)
    weights = load_file(folder / "model.safetensors")
    weights["final_logits_bias"].zero_()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    barred, opened = (converted(find_model(path), "float32") for path in (toy_model, folder))
    assert (barred / "target_vocabulary.json").exists()
    assert (opened / "shared_vocabulary.json").exists()


def test_ctranslate2_needs_no_torch_once_converted(toy_model: Path) -> None:
    translator(toy_model, engine="ctranslate2")
    code = (
        "import sys; from pipeline.translation.make import make_translator as m;"
        "from pipeline.translation.settings import TranslationSettings as S;"
        f"print(m(S(model={str(toy_model)!r}, threads=1)).translate(['قال الرئيس.'])[0].text, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "said president. False"
