"""The work of `wirepair translate`: read, translate, say what is doubtful, write."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from pipeline.data import Document, Output, Translation
from pipeline.formats.documents import check_language, read_document
from pipeline.formats.files import place_of, write_text_atomically
from pipeline.formats.translatable import Options, kind_of, rewrite
from pipeline.segmentation.base import Segmenter, segmenters
from pipeline.translation.base import Translator
from pipeline.translation.document import render
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings

_SHOWN = 10
_LOOKED_AT = 200
"""Texts at the beginning of a stream whose language is checked."""


@dataclass(slots=True)
class Doubts:
    """Flagged outputs as they go by: the first ones to be shown, the others counted."""

    seen: int = 0
    flagged: int = 0
    shown: list[str] = field(default_factory=list)

    def watch(self, outputs: Iterable[Output]) -> Iterator[Output]:
        """Hands the outputs on."""
        for output in outputs:
            self.seen += 1
            if output.flags:
                self.flagged += 1
                if len(self.shown) < _SHOWN:
                    found = "; ".join(f"{flag.name}: {flag.detail}" for flag in output.flags)
                    self.shown.append(f"sentence {self.seen}: {found}")
            yield output

    def report(self) -> None:
        """One line on standard error for each of the first, and how many there are."""
        if self.flagged:
            more = f", the first {_SHOWN} are shown" if self.flagged > _SHOWN else ""
            self.shown.append(f"{self.flagged} of {self.seen} sentences are worth a look{more}")
            print("\n".join(self.shown), file=sys.stderr)


@dataclass(frozen=True, slots=True)
class Job:
    """Where from, where to, what kind of file, and how loud."""

    source: str
    output: str = "-"
    kind: str | None = None
    options: Options = field(default_factory=Options)
    quiet: bool = False


def translate_file(job: Job, settings: TranslationSettings) -> None:
    """A text by paragraphs and sentences, or another kind of file with its structure kept."""
    kind = job.kind or kind_of(job.source) or "text"
    doubts = Doubts()
    if kind == "text":
        _translate_text(job, settings, doubts)
    else:
        _translate_stream(kind, job, settings, doubts)
    if not job.quiet:
        doubts.report()


def _translate_text(job: Job, settings: TranslationSettings, doubts: Doubts) -> None:
    document = read_document(job.source, "ar", segmenters.get("rules")(), encoding=job.options.encoding)
    translator = make_translator(settings)
    outputs = tuple(doubts.watch(_stream(translator, document.lines, job.quiet, len(document.lines))))
    write_text_atomically(job.output, render(document, Translation(document.id, outputs, translator.signature)))


def _translate_stream(kind: str, job: Job, settings: TranslationSettings, doubts: Doubts) -> None:
    """The model is loaded when the first text is there: a bad file is told of at once."""

    def translate(texts: Iterator[str]) -> Iterator[str]:
        checked = _in_arabic(texts, job.source)
        first = next(checked, None)
        if first is None:
            return
        texts = chain([first], checked)
        translator = make_translator(settings)
        if kind == "lines":
            for output in doubts.watch(_stream(translator, texts, job.quiet)):
                yield output.text
        else:
            yield from _by_sentences(texts, translator, doubts, job.quiet)

    rewrite(kind, job.source, job.output, translate, job.options)


def _in_arabic(texts: Iterator[str], source: str) -> Iterator[str]:
    """The texts, the first of them looked at together."""
    head = list(islice(texts, _LOOKED_AT))
    check_language("\n".join(head), "ar", place_of(source))
    yield from head
    yield from texts


def _by_sentences(texts: Iterator[str], translator: Translator, doubts: Doubts, quiet: bool) -> Iterator[str]:
    """Each text cut into sentences, translated, and put together again; no more are held than a window has."""
    segmenter = segmenters.get("rules")()
    waiting: deque[Document] = deque()

    def sentences() -> Iterator[str]:
        for text in texts:
            waiting.append(_document(segmenter, text))
            yield from waiting[-1].lines

    outputs: list[Output] = []
    for output in doubts.watch(_stream(translator, sentences(), quiet)):
        outputs.append(output)
        while waiting and len(waiting[0].sentences) <= len(outputs):
            yield from _rendered(waiting, outputs)
    while waiting:
        yield from _rendered(waiting, outputs)


def _rendered(waiting: deque[Document], outputs: list[Output]) -> Iterator[str]:
    document = waiting.popleft()
    size = len(document.sentences)
    yield render(document, Translation(document.id, tuple(outputs[:size]), ""))
    del outputs[:size]


def _document(segmenter: Segmenter, text: str) -> Document:
    return segmenter.segment(text, "ar") if text.strip() else Document("", "ar", text)


def _stream(
    translator: Translator, sentences: Iterable[str], quiet: bool, total: int | None = None
) -> Iterator[Output]:
    """The outputs, with a line of progress on a terminal."""
    outputs = translator.stream(iter(sentences))
    if quiet or not sys.stderr.isatty():
        yield from outputs
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = [
        TextColumn("translating"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("translating", total=total, rate="")
        for output in outputs:
            speed = progress.tasks[0].speed
            progress.update(task, advance=1, rate=f"{speed:,.1f} sentences/s" if speed else "")
            yield output
