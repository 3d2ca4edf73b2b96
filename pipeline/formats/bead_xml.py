"""Beads as TMX 1.4b (LISA OSCAR 2005) and XLIFF 1.2 (OASIS 2008), and back; XLIFF 2 (OASIS 2014) is read as well.

Both hold texts. The indices and the confidence travel as properties of each unit, so that what we wrote can be read
again without the texts; files of other tools have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import regex
from lxml import etree

from pipeline import __version__
from pipeline.data import Bead
from pipeline.errors import InputError
from pipeline.formats.bead_texts import Entry
from pipeline.formats.files import place_of, read_bytes

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XLIFF = "urn:oasis:names:tc:xliff:document:1.2"
_FORBIDDEN = regex.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")

Pairs = Sequence[tuple[Bead, str, str]]


def tmx(pairs: Pairs, source_language: str, target_language: str) -> str:
    """Beads with their texts as a TMX 1.4b translation memory."""
    root = etree.Element("tmx", version="1.4")
    header = {"creationtool": "wirepair", "creationtoolversion": __version__, "segtype": "sentence"}
    header |= {"o-tmf": "wirepair", "adminlang": "en", "srclang": source_language, "datatype": "plaintext"}
    etree.SubElement(root, "header", header)
    body = etree.SubElement(root, "body")
    for bead, source, target in pairs:
        unit = etree.SubElement(body, "tu")
        for name, value in _properties(bead):
            etree.SubElement(unit, "prop", type=f"x-{name}").text = value
        for language, text in ((source_language, source), (target_language, target)):
            variant = etree.SubElement(unit, "tuv", {_LANG: language})
            etree.SubElement(variant, "seg").text = _FORBIDDEN.sub("", text)
    return _text(root, '<!DOCTYPE tmx SYSTEM "tmx14.dtd">')


def xliff(pairs: Pairs, source_language: str, target_language: str) -> str:
    """Beads with their texts as an XLIFF 1.2 file."""
    root = etree.Element(f"{{{_XLIFF}}}xliff", {"version": "1.2"}, nsmap={None: _XLIFF})  # type: ignore[dict-item]
    languages = {"source-language": source_language, "target-language": target_language}
    file = etree.SubElement(root, f"{{{_XLIFF}}}file", {"original": "wirepair", "datatype": "plaintext", **languages})
    body = etree.SubElement(file, f"{{{_XLIFF}}}body")
    for number, (bead, source, target) in enumerate(pairs, 1):
        unit = etree.SubElement(body, f"{{{_XLIFF}}}trans-unit", id=str(number))
        etree.SubElement(unit, f"{{{_XLIFF}}}source").text = _FORBIDDEN.sub("", source)
        etree.SubElement(unit, f"{{{_XLIFF}}}target").text = _FORBIDDEN.sub("", target)
        group = etree.SubElement(unit, f"{{{_XLIFF}}}context-group", purpose="information")
        for name, value in _properties(bead):
            etree.SubElement(group, f"{{{_XLIFF}}}context", {"context-type": f"x-{name}"}).text = value
    return _text(root)


def read_tmx(path: Path | str) -> list[Entry]:
    """The units of a TMX file: the first two variants of each, source language first. InputError if it is not one."""
    root = _root(path, "tmx")
    entries = []
    header = root.find("header")
    language = header.get("srclang", "*all*") if header is not None else "*all*"
    for unit in root.iter("tu"):
        variants = [(v.get(_LANG) or v.get("lang") or "", _content(v.find("seg"))) for v in unit.iter("tuv")]
        variants.sort(key=lambda v: not _same_language(v[0], language))
        texts = [text for _, text in variants][:2]
        if texts:
            properties = {p.get("type", "").removeprefix("x-"): p.text or "" for p in unit.iter("prop")}
            entries.append(_entry(texts[0], texts[1] if len(texts) > 1 else "", properties, place_of(path)))
    return entries


def read_xliff(path: Path | str) -> list[Entry]:
    """The units of an XLIFF 1.2 file, or the segments of one of version 2. InputError if it is neither."""
    entries = []
    for unit in _root(path, "xliff").iter("{*}trans-unit", "{*}segment"):
        contexts = {c.get("context-type", "").removeprefix("x-"): c.text or "" for c in unit.iter("{*}context")}
        entries.append(
            _entry(_content(unit.find("{*}source")), _content(unit.find("{*}target")), contexts, place_of(path))
        )
    return entries


def _properties(bead: Bead) -> Iterable[tuple[str, str]]:
    yield "source-lines", " ".join(map(str, bead.source))
    yield "target-lines", " ".join(map(str, bead.target))
    yield "confidence", f"{bead.confidence:.6f}"


def _entry(source: str, target: str, properties: dict[str, str], place: str) -> Entry:
    try:
        confidence = float(properties.get("confidence", "1"))
        if "source-lines" not in properties or "target-lines" not in properties:
            return Entry(source, target, confidence)
        sources, targets = (
            tuple(int(x) for x in properties[name].split()) for name in ("source-lines", "target-lines")
        )
    except ValueError as e:
        raise InputError(f"{place}: a unit with a property that is no number ({e}): {source[:60]!r}") from None
    return Entry(source, target, confidence, sources, targets)


def _root(path: Path | str, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(read_bytes(path), parser)
    except etree.XMLSyntaxError as e:
        raise InputError(f"{place_of(path)}: not XML ({e.msg}); is it a {name.upper()} file?") from None
    if etree.QName(root).localname != name:
        raise InputError(f"{place_of(path)}: its root is <{etree.QName(root).localname}>, not <{name}>")
    return root


def _content(element: Any) -> str:
    """The text of an element without that of inline codes (`<bpt>`, `<ph>` …), which is markup."""
    if element is None:
        return ""
    inner = "".join((_content(child) if _keeps_text(child) else "") + (child.tail or "") for child in element)
    return (element.text or "") + inner


def _keeps_text(element: Any) -> bool:
    return isinstance(element.tag, str) and etree.QName(element).localname in ("hi", "g", "mrk", "sub", "pc")


def _same_language(one: str, other: str) -> bool:
    return one.lower().split("-")[0] == other.lower().split("-")[0]


def _text(root: Any, doctype: str = "") -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}'.rstrip("\n")
    return f"{head}\n{etree.tostring(root, encoding='unicode', pretty_print=True)}"
