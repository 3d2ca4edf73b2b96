"""Where the translations go: a file a story, or a growing file with a line a story."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from pipeline.batch.journal import Journal, Row
from pipeline.batch.sources import Raw
from pipeline.errors import InputError
from pipeline.formats.files import atomic_file, write_text_atomically
from pipeline.formats.raw import chunks
from pipeline.formats.translatable.streams import output_stream

_PACKED = (".gz", ".zst")


class Sink(Protocol):
    """Takes the stories of one source in order. What it wrote is safe on disk once `sync` has returned."""

    def kept(self, raw: Raw) -> Row | None:
        """The row of a story that is done: same input, its output still there. To be asked in the order of reading."""
        ...

    def expect(self, raw: Raw) -> None:
        """This story is going to be written."""
        ...

    def write(self, raw: Raw, text: str) -> int:
        """Write a story; where it ends in its file."""
        ...

    def sync(self) -> None:
        """Wait until everything that was written is on the disk."""
        ...

    def finish(self) -> None:
        """The source has no more stories, and all of them are in the journal."""
        ...


class TextFiles:
    """A file a story, each whole or not there."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        self._folder, self._done = folder, journal.done

    def kept(self, raw: Raw) -> Row | None:
        """See Sink."""
        rows = self._done.get(raw.output)
        same = rows and rows[0].input == raw.hash and (self._folder / raw.output).is_file()
        return rows[0] if rows and same else None

    def expect(self, raw: Raw) -> None:
        """See Sink."""

    def write(self, raw: Raw, text: str) -> int:
        """See Sink."""
        path = self._folder / raw.output
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text_atomically(path, text)
        return 0

    def sync(self) -> None:
        """See Sink: each file is synced when it is written."""

    def finish(self) -> None:
        """See Sink."""


class LinesFile:
    """A line a story in `NAME.part`, which becomes NAME when the last one is there.

    `.part` is never packed, so that it can be read while it grows and cut to a length after a crash. Stories are kept
    from the first one on, up to the first whose input has changed.
    """

    def __init__(self, folder: Path, name: str, journal: Journal) -> None:
        self._name, self._journal = name, journal
        self._final, self._part = folder / name, folder / f"{name}.part"
        self._rows = self._still_there(journal.done.get(name, []))
        self._next = 0
        self._file: BinaryIO | None = None

    def kept(self, raw: Raw) -> Row | None:
        """See Sink."""
        row = self._rows[self._next] if self._next < len(self._rows) else None
        if row is None or raw.line < row.line:
            return None
        if raw.line == row.line and raw.hash == row.input:
            self._next += 1
            return row
        del self._rows[self._next :]
        return None

    def expect(self, raw: Raw) -> None:
        """See Sink: all that an earlier job wrote after this place is out of order."""
        del self._rows[self._next :]

    def write(self, raw: Raw, text: str) -> int:
        """See Sink."""
        file = self._file or self._open()
        file.write(text.encode("utf-8", "backslashreplace"))  # half a surrogate pair stays a JSON escape
        return file.tell()

    def sync(self) -> None:
        """See Sink."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def finish(self) -> None:
        """See Sink."""
        cut = self._next < len(self._journal.done.get(self._name, []))
        if self._file is None and (cut or self._part.exists()):
            self._open()
        if self._file is None:
            return
        empty = not self._file.tell()
        self.sync()
        self._file.close()
        self._file = None
        if empty:
            self._final.unlink(missing_ok=True)
        elif self._final.suffix in _PACKED:
            with self._part.open("rb") as part, output_stream(str(self._final)) as final:
                shutil.copyfileobj(part, final)
        else:
            os.replace(self._part, self._final)
        self._part.unlink(missing_ok=True)

    def _open(self) -> BinaryIO:
        """The part, made from the final file where that is all there is, cut after the last story that is kept."""
        end = self._rows[self._next - 1].end if self._next else 0
        if end and not self._part.exists():
            with atomic_file(self._part, binary=True) as part:
                for chunk in chunks(self._final):
                    part.write(chunk)
        self._journal.cut(self._name, self._rows[self._next - 1].line if self._next else 0)
        self._file = cast("BinaryIO", self._part.open("ab"))
        self._file.truncate(end)
        self._file.seek(end)
        return self._file

    def _still_there(self, rows: list[Row]) -> list[Row]:
        """The rows whose lines are in the file: a crash of the machine, or a hand, may have taken some away."""
        plain = next((path for path in (self._part, self._final) if path.exists()), None)
        size = plain.stat().st_size if plain else 0
        if plain == self._final and rows and self._final.suffix in _PACKED:
            with suppress(InputError):  # a damaged one keeps nothing
                size = sum(map(len, chunks(self._final)))
        return [row for row in rows if row.end <= size]
