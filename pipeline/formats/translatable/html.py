"""HTML: markup kept, text translated; `lang` and `dir` say English afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree
from lxml import html as parser

from pipeline.formats.files import read_text
from pipeline.formats.translatable.base import Options, Translate
from pipeline.formats.translatable.inline import translate_inline

_INLINE = frozenset(
    [
        *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins"),
        *("kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    ]
)
_KEPT = frozenset(["code", "kbd", "samp", "script", "style", "pre", "textarea", "svg", "math", "noscript", "template"])
_ATTRIBUTES = ("alt", "title", "aria-label")


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. A fragment stays a fragment. Elements with `translate="no"` are left alone."""
    text = read_text(path, options.encoding)
    whole = "<html" in text.lower() or "<!doctype" in text.lower()
    root: Any = parser.document_fromstring(text) if whole else _fragment(text)
    blocks = [(block, _kept) for block in _blocks(root)]
    attributes = [(e, name) for e in root.iter(etree.Element) for name in _ATTRIBUTES if (e.get(name) or "").strip()]
    answers = translate_inline(blocks, translate, [element.get(name) for element, name in attributes])
    for (element, name), answer in zip(attributes, answers, strict=True):
        element.set(name, answer)
    for element in root.iter("html") if whole else ():
        element.set("lang", options.target)
        if element.get("dir") == "rtl":
            element.set("dir", "ltr")
    made = _serialised(root, whole)
    output.write(made.encode() + (b"\n" if text.endswith("\n") and not made.endswith("\n") else b""))


def _fragment(text: str) -> Any:
    return parser.fragment_fromstring(text, create_parent="div")


def _serialised(root: Any, whole: bool) -> str:
    if whole:
        doctype: Any = root.getroottree().docinfo.doctype or None
        return str(etree.tostring(root, encoding="unicode", method="html", doctype=doctype))
    parts = [etree.tostring(child, encoding="unicode", method="html") for child in root]
    return (root.text or "") + "".join(map(str, parts))


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
