"""A part of a Word file, read and written paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import IO, Any

from lxml import etree

from pipeline.formats.translatable.base import Unit, plain
from pipeline.formats.translatable.docx_direction import turn_left_to_right
from pipeline.formats.translatable.docx_paragraph import paragraphs
from pipeline.formats.translatable.inline import Inline
from pipeline.formats.translatable.nesting import Place

_CONTAINERS = frozenset(["document", "body", "hdr", "ftr", "footnotes", "footnote", "endnotes", "endnote", "comments"])
_CONTAINERS |= {"comment", "tbl", "tr", "tc", "sdt", "sdtContent"}
"""What holds paragraphs; each of their children is written on its own."""

HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(slots=True)
class _Open:
    """A container whose end has not come, and the child that was written last, whose tail was not."""

    element: Any
    place: Place
    done: Any = None


def part_units(file: IO[bytes]) -> Iterator[Unit[bytes]]:
    """What is written in place of the part. Raises XMLSyntaxError where it is not XML.

    By the time an event is told of the parser has gone on, so nothing is touched but what is whole: what stands before
    an element that has begun, and what is in one that has ended.
    """
    stack: list[_Open] = []
    for event, element in etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    ):
        around = stack[-1] if stack else None
        if event == "end" and around is not None and element is around.element:
            yield from _children(around, None)
            stack.pop()
            yield plain(around.place.end)
            if stack:
                stack[-1].done = element
        elif event == "start" and (around is None or element.getparent() is around.element):
            if around is not None:
                yield from _children(around, element)
            if around is None or etree.QName(element).localname in _CONTAINERS:
                place = Place(element, around.place if around is not None else None)
                yield plain(place.start if around is not None else HEAD + place.start.partition(b"?>\n")[2])
                stack.append(_Open(element, place))


def _children(own: _Open, before: Any) -> Iterator[Unit[bytes]]:
    """What a container holds, up to a child, and was not written yet."""
    text, own.element.text = own.element.text, None
    for child in list(takewhile(lambda each: each is not before, own.element)):
        if child is own.done:
            text, own.done = child.tail, None
            own.element.remove(child)
            continue
        yield plain(own.place.text(text))
        text = None
        own.element.remove(child)
        yield _unit(child, own.place)
    yield plain(own.place.text(text))


def _unit(element: Any, place: Place) -> Unit[bytes]:
    found = list(paragraphs(element)) if isinstance(element.tag, str) else []
    inlines = [Inline(paragraph.plain, lambda _: False) for paragraph in found]

    def fill(answers: Sequence[str]) -> bytes:
        at = 0
        for paragraph, inline in zip(found, inlines, strict=True):
            inline.fill(answers[at : at + len(inline.texts)])
            paragraph.fill()
            at += len(inline.texts)
        if isinstance(element.tag, str):
            turn_left_to_right(element)
        return place.child(element)

    return Unit([text for inline in inlines for text in inline.texts], fill)
