"""Texts from files and to files. Reading says at once what is wrong with a file; writing is whole or not at all."""

from __future__ import annotations

import difflib
import errno
import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import regex

from pipeline.errors import InputError, UserError, did_you_mean

MAX_LINE = 1_000_000
"""Characters that one line may have. A story has a few thousand; more is a dump, a binary file or a lost line break."""

MAX_UNPACKED = 1 << 30
"""Bytes that a packed file which is read whole may have once it is unpacked; more is no story, but a bomb."""

_BOM = "\ufeff"
_STEP = 1 << 20
_VISIBLE = regex.compile(r"[^\p{Z}\p{C}]")
_ENCODINGS = ("utf-8", "utf-16", "cp1256", "cp1252", "iso-8859-6", "latin-1")
_NO_TEXTS = {
    b"PK\x03\x04": "a zip archive, not a text; if it is a Word file, 'wirepair translate --format docx' reads it",
    b"\xd0\xcf\x11\xe0": "an old Office file, not a text; save it as text or as .docx",
    b"%PDF-": "a PDF, not a text; take the text out of it first",
    b"PAR1": "a Parquet file, not a text; 'wirepair translate --format parquet' reads it",
    b"\x1f\x8b\x08": "packed by gzip; end its name in .gz",
    b"\x28\xb5\x2f\xfd": "packed by zstd; end its name in .zst",
}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def read_text(path: Path | str, encoding: str = "utf-8") -> str:
    """The text of a file as it is, but for a byte order mark, which is left out. Line ends are not changed.

    `-` is standard input; `.gz` and `.zst` are opened. Raises InputError, one line, for a file that is missing, a
    folder, not readable, not in `encoding` (with the byte offset), empty or blank, or that holds a NUL byte or a line
    of more than MAX_LINE characters.
    """
    return decode(read_bytes(path), place_of(path), encoding)


