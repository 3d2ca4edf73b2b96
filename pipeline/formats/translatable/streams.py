"""Lines from a file and bytes to a file, in bounded memory, packed or not."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from pipeline.errors import InputError
from pipeline.formats.files import MAX_LINE, atomic_file, check_kind, place_of, read_lines
from pipeline.formats.raw import chunks

_PIECE = 1 << 16
_WIDE = {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"}


def stream_lines(path: str, encoding: str = "utf-8") -> Iterator[str]:
    """The lines of a file one after the other, without their line ends; `-`, `.gz` and `.zst` as in `read_lines`.

    Raises InputError, one line, for what `read_lines` refuses, when the fault is reached.
    """
    try:
        wide = codecs.lookup(encoding).name in _WIDE
    except LookupError:
        wide = True  # and `read_lines` says so
    if wide:
        yield from read_lines(path, encoding)
        return
    seen = offset = number = 0
    with opened(path) as file:
        while raw := file.readline(8 * MAX_LINE):
            number += 1
            if number == 1:
                check_kind(raw, place_of(path))
            line = _decoded(raw, path, encoding, number, offset)
            offset += len(raw)
            line = line.removeprefix("\ufeff") if number == 1 else line
            seen += bool(line.strip())
            yield line.removesuffix("\n").removesuffix("\r")
    if not seen:
        fault = "holds only blanks" if number else "is empty"
        raise InputError(f"{place_of(path)}: {fault}; give a file with text")


def stream_text(path: str, encoding: str = "utf-8") -> Iterator[str]:
    """A text piece by piece, without its byte order mark, its lines as long as they like; `-`, `.gz`, `.zst` as above.

    Raises InputError, one line, for what `read_text` refuses, when the fault is reached.
    """
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        read_lines(path, encoding)  # says so
        raise
    offset, line, seen = 0, 1, False
    with opened(path) as file:
        while raw := file.read(_PIECE):
            if offset == 0:
                check_kind(raw, place_of(path))
            held = len(decoder.getstate()[0])
            piece = _piece(decoder, raw, path, line, encoding, offset - held)
            piece = piece.removeprefix("\ufeff") if offset == 0 else piece
            offset += len(raw)
            line += piece.count("\n")
            seen = seen or bool(piece.strip())
            yield piece
    _piece(decoder, b"", path, line, encoding, offset - len(decoder.getstate()[0]), final=True)
    if not seen:
        raise InputError(f"{place_of(path)}: {'holds only blanks' if offset else 'is empty'}; give a file with text")


def _piece(
    decoder: codecs.IncrementalDecoder,
    raw: bytes,
    path: str,
    line: int,
    encoding: str,
    offset: int,
    final: bool = False,
) -> str:
    """Some bytes decoded; `line` and `offset` are those of the first byte which the decoder works on."""
    place = place_of(path)
    try:
        piece = decoder.decode(raw, final)
    except UnicodeDecodeError as error:
        line += error.object[: error.start].count(b"\n")
        fault = f"not {encoding} at byte offset {offset + error.start}"
        raise InputError(f"{place}:{line}: {fault}; say what it is with --encoding") from None
    except UnicodeError as error:  # UTF-16 and UTF-32 without the mark that they need
        raise InputError(f"{place}: not {encoding} ({error}); say what it is with --encoding") from None
    if "\0" in piece:
        line += piece[: piece.index("\0")].count("\n")
        raise InputError(f"{place}:{line}: NUL byte: not a text file, or UTF-16, which needs --encoding utf-16")
    return piece


def style(path: str) -> tuple[bytes, str]:
    """The byte order mark that a UTF-8 file begins with (Excel needs it) and its line end, as its first lines have it.

    None and a line feed for standard input and pipes, which can be read but once.
    """
    if path == "-" or not Path(path).is_file():
        return b"", "\n"
    head = next(chunks(Path(path)), b"")
    return codecs.BOM_UTF8 if head.startswith(codecs.BOM_UTF8) else b"", "\r\n" if b"\r\n" in head else "\n"


def _decoded(raw: bytes, path: str, encoding: str, number: int, offset: int) -> str:
    place = place_of(path)
    try:
        line = raw.decode(encoding)
    except UnicodeDecodeError as error:
        at = offset + error.start
        raise InputError(
            f"{place}:{number}: not {encoding} at byte offset {at}; say what it is with --encoding"
        ) from None
    if "\0" in line:
        raise InputError(f"{place}:{number}: NUL byte: not a text file, or UTF-16, which needs --encoding utf-16")
    if len(line) > MAX_LINE:
        raise InputError(f"{place}:{number}: a line of more than {MAX_LINE:,} characters; is it a text?")
    return line


def check_readable(path: str) -> None:
    """Raises InputError, one line, for a file that is missing, a folder, or not to be read."""
    if not os.access(path, os.R_OK) or os.path.isdir(path):
        read_lines(path)  # says what is wrong, with the closest name and the next step


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked, to be read once; `-` is standard input."""
    if path == "-":
        yield sys.stdin.buffer
        return
    check_readable(path)
    with io.BufferedReader(_Pieces(chunks(Path(path))), 1 << 16) as file:
        yield file


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a file that can be read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = piece
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


@contextmanager
def output_stream(path: str) -> Iterator[BinaryIO]:
    """A stream to write bytes to: standard output for `-`, else a file that is there once the block is done.

    What the name ends in, `.gz` or `.zst`, says how it is packed. UserError, one line, where writing fails.
    """
    if path == "-":
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with atomic_file(path, binary=True) as file:
        if path.endswith(".gz"):
            with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
                yield cast("BinaryIO", packed)
        elif path.endswith(".zst"):
            import zstandard

            with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as writer:
                yield cast("BinaryIO", writer)
        else:
            yield cast("BinaryIO", file)
