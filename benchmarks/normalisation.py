"""What each normalisation rule is worth: on text as it is, and on text that has the fault which the rule mends.

    python benchmarks/normalisation.py MODEL SOURCE REFERENCE [--beam 1] [--lines 300]

SOURCE and REFERENCE: line-parallel text. `as it is`: the rule left out on clean text (nothing to mend there, so it
should cost nothing). `faulty`: a program gives every line the fault; translated with all rules and with all but the
one. chrF of the translations.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import regex
from sacrebleu.metrics import CHRF

from pipeline.arabic import RULES
from pipeline.translation.base import Translator
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings

_ISOLATED = {
    unicodedata.normalize("NFKC", chr(code)): chr(code)
    for code in range(0xFE80, 0xFEFD)
    if unicodedata.name(chr(code), "").endswith("ISOLATED FORM")
}


def _isolated(text: str) -> str:
    """Every letter in its isolated presentation form, as some PDF files give them."""
    return "".join(_ISOLATED.get(letter, letter) for letter in text.replace("لا", _ISOLATED.get("لا", "لا")))


FAULTS: dict[str, Callable[[str], str]] = {
    "nfc": lambda text: unicodedata.normalize("NFD", text),
    "presentation_forms": _isolated,
    "invisible": lambda text: regex.sub(r"(?<=\p{P})", "\u200f", text).replace(" ال", " \u200cال"),
    "tatweel": lambda text: regex.sub(r"(?<=\b\p{L}{3})(?=\p{L})", "ـ", text),
    "diacritics": lambda text: regex.sub(r"(?<=\b\p{L}\p{L})(?=\p{L})", "\u064e", text),
    "digits": lambda text: text.translate(str.maketrans("0123456789%", "٠١٢٣٤٥٦٧٨٩٪")),
    "persian_letters": lambda text: text.translate(str.maketrans("يك", "یک")),
    "quotes": lambda text: regex.sub(r'"([^"]*)"', r"«\1»", text),
    "punctuation_spacing": lambda text: regex.sub(r"\s*([،؛])\s*", r" \1", text),
}


def _translator(options: argparse.Namespace, rules: Sequence[str]) -> Translator:
    settings = {"model": options.model, "beam": options.beam, "normalisation": list(rules), "flags": False}
    return make_translator(TranslationSettings.model_validate(settings))


def main() -> None:
    """Print a row for each rule."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("source", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--lines", type=int, default=300)
    options = parser.parse_args()
    sources, references = (
        path.read_text(encoding="utf-8").split("\n")[:-1][: options.lines]
        for path in (options.source, options.reference)
    )

    def chrf(translator: Translator, lines: Sequence[str]) -> float:
        made = [output.text for output in translator.translate(lines)]
        return CHRF().corpus_score(made, [references]).score

    whole = _translator(options, list(RULES))
    print(f"{len(sources)} sentences, beam {options.beam}, chrF; all rules, text as it is: {chrf(whole, sources):.2f}")
    print(f"{'rule':22}{'as it is, without':>18}{'faulty, with':>14}{'faulty, without':>17}{'lines':>7}")
    for rule in RULES:
        without = _translator(options, [name for name in RULES if name != rule])
        faulty = [FAULTS[rule](line) for line in sources]
        changed = sum(a != b for a, b in zip(faulty, sources, strict=True))
        scores = chrf(without, sources), chrf(whole, faulty), chrf(without, faulty)
        print(f"{rule:22}{scores[0]:18.2f}{scores[1]:14.2f}{scores[2]:17.2f}{changed:7}", flush=True)


if __name__ == "__main__":
    main()
