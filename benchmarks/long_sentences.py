"""What the limit above which a sentence is split is worth: sentences joined to longer and longer ones.

    python benchmarks/long_sentences.py MODEL SOURCE REFERENCE [--lines 400] [--beam 2] [--limits 50 80 120 250]

SOURCE and REFERENCE: line-parallel text. One, three and ten lines at a time are joined by commas to one sentence. chrF
of the translations, their characters for those of the references, and figures of the source that are not in them.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import regex
from sacrebleu.metrics import CHRF

from pipeline.arabic import normalise
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings

JOINED = (1, 3, 10)


def joined(lines: Sequence[str], size: int, link: str, end: str) -> list[str]:
    """So many lines as one sentence each."""
    groups = [lines[i : i + size] for i in range(0, len(lines) - size + 1, size)]
    return [link.join(line.rstrip(". ") if link.strip() else line for line in group) + end for group in groups]


def figures(text: str) -> Counter[str]:
    """The numbers of a text, thousands without their comma."""
    return Counter(regex.findall(r"\d+", regex.sub(r"(?<=\d)[,٬](?=\d{3})", "", text)))


def row(sources: Sequence[str], references: Sequence[str], outputs: Sequence[str]) -> str:
    """chrF, ratio of characters, lost figures."""
    score = CHRF().corpus_score(list(outputs), [list(references)]).score
    ratio = sum(map(len, outputs)) / sum(map(len, references))
    wanted = [figures(normalise(source)) for source in sources]
    lost = sum((w - figures(o)).total() for w, o in zip(wanted, outputs, strict=True))
    return f"{score:8.2f}{ratio:7.2f}{lost:6d}/{sum(w.total() for w in wanted)}"


def main() -> None:
    """Prints one row for each limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("source", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--lines", type=int, default=400)
    parser.add_argument("--beam", type=int, default=2)
    parser.add_argument("--limits", type=int, nargs="+", default=[50, 80, 120, 250])
    options = parser.parse_args()
    sources, references = (
        path.read_text(encoding="utf-8").split("\n")[: options.lines] for path in (options.source, options.reference)
    )
    print(f"{'limit':>6}" + "".join(f"{f'{n} joined: chrF, size, lost':>29}" for n in JOINED))
    for limit in [*options.limits, None]:
        settings = {"model": options.model, "beam": options.beam, "flags": False, "longest": limit or 500}
        translator = make_translator(TranslationSettings.model_validate(settings))
        cells = []
        for size in JOINED:
            left, right = joined(sources, size, " ، ", "."), joined(references, size, " ", "")
            cells.append(row(left, right, [output.text for output in translator.translate(left)]))
        print(f"{limit or 'none':>6}" + "".join(f"{cell:>29}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
