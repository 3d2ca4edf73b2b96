"""What `wirepair translate` says on standard error: a bar on a terminal, doubts in words, JSON lines, or nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TextIO

from pipeline.batch.events import EVERY, event_line
from pipeline.cli.tally import Tally
from pipeline.data import Output

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

SHOWN = 10
"""Flagged sentences that are shown; --details has all of them."""


@dataclass(slots=True)
class Progress:
    """Says nothing. The others show what they are told of."""

    out: TextIO = field(default_factory=lambda: sys.stderr)

    def start(self, tally: Tally, count: Callable[[], int | None]) -> None:
        """The model is loaded. `count` gives how many texts there are, about, and may take a while."""

    def advance(self, tally: Tally, output: Output) -> None:
        """A sentence more; the tally has it."""

    def end(self, tally: Tally, place: str) -> None:
        """All is written."""

    def close(self) -> None:
        """Nothing is shown any more, whatever happened."""


@dataclass(slots=True)
class Words(Progress):
    """At the end, the first doubts, how many there are, and what a memory served."""

    _doubts: list[str] = field(default_factory=list, init=False)

    def advance(self, tally: Tally, output: Output) -> None:
        """See Progress."""
        if output.flags and tally.flagged <= SHOWN:
            found = "; ".join(f"{flag.name}: {flag.detail}" for flag in output.flags)
            self._doubts.append(f"sentence {tally.sentences}: {found}")

    def end(self, tally: Tally, place: str) -> None:
        """See Progress."""
        if tally.flagged:
            more = f", the first {SHOWN} are shown" if tally.flagged > SHOWN else ""
            self._doubts.append(f"{tally.flagged} of {tally.sentences} sentences are worth a look{more}")
        if tally.remembered:
            share = f"{tally.remembered / tally.sentences:.0%}"
            self._doubts.append(f"{tally.remembered} of {tally.sentences} sentences ({share}) from memory")
        if self._doubts:
            print("\n".join(self._doubts), file=self.out)


@dataclass(slots=True)
class BarProgress(Words):
    """The same under a bar that moves."""

    _bar: RichProgress | None = field(default=None, init=False)

    def start(self, tally: Tally, count: Callable[[], int | None]) -> None:
        """See Progress."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        tally.total = count()
        columns = (TextColumn("translating"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
        self._bar = RichProgress(*columns, TimeElapsedColumn(), console=Console(file=self.out), transient=True)
        self._bar.add_task("", total=tally.total, pace="")
        self._bar.start()

    def advance(self, tally: Tally, output: Output) -> None:
        """See Progress."""
        Words.advance(self, tally, output)
        if self._bar is not None:
            left = "" if tally.left is None else f", {timedelta(seconds=round(tally.left))} left"
            per_second = (
                f"{tally.sentences / tally.seconds:,.1f} sentences/s, {tally.pieces / tally.seconds:,.0f} tokens/s"
            )
            self._bar.update(self._bar.task_ids[0], completed=tally.done, pace=f"{per_second}{left}")

    def end(self, tally: Tally, place: str) -> None:
        """See Progress."""
        self.close()
        Words.end(self, tally, place)

    def close(self) -> None:
        """See Progress."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


@dataclass(slots=True)
class JsonProgress(Progress):
    """Events `start`, `progress` (every 30 s or more), `doubt` (the first of them), `done`."""

    _said: float = field(default=0.0, init=False)

    def start(self, tally: Tally, count: Callable[[], int | None]) -> None:
        """See Progress."""
        tally.total, self._said = count(), tally.clock()
        self._print({"event": "start", "texts": tally.total})

    def advance(self, tally: Tally, output: Output) -> None:
        """See Progress."""
        if output.flags and tally.flagged <= SHOWN:
            flags = {flag.name: flag.detail for flag in output.flags}
            self._print({"event": "doubt", "sentence": tally.sentences, "flags": flags})
        if tally.clock() - self._said >= EVERY:
            self._said = tally.clock()
            self._print({"event": "progress", "texts": tally.total, "texts_done": tally.done, **tally.facts})

    def end(self, tally: Tally, place: str) -> None:
        """See Progress."""
        self._print({"event": "done", **tally.facts, "seconds_left": 0, "output": place})

    def _print(self, event: dict[str, object]) -> None:
        print(event_line(event), file=self.out, flush=True)


def make_progress(quiet: bool, as_json: bool) -> Progress:
    """What the command line asks for, on standard error."""
    if quiet:
        return Progress()
    if as_json:
        return JsonProgress()
    return BarProgress() if sys.stderr.isatty() else Words()
