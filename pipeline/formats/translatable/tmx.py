"""TMX: each unit gets the variant that it lacks. Unit after unit, so that memories of any size can be read."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Any, BinaryIO

from lxml import etree

from pipeline.errors import InputError
from pipeline.formats.files import place_of
from pipeline.formats.translatable.base import Options, Translate, Unit, filled
from pipeline.formats.translatable.inline import Inline
from pipeline.formats.translatable.streams import opened

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CODES = frozenset(["ph", "x", "bx", "ex", "bpt", "ept", "it", "ut", "sc", "ec", "cp"])
"""Inline elements that hold code, not text."""
_HERE = "\ue000\ue001wirepair\ue001\ue000"
"""Stands where the units stand, in what is written around them."""


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options, raw: bytes | None = None) -> None:
    """See `Rewrite`. Units that have a variant in the target language are left alone. `raw`: the file's bytes, where
    they are at hand. InputError for a file that has nothing in the source language; an XLIFF file goes to `xliff`.
    """
    source: AbstractContextManager[IO[bytes]] = opened(path) if raw is None else nullcontext(io.BytesIO(raw))
    with source as file:
        head = _Remembering(file)
        events = etree.iterparse(
            head, events=("start", "end", "comment", "pi"), resolve_entities=False, no_network=True, load_dtd=False
        )
        try:
            root = next(element for event, element in events if event == "start")
            kind = etree.QName(root).localname
            if kind == "tmx":
                head.forget()
                for piece in filled(_units(root, events, place_of(path), options), translate):
                    output.write(piece)
                return
        except etree.XMLSyntaxError as error:
            raise InputError(f"{place_of(path)}: not XML ({error.msg}); give an XLIFF or a TMX file") from None
        if kind != "xliff":
            raise InputError(f"{place_of(path)}: its root is <{kind}>, not <xliff> or <tmx>")
        whole = head.read_from_the_start()
    from pipeline.formats.translatable import xliff

    xliff.rewrite(path, output, translate, options, whole)


class _Remembering:
    """A file that keeps what was read of it until that is forgotten."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._kept: list[bytes] | None = []

    def read(self, size: int = -1) -> bytes:
        """As of any file."""
        piece = self._file.read(size)
        if self._kept is not None:
            self._kept.append(piece)
        return piece

    def forget(self) -> None:
        """From here on nothing is kept."""
        self._kept = None

    def read_from_the_start(self) -> bytes:
        """All of the file, what was read before included."""
        return b"".join([*(self._kept or []), self._file.read()])


def _units(root: Any, events: Iterator[Any], place: str, options: Options) -> Iterator[Unit[bytes]]:
    """What is written: all before the units, each unit with the blanks after it, all that follows."""
    found: set[str] = set()
    body = pending = None
    for event, element in events:
        parent = element.getparent()
        if event == "start" and parent is root and etree.QName(element).localname == "body":
            body = element
        elif body is not None and ((event != "end" and parent is body) or (event == "end" and element is body)):
            # what stands before this element is whole now, the blanks after it too
            yield _before(root, body) if pending is None else _written(_taken(body, pending), found, options)
            pending = element
    if options.source not in found:
        known = f"has {', '.join(sorted(found))}" if found else "has no units with text"
        raise InputError(f"{place}: no unit in '{options.source}' (it {known}); give another file")
    assert body is not None
    body.text = _HERE
    rest = _bytes(root.getroottree()).split(_HERE.encode())[1]
    yield Unit((), lambda _: rest + b"\n")


def _before(root: Any, body: Any) -> Unit[bytes]:
    shell = etree.Element(root.tag, root.attrib, root.nsmap)
    shell.text = root.text
    for child in root.iterchildren():
        if child is body:
            break
        shell.append(copy.deepcopy(child))
    place = etree.SubElement(shell, body.tag, body.attrib, body.nsmap)
    place.text = (body.text or "") + _HERE
    for remark in reversed(list(root.itersiblings(preceding=True))):
        shell.addprevious(copy.deepcopy(remark))
    kind = root.getroottree().docinfo.doctype or None
    start = _bytes(shell.getroottree(), xml_declaration=True, doctype=kind).split(_HERE.encode())[0]
    return Unit((), lambda _: start)


def _taken(body: Any, element: Any) -> Any:
    body.remove(element)
    return element


def _written(element: Any, found: set[str], options: Options) -> Unit[bytes]:
    """A child of the body with the variant that it lacks; `found` gets the languages of a unit."""
    inline = None
    if element.tag is not etree.Comment and element.tag is not etree.PI and etree.QName(element).localname == "tu":
        variants = {_language(v): v for v in element.iterfind("tuv[seg]")}
        found.update(variants)
        if options.source in variants and options.target not in variants:
            # not the source's author, dates and notes, which are of the source
            source = variants[options.source]
            variant = etree.SubElement(element, "tuv", {LANG: options.target, "creationtool": "wirepair"})
            variant.tail = source.tail
            variant.append(copy.deepcopy(source.find("seg")))
            inline = Inline(variant[0], is_code)

    def fill(answers: Any) -> bytes:
        if inline is not None:
            inline.fill(answers)
        return _bytes(element)

    return Unit(inline.texts if inline else (), fill)


def _bytes(part: Any, **more: Any) -> bytes:
    return bytes(etree.tostring(part, encoding="utf-8", **more))


def is_code(element: Any) -> bool:
    """Whether an inline element holds code, not text."""
    return etree.QName(element).localname in CODES


def _language(variant: Any) -> str:
    return primary(str(variant.get(LANG) or variant.get("lang") or ""))


def primary(tag: str) -> str:
    """`ar` of `AR-EG`."""
    return tag.lower().replace("_", "-").split("-")[0]
