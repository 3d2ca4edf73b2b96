"""Lines of large files, packed or not, in bounded memory. A file that breaks off is told of, never cut in silence."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

import zstandard

from pipeline.errors import InputError

LONGEST = 16_000_000
"""Bytes that one story may have. A wire story has a few thousand; more is a dump, or a file without line ends."""

_CHUNK = 1 << 18


def raw_lines(path: Path, longest: int = LONGEST) -> Iterator[bytes | None]:
    """The lines of a file without their line ends; None for one of more than `longest` bytes, which is not held.

    Raises InputError, one line, where the file cannot be read on; the lines before that have been given by then.
    """
    rest, over = b"", False
    for chunk in chunks(path):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield None if over or len(line) > longest else line.removesuffix(b"\r")
            over = False
        if len(rest) > longest:
            rest, over = b"", True
    if rest or over:
        yield None if over else rest.removesuffix(b"\r")


def count_lines(path: Path) -> int:
    """How many lines the file has, as far as it can be read."""
    lines, last = 0, b"\n"
    try:
        for chunk in chunks(path):
            lines += chunk.count(b"\n")
            last = chunk[-1:] or last
    except InputError:
        pass  # the job itself says so when it comes to that place
    return lines + (last != b"\n")


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, unpacked where its name ends in `.gz` or `.zst`. InputError, one line, as in `raw_lines`."""
    try:
        with path.open("rb") as file:
            if path.suffix == ".gz":
                with gzip.open(file) as packed:
                    yield from _plain(packed)
            elif path.suffix == ".zst":
                yield from _zstandard(file)
            else:
                yield from _plain(file)
    except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
        fault = " ".join(str(error).split()).rstrip(".")
        raise InputError(f"{path}: not a whole {path.suffix} file ({fault}); fetch or pack it again") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}); check the path and its mode") from None


def _plain(file: BufferedReader | gzip.GzipFile) -> Iterator[bytes]:
    while chunk := file.read1(_CHUNK):  # `read` would lose what stands before the place where a packed file breaks off
        yield chunk


def _zstandard(file: BufferedReader) -> Iterator[bytes]:
    """Frame after frame; the library's own reader takes a file that breaks off for a whole one."""
    frame = None
    # small steps, for one may become thirty thousand times as long
    for chunk in iter(lambda: file.read(1 << 12), b""):
        while chunk:
            frame = frame or zstandard.ZstdDecompressor().decompressobj()
            yield frame.decompress(chunk)
            chunk, frame = (frame.unused_data, None) if frame.eof else (b"", frame)
    if frame is not None:
        raise EOFError("it breaks off")
