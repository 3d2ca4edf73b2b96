"""A long text: piece by piece, cut where a line is empty. (A story is read as one document, by the command itself.)"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import regex

from pipeline.errors import InputError
from pipeline.formats.files import place_of
from pipeline.formats.translatable.base import Options, Translate
from pipeline.formats.translatable.streams import stream_text

PIECE = 1 << 20
"""Characters of a piece: some five hundred stories."""

_EMPTY_LINE = regex.compile(r"(?r)\n[^\S\n]*\n")


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. Paragraphs and empty lines stay; a line break that only wraps a paragraph does not."""
    for text in translate(pieces(path, options.encoding)):
        output.write(text.encode())


def is_long(path: str) -> bool:
    """Whether a file may be more than one piece: one that is large, packed, or comes from a pipe."""
    file = Path(path)
    packed = path == "-" or file.suffix in (".gz", ".zst")
    return packed or (file.is_file() and file.stat().st_size > PIECE) or (file.exists() and not file.is_file())


def pieces(path: str, encoding: str = "utf-8") -> Iterator[str]:
    """The text in pieces of at most PIECE characters; joined, they are the text.

    Raises InputError, one line, for what `read_text` refuses, and for a line that is longer than a piece.
    """
    held, line = "", 1
    for part in stream_text(path, encoding):
        held += part
        while len(held) > PIECE:
            cut = _cut(held)
            if not cut:
                raise InputError(f"{place_of(path)}:{line}: a line of more than {PIECE:,} characters; is it a text?")
            yield held[:cut]
            line += held.count("\n", 0, cut)
            held = held[cut:]
    if held:
        yield held


def _cut(text: str) -> int:
    """Behind the last empty line of a piece, else behind its last line; 0 where there is none."""
    empty = _EMPTY_LINE.search(text, PIECE // 2, PIECE)
    return empty.end() if empty else text.rfind("\n", 0, PIECE) + 1
