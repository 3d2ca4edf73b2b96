"""Word's .docx: a zip archive of XML parts. Those with text are translated, all others stay as they are, byte for byte.

Translated: body, tables, text boxes, headers, footers, footnotes and endnotes. Left alone: comments, deleted text,
charts, the file's own properties.
"""

from __future__ import annotations

import io
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from lxml import etree

from pipeline.errors import InputError
from pipeline.formats.files import place_of, read_bytes
from pipeline.formats.translatable.base import Options, Translate
from pipeline.formats.translatable.docx_direction import turn_left_to_right
from pipeline.formats.translatable.docx_paragraph import Paragraph, paragraphs
from pipeline.formats.translatable.inline import translate_inline

LARGEST = 1 << 30
"""Bytes that all parts together may have once they are unpacked. A story has a few hundred thousand."""

_LARGEST_XML = 1 << 27
"""Bytes that an XML part may have."""

_TEXTS = (".main+xml", ".header+xml", ".footer+xml", ".footnotes+xml", ".endnotes+xml")
_LOOKS = ("wordprocessingml.styles+xml", "wordprocessingml.numbering+xml")
_OLE = b"\xd0\xcf\x11\xe0"


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. Styles and inline markup stay; what was written from right to left is written the other way."""
    place = place_of(path)
    with _faults(place):
        archive = _archive(read_bytes(path), place)
        roots, found = _read(archive, place)
    translate_inline([(paragraph.plain, _never) for paragraph in found], translate)
    for paragraph in found:
        paragraph.fill()
    for root in roots.values():
        turn_left_to_right(root)
    with _faults(place):
        _write(archive, roots, output)


def _read(archive: zipfile.ZipFile, place: str) -> tuple[dict[str, Any], list[Paragraph]]:
    """The parts that will change, by name, and the paragraphs with text in them."""
    types = _types(archive, place)
    texts = [name for name, kind in types.items() if _is_text(kind)]
    looks = [name for name, kind in types.items() if kind.endswith(_LOOKS)]
    roots = {name: _parsed(archive, name, place) for name in [*texts, *looks] if name in archive.namelist()}
    found = [paragraph for name in texts if name in roots for paragraph in paragraphs(roots[name])]
    if not found:
        raise InputError(f"{place}: holds no text; give a document with text")
    return roots, found


def _never(_: Any) -> bool:
    return False


def _is_text(kind: str) -> bool:
    return "word" in kind.lower() and kind.endswith(_TEXTS)


def _archive(raw: bytes, place: str) -> zipfile.ZipFile:
    """The archive, once nothing about it is suspicious."""
    if raw.startswith(_OLE):
        raise InputError(f"{place}: an old .doc file, or one with a password; save it as .docx without one")
    archive = zipfile.ZipFile(io.BytesIO(raw))
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise InputError(f"{place}: is encrypted; save it without a password")
    size = sum(entry.file_size for entry in entries)
    if size > LARGEST:
        raise InputError(f"{place}: {size:,} bytes unpacked, the most that is read are {LARGEST:,}; is it a story?")
    if len({entry.filename for entry in entries}) < len(entries):
        raise InputError(f"{place}: holds two parts of one name; open it in Word and save it again")
    return archive


def _types(archive: zipfile.ZipFile, place: str) -> dict[str, str]:
    """The content type of each part that has one of its own, by the name of its entry, main part first."""
    if "[Content_Types].xml" not in archive.namelist():
        raise InputError(f"{place}: a zip archive, but no Word document")
    root = _parsed(archive, "[Content_Types].xml", place)
    types = {o.get("PartName", "").lstrip("/"): o.get("ContentType", "") for o in root.iterfind("{*}Override")}
    if not any(_is_text(kind) and kind.endswith(".main+xml") for kind in types.values()):
        raise InputError(f"{place}: no Word document (another kind of Office file?); give a .docx file")
    return dict(sorted(types.items(), key=lambda item: not item[1].endswith(".main+xml")))


def _parsed(archive: zipfile.ZipFile, name: str, place: str) -> Any:
    if archive.getinfo(name).file_size > _LARGEST_XML:
        raise InputError(f"{place}: its part {name} has more than {_LARGEST_XML:,} bytes; is it a story?")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(archive.read(name), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{place}: its part {name} is not XML ({error.msg}); save it again in Word") from None


def _write(archive: zipfile.ZipFile, roots: dict[str, Any], output: BinaryIO) -> None:
    """Every entry in its place, with its date. Made aside first: an archive needs a file that it can go back in."""
    with tempfile.SpooledTemporaryFile(1 << 24) as made:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
            for entry in archive.infolist():
                info = zipfile.ZipInfo(entry.filename, entry.date_time)
                info.compress_type = entry.compress_type
                info.external_attr = entry.external_attr
                if entry.filename in roots:
                    copy.writestr(info, _serialised(roots[entry.filename]))
                    continue
                with archive.open(entry) as part, copy.open(info, "w") as target:
                    shutil.copyfileobj(part, target)
        made.seek(0)
        shutil.copyfileobj(made, output)


def _serialised(root: Any) -> bytes:
    head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return head + bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=False))


@contextmanager
def _faults(place: str) -> Iterator[None]:
    """What a damaged archive makes the library raise, as one line."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError) as error:
        fault = " ".join(str(error).split()) or "it breaks off"
        raise InputError(f"{place}: not a whole .docx file ({fault}); fetch it or save it again") from None
