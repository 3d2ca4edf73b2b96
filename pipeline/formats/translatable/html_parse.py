"""A page through the parser, in bounded memory.

lxml's parser for HTML keeps all that it was fed. So a new one takes over now and then: where a block has just begun,
all before it is written, and the tags of the elements that are open are all that the new one must be told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import regex
from lxml import etree

from pipeline.formats.translatable.base import Unit
from pipeline.formats.translatable.html_walk import Walk

_STEP = 1 << 12
"""Characters that are fed at a time: what has been read and not yet written is little more than that."""
_FULL = 1 << 20
"""Characters after which a parser is to be relieved."""
_BLOCK = regex.compile(
    r"<(?P<name>p|div|li|tr|td|dt|dd|h[1-6]|section|article)(?:\s(?:[^\"'>]|\"[^\"]*\"|'[^']*')*+)?>", regex.I
)

_FRAME = regex.compile(r"<(html|head|body)\b", regex.I)
"""Of each a page has one. The parser remembers how many more it has left out; a new one could not know."""


def parsed(pieces: Iterable[str], walk: Walk) -> Iterator[Unit[bytes]]:
    """What the walk makes of a page that comes in pieces."""
    parser, held, frames = _new_parser(), 0, Counter[str]()
    for piece in pieces:
        at = 0
        frames.update(name.lower() for name in _FRAME.findall(piece))
        while at < len(piece):
            block = _BLOCK.search(piece, at, at + _STEP) if held > _FULL and frames.total() == len(frames) else None
            end = block.end() if block else at + _STEP
            parser.feed(piece[at:end].encode("utf-8", "replace"))
            held += end - at
            at = end
            events = list(parser.read_events())
            yield from walk.units(events)
            if block and walk.has_begun(block["name"].lower(), events[-1:]):
                parser, held = _relieved(parser, walk), 0
    parser.close()
    yield from walk.units(parser.read_events())


def _new_parser() -> Any:
    return etree.HTMLPullParser(events=("start", "end", "comment", "pi"), encoding="utf-8")


def _relieved(parser: Any, walk: Walk) -> Any:
    """A new parser in whose tree the same elements are open; the old one, should that not be so."""
    heir = _new_parser()
    heir.feed("".join(walk.open_tags()).encode())
    events = list(heir.read_events())
    if any(event != "start" for event, _ in events) or not walk.move([element for _, element in events]):
        return parser
    return heir