def read_lines(path: Path | str, encoding: str = "utf-8") -> list[str]:
    """The lines of a file, split at line feeds only; a carriage return before one is dropped, empty lines stay.

    Raises InputError as `read_text` does.
    """
    lines = read_text(path, encoding).split("\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def place_of(path: Path | str) -> str:
    """How a message names `path`."""
    return "standard input" if str(path) == "-" else str(path)


def read_bytes(path: Path | str) -> bytes:
    """The bytes of a file, unpacked where its name ends in `.gz` or `.zst`; `-` is standard input."""
    if str(path) == "-":
        return sys.stdin.buffer.read()
    path = Path(path)
    try:
        return _unpack(path, path.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{path}: no such file{_neighbour(path)}") from None
    except (IsADirectoryError, NotADirectoryError):
        fault = "is a folder" if path.is_dir() else "stands below something that is not a folder"
        raise InputError(f"{path}: {fault}; give a file") from None
    except PermissionError:
        raise InputError(f"{path}: no permission to read it; change its mode or owner") from None
    except (OSError, ValueError) as e:
        reason = e.strerror if isinstance(e, OSError) and e.strerror else str(e)
        raise InputError(f"{str(path)!r}: cannot be read ({reason}); check the path") from None


def decode(raw: bytes, place: str, encoding: str = "utf-8") -> str:
    """`raw` as a text without its byte order mark; InputError, headed by `place`, where it is not a usable text."""
    if not raw:
        raise InputError(f"{place}: is empty; give a file with text")
    check_kind(raw, place)
    try:
        text = raw.decode(encoding).removeprefix(_BOM)
    except LookupError:
        raise InputError(f"{place}: no encoding '{encoding}'{did_you_mean(encoding, _ENCODINGS)}") from None
    except UnicodeDecodeError as e:
        raise InputError(f"{place}: {_undecodable(raw, encoding, e)}") from None
    except UnicodeError as e:  # UTF-16 and UTF-32 without the mark that they need
        raise InputError(f"{place}: not {encoding} ({e}); say what it is with --encoding") from None
    _check(text, place)
    return text


def check_kind(raw: bytes, place: str) -> None:
    """Raises InputError, headed by `place`, where the first bytes are those of a file that is known to be no text."""
    for head, kind in _NO_TEXTS.items():
        if raw.startswith(head):
            raise InputError(f"{place}: is {kind}")


def write_text_atomically(path: Path | str, text: str) -> None:
    """Writes `text` as UTF-8, line ends as they are; packed where the name ends in `.gz` or `.zst`; `-` is standard
    output. After an error (UserError, one line) the file is as it was before.
    """
    if str(path) == "-":
        _write_out(text.encode())
        return
    with atomic_file(path, binary=True) as file:
        file.write(_pack(Path(path), text.encode()))


@contextmanager
def atomic_file(path: Path | str, binary: bool = False) -> Iterator[IO[Any]]:
    """A file to write to (UTF-8 text, or bytes) that takes the place of `path` when the block ends without an error.

    The folder must exist. A device or a pipe is written to as it is. Raises UserError, one line, where writing fails.
    """
    path = Path(path)
    try:
        target = Path(os.path.realpath(path))  # a link stays a link: what it points to is replaced
        if target.exists() and not target.is_file() and not target.is_dir():
            with _open(os.open(target, os.O_WRONLY), binary) as file:
                yield file
        else:
            yield from _replacing(target, binary)
    except OSError as e:
        if e.filename is not None and not str(e.filename).startswith(str(target)):
            raise  # a fault of the block, about another file
        raise UserError(_unwritable(path, e)) from None


def _replacing(target: Path, binary: bool) -> Iterator[IO[Any]]:
    """Temporary name, fsync, rename: whoever looks sees the old file or the new one, never a part."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    short = os.fsencode(target.name)[:200].decode("utf-8", "ignore")  # a name has at most 255 bytes
    temporary = target.with_name(f"{short}.{os.getpid()}.tmp")
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666
    if target.exists() and not os.access(target, os.W_OK):  # rename alone would pass over a write-protected file
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with _open(handle, binary) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _keep(target.parent)


def _open(handle: int, binary: bool) -> IO[Any]:
    return open(handle, "wb") if binary else open(handle, "w", encoding="utf-8", newline="")


def _keep(folder: Path) -> None:
    """Makes the new name durable. Some file systems cannot; the file itself is safe by then."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_out(raw: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader (`| head`) has enough. Without this the interpreter complains again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as e:
        raise UserError(_unwritable("standard output", e)) from None


def _unpack(path: Path, raw: bytes) -> bytes:
    try:
        if path.suffix == ".gz":
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
                return _bounded(path, iter(lambda: packed.read(_STEP), b""))
        if path.suffix == ".zst":
            return _bounded(path, _unpacked_zstandard(raw))
    except (OSError, EOFError, zlib.error) as e:
        raise InputError(f"{path}: not a whole {path.suffix} file ({e}); fetch or pack it again") from None
    return raw


def _bounded(path: Path, pieces: Iterator[bytes]) -> bytes:
    held, size = [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > MAX_UNPACKED:
            raise InputError(f"{path}: more than {MAX_UNPACKED:,} bytes unpacked; is it a text? give smaller files")
    return b"".join(held)


def _unpacked_zstandard(raw: bytes) -> Iterator[bytes]:
    """Frame after frame, in small steps: a step may become thirty thousand times as long."""
    import zstandard

    frame = None
    for start in range(0, len(raw), 1 << 12):
        step = raw[start : start + (1 << 12)]
        while step:
            frame = frame or zstandard.ZstdDecompressor().decompressobj()
            try:
                yield frame.decompress(step)
            except zstandard.ZstdError as e:
                raise EOFError(str(e)) from None
            step, frame = (frame.unused_data, None) if frame.eof else (b"", frame)
    if frame is not None:
        raise EOFError("it breaks off")


def _pack(path: Path, raw: bytes) -> bytes:
    if path.suffix == ".gz":
        return gzip.compress(raw, mtime=0)  # no clock: the same text gives the same bytes
    if path.suffix == ".zst":
        import zstandard

        return zstandard.ZstdCompressor().compress(raw)
    return raw


def _check(text: str, place: str) -> None:
    nul = text.find("\0")
    if nul >= 0:
        raise InputError(
            f"{place}: NUL byte after {nul} characters: not a text file, or UTF-16, which needs --encoding utf-16"
        )
    if not _VISIBLE.search(text):
        raise InputError(f"{place}: holds only blanks; give a file with text")
    if len(text) <= MAX_LINE:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise InputError(
                f"{place}:{number}: a line of {len(line):,} characters, the longest that is read has {MAX_LINE:,}; "
                "is it a text? put its paragraphs on lines of their own"
            )


def _undecodable(raw: bytes, encoding: str, error: UnicodeDecodeError) -> str:
    head = f"not {encoding} at byte offset {error.start} (0x{raw[error.start : error.end].hex()})"
    if error.reason == "unexpected end of data":
        return f"{head}: the file breaks off inside a character; fetch it again, or say --encoding NAME"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"{head}; it looks like UTF-16: say --encoding utf-16"
    high = sum(byte >= 0x80 for byte in raw[:4096])
    likely = "cp1256" if high * 4 > len(raw[:4096]) else "cp1252"  # Arabic in a Windows encoding is mostly high bytes
    return f"{head}; say what it is, for example --encoding {likely if encoding != likely else 'utf-8'}"


def _neighbour(path: Path) -> str:
    """The tail of a missing file's message: the closest name in its folder, if one is close."""
    close: list[str] = []
    with suppress(OSError):
        close = difflib.get_close_matches(path.name, [p.name for p in path.parent.iterdir()], n=1)
    return f"; did you mean '{close[0]}'?" if close else "; check the path"


def _unwritable(place: Path | str, error: OSError) -> str:
    parent = Path(place).parent
    if error.errno in _FULL:
        return f"{place}: no space left to write it; free some or write elsewhere; nothing was changed"
    if error.errno in _FORBIDDEN:
        return f"{place}: no permission to write it; choose another place or change the mode"
    if error.errno == errno.EISDIR:
        return f"{place}: is a folder; give the name of a file in it"
    if error.errno == errno.ENOENT:
        return f"{place}: no folder '{parent}'; make it first"
    if error.errno == errno.ENOTDIR:
        return f"{place}: '{parent}' is not a folder; choose another place"
    return f"{place}: cannot be written ({error.strerror or error}); choose another place"
