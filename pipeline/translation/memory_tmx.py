"""A translation memory to TMX 1.4b (LISA OSCAR 2005) and from it, unit by unit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import regex
from lxml import etree

from pipeline import __version__
from pipeline.arabic import normalise
from pipeline.data import Output
from pipeline.errors import InputError
from pipeline.formats.files import atomic_file
from pipeline.translation.memory import IMPORTED, Memory
from pipeline.translation.stream import windows

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SIGNATURE = "x-wirepair-signature"
_CODES = frozenset(["bpt", "ept", "it", "ph", "ut"])
_FORBIDDEN = regex.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def export_tmx(memory: Memory, path: Path, source: str = "ar", target: str = "en") -> int:
    """Write every entry, with the signature that it was made with as a property; how many there were."""
    header = {"creationtool": "wirepair", "creationtoolversion": __version__, "segtype": "sentence"}
    header |= {"o-tmf": "wirepair", "adminlang": "en", "srclang": source, "datatype": "plaintext"}
    count = 0
    with atomic_file(path, binary=True) as file, etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("tmx", version="1.4"):
            xml.write(etree.Element("header", header))
            with xml.element("body"):
                for entry in memory.entries():
                    count += 1
                    xml.write(_unit(entry.signature, {source: entry.source, target: entry.target}), pretty_print=True)
    return count


def import_tmx(memory: Memory, path: Path, source: str = "ar", target: str = "en") -> int:
    """Take over every unit that has both languages; how many there were.

    Units that wirepair exported go back to the signature that they have. All others are taken for people's work: they
    serve every model and every setting from then on. InputError, one line, for a file that is not TMX.
    """
    count = 0
    for window in windows(_units(path, source, target), 1000):
        for signature in sorted({signature for signature, _, _ in window}):
            # our own sources are as their models read them, by whatever rules those have
            read = normalise if signature == IMPORTED else str
            rows = [(read(text), Output(english)) for kept, text, english in window if kept == signature]
            memory.put([text for text, _ in rows], [output for _, output in rows], signature)
        count += len(window)
    return count


def _unit(signature: str, texts: dict[str, str]) -> Any:
    unit = etree.Element("tu")
    if signature != IMPORTED:
        etree.SubElement(unit, "prop", type=_SIGNATURE).text = _FORBIDDEN.sub("", signature)
    for language, text in texts.items():
        variant = etree.SubElement(unit, "tuv", {_LANG: language})
        etree.SubElement(variant, "seg").text = _FORBIDDEN.sub("", text)
    return unit


def _units(path: Path, source: str, target: str) -> Iterator[tuple[str, str, str]]:
    """Signature, source and target of each unit, in bounded memory."""
    try:
        events = etree.iterparse(
            str(path), events=("end",), tag="tu", resolve_entities=False, no_network=True, load_dtd=False
        )
        for _, unit in events:
            texts = {_language(variant): _text(variant.find("seg")) for variant in unit.iterfind("tuv[seg]")}
            signature = next((p.text or "" for p in unit.iterfind("prop") if p.get("type") == _SIGNATURE), IMPORTED)
            if texts.get(source, "").strip() and texts.get(target, "").strip():
                yield signature, texts[source], texts[target]
            unit.clear()
            while unit.getprevious() is not None:
                del unit.getparent()[0]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or 'no such file'}); check the path") from None
    except etree.XMLSyntaxError as error:
        raise InputError(f"{path}: not XML ({error.msg}); is it a TMX file?") from None
    if events.root is None or etree.QName(events.root).localname != "tmx":
        raise InputError(f"{path}: not a TMX file; its root is another element")


def _text(segment: Any) -> str:
    """What is read: without the codes of another program that stand in it."""
    return (segment.text or "") + "".join(
        ("" if child.tag in _CODES or not isinstance(child.tag, str) else _text(child)) + (child.tail or "")
        for child in segment
    )


def _language(variant: Any) -> str:
    return str(variant.get(_LANG) or variant.get("lang") or "").lower().split("-")[0]
