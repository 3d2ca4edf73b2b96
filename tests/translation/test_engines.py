"""Both engines side by side, and outputs that do not depend on how sentences are batched."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import ctranslate2
import pytest
import torch
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from toy_model import sentences

from pipeline.data import Output
from pipeline.errors import ConfigError, ModelError, UserError
from pipeline.models.find import find_model
from pipeline.translation.base import Translator
from pipeline.translation.batching import batches, stepped, usual_tokens
from pipeline.translation.convert import converted, converted_folder
from pipeline.translation.engine import Decoding, usual_limit
from pipeline.translation.make import make_translator
from pipeline.translation.network import NetworkTranslator
from pipeline.translation.pieces import Pieces
from pipeline.translation.settings import TranslationSettings

from .fakes import LoopingEngine, RecordingEngine

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


@given(st.integers(1, 600), st.sampled_from([1, 8, 16]), st.integers(1, 600))
def test_a_step_is_a_multiple_within_what_the_network_takes(length: int, step: int, most: int) -> None:
    found = stepped(length, step, most)
    assert found >= length
    assert found - length < step
    assert found % step == 0 or found == max(length, most)


def test_where_numbers_are_coarse_rows_are_padded_to_a_length_of_their_own(toy_model: Path) -> None:
    model = find_model(str(toy_model))
    pieces, recorder = Pieces(model.path), RecordingEngine()
    network = NetworkTranslator(model, pieces, recorder, Decoding(beam=1), rules=[], batch_tokens=64)
    rows = ["ka " * n for n in (3, 9, 20, 4, 11, 15)]
    lengths = network.count(rows)
    assert [o.pieces for o in network.translate(rows)] == lengths
    for batch in recorder.batches:
        own = [len(row) for row in batch if set(row) != {pieces.end}]
        longest = len(batch[0])
        assert longest % 16 == 0
        assert longest == max(map(len, batch))
        assert {-(-length // 16) * 16 for length in own} == {longest}
        assert len(batch) - len(own) == (max(own) < longest)


def test_few_sentences_are_dealt_out_and_many_make_full_batches() -> None:
    assert [usual_tokens(total, "cpu", 1) for total in (0, 400, 8000, 120_000)] == [256, 256, 2000, 4096]
    assert [usual_tokens(120_000, "cpu", beam) for beam in (2, 4, 12)] == [2048, 1024, 1024]
    assert [usual_tokens(120_000, "cpu", beam, coarse=True) for beam in (1, 2, 4)] == [2048, 1024, 1024]
    assert usual_tokens(400, "cuda", 4) == usual_tokens(120_000, "mps", 1) == 16_384


@pytest.mark.parametrize("engine", ["ctranslate2", "transformers"])
def test_a_lack_of_memory_is_one_line(toy_model: Path, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> NoReturn:
        raise RuntimeError("CUDA out of memory. Tried to allocate 20 MiB")

    made = translator(toy_model, engine=engine, device="cpu")
    if engine == "ctranslate2":
        monkeypatch.setattr(
            "ctranslate2.Translator.translate_batch", lambda *_, **__: [SimpleNamespace(result=failing)]
        )
    else:
        monkeypatch.setattr("transformers.MarianMTModel.generate", failing)
    with pytest.raises(UserError, match=r"a batch did not fit into the memory of device cpu; .*batch_tokens=1024$"):
        made.translate(TEXTS[:3])


class BrokenOnCuda:
    """A ctranslate2.Translator on a machine whose GPU lacks a library, which shows when an answer is waited for."""

    def __init__(self, folder: str, device: str, **settings: Any) -> None:
        self._own = None if device == "cuda" else ctranslate2.Translator(folder, device=device, **settings)

    def translate_batch(self, rows: list[list[str]], **settings: Any) -> Any:
        if self._own is None:
            return [SimpleNamespace(result=self._missing) for _ in rows]
        return self._own.translate_batch(rows, **settings)

    def _missing(self) -> NoReturn:
        raise RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")


def test_a_gpu_that_cannot_be_used_is_told_of_and_auto_does_without(
    toy_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = translator(toy_model).translate(TEXTS[:3])
    fake = SimpleNamespace(
        Translator=BrokenOnCuda,
        get_cuda_device_count=lambda: 1,
        get_supported_compute_types=lambda _: ctranslate2.get_supported_compute_types("cpu"),
    )
    monkeypatch.setattr("pipeline.translation.engine_ctranslate2.ctranslate2", fake)
    assert translator(toy_model, device="auto").translate(TEXTS[:3]) == expected
    with pytest.raises(
        ModelError, match=r"device: the GPU cannot be used \(Library libcublas.*; mend that, or choose cpu"
    ):
        translator(toy_model, device="cuda")


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
    assert "step" not in signature(precision="float32")
    assert "|step:16" in signature(precision="int8")
    assert "step" not in signature(precision="int8", batching="padded")


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


@pytest.fixture(scope="module")
def mixed_model(toy_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy model as OPUS-MT's are: nothing is barred, and the ids of both languages are mixed."""
    from safetensors.torch import load_file, save_file

    folder = tmp_path_factory.mktemp("mixed") / "model"
    shutil.copytree(toy_model, folder)
    table = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    inner = list(range(2, len(table) - 1))
    random.Random(3).shuffle(inner)
    order = [0, 1, *inner, len(table) - 1]  # the old id of each new one; `</s>`, `<unk>` and `<pad>` stay
    names = sorted(table, key=table.__getitem__)
    (folder / "vocab.json").write_text(json.dumps({names[old]: new for new, old in enumerate(order)}))
    weights = load_file(folder / "model.safetensors")
    weights["final_logits_bias"].zero_()
    weights = {k: (v[order].contiguous() if v.shape[:1] == (len(table),) else v) for k, v in weights.items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


@pytest.mark.parametrize("engine", ["ctranslate2", "transformers"])
def test_pieces_of_the_source_alone_leave_the_output_layer(toy_model: Path, mixed_model: Path, engine: str) -> None:
    texts = TEXTS[:12]
    plain = translator(toy_model, engine=engine, precision="float32", alternatives=2).translate(texts)
    mixed = translator(mixed_model, engine=engine, precision="float32", alternatives=2).translate(texts)
    assert [(o.text, o.alternatives) for o in mixed] == [(o.text, o.alternatives) for o in plain]
    assert [o.score for o in mixed] == pytest.approx([o.score for o in plain], abs=2e-5)


def test_the_converted_copy_says_what_target_spm_has(mixed_model: Path) -> None:
    model = find_model(str(mixed_model))
    pieces = Pieces(model.path)
    said = json.loads((converted(model, "float32") / "target_vocabulary.json").read_text(encoding="utf-8"))
    assert said == [pieces.names[i] for i in pieces.sayable]
    assert len(said) < len(pieces.names) - 1
    everything = converted(model, "float32", all_pieces=True)
    assert json.loads((everything / "shared_vocabulary.json").read_text(encoding="utf-8")) == pieces.names[:-1]


def test_all_pieces_may_be_said_on_request_and_the_signature_says_so(mixed_model: Path) -> None:
    made = {
        engine: translator(mixed_model, engine=engine, precision="float32", output_pieces="all")
        for engine in ("ctranslate2", "transformers")
    }
    assert all("|pieces:all" in each.signature for each in made.values())
    assert "pieces" not in translator(mixed_model, precision="float32").signature
    first, second = (each.translate(TEXTS[:12]) for each in made.values())
    assert [o.text for o in first] == [o.text for o in second]
    assert [o.score for o in first] == pytest.approx([o.score for o in second], abs=2e-5)


def test_ctranslate2_needs_no_torch_once_converted(toy_model: Path) -> None:
    translator(toy_model, engine="ctranslate2")
    code = (
        "import sys; from pipeline.translation.make import make_translator as m;"
        "from pipeline.translation.settings import TranslationSettings as S;"
        f"print(m(S(model={str(toy_model)!r}, threads=1)).translate(['قال الرئيس.'])[0].text, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "said president. False"
