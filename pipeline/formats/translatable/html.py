"""HTML: markup kept, text translated; `lang` and `dir` say English afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import regex
from lxml import etree
from lxml import html as parser

from pipeline.errors import InputError
from pipeline.formats.files import place_of, read_text
from pipeline.formats.translatable.base import Options, Translate
from pipeline.formats.translatable.inline import translate_inline

_INLINE = frozenset(
    [
        *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins"),
        *("kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    ]
)
_KEPT = frozenset(["code", "kbd", "samp", "script", "style", "pre", "textarea", "svg", "math", "noscript", "template"])
_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder")
_DESCRIPTIONS = frozenset(["description", "keywords", "og:title", "og:description", "twitter:title"])
_DESCRIPTIONS |= {"twitter:description"}
_DECLARATION = regex.compile(r"\s*<\?xml[^>]*\?>\s*")


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. A fragment stays a fragment. Elements with `translate="no"` are left alone. Written as UTF-8."""
    text = read_text(path, options.encoding)
    page = _Page(text, place_of(path))
    blocks = [(block, _kept) for block in _blocks(page.root)]
    attributes = list(_attributes(page.root))
    answers = translate_inline(blocks, translate, [element.get(name) for element, name in attributes])
    for (element, name), answer in zip(attributes, answers, strict=True):
        element.set(name, answer)
    _say_english(page.root, options)
    made = page.serialised()
    output.write(made.encode() + (b"\n" if text.endswith("\n") and not made.endswith("\n") else b""))


class _Page:
    """A page, or a fragment of one, as a tree."""

    def __init__(self, text: str, place: str) -> None:
        head = _DECLARATION.match(text)
        text = text[head.end() :] if head else text
        self._xml, self._doctype = head is not None, "<!doctype" in text.lower()
        self._whole = self._doctype or "<html" in text.lower()
        kind = parser.HTMLParser()
        if self._whole:
            self.root: Any = parser.document_fromstring(text, parser=kind)
        else:
            self.root = parser.fragment_fromstring(text, create_parent="div", parser=kind)
        for entry in kind.error_log:
            if entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:  # the rest of the page would be lost
                raise InputError(f"{place}:{entry.line}: more than 256 elements inside each other; is it a page?")

    def serialised(self) -> str:
        method: Any = "xml" if self._xml else "html"
        if self._whole:
            doctype: Any = self.root.getroottree().docinfo.doctype if self._doctype else None
            head = '<?xml version="1.0" encoding="UTF-8"?>\n' if self._xml else ""
            return head + str(etree.tostring(self.root, encoding="unicode", method=method, doctype=doctype))
        parts = [etree.tostring(child, encoding="unicode", method=method) for child in self.root]
        return (self.root.text or "") + "".join(map(str, parts))


def _say_english(root: Any, options: Options) -> None:
    """What the page and its parts say of themselves: language, direction, encoding."""
    for element in root.iter("html"):
        element.set("lang", options.target)
    for element in root.iter(etree.Element):
        if {"dir", "lang", "xml:lang"}.isdisjoint(element.attrib) or _within_kept(element):
            continue
        for name in ("lang", "xml:lang"):
            if element.get(name, "").lower().split("-")[0] == options.source:
                element.set(name, options.target)
        if element.get("dir", "").lower() == "rtl":
            element.set("dir", "ltr")
    for element in root.iter("meta"):
        if "charset" in element.attrib:
            element.set("charset", "utf-8")
        elif element.get("http-equiv", "").lower() == "content-type":
            element.set("content", "text/html; charset=utf-8")


def _kept(element: Any) -> bool:
    return element.tag in _KEPT or element.get("translate") == "no"


def _blocks(element: Any) -> Iterator[Any]:
    """Elements that hold text and nothing but inline markup; a mixed one is wrapped up first, run by run."""
    if not isinstance(element.tag, str) or _kept(element):
        return
    if all(_inline(child) for child in element):
        if "".join(element.itertext()).strip():
            yield element
        return
    for run in _runs(element):
        yield from _blocks(run)


def _inline(element: Any) -> bool:
    return not isinstance(element.tag, str) or (element.tag in _INLINE and all(map(_inline, element)))


def _runs(element: Any) -> list[Any]:
    """Children of a mixed element; loose text between blocks is put into spans of its own."""
    children = list(element)
    if element.text and element.text.strip():
        element.insert(0, _span(element.text))
        element.text = None
    for child in children:
        if child.tail and child.tail.strip():
            child.addnext(_span(child.tail))
            # lxml moves a tail along with the element that it follows
            following = child.getnext()
            following.tail, child.tail = None, None
    return list(element)


def _span(text: str) -> Any:
    span = parser.Element("span")
    span.text = text
    return span


def _attributes(root: Any) -> Iterator[tuple[Any, str]]:
    """Attributes that hold text which is read: element, name."""
    for element in root.iter(etree.Element):
        names = ["content"] if element.tag == "meta" and _about(element) in _DESCRIPTIONS else list(_ATTRIBUTES)
        found = [(element, name) for name in names if (element.get(name) or "").strip()]
        if found and not _within_kept(element):
            yield from found


def _within_kept(element: Any) -> bool:
    return _kept(element) or any(map(_kept, element.iterancestors()))


def _about(element: Any) -> str:
    return str(element.get("name") or element.get("property") or "").lower()
