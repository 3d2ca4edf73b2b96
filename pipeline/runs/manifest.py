"""What a run remembers of where and when it was made: the only file of a run with a clock in it."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline import __version__
from pipeline.runs.made_by import code_hash, library_versions


class Stopwatch:
    """Seconds of each stage, in the order in which they began."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time inside the block for `name`; blocks of the same name add up."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - began, 3)


def manifest(watch: Stopwatch, **facts: object) -> dict[str, object]:
    """Versions, commit, machine, timings and peak memory of this process, and whatever else is to be kept."""
    return {
        "wirepair": __version__,
        "commit": commit(),
        "code": code_hash(),
        "python": platform.python_version(),
        "libraries": library_versions(),
        "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
        "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "seconds": watch.seconds,
        "peak_memory_mb": _peak_memory(),
        **facts,
    }


def commit() -> str | None:
    """The commit of the checkout that this file stands in, `+` behind it where the tree was changed."""
    here = Path(__file__).parent
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--abbrev=12", "--dirty=+", "--exclude=*"],
            cwd=here,
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()


def _peak_memory() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))
