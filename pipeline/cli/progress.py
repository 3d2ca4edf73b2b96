"""A line of progress on a terminal: how many, how fast, how long still."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from pipeline.data import Output


def with_progress(outputs: Iterable[Output], total: int | None, quiet: bool) -> Iterator[Output]:
    """The outputs, counted on standard error while they go by; nothing is shown where that is no terminal."""
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
        words = 0
        for output in outputs:
            words += len(output.text.split())
            speed, seconds = progress.tasks[0].speed, progress.tasks[0].elapsed
            rate = f"{speed:,.1f} sentences/s, {words / seconds:,.0f} words/s" if speed and seconds else ""
            progress.update(task, advance=1, rate=rate)
            yield output
