"""Segmentation of line-parallel news: `python benchmarks/segmentation.py FOLDER [--errors]`.

Reads `source.ar` and `reference.en` of FOLDER, joins ten lines at a time with one space, segments the result, and
compares the borders inside each ten with the line breaks that were there (the end of a ten is not counted).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.formats.files import read_lines
from pipeline.segmentation.base import Segmenter, segmenters

JOINED = 10


@dataclass(frozen=True, slots=True)
class Borders:
    """Borders of one joined text: offsets just behind a sentence."""

    text: str
    gold: frozenset[int]
    found: frozenset[int]


def joined(lines: Sequence[str], segmenter: Segmenter, language: str) -> Iterator[Borders]:
    """The borders of every ten lines."""
    kept = [" ".join(line.split()) for line in lines if line.strip()]
    for first in range(0, len(kept), JOINED):
        part = kept[first : first + JOINED]
        text = " ".join(part)
        ends = [len(" ".join(part[: i + 1])) for i in range(len(part) - 1)]
        found = [s.end for s in segmenter.segment(text, language).sentences][:-1]
        yield Borders(text, frozenset(ends), frozenset(found))


def main() -> None:
    """Prints one row for each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true", help="print the text around each wrong border")
    options = parser.parse_args()
    print(f"{'file':<16}{'borders':>9}{'found':>8}{'precision':>11}{'recall':>8}{'F1':>8}")
    for name, language in (("source.ar", "ar"), ("reference.en", "en")):
        texts = list(joined(read_lines(options.folder / name), segmenters.get("rules")(), language))
        gold = sum(len(t.gold) for t in texts)
        found = sum(len(t.found) for t in texts)
        right = sum(len(t.gold & t.found) for t in texts)
        precision, recall = right / found, right / gold
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{name:<16}{gold:>9}{found:>8}{precision:>11.4f}{recall:>8.4f}{f1:>8.4f}")
        if options.errors:
            for t in texts:
                print(*_errors(t), sep="\n")


def _errors(borders: Borders) -> Iterator[str]:
    for at in sorted(borders.gold ^ borders.found):
        kind = "missed" if at in borders.gold else "wrong "
        yield f"  {kind} {borders.text[max(0, at - 60) : at]} ‖ {borders.text[at : at + 40]}"


if __name__ == "__main__":
    main()
