"""What is done, on disk: one line a story, only ever added to. A line that broke off counts for nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pipeline.errors import UserError
from pipeline.formats.files import write_text_atomically

FORM = 1
"""Counted up when the journal's lines change their meaning."""


class Row(NamedTuple):
    """A finished story: its line in the file (0: a file of its own), the hash of its input, where its output ends in
    the file (bytes), and how many sentences it has and how many of them are flagged."""

    line: int
    input: str
    end: int
    sentences: int
    flagged: int


class Journal:
    """`journal.jsonl` of an output folder. About 0.25 kB of memory a finished story.

    Its first line says what the outputs are made with (`made_with`) and by which translator (`signature`). Then one
    object for each finished story, in the order in which they were finished, and `{"file": F, "cut": N}` where what
    stood after line N of the output F was taken back because the input had changed.
    """

    def __init__(self, path: Path) -> None:
        """Reads what is there. UserError for a file that is no journal."""
        self.path = path
        self.made_with: Mapping[str, object] = {}
        self.signature = ""
        self.done: dict[str, list[Row]] = {}
        self._file: BinaryIO | None = None
        if path.exists():
            self._load()

    def start(self, made_with: Mapping[str, object], signature: str) -> None:
        """A new journal gets its first line; to be called before anything is added."""
        if not self.signature:
            head = {"journal": FORM, "made_with": made_with, "signature": signature}
            write_text_atomically(self.path, json.dumps(head, ensure_ascii=False) + "\n")
            self.made_with, self.signature = made_with, signature

    def add(self, rows: Sequence[tuple[str, Row]]) -> None:
        """Keep finished stories: (file, row). What they tell of must be on disk before."""
        self._write({"file": file, **row._asdict()} for file, row in rows)

    def cut(self, file: str, line: int) -> None:
        """Take back what is said of the lines after `line` of an output, if anything is."""
        if _cut(self.done.get(file, []), line):
            self._write([{"file": file, "cut": line}])

    def close(self) -> None:
        """Nothing is added any more."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, objects: Iterator[dict[str, object]] | Sequence[dict[str, object]]) -> None:
        if self._file is None:
            self._file = self._opened()
        # escapes for all but ASCII: file names may hold bytes that are no UTF-8
        self._file.write(b"".join(json.dumps(o).encode() + b"\n" for o in objects))
        self._file.flush()
        os.fsync(self._file.fileno())

    def _opened(self) -> BinaryIO:
        file = self.path.open("ab+")
        file.seek(-1, os.SEEK_END)
        if file.read() != b"\n":
            file.write(b"\n")  # what broke off stays alone on its line
        return file

    def _load(self) -> None:
        with self.path.open("rb") as file:
            head = _object(file.readline())
            if head.get("journal") != FORM or not isinstance(head.get("made_with"), dict):
                raise UserError(f"{self.path}: not a journal of this version; choose another output folder, or --again")
            self.made_with, self.signature = head["made_with"], str(head["signature"])
            for line in file:
                self._take(_object(line))

    def _take(self, entry: Mapping[str, Any]) -> None:
        rows = self.done.setdefault(entry["file"], []) if "file" in entry else []
        if "cut" in entry:
            _cut(rows, entry["cut"])
        elif "input" in entry:
            if not entry["line"]:
                rows.clear()  # a story of its own file, done anew
            rows.append(Row(*(entry[name] for name in Row._fields)))


def _cut(rows: list[Row], line: int) -> bool:
    before = len(rows)
    while rows and rows[-1].line > line:
        rows.pop()
    return len(rows) < before


def _object(line: bytes) -> dict[str, Any]:
    """The object on a line; an empty one where the line is none."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
