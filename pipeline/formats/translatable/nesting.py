"""An XML file written a child at a time: what stands around the children, and each child as it stands inside."""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

_HERE = "\ue000\ue001wirepair\ue001\ue000"
"""Stands where the children stand."""


class Place:
    """The inside of an element. `start` and `end` are its tags; those of the root have all that stands around it."""

    def __init__(self, element: Any, parent: Place | None = None) -> None:
        self._path: list[tuple[Any, Any, Any]] = list(parent._path) if parent else []
        self._path.append((element.tag, dict(element.attrib), dict(element.nsmap)))
        self._before, self._after = self._around()
        if parent is None:
            self.start = _head(element) + self._before
            self.end = self._after
        else:
            self.start = self._before[len(parent._before) :]
            self.end = self._after[: len(self._after) - len(parent._after)]

    def _around(self) -> tuple[bytes, bytes]:
        innermost = self._innermost()
        innermost.text = _HERE
        before, after = _bytes(innermost.getroottree().getroot()).split(_HERE.encode())
        return before, after

    def _innermost(self) -> Any:
        tag, attributes, names = self._path[0]
        element = etree.Element(tag, attributes, names)
        for tag, attributes, names in self._path[1:]:
            element = etree.SubElement(element, tag, attributes, names)
        return element

    def child(self, element: Any) -> bytes:
        """An element, and the text after it, as they stand inside; names declared outside are not declared again."""
        innermost = self._innermost()
        innermost.append(element)
        return self._cut(innermost)

    def text(self, text: str | None) -> bytes:
        """A text as it stands inside."""
        if not text:
            return b""
        innermost = self._innermost()
        innermost.text = text
        return self._cut(innermost)

    def _cut(self, innermost: Any) -> bytes:
        whole = _bytes(innermost.getroottree().getroot())
        return whole[len(self._before) : len(whole) - len(self._after)]


def after_root(root: Any) -> bytes:
    """The remarks after a root, once all is read."""
    return b"".join(_bytes(remark, with_tail=False) for remark in root.itersiblings())


def _head(root: Any) -> bytes:
    """The XML declaration, the document type, and the remarks before a root."""
    shell = etree.Element("shell")
    for remark in reversed(list(root.itersiblings(preceding=True))):
        shell.addprevious(copy.deepcopy(remark))
    kind = root.getroottree().docinfo.doctype or None
    return _bytes(shell.getroottree(), xml_declaration=True, doctype=kind).removesuffix(b"<shell/>")


def _bytes(part: Any, **more: Any) -> bytes:
    return bytes(etree.tostring(part, encoding="utf-8", **more))
