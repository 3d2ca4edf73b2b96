"""A scoring program in a process, and if need be an interpreter, of its own: JSON lines in, JSON lines out.

In:  {"id": 0, "hypothesis": "…", "references": ["…"], "source": "…"}        source: null where it is not known
Out: {"name": "…", "version": "…"}                                           once, first, if the program likes
     {"id": 0, "score": 0.81, "truncated": false}                            one for each line in, in any order

A program that is kept running is asked several times: an empty line says that a batch is complete and must be
answered. Otherwise it is started for each batch, and the end of its input says so.
"""

from __future__ import annotations

import json
import math
import os
import queue
import signal
import subprocess
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from pipeline.errors import UserError

_OWN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")  # of this interpreter, of no use and harmful in another
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}


@dataclass(frozen=True, slots=True)
class Item:
    """One segment to be scored."""

    hypothesis: str
    references: tuple[str, ...]
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One segment's figure; `truncated` where the program could not read all of it."""

    score: float
    truncated: bool = False


class Program:
    """A scoring program. `timeout`: seconds that it may be silent. `keep`: asked again without a new start."""

    def __init__(self, command: Sequence[str], *, timeout: float = 600.0, keep: bool = False) -> None:
        self.command = tuple(command)
        self.about: Mapping[str, object] = {}
        """What the program says of itself; empty before the first batch."""
        self._timeout = timeout
        self._keep = keep
        self._running: _Process | None = None

    def score(self, items: Sequence[Item]) -> list[Answer]:
        """The figures of a batch. Raises UserError where the program fails, is silent, or answers nonsense."""
        if not items:
            return []
        process = self._running or _Process(self.command)
        self._running = process if self._keep else None
        try:
            process.ask(items, last=not self._keep)
            return self._collect(process, len(items))
        except BaseException:
            self._running = None
            process.stop()
            raise

    def _collect(self, process: _Process, number: int) -> list[Answer]:
        found: dict[int, Answer] = {}
        for line in process.answers(self._timeout):
            record = self._parse(line)
            if "id" not in record:
                self.about = record
                continue
            place, answer = self._answer(record, line)
            if place in found or not 0 <= place < number:
                raise self._fault(f"answered id {place}, which was not asked for or answered before")
            found[place] = answer
            if len(found) == number:
                return [found[n] for n in range(number)]
        raise self._fault(f"ended after {len(found)} of {number} answers{process.last_words()}")

    def _parse(self, line: str) -> dict[str, object]:
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise self._fault(f"answered {line.strip()[:60]!r}, which is not a JSON object")
        return record

    def _answer(self, record: Mapping[str, object], line: str) -> tuple[int, Answer]:
        place, score = record["id"], record.get("score")
        if not isinstance(place, int) or not isinstance(score, int | float) or not math.isfinite(score):
            raise self._fault(f"answered {line.strip()[:60]!r}; a whole id and a finite score are needed")
        return place, Answer(float(score), record.get("truncated") is True)

    def _fault(self, what: str) -> UserError:
        return UserError(f"{' '.join(self.command)[:80]}: {what}; try it by hand with one JSON line on standard input")


class _Process:
    """The running program; its output is read by threads so that waiting can end."""

    def __init__(self, command: Sequence[str]) -> None:
        environment = {key: value for key, value in os.environ.items() if key not in _OWN} | _OFFLINE
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=environment,
                start_new_session=True,  # so that its own children are ended with it
            )
        except OSError as error:
            raise UserError(f"{command[0]}: cannot be run ({error.strerror}); check the path and its mode") from None
        self._command = command
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._errors: list[str] = []
        pipes = self._process.stdout, self._process.stderr
        self._threads = [
            threading.Thread(target=_read, args=(pipes[0], self._lines), daemon=True),
            threading.Thread(target=_keep_last, args=(pipes[1], self._errors), daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        self.stop = weakref.finalize(self, _end, self._process)

    def ask(self, items: Sequence[Item], *, last: bool) -> None:
        """Sends a batch, in a thread: a program that answers while it reads would otherwise block both."""
        lines = [
            json.dumps(
                {
                    "id": n,
                    "hypothesis": item.hypothesis,
                    "references": list(item.references),
                    "source": item.source,
                },
                ensure_ascii=False,
            )
            for n, item in enumerate(items)
        ]
        sender = threading.Thread(target=_send, args=(self._process.stdin, lines, last), daemon=True)
        sender.start()

    def answers(self, timeout: float) -> Iterator[str]:
        """Lines of its output until it ends. Raises UserError after `timeout` seconds of silence."""
        while True:
            try:
                line = self._lines.get(timeout=timeout)
            except queue.Empty:
                raise UserError(
                    f"{' '.join(self._command)[:80]}: no answer for {timeout:g} seconds; give it longer with --timeout"
                ) from None
            if line is None:
                return
            if line.strip():
                yield line

    def last_words(self) -> str:
        """The end of its error output and its status, for a message."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._threads[1].join(timeout=5)
        status = self._process.returncode
        said = f": {self._errors[-1]}" if self._errors else ""
        return f" with status {status}{said}"


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout, process.stderr):
        with suppress(OSError, ValueError):
            if pipe is not None:
                pipe.close()
    process.wait()


def _send(pipe: IO[str], lines: Sequence[str], last: bool) -> None:
    with suppress(OSError, ValueError):  # the program ended: what it said tells why
        pipe.write("".join(line + "\n" for line in lines) + ("" if last else "\n"))
        pipe.close() if last else pipe.flush()


def _read(pipe: IO[str], lines: queue.Queue[str | None]) -> None:
    with suppress(OSError, ValueError):
        for line in pipe:
            lines.put(line)
    lines.put(None)


def _keep_last(pipe: IO[str], kept: list[str]) -> None:
    with suppress(OSError, ValueError):
        for line in pipe:
            if line.strip():
                kept[:] = [line.strip()[:200]]
