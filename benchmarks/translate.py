"""Sentences a second of this program, of CTranslate2 on its own and of transformers: the same sentences, side by side.

    python benchmarks/translate.py MODEL FILE [--sentences 200] [--beam 1 4] [--rounds 2] [--chance]

FILE: Arabic, one sentence a line. Every way is run in turn, round after round, on one core, and the best round counts;
CPU seconds stand beside the wall's because other programs may be running. Fast ways that skip work are not compared:
all outputs of one precision must be equal, and the table says how many are. `whole command` is `wirepair translate
--lines` with a new translation memory, its start and the loading of the model included.

`--chance`: weights of chance in the shape of opus-mt-ar-en (76.8 M parameters) with MODEL's pieces and as many without
a use as are missing, every output of 32 pieces; no name or address comes through such a model, so the program's further
tries for those (`protect`) are off there, and the pieces that no trained model says, those of the source alone, are
barred by the bias.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import struct
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import ctranslate2
import torch
from ctranslate2.converters import TransformersConverter
from transformers import MarianConfig, MarianMTModel

from pipeline.arabic import normalise
from pipeline.cli.main import run as run_command
from pipeline.models.find import find_model
from pipeline.translation import engine_ctranslate2, engine_transformers
from pipeline.translation.make import make_translator
from pipeline.translation.pieces import Pieces
from pipeline.translation.settings import TranslationSettings

CHANCE_LENGTH = 32
"""Pieces of every output of a model with weights of chance."""
TARGET_PIECES = 32_000
"""Of the 62,834 pieces of opus-mt-ar-en, those of its target.spm."""

Way = Callable[[Sequence[str]], list[str]]


def chance_model(model: Path, folder: Path) -> Path:
    """A checkpoint of opus-mt-ar-en's shape whose outputs never end by themselves."""
    for name in ("source.spm", "target.spm", "tokenizer_config.json", "generation_config.json"):
        shutil.copyfile(model / name, folder / name)
    table = json.loads((model / "vocab.json").read_text(encoding="utf-8"))
    names = [name for name in sorted(table, key=table.get) if name != "<pad>"]
    names += [f"unused{number}" for number in range(62_833 - len(names))]
    said = len(Pieces(model).sayable)
    with (folder / "target.spm").open("ab") as file:  # pieces are a repeated field: more of them may be appended
        file.writelines(map(_piece, names[-(TARGET_PIECES - said) :]))
    (folder / "vocab.json").write_text(json.dumps({n: i for i, n in enumerate([*names, "<pad>"])}), encoding="utf-8")
    torch.manual_seed(1)
    network = MarianMTModel(
        MarianConfig(
            vocab_size=62_834,
            decoder_vocab_size=62_834,
            d_model=512,
            encoder_layers=6,
            decoder_layers=6,
            encoder_attention_heads=8,
            decoder_attention_heads=8,
            encoder_ffn_dim=2048,
            decoder_ffn_dim=2048,
            max_position_embeddings=512,
            activation_function="swish",
            scale_embedding=True,
            pad_token_id=62_833,
            decoder_start_token_id=62_833,
            eos_token_id=0,
            bos_token_id=None,
            forced_eos_token_id=None,
        )
    )
    network.final_logits_bias[0, 0] = -1e4
    barred = torch.ones(62_834, dtype=torch.bool)
    barred[Pieces(folder).sayable] = False
    network.final_logits_bias[0, barred] = -1e4
    network.save_pretrained(folder)
    return folder


def _piece(name: str) -> bytes:
    """A piece of a sentencepiece model as its file has it: a message of a text and a score."""
    text = name.encode()
    inner = b"\x0a" + bytes([len(text)]) + text + b"\x15" + struct.pack("<f", -100.0)
    return b"\x0a" + bytes([len(inner)]) + inner


def transformers_way(folder: Path, pieces: Pieces, beam: int, rows: int, equal: bool) -> Way:
    """Batches as they come, padded: how transformers is used everywhere."""
    network = MarianMTModel.from_pretrained(folder, dtype=torch.float32).eval()
    pad = network.config.pad_token_id

    def run(texts: Sequence[str]) -> list[str]:
        made = []
        for start in range(0, len(texts), rows):
            ids = pieces.encode(texts[start : start + rows])
            longest = max(map(len, ids))
            batch = torch.tensor([row + [pad] * (longest - len(row)) for row in ids])
            length = CHANCE_LENGTH if equal else min(511, 3 * longest + 32)
            with torch.inference_mode():
                out = network.generate(
                    input_ids=batch,
                    attention_mask=(batch != pad).long(),
                    num_beams=beam,
                    max_length=length + 1,
                    early_stopping=beam > 1 or None,
                    forced_eos_token_id=None,
                    bad_words_ids=[[pad]],
                    renormalize_logits=True,
                )
            made += [pieces.decode(row) for row in out.tolist()]
        return made

    return run


