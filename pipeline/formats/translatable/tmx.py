"""TMX: each unit gets the variant that it lacks."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from pipeline.errors import InputError
from pipeline.formats.translatable.base import Options, Unit, plain
from pipeline.formats.translatable.inline import Inline
from pipeline.formats.translatable.nesting import Place, after_root

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = frozenset(["ph", "x", "bx", "ex", "bpt", "ept", "it", "ut", "sc", "ec", "cp"])
"""Inline elements that hold code, not text."""


def units(root: Any, events: Iterator[Any], place: str, options: Options) -> Iterator[Unit[bytes]]:
    """What is written: all before the units, each unit with the blanks after it, all that follows."""
    found: set[str] = set()
    around, body, inside, pending = Place(root), None, None, None
    for event, element in events:
        parent = element.getparent()
        if event == "start" and parent is root and etree.QName(element).localname == "body":
            body, inside = element, Place(element, around)
        elif body is not None and ((event != "end" and parent is body) or (event == "end" and element is body)):
            assert inside is not None
            # what stands before this element is whole now, the blanks after it too
            if pending is None:
                yield plain(around.start + _before(root, body, around) + inside.start + inside.text(body.text))
            else:
                body.remove(pending)
                yield _written(pending, inside, found, options)
            pending = element
    if options.source not in found:
        known = f"has {', '.join(sorted(found))}" if found else "has no units with text"
        raise InputError(f"{place}: no unit in '{options.source}' (it {known}); give another file")
    assert body is not None
    assert inside is not None
    after = b"".join(around.child(child) for child in list(body.itersiblings()))
    yield plain(inside.end + around.text(body.tail) + after + around.end + after_root(root))


def _before(root: Any, body: Any, around: Place) -> bytes:
    """What stands in the root before the body: the header."""
    children = reversed(list(body.itersiblings(preceding=True)))
    return around.text(root.text) + b"".join(around.child(copy.deepcopy(child)) for child in children)


def _written(element: Any, inside: Place, found: set[str], options: Options) -> Unit[bytes]:
    """A child of the body with the variant that it lacks; `found` gets the languages of a unit."""
    inline = None
    if isinstance(element.tag, str) and etree.QName(element).localname == "tu":
        variants = {_language(v): v for v in element.iterfind("tuv[seg]")}
        found.update(variants)
        if options.source in variants and options.target not in variants:
            # not the source's author, dates and notes, which are of the source
            source = variants[options.source]
            variant = etree.SubElement(element, "tuv", {LANG: options.target, "creationtool": "wirepair"})
            variant.tail = source.tail
            variant.append(copy.deepcopy(source.find("seg")))
            inline = Inline(variant[0], is_code)

    def fill(answers: Sequence[str]) -> bytes:
        if inline is not None:
            inline.fill(answers)
        return inside.child(element)

    return Unit(inline.texts if inline else (), fill)


def is_code(element: Any) -> bool:
    """Whether an inline element holds code, not text."""
    return etree.QName(element).localname in _CODES


def _language(variant: Any) -> str:
    return primary(str(variant.get(LANG) or variant.get("lang") or ""))


def primary(tag: str) -> str:
    """`ar` of `AR-EG`."""
    return tag.lower().replace("_", "-").split("-")[0]
