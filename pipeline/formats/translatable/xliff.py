"""XLIFF 1.2 and 2.0: sources stay, targets are filled in."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from pipeline.errors import InputError
from pipeline.formats.translatable import tmx
from pipeline.formats.translatable.base import Options, Unit, plain
from pipeline.formats.translatable.inline import Inline
from pipeline.formats.translatable.nesting import Place, after_root

_CONTAINERS = frozenset(["xliff", "file", "body", "group"])
"""Elements that are never held whole."""


@dataclass(slots=True)
class _Open:
    """A container that is being read: its child that is whole but for the text after it, if there is one."""

    element: Any
    inside: Place
    child: Any = None
    written: bool = False
    """The child is a container itself: only the text after it is still to be written."""
    empty: bool = True


def units(root: Any, events: Iterator[Any], place: str, options: Options) -> Iterator[Unit[bytes]]:
    """What is written: tags of containers, each of their other children with the blanks after it."""
    _prepare(root, place, options)
    stack = [_Open(root, Place(root))]
    yield plain(stack[0].inside.start)
    for event, element in events:
        if event == "end":
            if stack and element is stack[-1].element:
                yield from _settled(stack[-1], options)
                done = stack.pop()
                yield plain(done.inside.end)
                if stack:
                    stack[-1].child, stack[-1].written = element, True
        elif stack and element.getparent() is stack[-1].element:
            yield from _settled(stack[-1], options)
            if event == "start" and etree.QName(element).localname in _CONTAINERS:
                _prepare(element, place, options)
                inside = Place(element, stack[-1].inside)
                stack.append(_Open(element, inside))
                yield plain(inside.start)
            else:
                stack[-1].child, stack[-1].written = element, False
    yield plain(after_root(root))


def _settled(container: _Open, options: Options) -> Iterator[Unit[bytes]]:
    """The text before a container's first child, or its last child with the text after it."""
    inside, child = container.inside, container.child
    if container.empty:
        container.empty = False
        yield plain(inside.text(container.element.text))
    if child is None:
        return
    container.child = None
    if container.written:
        yield plain(inside.text(child.tail))
        container.element.remove(child)
        return
    inlines = [Inline(target, tmx.is_code) for target in _targets(child, options)] if _is_element(child) else []
    container.element.remove(child)
    yield _unit(child, inside, inlines)


def _unit(child: Any, inside: Place, inlines: Sequence[Inline]) -> Unit[bytes]:
    def fill(answers: Sequence[str]) -> bytes:
        at = 0
        for inline in inlines:
            inline.fill(answers[at : at + len(inline.texts)])
            at += len(inline.texts)
        return inside.child(child)

    return Unit([text for inline in inlines for text in inline.texts], fill)


def _is_element(child: Any) -> bool:
    return isinstance(child.tag, str)


def _prepare(element: Any, place: str, options: Options) -> None:
    """Says in a container that it has the target language; InputError where it is of other languages."""
    kind = etree.QName(element).localname
    if kind == "xliff":
        _check_languages(element, "srcLang", "trgLang", place, options)
        if element.get("version", "").startswith("2"):
            element.set("trgLang", element.get("trgLang", options.target))
    elif kind == "file":
        _check_languages(element, "source-language", "target-language", place, options)
        if "source-language" in element.attrib and "target-language" not in element.attrib:
            element.set("target-language", options.target)


def _targets(unit: Any, options: Options) -> Iterator[Any]:
    """New targets, copies of their sources, in their places."""
    for source in list(unit.iter("{*}source")):
        parent, namespace = source.getparent(), etree.QName(source).namespace
        if etree.QName(parent).localname not in ("trans-unit", "segment") or _barred(parent):
            continue
        old = parent.find(f"{{{namespace}}}target" if namespace else "target")
        if old is not None and "".join(old.itertext()).strip():
            continue
        if old is not None:
            parent.remove(old)
        target = copy.deepcopy(source)
        target.tag = f"{{{namespace}}}target" if namespace else "target"
        target.attrib.pop(tmx.LANG, None)
        _say_unreviewed(target, parent)
        source.addnext(target)
        yield target


def _say_unreviewed(target: Any, parent: Any) -> None:
    """In the words of XLIFF 2 (on the segment) and 1.2 (on the target): translated by a machine, read by nobody yet."""
    if etree.QName(parent).localname == "segment":
        parent.set("state", "translated")
    else:
        target.set("state", "needs-review-translation")
        target.set("state-qualifier", "mt-suggestion")


def _check_languages(element: Any, source: str, target: str, place: str, options: Options) -> None:
    """Raises InputError where the file says that it is of other languages."""
    for name, wanted in ((source, options.source), (target, options.target)):
        found = element.get(name)
        if found is not None and tmx.primary(found) != wanted:
            raise InputError(
                f"{place}:{element.sourceline}: its {name} is '{found}', not '{wanted}'; give another file"
            )


def _barred(element: Any) -> bool:
    """`translate="no"` at the unit, or at what it stands in, unless something nearer says yes."""
    while element is not None:
        if "translate" in element.attrib:
            return bool(element.get("translate") == "no")
        element = element.getparent()
    return False
