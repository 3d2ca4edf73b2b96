"""Beads to text and back: our own JSON lines and TSV, and the forms of other aligners and translation tools.

| format | holds | crossing beads |
|---|---|---|
| vecalign | `[0, 1]:[0]:0.987`, one bead a line (Thompson and Koehn 2019); the score is the confidence | yes |
| tsv, jsonl | indices, type, confidence, texts | yes |
| tmx, xliff | texts of the beads that have both sides; indices and confidence as properties | yes |
| ladder | hunalign's rungs (Varga et al. 2005): index, index, confidence | joined into one rung |
| moses | two files of parallel lines: only the beads that have both sides | yes |
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.data import Bead
from pipeline.errors import ConfigError, InputError, did_you_mean
from pipeline.formats.bead_ladder import ladder, read_ladder
from pipeline.formats.bead_texts import Entry, Finder
from pipeline.formats.bead_xml import read_tmx, read_xliff, tmx, xliff
from pipeline.formats.files import place_of, read_lines

FORMATS = ("vecalign", "tsv", "jsonl", "tmx", "xliff", "ladder", "moses")
_SUFFIXES = {".tsv": "tsv", ".jsonl": "jsonl", ".tmx": "tmx", ".xlf": "xliff", ".xliff": "xliff", ".ladder": "ladder"}
_VECALIGN = re.compile(r"\s*\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]\s*(?::\s*(\S+)\s*)?")
_COLUMNS = ("source", "target", "type", "confidence", "source_text", "target_text")


@dataclass(frozen=True, slots=True)
class Sides:
    """The lines that beads point to, and the languages they are in (BCP 47)."""

    source: Sequence[str]
    target: Sequence[str]
    source_language: str = "ar"
    target_language: str = "en"

    def texts(self, bead: Bead) -> tuple[list[str], list[str]]:
        """The lines of each side of a bead."""
        return [self.source[i] for i in bead.source], [self.target[j] for j in bead.target]


def write_beads(beads: Iterable[Bead], sides: Sides, form: str) -> str:
    """The beads as text in a format of FORMATS but moses, which is two files (see `moses`); ConfigError for others."""
    writers: dict[str, Callable[[Sequence[Bead], Sides], str]] = {
        "vecalign": _vecalign,
        "tsv": _tsv,
        "jsonl": _jsonl,
        "ladder": lambda found, s: ladder(found, len(s.source), len(s.target)),
        "tmx": lambda found, s: tmx(_pairs(found, s), s.source_language, s.target_language),
        "xliff": lambda found, s: xliff(_pairs(found, s), s.source_language, s.target_language),
    }
    if form not in writers:
        raise ConfigError(f"no bead format '{form}' in one file{did_you_mean(form, writers)}")
    return writers[form](list(beads), sides)


def moses(beads: Iterable[Bead], sides: Sides) -> tuple[str, str]:
    """The texts of the beads that have both sides, as two files of parallel lines."""
    pairs = [sides.texts(b) for b in beads if not b.null]
    return "".join(f"{_joined(s)}\n" for s, _ in pairs), "".join(f"{_joined(t)}\n" for _, t in pairs)


def bead_type(bead: Bead) -> str:
    """`2-1` for a bead of two source sentences and one target sentence."""
    return f"{len(bead.source)}-{len(bead.target)}"


def format_of(path: Path | str, form: str = "") -> str:
    """The format that was named or that the file's name tells; vecalign where neither does. ConfigError if unknown."""
    if form and form not in FORMATS:
        raise ConfigError(f"no bead format '{form}'{did_you_mean(form, FORMATS)}")
    return form or _SUFFIXES.get(Path(str(path).removesuffix(".gz").removesuffix(".zst")).suffix.lower(), "vecalign")


