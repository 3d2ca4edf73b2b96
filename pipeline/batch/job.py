"""The job: reads ahead as far as the translator's window, writes story by story, and remembers what is done."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TextIO

from filelock import FileLock, Timeout

from pipeline.batch.journal import Journal, Row
from pipeline.batch.progress import Counts, Progress
from pipeline.batch.recipe import SEGMENTER, check_same, recipe
from pipeline.batch.sinks import LinesFile, Sink, TextFiles
from pipeline.batch.sources import Source, find_sources
from pipeline.batch.story import Aside, Form, Story, open_story, written
from pipeline.data import Output
from pipeline.errors import InputError, UserError
from pipeline.formats.files import write_text_atomically
from pipeline.segmentation.base import segmenters
from pipeline.translation.base import Translator
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings

COMMIT = 64
"""Stories that are made safe on the disk together; fewer where the translator asks for more before."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done. `again`: what an earlier job left in the output folder is forgotten."""

    inputs: Sequence[str]
    output: Path
    form: Form = field(default_factory=Form)
    again: bool = False


def run_job(
    job: Job,
    settings: TranslationSettings,
    progress: Progress | None = None,
    make: Callable[[TranslationSettings], Translator] = make_translator,
) -> Counts:
    """Translate every story of the inputs that is not translated yet; what was done and what was set aside.

    The same bytes whatever the window, the threads and however often the job was cut off. The model is loaded when
    the first story that is left is found. Raises UserError, one line, for what must be mended first: a bad input or
    setting, an output folder of another job, no story that can be translated.
    """
    sources = find_sources(job.inputs, job.output)
    made_with = recipe(settings, job.form)
    progress = progress or Progress()
    with _locked(job.output), closing(_journal(job, made_with)) as journal, closing(progress):
        work = _Work(job, sources, journal, progress)
        work.run(made_with, lambda: make(settings))
        return _finished(job, work, made_with)


@contextmanager
def _locked(output: Path) -> Iterator[None]:
    """The output folder, for this process alone."""
    if output.exists() and not output.is_dir():
        raise UserError(f"{output}: is a file; the output of a job is a folder")
    output.mkdir(parents=True, exist_ok=True)
    try:
        held = FileLock(output / ".lock").acquire(timeout=0)
    except Timeout:
        raise UserError(f"{output}: another job is at work in it; wait, or choose another output folder") from None
    with held:
        yield


def _journal(job: Job, made_with: dict[str, object]) -> Journal:
    path = job.output / "journal.jsonl"
    if job.again:
        (job.output / "DONE").unlink(missing_ok=True)
        path.unlink(missing_ok=True)
    journal = Journal(path)
    if journal.signature:
        # as JSON has it: a tuple there is a list here
        check_same(job.output, journal.made_with, json.loads(json.dumps(made_with)))
    return journal


