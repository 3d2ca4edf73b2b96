"""Peak memory of `wirepair translate --lines` on short and on very long files: it must not grow with the file.

    python benchmarks/flat_memory.py MODEL SOURCE [--lines 10000 100000 1000000]

SOURCE: Arabic, one sentence a line, taken again and again, each time with another number behind it, so that no line
comes twice. Each row is a process of its own: its peak resident memory as the system counted it, CPU seconds, lines
a CPU second.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path


def numbered(lines: list[str]) -> Iterator[str]:
    """The lines without end, no two the same."""
    for number in count(1):
        yield f"{lines[number % len(lines)].rstrip('.؟ ')} {number}.\n"


def main() -> None:
    """Print a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("source", type=Path)
    parser.add_argument("--lines", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options = parser.parse_args()
    lines = [line for line in options.source.read_text(encoding="utf-8").split("\n") if line.strip()]
    print(f"{'lines':>9}{'peak MB':>9}{'CPU s':>9}{'lines/CPU s':>13}", flush=True)
    with tempfile.TemporaryDirectory() as place:
        source, out = Path(place, "source.txt"), Path(place, "out.txt")
        for size in options.lines:
            with source.open("w", encoding="utf-8") as file:
                file.writelines(islice(numbered(lines), size))
            command = [
                str(Path(sys.executable).with_name("wirepair")),
                "translate",
                "--lines",
                str(source),
                "-o",
                str(out),
            ]
            job = subprocess.Popen([*command, "--model", options.model, "--beam", "1", "--quiet"])
            _, status, used = os.wait4(job.pid, 0)
            with out.open("rb") as file:
                written = sum(1 for _ in file)
            if status or written != size:
                sys.exit(f"{size} lines: status {status}, {written} lines written")
            spent = used.ru_utime + used.ru_stime
            print(f"{size:>9}{used.ru_maxrss / 1024:>9.0f}{spent:>9.1f}{size / spent:>13.0f}", flush=True)


if __name__ == "__main__":
    main()