def read_beads(path: Path | str, form: str = "", sides: Sides | None = None, encoding: str = "utf-8") -> list[Bead]:
    """The beads of a file in the order of the file. `form` is of FORMATS, by default told from the file's name.

    Texts without indices (TMX, XLIFF and Moses files of other tools) are looked up in `sides`; for moses, `path` is
    the two files joined with a comma. Raises InputError with file and line for what is not a bead.
    """
    form = format_of(path, form)
    if form == "moses":
        return _read_moses(str(path), sides, encoding)
    if form in ("tmx", "xliff"):
        entries = (read_tmx if form == "tmx" else read_xliff)(path)
        finder = Finder(sides.source, sides.target, place_of(path)) if sides else None
        return [entry.bead(finder, place_of(path)) for entry in entries]
    place, lines = place_of(path), read_lines(path, encoding)
    if form == "ladder":
        return read_ladder(lines, place)
    read = {"vecalign": _from_vecalign, "tsv": _from_tsv, "jsonl": _from_jsonl}[form]
    if form == "tsv" and lines and lines[0].split("\t")[:2] == list(_COLUMNS[:2]):
        lines[0] = ""
    beads = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                beads.append(read(line))
            except (ValueError, KeyError, TypeError) as e:
                raise InputError(f"{place}:{number}: not a {form} bead ({_reason(e)}): {line[:60]!r}") from None
    return beads


def _vecalign(beads: Sequence[Bead], sides: Sides) -> str:
    return "".join(f"{[*b.source]}:{[*b.target]}:{b.confidence:.6f}\n" for b in beads)


def _tsv(beads: Sequence[Bead], sides: Sides) -> str:
    rows = ["\t".join(_COLUMNS)]
    for b in beads:
        s, t = sides.texts(b)
        indices = (",".join(map(str, b.source)), ",".join(map(str, b.target)))
        rows.append("\t".join((*indices, bead_type(b), f"{b.confidence:.6f}", _joined(s), _joined(t))))
    return "\n".join(rows) + "\n"


def _jsonl(beads: Sequence[Bead], sides: Sides) -> str:
    return "".join(json.dumps(_object(b, sides), ensure_ascii=False) + "\n" for b in beads)


def _object(bead: Bead, sides: Sides) -> dict[str, Any]:
    s, t = sides.texts(bead)
    return {
        "source": [*bead.source],
        "target": [*bead.target],
        "type": bead_type(bead),
        "confidence": round(bead.confidence, 6),
        "source_text": s,
        "target_text": t,
    }


def _pairs(beads: Sequence[Bead], sides: Sides) -> list[tuple[Bead, str, str]]:
    texts = ((b, sides.texts(b)) for b in beads if not b.null)
    return [(b, _joined(s), _joined(t)) for b, (s, t) in texts]


def _from_vecalign(line: str) -> Bead:
    match = _VECALIGN.fullmatch(line)
    if not match:
        raise ValueError("it should look like [0, 1]:[0]:0.9")
    score = float(match[3]) if match[3] else 1.0
    return Bead(_indices(match[1]), _indices(match[2]), score if 0.0 <= score <= 1.0 else 1.0)


def _from_tsv(line: str) -> Bead:
    cells = line.split("\t")
    if len(cells) < 2:
        raise ValueError("it needs two columns of indices at least")
    return Bead(_indices(cells[0]), _indices(cells[1]), float(cells[3]) if len(cells) > 3 else 1.0)


def _from_jsonl(line: str) -> Bead:
    found = json.loads(line)
    source, target = (tuple(found[side]) for side in ("source", "target"))
    if not all(isinstance(index, int) and index >= 0 for index in source + target):
        raise ValueError("indices are whole numbers from 0")
    return Bead(source, target, float(found.get("confidence", 1.0)))


def _read_moses(paths: str, sides: Sides | None, encoding: str) -> list[Bead]:
    files = paths.split(",")
    if len(files) != 2 or sides is None:
        raise InputError(f"{paths}: moses is two files joined with a comma, and needs the lines that were aligned")
    source, target = (read_lines(file, encoding) for file in files)
    if len(source) != len(target):
        raise InputError(f"{files[0]} has {len(source)} lines, {files[1]} has {len(target)}: not a parallel pair")
    finder = Finder(sides.source, sides.target, paths)
    return [finder.bead(Entry(s, t)) for s, t in zip(source, target, strict=True)]


def _indices(text: str) -> tuple[int, ...]:
    return tuple(int(x) for x in text.replace(",", " ").split())


def _joined(lines: Sequence[str]) -> str:
    return " ".join(" ".join(line.split()) for line in lines)


def _reason(error: Exception) -> str:
    return f"no {error}" if isinstance(error, KeyError) else str(error)
