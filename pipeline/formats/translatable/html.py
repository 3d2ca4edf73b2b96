"""HTML: markup kept, text translated; `lang` and `dir` say English afterwards. Read and written as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

import regex

from pipeline.formats.files import place_of
from pipeline.formats.translatable.base import AHEAD, Options, Translate, Unit, filled
from pipeline.formats.translatable.html_parse import parsed
from pipeline.formats.translatable.html_walk import Walk
from pipeline.formats.translatable.streams import stream_text

_DECLARATION = regex.compile(r"\s*<\?xml[^>]*\?>\s*")
_HEAD = 1 << 16
"""Characters in which a page says that it is one."""


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. A fragment stays a fragment. Elements with `translate="no"` are left alone. Written as UTF-8."""
    text = _Kept(stream_text(path, options.encoding))
    last = b""
    for piece in filled(_units(text, place_of(path), options), translate, ahead=AHEAD):
        output.write(piece)
        last = piece or last
    if text.last == "\n" and not last.endswith(b"\n"):
        output.write(b"\n")


class _Kept:
    """Pieces of text, of which the last character is remembered."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces, self.last = pieces, ""

    def __iter__(self) -> Iterator[str]:
        for piece in self._pieces:
            self.last = piece[-1:] or self.last
            yield piece


def _units(text: _Kept, place: str, options: Options) -> Iterator[Unit[bytes]]:
    pieces = iter(text)
    head = _head(pieces)
    declaration = _DECLARATION.match(head)
    if declaration:
        head = head[declaration.end() :]
        yield Unit((), lambda _: b'<?xml version="1.0" encoding="UTF-8"?>\n')
    doctype = "<!doctype" in head.lower()
    whole = doctype or "<html" in head.lower()
    walk = Walk(place, options, xml=declaration is not None, whole=whole, doctype=doctype)
    yield from parsed(chain(() if whole else ("<html><body>",), [head], pieces), walk)


def _head(pieces: Iterator[str]) -> str:
    head = ""
    while len(head) < _HEAD and (piece := next(pieces, None)) is not None:
        head += piece
    return head
