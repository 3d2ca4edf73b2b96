"""BLEU and chrF of one model in several precisions, or with normalisation rules left out one at a time.

python benchmarks/precision.py MODEL SOURCE REFERENCE [--beam 4] [--lines 0] [--precisions float32 int8]
python benchmarks/precision.py MODEL SOURCE REFERENCE --rules
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF

from pipeline.arabic import RULES, normalise
from pipeline.translation.base import Translator
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings


def translated(
    sources: Sequence[str], translator: Translator, settings: TranslationSettings, known: dict[str, str]
) -> list[str]:
    """The outputs; what a variant reads as one before it did is not translated again."""
    rules = RULES if settings.normalisation is None else settings.normalisation
    keys = [normalise(source, list(rules)) for source in sources]
    new = [i for i, key in enumerate(keys) if key not in known]
    for i, output in zip(new, translator.translate([sources[i] for i in new]), strict=True):
        known[keys[i]] = output.text
    return [known[key] for key in keys]


def main() -> None:
    """Print a row for each variant."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("source", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--lines", type=int, default=0, help="only so many; 0: all")
    parser.add_argument("--precisions", nargs="+", default=["float32", "int8"])
    parser.add_argument("--rules", action="store_true", help="leave each normalisation rule out in turn")
    options = parser.parse_args()
    sources, references = (
        path.read_text(encoding="utf-8").split("\n")[:-1][: options.lines or None]
        for path in (options.source, options.reference)
    )
    variants: dict[str, dict[str, object]] = {p: {"precision": p} for p in options.precisions}
    if options.rules:
        variants = {"all": {}, "none": {"normalisation": []}}
        variants |= {f"without {rule}": {"normalisation": [r for r in RULES if r != rule]} for rule in RULES}
    print(f"{len(sources)} sentences, beam {options.beam}\n{'':28}{'BLEU':>7}{'chrF':>7}{'same':>7}{'CPU s':>8}")
    first: list[str] = []
    known: dict[str, dict[str, str]] = {}
    for name, more in variants.items():
        settings = TranslationSettings.model_validate({"model": options.model, "beam": options.beam, **more})
        translator = make_translator(settings)
        began = time.process_time()
        made = translated(sources, translator, settings, known.setdefault(settings.precision, {}))
        took = time.process_time() - began
        first = first or made
        same = sum(a == b for a, b in zip(made, first, strict=True))
        bleu, chrf = (m.corpus_score(made, [references]).score for m in (BLEU(), CHRF()))
        print(f"{name:28}{bleu:7.2f}{chrf:7.2f}{same:7}{took:8.1f}")


if __name__ == "__main__":
    main()
