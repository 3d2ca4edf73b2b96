"""Word's .docx: a zip archive of XML parts. Those with text are translated, all others stay as they are, byte for byte.

Translated: body, tables, text boxes, headers, footers, footnotes, endnotes and comments. Left alone: deleted text,
charts, the file's own properties.
"""

from __future__ import annotations

import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO

from lxml import etree

from pipeline.errors import InputError
from pipeline.formats.files import place_of
from pipeline.formats.translatable.base import AHEAD, Options, Translate, Unit, filled
from pipeline.formats.translatable.docx_direction import turn_left_to_right
from pipeline.formats.translatable.docx_part import HEAD, part_units
from pipeline.formats.translatable.streams import opened

LARGEST = 1 << 30
"""Bytes that all parts together may have once they are unpacked. A story has a few hundred thousand."""

_LARGEST_XML = 1 << 27
"""Bytes that a part with styles, lists or types may have."""

_HELD = 1 << 24
"""Bytes of an archive up to which it is held in memory, not in a temporary file."""
_ZIP64 = 1 << 30

_TEXTS = (".main+xml", ".header+xml", ".footer+xml", ".footnotes+xml", ".endnotes+xml", ".comments+xml")
_LOOKS = ("wordprocessingml.styles+xml", "wordprocessingml.numbering+xml")
_OLE = b"\xd0\xcf\x11\xe0"


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. Styles and inline markup stay; what was written from right to left is written the other way."""
    place = place_of(path)
    # an archive needs a file that it can go back in, for reading and for writing
    with opened(path) as file, SpooledTemporaryFile(_HELD) as raw, SpooledTemporaryFile(_HELD) as made:
        with _faults(place):
            shutil.copyfileobj(file, raw)
            archive = _archive(raw, place)
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
            _write(filled(_units(archive, place), translate, AHEAD), archive, target, place)
        made.seek(0)
        shutil.copyfileobj(made, output)


_Written = tuple[zipfile.ZipInfo, bytes | None]
"""Bytes of an entry; None: it is copied."""


def _units(archive: zipfile.ZipFile, place: str) -> Iterator[Unit[_Written]]:
    with _faults(place):
        types = _types(archive, place)
        texts = 0
        for entry in archive.infolist():
            kind = types.get(entry.filename, "")
            if _is_text(kind):
                for unit in _text_units(archive, entry, place):
                    texts += len(unit.texts)
                    yield unit
            else:
                looks = kind.endswith(_LOOKS)
                yield _whole(entry, _turned(archive, entry.filename, place) if looks else None)
        if not texts:
            raise InputError(f"{place}: holds no text; give a document with text")


def _text_units(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: str) -> Iterator[Unit[_Written]]:
    try:
        with archive.open(entry) as file:
            for unit in part_units(file):
                yield Unit(unit.texts, lambda answers, fill=unit.fill: (entry, fill(answers)))  # type: ignore[misc]
    except etree.XMLSyntaxError as error:
        raise _not_xml(entry.filename, place, error) from None


def _whole(entry: zipfile.ZipInfo, written: bytes | None) -> Unit[_Written]:
    return Unit((), lambda _: (entry, written))


def _turned(archive: zipfile.ZipFile, name: str, place: str) -> bytes:
    """Styles and lists from left to right."""
    root = _parsed(archive, name, place)
    turn_left_to_right(root)
    return HEAD + bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=False))


def _write(pieces: Iterable[_Written], archive: zipfile.ZipFile, target: zipfile.ZipFile, place: str) -> None:
    """Every entry in its place, with its date."""
    for entry, group in groupby(pieces, key=lambda piece: piece[0]):
        info = zipfile.ZipInfo(entry.filename, entry.date_time)
        info.compress_type = entry.compress_type
        info.external_attr = entry.external_attr
        with target.open(info, "w", force_zip64=entry.file_size > _ZIP64) as file:
            for _, written in group:
                if written is not None:
                    file.write(written)
                    continue
                with _faults(place), archive.open(entry) as part:
                    shutil.copyfileobj(part, file)


def _is_text(kind: str) -> bool:
    return "word" in kind.lower() and kind.endswith(_TEXTS)


def _archive(raw: IO[bytes], place: str) -> zipfile.ZipFile:
    """The archive, once nothing about it is suspicious."""
    raw.seek(0)
    if raw.read(len(_OLE)) == _OLE:
        raise InputError(f"{place}: an old .doc file, or one with a password; save it as .docx without one")
    archive = zipfile.ZipFile(raw)
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
        raise _not_xml(name, place, error) from None


def _not_xml(name: str, place: str, error: etree.XMLSyntaxError) -> InputError:
    return InputError(f"{place}: its part {name} is not XML ({error.msg}); save it again in Word")


@contextmanager
def _faults(place: str) -> Iterator[None]:
    """What a damaged archive makes the library raise, as one line."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError) as error:
        fault = " ".join(str(error).split()) or "it breaks off"
        raise InputError(f"{place}: not a whole .docx file ({fault}); fetch it or save it again") from None
