"""Work done ahead: the same results, errors that come through, no wait for the dead."""

from __future__ import annotations

import os
import signal

import pytest

from pipeline.errors import InputError, UserError
from pipeline.training.ahead import Ahead


def _square(number: int) -> int:
    return number * number


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_results_come_in_the_order_asked_for(workers: int) -> None:
    with Ahead(_square, workers, end=12) as squares:
        assert [squares.take(n) for n in (0, 1, 2, 5, 6, 11)] == [0, 1, 4, 25, 36, 121]


@pytest.mark.parametrize("workers", [0, 2])
def test_errors_come_through(workers: int) -> None:
    def fail(number: int) -> int:
        raise InputError(f"file:{number}: at fault")

    with pytest.raises(InputError, match="file:7: at fault"), Ahead(fail, workers) as ahead:
        ahead.take(7)


def test_a_worker_that_was_killed_is_not_waited_for() -> None:
    def die(number: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(UserError, match="one of 1 workers was killed"), Ahead(die, 1) as ahead:
        ahead.take(0)
