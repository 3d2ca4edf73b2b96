"""The work behind `wirepair align`: texts to lines, a pivot, borders, an aligner, and beads in a format."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.alignment.base import Aligner, aligners
from pipeline.data import Alignment, Bead
from pipeline.errors import ConfigError, InputError, did_you_mean
from pipeline.formats.beads import Sides, moses, write_beads
from pipeline.formats.documents import read_document
from pipeline.formats.files import place_of, read_lines, write_text_atomically
from pipeline.segmentation.base import segmenters

BORDERS = ("none", "headline", "paragraphs")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the two texts are read: one sentence a line, or as documents."""

    lines: bool = False
    encoding: str = "utf-8"
    source_language: str = "ar"
    target_language: str = "en"
    borders: str = "none"


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of a text, and the indices of the lines that a paragraph begins with, but for the first."""

    lines: Sequence[str]
    paragraphs: Sequence[int]


def read_text_lines(path: str, language: str, reading: Reading) -> Text:
    """The sentences of a file. With `lines`, every line is one, and a blank line is a paragraph border."""
    if reading.lines:
        lines = read_lines(path, reading.encoding)
        return Text(lines, [i for i, line in enumerate(lines) if not line.strip()])
    document = read_document(path, language, segmenters.get("rules")(), reading.encoding)
    return Text(document.lines, [group[0] for group in document.paragraphs[1:]])


def make_aligner(name: str, options: dict[str, Any]) -> Aligner:
    """The aligner called `name` with the settings in `options`, those that were given on the command line."""
    part: Any = aligners.get(name, "--aligner")
    known = part.Settings.model_fields
    for key in options:
        if key not in known:
            raise ConfigError(f"--aligner {name}: has no setting {key}{did_you_mean(key, known or ['none at all'])}")
    try:
        made: Aligner = part(part.Settings(**options))
    except ValidationError as e:
        fault = e.errors()[0]
        raise ConfigError(f"--aligner {name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
    return made


def largest(beads: str) -> dict[str, int]:
    """The settings behind `--beads 4-4`; none where nothing was given."""
    match = re.fullmatch(r"(\d+)-(\d+)", beads)
    if beads and not match:
        raise ConfigError(f"--beads {beads}: give the most source and target sentences of a bead, for example 4-4")
    return {"most_source": int(match[1]), "most_target": int(match[2])} if match else {}


def read_pivots(paths: Sequence[str], source: Text, reading: Reading) -> list[list[str]]:
    """The pivots, one line for each sentence of the source. InputError where the numbers differ."""
    found = []
    for path in paths:
        lines = read_lines(path, reading.encoding)
        if len(lines) != len(source.lines):
            unit = "lines" if reading.lines else "sentences"
            raise InputError(
                f"{place_of(path)}: {len(lines)} lines for {len(source.lines)} source {unit}; a pivot has one for each"
            )
        found.append(lines)
    return found


def translated(lines: Sequence[str], model: str) -> list[str]:
    """The lines in English by a model; only here is one loaded."""
    from pipeline.translation.make import make_translator
    from pipeline.translation.settings import TranslationSettings

    settings = TranslationSettings(model=model) if model else TranslationSettings()
    return [output.text for output in make_translator(settings).translate(lines)]


def borders_of(source: Text, target: Text, kind: str) -> tuple[Sequence[int], Sequence[int]]:
    """The borders that no bead may reach across. InputError where the paragraphs of the two sides differ in number."""
    if kind not in BORDERS:
        raise ConfigError(f"--borders: no kind '{kind}'{did_you_mean(kind, BORDERS)}")
    if kind == "paragraphs":
        if len(source.paragraphs) != len(target.paragraphs):
            raise InputError(
                f"--borders paragraphs: {len(source.paragraphs) + 1} in the source, {len(target.paragraphs) + 1} in "
                "the target; without this option paragraphs may be merged and moved"
            )
        return source.paragraphs, target.paragraphs
    return ([1], [1]) if kind == "headline" else ((), ())


def warn(alignment: Alignment, confidence: float = 0.5) -> None:
    """A line on standard error where hardly anything was paired: other stories, another language, lines that are no
    sentences.
    """
    paired = sum(not b.null and b.confidence >= confidence for b in alignment)
    least, most = sorted((alignment.sources, alignment.targets))
    if paired == 0 or (least >= 3 and paired < 0.2 * least):
        question = "is each line one sentence, and " if most > 4 * least else ""
        print(
            f"wirepair: warning: only {paired} pairs for {alignment.sources} source and {alignment.targets} target "
            f"sentences; {question}do the two texts tell the same story?",
            file=sys.stderr,
        )


def filtered(alignment: Alignment, threshold: float) -> list[Bead]:
    """The beads; with a threshold, only those that pair sentences with at least this confidence."""
    return [b for b in alignment if threshold <= 0 or (not b.null and b.confidence >= threshold)]


def write(beads: Sequence[Bead], sides: Sides, form: str, output: str) -> None:
    """The beads to a file; moses makes two, `OUTPUT.ar` and `OUTPUT.en` after the languages."""
    if form != "moses":
        write_text_atomically(output, write_beads(beads, sides, form))
        return
    if output == "-":
        raise ConfigError("--format moses: makes two files; name them with -o PREFIX")
    for language, text in zip((sides.source_language, sides.target_language), moses(beads, sides), strict=True):
        write_text_atomically(Path(f"{output}.{language}"), text)
