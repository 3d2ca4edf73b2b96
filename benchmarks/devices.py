"""What each engine does on each device in each precision: speed, quality, and whether batching shows.

    python benchmarks/devices.py MODEL SOURCE REFERENCE [--sentences 500] [--beam 1 4] [--ways cuda]

SOURCE and REFERENCE: line-parallel text. A row for each engine, device and precision that this machine has: sentences
a second by the clock (after a first batch that warms up) for each size of batch, in source pieces; chrF with the first
size; how many of its texts differ from those of the first row; how many at most differ between it and the other sizes,
and by how much at most the scores of equal texts do. A single round: speeds are for orientation. `--ways`: only those
whose names hold one of these words.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sacrebleu.metrics import CHRF

from pipeline.data import Output
from pipeline.errors import WirepairError
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings

PRECISIONS = {
    "ctranslate2": ("float32", "float16", "bfloat16", "int8", "int8_float16", "int8_bfloat16"),
    "transformers": ("float32", "float16", "bfloat16"),
}


def ways(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Engine, device, precision; the first is the one that the others are compared with."""
    for device in ("cpu", "cuda", "mps"):
        for engine, precisions in PRECISIONS.items():
            for precision in precisions:
                if any(word in f"{engine} {device} {precision}" for word in words):
                    yield engine, device, precision


def translated(texts: Sequence[str], settings: dict[str, object]) -> tuple[list[Output], float]:
    """The outputs, and the sentences that were done in a second."""
    translator = make_translator(TranslationSettings.model_validate(settings))
    list(translator.stream(iter(texts[:32])))
    began = time.perf_counter()
    found = list(translator.stream(iter(texts)))
    return found, len(texts) / (time.perf_counter() - began)


def differing(first: Sequence[Output], second: Sequence[Output]) -> tuple[int, float]:
    """How many texts are not the same, and by how much at most the scores of those that are differ."""
    pairs = list(zip(first, second, strict=True))
    scores = [abs((a.score or 0.0) - (b.score or 0.0)) for a, b in pairs if a.text == b.text]
    return sum(a.text != b.text for a, b in pairs), max(scores, default=0.0)


def main() -> None:
    """Print a row for each way that this machine has."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("source", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--sentences", type=int, default=500)
    parser.add_argument("--beam", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--ways", nargs="+", default=[""])
    parser.add_argument("--tokens", type=int, nargs="+", default=[4096, 256, 32_768])
    parser.add_argument("--batching", default="auto", choices=["auto", "exact", "padded"])
    options = parser.parse_args()
    texts, references = (
        path.read_text(encoding="utf-8").split("\n")[: options.sentences]
        for path in (options.source, options.reference)
    )
    for beam in options.beam:
        print(f"\n{len(texts)} sentences, beam {beam}")
        speeds = "".join(f"{tokens:>9,}" for tokens in options.tokens)
        print(f"{'':36}{speeds}{'chrF':>8}{'differ from the first':>23}{'between batchings':>19}{'scores':>9}")
        base: list[Output] = []
        for engine, device, precision in ways(options.ways):
            row = {"engine": engine, "device": device, "precision": precision, "beam": beam, "flags": False}
            row |= {"model": options.model, "protect": False, "batching": options.batching}
            try:
                made = [translated(texts, row | {"batch_tokens": tokens}) for tokens in options.tokens]
            except WirepairError as error:
                print(f"{engine} {device} {precision}: {error}", flush=True)
                continue
            found = made[0][0]
            base = base or found
            chrf = CHRF().corpus_score([output.text for output in found], [references]).score
            others = [differing(found, other) for other, _ in made]
            speeds = "".join(f"{speed:9.1f}" for _, speed in made)
            name = f"{engine} {device} {precision}"
            counts = f"{differing(found, base)[0]:23}{max(n for n, _ in others):19}{max(d for _, d in others):9.5f}"
            print(f"{name:36}{speeds}{chrf:8.2f}{counts}", flush=True)


if __name__ == "__main__":
    main()
