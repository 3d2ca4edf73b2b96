"""How far the job is: a bar on a terminal, a line now and then in a log, JSON lines for machines, or nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TextIO

from pipeline.batch.events import EVERY, event_line
from pipeline.batch.story import Aside

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


@dataclass(slots=True)
class Counts:
    """Of the whole job, what earlier runs have done included. `kept`: stories that were done when this run began.

    `remembered` and `pieces` are of this run alone: sentences that a memory served, and target pieces of the others.
    """

    stories: int = 0
    sentences: int = 0
    flagged: int = 0
    set_aside: int = 0
    kept: int = 0
    remembered: int = 0
    pieces: int = 0

    def add(self, sentences: int, flagged: int, remembered: int = 0, pieces: int = 0) -> None:
        """One more story."""
        self.remembered += remembered
        self.pieces += pieces
        self.stories += 1
        self.sentences += sentences
        self.flagged += flagged


@dataclass(slots=True)
class Pace:
    """Speed and time left, from what was done since `began`."""

    clock: Callable[[], float] = time.monotonic
    began: float = 0.0
    total: int = 0
    stories: int = 0
    sentences: int = 0

    def start(self, total: int, counts: Counts) -> None:
        """The first sentence is about to be translated."""
        self.began, self.total, self.stories, self.sentences = self.clock(), total, counts.stories, counts.sentences

    def rate(self, counts: Counts) -> float:
        """Sentences a second."""
        return (counts.sentences - self.sentences) / max(self.clock() - self.began, 1e-9)

    def piece_rate(self, counts: Counts) -> float:
        """Target pieces a second."""
        return counts.pieces / max(self.clock() - self.began, 1e-9)

    def left(self, counts: Counts) -> float | None:
        """Seconds until all stories are done; None while nothing can be said."""
        done = counts.stories - self.stories
        left = max(0, self.total - counts.stories - counts.set_aside)
        return left * (self.clock() - self.began) / done if done else None


@dataclass(slots=True)
class Progress:
    """Says nothing. The others show what they are told of."""

    pace: Pace = field(default_factory=Pace)

    def start(self, count: Callable[[], int], counts: Counts) -> None:
        """There is work. `count` gives about how many stories there are, and may take a while."""

    def advance(self, counts: Counts) -> None:
        """A story more is done, or set aside."""

    def aside(self, aside: Aside) -> None:
        """A story is set aside."""

    def end(self, counts: Counts, place: str) -> None:
        """All is done."""

    def close(self) -> None:
        """Nothing is shown any more, whatever happened."""


@dataclass(slots=True)
class LogProgress(Progress):
    """Plain lines."""

    out: TextIO = field(default_factory=lambda: sys.stderr)
    _said: float = field(default=0.0, init=False)

    def start(self, count: Callable[[], int], counts: Counts) -> None:
        """See Progress."""
        self.pace.start(count(), counts)
        self._said = self.pace.began
        if counts.kept:
            self._print({"event": "resume", "kept": counts.kept, "total": self.pace.total})

    def advance(self, counts: Counts) -> None:
        """See Progress."""
        if self.pace.total and self.pace.clock() - self._said >= EVERY:
            self._said = self.pace.clock()
            left = self.pace.left(counts)
            self._print(
                {"event": "progress", **_facts(counts), "total": self.pace.total, **self._rates(counts)}
                | {"seconds_left": None if left is None else round(left)}
            )

    def aside(self, aside: Aside) -> None:
        """See Progress."""
        self._print({"event": "set_aside", **aside.record})

    def end(self, counts: Counts, place: str) -> None:
        """See Progress."""
        self._print({"event": "done", **_facts(counts), **self._rates(counts), "output": place})

    def _rates(self, counts: Counts) -> dict[str, object]:
        """Of this run; zero where there was nothing to do."""
        done = bool(self.pace.total)
        return {
            "sentences_per_second": round(self.pace.rate(counts), 1) if done else 0.0,
            "tokens_per_second": round(self.pace.piece_rate(counts), 1) if done else 0.0,
        }

    def _print(self, event: dict[str, object]) -> None:
        print(_WORDS[str(event["event"])](event), file=self.out, flush=True)


class JsonProgress(LogProgress):
    """The same, a JSON object a line."""

    __slots__ = ()

    def _print(self, event: dict[str, object]) -> None:
        print(event_line(event), file=self.out, flush=True)


@dataclass(slots=True)
class BarProgress(LogProgress):
    """A bar that moves, with the lines that matter above it."""

    _bar: Bar | None = field(default=None, init=False)

    def start(self, count: Callable[[], int], counts: Counts) -> None:
        """See Progress."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        LogProgress.start(self, count, counts)
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("stories {task.fields[pace]}"), TimeElapsedColumn())
        self._bar = Bar(*columns, console=Console(file=self.out), transient=True)
        self._bar.add_task("", total=self.pace.total, pace="")
        self._bar.start()
        self.advance(counts)

    def advance(self, counts: Counts) -> None:
        """See Progress."""
        if self._bar is not None:
            left = self.pace.left(counts)
            rates = f"{self.pace.rate(counts):,.1f} sentences/s, {self.pace.piece_rate(counts):,.0f} tokens/s"
            pace = "" if left is None else f"{rates}, {_duration(left)} left"
            self._bar.update(self._bar.task_ids[0], completed=counts.stories + counts.set_aside, pace=pace)

    def close(self) -> None:
        """See Progress."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _print(self, event: dict[str, object]) -> None:
        line = _WORDS[str(event["event"])](event)
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=self.out, flush=True)


def make_progress(quiet: bool, as_json: bool) -> Progress:
    """What the command line asks for, on standard error."""
    if quiet:
        return Progress()
    if as_json:
        return JsonProgress()
    return BarProgress() if sys.stderr.isatty() else LogProgress()


def _facts(counts: Counts) -> dict[str, object]:
    facts: dict[str, object] = asdict(counts)
    facts["from_memory"] = facts.pop("remembered")
    del facts["pieces"]
    return facts


def _duration(seconds: object) -> str:
    return str(timedelta(seconds=round(float(str(seconds)))))


def _progress_line(e: dict[str, object]) -> str:
    left = "" if e["seconds_left"] is None else f", {_duration(e['seconds_left'])} left"
    rates = f"{e['sentences_per_second']} sentences/s, {e['tokens_per_second']} tokens/s"
    return f"{e['stories']:,} of {e['total']:,} stories, {rates}{left}"


def _aside_line(e: dict[str, object]) -> str:
    place = f"{e['path']}:{e['line']}" if "line" in e else str(e["path"])
    # a file's name may hold bytes that are no text
    return f"set aside {place}: {e['reason']}".encode("utf-8", "backslashreplace").decode()


def _done_line(e: dict[str, object]) -> str:
    kept = " (all of them were done before)" if e["kept"] and e["kept"] == e["stories"] else ""
    flagged = f", {e['flagged']:,} flagged" if e["flagged"] else ""
    aside = f", {e['set_aside']:,} stories set aside" if e["set_aside"] else ""
    return f"{e['output']}: {e['stories']:,} stories{kept}, {e['sentences']:,} sentences{flagged}{aside}"


_WORDS: dict[str, Callable[[dict[str, object]], str]] = {
    "resume": lambda e: f"going on: {e['kept']:,} of {e['total']:,} stories are done",
    "progress": _progress_line,
    "set_aside": _aside_line,
    "done": _done_line,
}
