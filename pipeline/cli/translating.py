"""The work of `wirepair translate`: read, translate, say what is doubtful, write."""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import length_hint
from typing import IO

from pipeline.cli.progress import Progress
from pipeline.cli.tally import Tally
from pipeline.data import Document, Output, Translation
from pipeline.errors import Interrupted
from pipeline.formats.documents import check_language, read_document
from pipeline.formats.files import atomic_file, place_of, write_text_atomically
from pipeline.formats.translatable import Options, count_texts, kind_of, rewrite
from pipeline.formats.translatable.text import is_long
from pipeline.segmentation.base import Segmenter, segmenters
from pipeline.translation.base import Translator
from pipeline.translation.document import render
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings

_LOOKED_AT, _ENOUGH = 200, 100_000
"""Texts at the beginning of a stream whose language is checked, and characters after which no more are needed."""


@dataclass(slots=True)
class Watch:
    """Outputs as they go by: counted, shown, each written to `details`."""

    progress: Progress
    details: IO[str] | None = None
    tally: Tally = field(default_factory=Tally)

    def outputs(
        self, translator: Translator, sentences: Iterable[str], count: Callable[[], int | None], *, texts: bool = True
    ) -> Iterator[Output]:
        """The translator's outputs. `count` gives how many texts there are; `texts`: each sentence is one."""
        waiting: deque[str] = deque()

        def read() -> Iterator[str]:
            for sentence in sentences:
                waiting.append(sentence)
                yield sentence

        signature = translator.signature
        self.tally.began = self.tally.clock()
        self.progress.start(self.tally, count)
        for output in translator.stream(read()):
            sentence = waiting.popleft()
            self.tally.add(output)
            self.tally.done += texts
            self.progress.advance(self.tally, output)
            if self.details is not None:
                self.details.write(json.dumps(_details(sentence, output, signature), ensure_ascii=False) + "\n")
            yield output


def _details(sentence: str, output: Output, signature: str) -> dict[str, object]:
    """What is known about one sentence; `confidence` is the mean probability of a target piece, 0..1."""
    return {
        "source": sentence,
        "translation": output.text,
        "score": output.score,
        "confidence": None if output.score is None else round(math.exp(output.score), 4),
        "origin": output.origin,
        "flags": {flag.name: flag.detail for flag in output.flags},
        "alternatives": list(output.alternatives),
        "signature": signature,
    }


@dataclass(frozen=True, slots=True)
class Job:
    """Where from, where to, what kind of file, and what is said about it."""

    source: str
    output: str = "-"
    kind: str | None = None
    options: Options = field(default_factory=Options)
    progress: Progress = field(default_factory=Progress)
    details: str | None = None


def translate_file(job: Job, settings: TranslationSettings) -> None:
    """A text by paragraphs and sentences, or another kind of file with its structure kept.

    Raises Interrupted, with a word on how to go on, where the user stops it.
    """
    kind = job.kind or kind_of(job.source) or "text"
    try:
        with closing(job.progress), atomic_file(job.details) if job.details else nullcontext() as details:
            watch = Watch(job.progress, details)
            if kind == "text" and not is_long(job.source):
                _translate_text(job, settings, watch)
            else:
                _translate_stream(kind, job, settings, watch)
    except KeyboardInterrupt:
        raise Interrupted(_how_to_go_on(job, settings)) from None
    job.progress.end(watch.tally, job.output)


def _how_to_go_on(job: Job, settings: TranslationSettings) -> str:
    written = "what was printed is not all" if job.output == "-" else f"{job.output} is as it was before"
    if settings.memory:
        return f"interrupted; {written}; {settings.memory} has what was translated, the same command goes on from there"
    return f"interrupted; {written}; with --memory FILE an interrupted command goes on where it was"


def _translate_text(job: Job, settings: TranslationSettings, watch: Watch) -> None:
    document = read_document(job.source, "ar", segmenters.get("rules")(), encoding=job.options.encoding)
    translator = make_translator(settings)
    outputs = tuple(watch.outputs(translator, document.lines, lambda: len(document.lines)))
    write_text_atomically(job.output, render(document, Translation(document.id, outputs, translator.signature)))


def _translate_stream(kind: str, job: Job, settings: TranslationSettings, watch: Watch) -> None:
    """The model is loaded when the first text is there: a bad file is told of at once."""

    def translate(texts: Iterator[str]) -> Iterator[str]:
        known = length_hint(texts)
        checked = _in_arabic(texts, job.source)
        first = next(checked, None)
        if first is None:
            return
        texts = chain([first], checked)
        translator = make_translator(settings)

        def count() -> int | None:
            return known or count_texts(kind, job.source)

        if kind == "lines":
            for output in watch.outputs(translator, texts, count):
                yield output.text
        else:
            yield from _by_sentences(texts, translator, watch, count)

    rewrite(kind, job.source, job.output, translate, job.options)


def _in_arabic(texts: Iterator[str], source: str) -> Iterator[str]:
    """The texts, the first of them looked at together."""
    head, size = list[str](), 0
    for text in islice(texts, _LOOKED_AT):
        head.append(text)
        size += len(text)
        if size > _ENOUGH:
            break
    check_language("\n".join(head), "ar", place_of(source))
    yield from head
    yield from texts


def _by_sentences(
    texts: Iterator[str], translator: Translator, watch: Watch, count: Callable[[], int | None]
) -> Iterator[str]:
    """Each text cut into sentences, translated, and put together again; no more are held than a window has."""
    segmenter = segmenters.get("rules")()
    waiting: deque[Document] = deque()

    def sentences() -> Iterator[str]:
        for text in texts:
            waiting.append(_document(segmenter, text))
            yield from waiting[-1].lines

    outputs: list[Output] = []
    for output in watch.outputs(translator, sentences(), count, texts=False):
        outputs.append(output)
        while waiting and len(waiting[0].sentences) <= len(outputs):
            watch.tally.done += 1
            yield _rendered(waiting.popleft(), outputs)
    while waiting:
        watch.tally.done += 1
        yield _rendered(waiting.popleft(), outputs)


def _rendered(document: Document, outputs: list[Output]) -> str:
    """The document's translation, of the first of the outputs, which go."""
    size = len(document.sentences)
    text = render(document, Translation(document.id, tuple(outputs[:size]), ""))
    del outputs[:size]
    return text


def _document(segmenter: Segmenter, text: str) -> Document:
    return segmenter.segment(text, "ar") if text.strip() else Document("", "ar", text)