def _finished(job: Job, work: _Work, made_with: dict[str, object]) -> Counts:
    """Says that all is done, in a file and on the screen."""
    counts = work.counts
    if not counts.stories:
        if work.first_aside is None:
            raise InputError(f"{', '.join(job.inputs)}: no stories; give folders with .txt files, or .jsonl files")
        raise InputError(
            f"none of the {counts.set_aside} stories can be translated; the first: {work.first_aside.message}; "
            f"all are in {job.output / 'set_aside.jsonl'}"
        )
    total = {name: count for name, count in asdict(counts).items() if name not in ("kept", "remembered", "pieces")}
    facts = total | {"signature": work.journal.signature, "made_with": made_with}
    write_text_atomically(job.output / "DONE", json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    work.progress.end(counts, str(job.output))
    return counts


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A story whose outputs are awaited, or, without one, the end of a source."""

    sink: Sink
    story: Story | None = None

    @property
    def size(self) -> int:
        return len(self.story.document.sentences) if self.story else 0


class _Work:
    """One run of the job."""

    def __init__(self, job: Job, sources: Sequence[Source], journal: Journal, progress: Progress) -> None:
        self.counts = Counts()
        self.journal, self.progress = journal, progress
        self.first_aside: Aside | None = None
        self._job, self._sources = job, sources
        self._segmenter = segmenters.get(SEGMENTER)()
        self._waiting: deque[_Waiting] = deque()
        self._rows: list[tuple[Sink, str, Row]] = []

    def run(self, made_with: dict[str, object], make: Callable[[], Translator]) -> None:
        """Translate what is left."""
        aside = self._job.output / "set_aside.jsonl"
        part = aside.with_name(f"{aside.name}.part")
        with part.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            left = self._left(file)
            if next(left, None) is not None:
                self._translate(left, made_with, make)
            self._release([])
        if self.counts.set_aside:
            part.replace(aside)
        else:
            part.unlink()
            aside.unlink(missing_ok=True)

    def _translate(self, left: Iterator[Story], made_with: dict[str, object], make: Callable[[], Translator]) -> None:
        (self._job.output / "DONE").unlink(missing_ok=True)
        translator = make()
        if self.journal.signature:
            check_same(self._job.output, {"translator": self.journal.signature}, {"translator": translator.signature})
        self.journal.start(made_with, translator.signature)
        self.progress.start(lambda: sum(source.count() for source in self._sources), self.counts)
        outputs: list[Output] = []
        try:
            for output in translator.stream(self._sentences(left)):
                outputs.append(output)
                self._release(outputs)
            self._release(outputs)
        finally:
            self._commit()

    def _left(self, aside: TextIO) -> Iterator[Story]:
        """The stories that are still to be translated; each waits from now on. Bad ones are set aside on the way."""
        for source in self._sources:
            sink = self._sink(source)
            for raw in source.stories():
                row = None if raw.fault else sink.kept(raw)
                if row is not None:
                    self.counts.add(row.sentences, row.flagged)
                    self.counts.kept += 1
                    continue
                story = open_story(raw, self._job.form, self._segmenter)
                if isinstance(story, Aside):
                    self._set_aside(story, aside)
                    continue
                sink.expect(raw)
                self._waiting.append(_Waiting(sink, story))
                yield story
            self._waiting.append(_Waiting(sink))

    def _sink(self, source: Source) -> Sink:
        if source.output:
            return LinesFile(self._job.output, source.output, self.journal)
        return TextFiles(self._job.output, self.journal)

    def _set_aside(self, story: Aside, file: TextIO) -> None:
        self.first_aside = self.first_aside or story
        self.counts.set_aside += 1
        file.write(json.dumps(story.record, ensure_ascii=False) + "\n")
        file.flush()
        self.progress.aside(story)
        self.progress.advance(self.counts)

    def _sentences(self, left: Iterable[Story]) -> Iterator[str]:
        """What the translator reads: the story that waits already, then one after the other."""
        yield from self._lines(self._waiting[-1].story)
        for story in left:
            yield from self._lines(story)

    def _lines(self, story: Story | None) -> Iterator[str]:
        if self._rows:
            self._commit()  # the translator asks for more: nothing is coming for a while
        yield from story.document.lines if story else ()

    def _release(self, outputs: list[Output]) -> None:
        """Write the stories whose outputs are all there."""
        while self._waiting and self._waiting[0].size <= len(outputs):
            waiting = self._waiting.popleft()
            if waiting.story is None:
                self._commit()
                waiting.sink.finish()
                continue
            self._write(waiting.sink, waiting.story, outputs[: waiting.size])
            del outputs[: waiting.size]

    def _write(self, sink: Sink, story: Story, outputs: Sequence[Output]) -> None:
        raw = story.raw
        end = sink.write(raw, written(story, outputs, self._job.form))
        flagged = sum(bool(output.flags) for output in outputs)
        self._rows.append((sink, raw.output, Row(raw.line, raw.hash, end, len(outputs), flagged)))
        remembered = sum(output.origin == "memory" for output in outputs)
        self.counts.add(len(outputs), flagged, remembered, sum(output.pieces for output in outputs))
        self.progress.advance(self.counts)
        if len(self._rows) >= COMMIT:
            self._commit()

    def _commit(self) -> None:
        """First the outputs are safe on the disk, then the journal says so."""
        for sink in {id(sink): sink for sink, _, _ in self._rows}.values():
            sink.sync()
        if self._rows:
            self.journal.add([(file, row) for _, file, row in self._rows])
        self._rows.clear()
