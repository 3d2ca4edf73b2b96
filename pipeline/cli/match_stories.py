"""The work behind `wirepair match`: two folders of stories, which belong together, and their alignments."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.alignment.base import Aligner
from pipeline.alignment.stories import Features, Match, arabic_features, english_features, matched
from pipeline.cli.align_texts import Reading, Text, filtered, read_pivots, read_text_lines, translated, write
from pipeline.errors import InputError, UserError
from pipeline.formats.beads import Sides


@dataclass(frozen=True, slots=True)
class Shelf:
    """The readable stories of a folder, and how many were set aside."""

    paths: Sequence[Path]
    texts: Sequence[Text]
    aside: int


def read_shelf(folder: str, language: str, reading: Reading) -> Shelf:
    """The stories of a folder, one a file, in the order of their names. A faulty one is reported and set aside."""
    if not Path(folder).is_dir():
        raise InputError(f"{folder}: not a folder; give the folder that holds the stories, one a file")
    paths, texts, aside = [], [], 0
    for path in sorted(p for p in Path(folder).iterdir() if p.is_file() and not p.name.startswith(".")):
        try:
            texts.append(read_text_lines(str(path), language, reading))
            paths.append(path)
        except UserError as error:
            print(f"wirepair: set aside: {error}", file=sys.stderr)
            aside += 1
    if not paths:
        raise InputError(f"{folder}: holds no story that can be read")
    return Shelf(paths, texts, aside)


def pivot_of(path: Path, text: Text, folder: str, reading: Reading) -> list[str]:
    """The pivot of a story: the file of the same name in `folder`, one line for each of the story's sentences."""
    return read_pivots([str(Path(folder) / path.name)], text, reading)[0]


def features_of(shelf: Shelf, pivots: str, reading: Reading) -> list[Features]:
    """What the source stories speak of: by their pivots where there are any, else through the dictionary."""
    if not pivots:
        return [arabic_features(text.lines) for text in shelf.texts]
    texts = zip(shelf.paths, shelf.texts, strict=True)
    return [english_features(pivot_of(path, text, pivots, reading)) for path, text in texts]


def pairs_of(sources: Shelf, targets: Shelf, pivots: str, reading: Reading, threshold: float) -> list[Match]:
    """The stories that belong together."""
    goals = [english_features(text.lines) for text in targets.texts]
    return matched(features_of(sources, pivots, reading), goals, threshold)


def as_table(matches: Sequence[Match], sources: Shelf, targets: Shelf) -> str:
    """Source file, target file and confidence, one match a line, with a head line."""
    rows = (f"{sources.paths[m.source]}\t{targets.paths[m.target]}\t{m.confidence:.4f}\n" for m in matches)
    return "source\ttarget\tconfidence\n" + "".join(rows)


@dataclass(frozen=True, slots=True)
class Alignments:
    """Where the alignments of the matches go, and how they are made."""

    folder: Path
    form: str
    aligner: Aligner
    pivots: str
    model: str
    threshold: float = 0.0

    def write(self, match: Match, sources: Shelf, targets: Shelf, reading: Reading) -> None:
        """Aligns one match and writes `FOLDER/<source file's name>.<format>`, all beads or the sure pairs."""
        path, source, target = sources.paths[match.source], sources.texts[match.source], targets.texts[match.target]
        pivots = []
        if self.aligner.needs_pivot:
            known = bool(self.pivots)
            pivots = [pivot_of(path, source, self.pivots, reading) if known else translated(source.lines, self.model)]
        found = self.aligner.align(source.lines, target.lines, pivots=pivots)
        sides = Sides(source.lines, target.lines, reading.source_language, reading.target_language)
        self.folder.mkdir(parents=True, exist_ok=True)
        write(filtered(found, self.threshold), sides, self.form, str(self.folder / f"{path.name}.{self.form}"))
