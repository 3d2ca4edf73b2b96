"""A page as it is parsed, in units: tags of blocks, and the runs of text and inline markup between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import regex
from lxml import etree

from pipeline.errors import InputError
from pipeline.formats.translatable.base import Options, Unit, plain
from pipeline.formats.translatable.html_words import attributes, is_inside_kept, is_kept, say_english
from pipeline.formats.translatable.inline import Inline

_INLINE = frozenset(
    [
        *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins"),
        *("kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    ]
)
_ATOMS = frozenset(["script", "style", "textarea", "svg", "math", "noscript", "template"])
"""May stand in a line of text, and what they hold, blocks too, is no part of it."""

_DEEPEST = 256
"""Elements inside each other at which the parser gives up, and the rest of the page with it."""

_START_TAG = regex.compile(r"<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*+>")


@dataclass(slots=True)
class _Open:
    """An element whose end has not come."""

    element: Any
    entered: bool
    """It is a block or holds one, and so is written piece by piece."""
    kept: bool
    shown: bool
    """Its tags are written; those of what the parser puts around a fragment are not."""
    begun: bool = False
    """Its start tag is written."""
    done: Any = None
    """The child that was written last; what stands before it is gone, the text after it is not written."""


class Walk:
    """Takes a parser's events, gives what is to be written, and takes it out of the tree: memory stays bounded.

    By the time an event is told of, the parser has gone on. So nothing is touched but what is whole: what stands before
    an element that has begun, and what is in one that has ended.
    """

    def __init__(self, place: str, options: Options, *, xml: bool, whole: bool, doctype: bool) -> None:
        self._place, self._options, self._whole, self._doctype = place, options, whole, doctype
        self._method: Any = "xml" if xml else "html"
        self._stack: list[_Open] = []
        self._atom: Any = None
        self._remarks: list[Any] | None = []
        """Comments before the first element; None once that has begun."""

    def units(self, events: Iterable[tuple[str, Any]]) -> Iterator[Unit[bytes]]:
        """What the events complete."""
        for event, element in events:
            if event == "start":
                yield from self._start(element)
            elif event == "end":
                yield from self._end(element)
            elif element.getparent() is None and self._whole:
                if self._remarks is not None:
                    self._remarks.append(element)
                else:
                    yield plain(self._bytes(element))

    def has_begun(self, name: str, last: Sequence[tuple[str, Any]]) -> bool:
        """The last event is the start of a block of that name, before which all is written."""
        if self._atom is not None or not self._stack or not last:
            return False
        own, (event, element) = self._stack[-1], last[0]
        return event == "start" and own.element is element and own.entered and element.tag == name

    def open_tags(self) -> list[str]:
        """The start tags of all elements that are open."""
        return [self._start_tag(own.element).decode() for own in self._stack]

    def move(self, elements: Sequence[Any]) -> bool:
        """Goes on in another tree, where these elements are open; False, and nothing is done, if they are others."""
        if [each.tag for each in elements] != [own.element.tag for own in self._stack]:
            return False
        for own, element in zip(self._stack, elements, strict=True):
            own.element, own.done = element, None
        return True

    def _start(self, element: Any) -> Iterator[Unit[bytes]]:
        if self._atom is not None:
            return
        if len(self._stack) >= _DEEPEST - 1:
            fault = f"more than {_DEEPEST} elements inside each other; is it a page?"
            raise InputError(f"{self._place}:{element.sourceline}: {fault}")
        if self._remarks is not None:
            yield from self._prologue(element, self._remarks)
            self._remarks = None
        if element.tag in _ATOMS:
            self._atom = element
            return
        around = self._stack[-1] if self._stack else None
        block = element.tag not in _INLINE
        if block:
            yield from self._enter(element)
        elif element.tag == "br" and around is not None and around.entered:
            yield from self._flush(around, element)  # a border: what stands before it is whole
        kept = is_kept(element) or (around is not None and around.kept)
        shown = self._whole or len(self._stack) > 1 or element.tag not in ("html", "body")
        self._stack.append(_Open(element, block, kept, shown))

    def _end(self, element: Any) -> Iterator[Unit[bytes]]:
        if self._atom is not None:
            if self._atom is element:
                self._atom = None
            return
        own = self._stack.pop()
        if not own.entered:
            return
        yield from self._flush(own)
        if own.shown and own.begun:
            yield plain(f"</{element.tag}>".encode())
        elif own.shown:
            yield self._tag(own, self._bytes)
        if self._stack:
            self._stack[-1].done = element

    def _prologue(self, root: Any, remarks: Sequence[Any]) -> Iterator[Unit[bytes]]:
        if self._doctype:
            yield plain(f"{root.getroottree().docinfo.doctype}\n".encode())
        for remark in remarks:
            yield plain(self._bytes(remark) + b"\n")

    def _enter(self, block: Any) -> Iterator[Unit[bytes]]:
        """A block begins: in all that it is inside of, what stands before it is whole."""
        stack = [*(own.element for own in self._stack), block]
        for own, child in zip(self._stack, stack[1:], strict=True):
            own.entered = True
            yield from self._flush(own, child)
            yield from self._begin(own)

    def _begin(self, own: _Open) -> Iterator[Unit[bytes]]:
        if own.shown and not own.begun:
            yield self._tag(own, self._start_tag)
        own.begun = True

    def _flush(self, own: _Open, before: Any = None) -> Iterator[Unit[bytes]]:
        """What an element holds, up to a child, and was not written yet: one run."""
        run = own.element.makeelement("span")
        run.text, own.element.text = own.element.text, None
        for child in list(takewhile(lambda each: each is not before, own.element)):
            if child is own.done:
                run.text, own.done = child.tail, None
                own.element.remove(child)
            else:
                run.append(child)
        if len(run) or run.text:
            yield from self._begin(own)
            yield self._run(run, own.kept)

    def _run(self, run: Any, kept: bool) -> Unit[bytes]:
        def written() -> bytes:
            return self._bytes(run)[len("<span>") : -len("</span>")]

        if kept:
            return plain(written())
        inline = Inline(run, is_kept)
        inner = [each for each in run.iterdescendants(etree.Element) if not is_inside_kept(each)]
        for each in inner:
            say_english(each, self._options)
        return _filled_in(inline, inner, written)

    def _tag(self, own: _Open, write: Callable[[Any], bytes]) -> Unit[bytes]:
        """A tag on its own, `write` saying how."""
        element = own.element
        if not own.kept or element.tag == "html":
            say_english(element, self._options)
        return _filled_in(None, [] if own.kept else [element], lambda: write(element))

    def _start_tag(self, element: Any) -> bytes:
        tag = _START_TAG.match(self._bytes(element).decode())
        assert tag is not None
        return (tag.group().removesuffix("/>").removesuffix(">") + ">").encode()

    def _bytes(self, element: Any) -> bytes:
        return str(etree.tostring(element, encoding="unicode", method=self._method, with_tail=False)).encode()


def _filled_in(inline: Inline | None, elements: Sequence[Any], written: Callable[[], bytes]) -> Unit[bytes]:
    """A run or a tag with the texts in it, and in its attributes."""
    texts = inline.texts if inline is not None else []
    places = [(element, name) for element in elements for name in attributes(element)]
    if not texts and not places:
        return plain(written())

    def fill(answers: Sequence[str]) -> bytes:
        if inline is not None:
            inline.fill(answers[: len(texts)])
        for (element, name), answer in zip(places, answers[len(texts) :], strict=True):
            element.set(name, answer)
        return written()

    return Unit([*texts, *(element.get(name) for element, name in places)], fill)
