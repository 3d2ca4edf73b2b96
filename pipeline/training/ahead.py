"""Work done ahead in processes of its own, so that an accelerator never waits for Python.

Whatever the number of processes, `take(n)` gives what `make(n)` gives: they change the time it takes, nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.pool import AsyncResult, Pool
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, TypeVar

from pipeline.errors import UserError

T = TypeVar("T")

_make: Callable[[int], Any] | None = None
"""What the processes call; they inherit it when they are forked, so a corpus is never copied to them."""


def _call(number: int) -> Any:
    assert _make is not None
    return _make(number)


class Ahead(Generic[T]):
    """`take(n)` gives `make(n)`; with `workers` above 0, that many numbers after n, below `end`, are made
    meanwhile; no more processes are used than there are cores.

    To be entered before anything is put on an accelerator: a process that holds one must not be forked.
    """

    def __init__(self, make: Callable[[int], T], workers: int, end: int | None = None) -> None:
        self.make, self.workers, self.end = make, min(workers, _most()), end
        self.pool: Pool | None = None
        self.processes: list[BaseProcess] = []
        self.under_way: dict[int, AsyncResult[T]] = {}

    def __enter__(self) -> Ahead[T]:
        if self.workers:
            global _make
            _make = self.make
            others = set(multiprocessing.active_children())
            self.pool = multiprocessing.get_context("fork").Pool(self.workers, initializer=_leave_signals_alone)
            self.processes = [p for p in multiprocessing.active_children() if p not in others]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self.pool is not None:
            self.pool.terminate()
            self.pool.join()

    def take(self, number: int) -> T:
        """The result for `number` (0 or more); what lies before it is forgotten. Errors of `make` come through.

        UserError where a process was killed.
        """
        if self.pool is None:
            return self.make(number)
        end = number + self.workers + 1
        for n in range(number, end if self.end is None else min(end, self.end)):
            if n not in self.under_way:
                self.under_way[n] = self.pool.apply_async(_call, (n,))
        for old in [n for n in self.under_way if n < number]:
            del self.under_way[old]
        result = self.under_way.pop(number)
        while not result.ready():
            result.wait(1.0)
            if not all(process.is_alive() for process in self.processes):  # the pool itself would wait for ever
                raise UserError(f"one of {self.workers} workers was killed, likely for memory; set workers lower")
        return result.get()


def _most() -> int:
    """Cores at hand; 0 where processes cannot be forked."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 0
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _leave_signals_alone() -> None:
    """Ctrl-C reaches the whole process group: the run itself decides what it means."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
