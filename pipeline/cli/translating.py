"""The work of `wirepair translate`: read, translate, say what is doubtful, write."""

from __future__ import annotations

import json
import math
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import IO

from pipeline.cli.progress import with_progress
from pipeline.data import Document, Output, Translation
from pipeline.formats.documents import check_language, read_document
from pipeline.formats.files import atomic_file, place_of, write_text_atomically
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
class Watch:
    """Outputs as they go by: the first flagged ones to be shown, the others counted; each written to `details`."""

    details: IO[str] | None = None
    seen: int = 0
    flagged: int = 0
    remembered: int = 0
    shown: list[str] = field(default_factory=list)

    def outputs(
        self, translator: Translator, sentences: Iterable[str], quiet: bool, total: int | None
    ) -> Iterator[Output]:
        """The translator's outputs, with a line of progress on a terminal."""
        waiting: deque[str] = deque()

        def read() -> Iterator[str]:
            for sentence in sentences:
                waiting.append(sentence)
                yield sentence

        for output in with_progress(translator.stream(read()), total, quiet):
            self._look_at(waiting.popleft(), output)
            yield output

    def _look_at(self, sentence: str, output: Output) -> None:
        self.seen += 1
        self.remembered += output.origin == "memory"
        if output.flags:
            self.flagged += 1
            found = "; ".join(f"{flag.name}: {flag.detail}" for flag in output.flags)
            self.shown += [f"sentence {self.seen}: {found}"] if self.flagged <= _SHOWN else []
        if self.details is not None:
            self.details.write(json.dumps(_details(sentence, output), ensure_ascii=False) + "\n")

    def report(self) -> None:
        """On standard error: a line for each of the first doubts, how many there are, what the memory served."""
        if self.flagged:
            more = f", the first {_SHOWN} are shown" if self.flagged > _SHOWN else ""
            self.shown.append(f"{self.flagged} of {self.seen} sentences are worth a look{more}")
        if self.remembered:
            self.shown.append(
                f"{self.remembered} of {self.seen} sentences ({self.remembered / self.seen:.0%}) from memory"
            )
        if self.shown:
            print("\n".join(self.shown), file=sys.stderr)


def _details(sentence: str, output: Output) -> dict[str, object]:
    """What is known about one sentence; `confidence` is the mean probability of a target piece, 0..1."""
    return {
        "source": sentence,
        "translation": output.text,
        "score": output.score,
        "confidence": None if output.score is None else round(math.exp(output.score), 4),
        "origin": output.origin,
        "flags": {flag.name: flag.detail for flag in output.flags},
        "alternatives": list(output.alternatives),
    }


@dataclass(frozen=True, slots=True)
class Job:
    """Where from, where to, what kind of file, and how loud."""

    source: str
    output: str = "-"
    kind: str | None = None
    options: Options = field(default_factory=Options)
    quiet: bool = False
    details: str | None = None


def translate_file(job: Job, settings: TranslationSettings) -> None:
    """A text by paragraphs and sentences, or another kind of file with its structure kept."""
    kind = job.kind or kind_of(job.source) or "text"
    with atomic_file(job.details) if job.details else nullcontext() as details:
        watch = Watch(details)
        if kind == "text":
            _translate_text(job, settings, watch)
        else:
            _translate_stream(kind, job, settings, watch)
    if not job.quiet:
        watch.report()


def _translate_text(job: Job, settings: TranslationSettings, watch: Watch) -> None:
    document = read_document(job.source, "ar", segmenters.get("rules")(), encoding=job.options.encoding)
    translator = make_translator(settings)
    outputs = tuple(watch.outputs(translator, document.lines, job.quiet, len(document.lines)))
    write_text_atomically(job.output, render(document, Translation(document.id, outputs, translator.signature)))


def _translate_stream(kind: str, job: Job, settings: TranslationSettings, watch: Watch) -> None:
    """The model is loaded when the first text is there: a bad file is told of at once."""

    def translate(texts: Iterator[str]) -> Iterator[str]:
        checked = _in_arabic(texts, job.source)
        first = next(checked, None)
        if first is None:
            return
        texts = chain([first], checked)
        translator = make_translator(settings)
        if kind == "lines":
            for output in watch.outputs(translator, texts, job.quiet, None):
                yield output.text
        else:
            yield from _by_sentences(texts, translator, watch, job.quiet)

    rewrite(kind, job.source, job.output, translate, job.options)


def _in_arabic(texts: Iterator[str], source: str) -> Iterator[str]:
    """The texts, the first of them looked at together."""
    head = list(islice(texts, _LOOKED_AT))
    check_language("\n".join(head), "ar", place_of(source))
    yield from head
    yield from texts


def _by_sentences(texts: Iterator[str], translator: Translator, watch: Watch, quiet: bool) -> Iterator[str]:
    """Each text cut into sentences, translated, and put together again; no more are held than a window has."""
    segmenter = segmenters.get("rules")()
    waiting: deque[Document] = deque()

    def sentences() -> Iterator[str]:
        for text in texts:
            waiting.append(_document(segmenter, text))
            yield from waiting[-1].lines

    outputs: list[Output] = []
    for output in watch.outputs(translator, sentences(), quiet, None):
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
