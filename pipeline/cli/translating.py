"""The work of `wirepair translate`: read, translate, say what is doubtful, write."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.data import Output
from pipeline.formats.documents import check_language, read_document
from pipeline.formats.files import place_of, read_lines, write_text_atomically
from pipeline.segmentation.base import segmenters
from pipeline.translation.document import render, translate_document
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Job:
    """Where from, where to, and how loud."""

    source: str
    output: str = "-"
    encoding: str = "utf-8"
    quiet: bool = False


def translate_text(job: Job, settings: TranslationSettings) -> None:
    """A text by sentences; its paragraphs and blank lines stay."""
    document = read_document(job.source, "ar", segmenters.get("rules")(), encoding=job.encoding)
    translation = translate_document(document, make_translator(settings))
    write_text_atomically(job.output, render(document, translation))
    report_doubts(translation.outputs, "sentence", job.quiet)


def translate_lines(job: Job, settings: TranslationSettings) -> None:
    """Line i of the output is line i of the input in English; empty lines stay empty."""
    lines = read_lines(job.source, job.encoding)
    check_language("\n".join(lines[:1000]), "ar", place_of(job.source))
    outputs = make_translator(settings).translate(lines)
    write_text_atomically(job.output, "".join(f"{output.text}\n" for output in outputs))
    report_doubts(outputs, "line", job.quiet)


def report_doubts(outputs: Sequence[Output], unit: str, quiet: bool) -> None:
    """One line on standard error for each of the first flagged outputs, and how many more there are."""
    flagged = [(number, output) for number, output in enumerate(outputs, 1) if output.flags]
    if quiet or not flagged:
        return
    for number, output in flagged[:_SHOWN]:
        found = "; ".join(f"{flag.name}: {flag.detail}" for flag in output.flags)
        print(f"{unit} {number}: {found}", file=sys.stderr)
    more = f", {len(flagged) - _SHOWN} not shown" if len(flagged) > _SHOWN else ""
    print(f"{len(flagged)} of {len(outputs)} {unit}s are worth a look{more}", file=sys.stderr)