def raw_way(folder: Path, pieces: Pieces, beam: int, precision: str, equal: bool) -> Way:
    """CTranslate2 as its documentation uses it: one call, batches of 1,024 tokens sorted by length."""
    copy = f"{tempfile.mkdtemp()}/{precision}"
    TransformersConverter(str(folder)).convert(copy, quantization=precision)
    translator = ctranslate2.Translator(copy, compute_type=precision, inter_threads=1, intra_threads=1)

    def run(texts: Sequence[str]) -> list[str]:
        rows = [[pieces.source_names[i] for i in ids] for ids in pieces.encode(texts)]
        limit = CHANCE_LENGTH if equal else 256
        found = translator.translate_batch(
            rows,
            beam_size=beam,
            max_batch_size=1024,
            batch_type="tokens",
            max_decoding_length=limit,
            max_input_length=0,
        )
        return [pieces.decode([pieces.ids[name] for name in result.hypotheses[0]]) for result in found]

    return run


def wirepair_way(folder: Path, beam: int, precision: str, protect: bool) -> Way:
    """The whole translator: normalisation, splitting, protection, flags."""
    settings = {"model": str(folder), "beam": beam, "precision": precision, "threads": 1, "protect": protect}
    translator = make_translator(TranslationSettings.model_validate(settings))
    return lambda texts: [output.text for output in translator.translate(texts)]


def command_way(folder: Path, beam: int, precision: str, protect: bool) -> Way:
    """The whole command as a user types it: start, reading, normalisation, memory, flags, writing."""

    def run(texts: Sequence[str]) -> list[str]:
        with tempfile.TemporaryDirectory() as place:
            source, out = Path(place, "in.txt"), Path(place, "out.txt")
            source.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
            command = ["translate", "--lines", str(source), "-o", str(out), "--model", str(folder), "--quiet"]
            command += ["--beam", str(beam), "--precision", precision, "--memory", f"{place}/memory.db"]
            if status := run_command([*command, "--set", "threads=1", "--set", f"protect={str(protect).lower()}"]):
                raise SystemExit(status)
            return out.read_text(encoding="utf-8").split("\n")[:-1]

    return run


def main() -> None:
    """Run every way in turn and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("file", type=Path)
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--beam", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--chance", action="store_true")
    parser.add_argument("--ways", nargs="+", default=[""], help="only the ways whose names hold one of these")
    options = parser.parse_args()
    torch.set_num_threads(1)
    texts = [normalise(line) for line in options.file.read_text(encoding="utf-8").split("\n")[: options.sentences]]
    folder = find_model(options.model).path
    with tempfile.TemporaryDirectory() as place:
        os.environ["WIREPAIR_CACHE"] = place
        if options.chance:
            folder = chance_model(folder, Path(place))
            for engine in (engine_ctranslate2, engine_transformers):
                setattr(engine, "output_limit", lambda source, positions: CHANCE_LENGTH)  # noqa: B010
        for beam in options.beam:
            compare(folder, texts, beam, options)


def compare(folder: Path, texts: Sequence[str], beam: int, options: argparse.Namespace) -> None:
    """One table."""
    pieces, equal = Pieces(folder), options.chance
    ways = {
        "transformers, one by one": transformers_way(folder, pieces, beam, 1, equal),
        "transformers, batches of 32": transformers_way(folder, pieces, beam, 32, equal),
        "CTranslate2 float32": raw_way(folder, pieces, beam, "float32", equal),
        "wirepair float32": wirepair_way(folder, beam, "float32", not equal),
        "the whole command float32": command_way(folder, beam, "float32", not equal),
        "CTranslate2 int8": raw_way(folder, pieces, beam, "int8", equal),
        "wirepair int8": wirepair_way(folder, beam, "int8", not equal),
        "the whole command int8": command_way(folder, beam, "int8", not equal),
    }
    ways = {name: way for name, way in ways.items() if any(part in name for part in options.ways)}
    best: dict[str, tuple[float, float]] = {}
    made: dict[str, list[str]] = {}
    for _ in range(options.rounds):
        for name, way in ways.items():
            wall, cpu = time.perf_counter(), time.process_time()
            made[name] = way(texts)
            took = time.process_time() - cpu, time.perf_counter() - wall
            best[name] = min(best.get(name, took), took)
    base = best.get("transformers, batches of 32", next(iter(best.values())))[0]
    print(f"\n{len(texts)} sentences, beam {beam}, one core, best of {options.rounds} rounds")
    print(f"{'':30}{'CPU s':>9}{'wall s':>9}{'sentences/CPU s':>17}{'ratio':>8}{'as CTranslate2':>16}")
    for name, (cpu, wall) in best.items():
        peer = made.get(f"CTranslate2 {name.split()[-1]}") or next(iter(made.values()))
        same = sum(a == b for a, b in zip(made[name], peer, strict=True))
        print(f"{name:30}{cpu:9.2f}{wall:9.2f}{len(texts) / cpu:17.1f}{base / cpu:8.2f}{same:16}")


if __name__ == "__main__":
    main()
