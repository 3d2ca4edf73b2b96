"""A text file as a Document, with a look at whether it is in the language that it is said to be in."""

from __future__ import annotations

import codecs
import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import regex

from pipeline.data import Document
from pipeline.errors import InputError
from pipeline.formats.files import decode, place_of, read_bytes

_SCRIPTS = {"ar": "Arabic", "en": "Latin", "de": "Latin", "fr": "Latin"}
_NAMES = {"ar": "Arabic", "en": "English", "de": "German", "fr": "French"}
_LETTER = regex.compile(r"\p{L}")
_LETTERS_OF = {script: regex.compile(rf"\p{{{script}}}") for script in set(_SCRIPTS.values())}
# Wire copy in Arabic quotes Latin names, company lists even many; the other way round hardly ever.
_SHARE = 0.3


class _Segmenter(Protocol):
    """What this file needs of a segmenter; the stage stands on a floor above."""

    def segment(
        self, text: str, language: str, *, id: str = "", metadata: Mapping[str, str] | None = None
    ) -> Document: ...


def read_document(path: Path | str, language: str, segmenter: _Segmenter, encoding: str = "utf-8") -> Document:
    """The file as a Document: its id is the file's name without the extension, its text is the file's.

    `document.text.encode(document.encoding)` is the file again, byte for byte (a UTF-8 byte order mark is kept in the
    encoding's name, `utf-8-sig`). Raises InputError for a file that `read_text` refuses, or in another script than
    the language's.
    """
    raw = read_bytes(path)
    text = decode(raw, place_of(path), encoding)
    check_language(text, language, place_of(path))
    document = segmenter.segment(text, language, id=_id(path))
    return dataclasses.replace(document, encoding=_exact_encoding(raw, encoding))


def check_language(text: str, language: str, place: str) -> None:
    """Raises InputError where fewer than 3 of 10 letters are of the language's script: English given as Arabic, say.

    A text without letters passes, and so does a language whose script is not known here.
    """
    script = _SCRIPTS.get(language)
    letters = len(_LETTER.findall(text))
    if script is None or not letters:
        return
    own = len(_LETTERS_OF[script].findall(text)) / letters
    if own >= _SHARE:
        return
    raise InputError(
        f"{place}: given as {_NAMES[language]}, but only {own:.0%} of its letters are {script}; "
        "give the right file, or are two files swapped?"
    )


def _id(path: Path | str) -> str:
    if str(path) == "-":
        return "stdin"
    name = Path(path).name
    for packed in (".gz", ".zst"):
        name = name.removesuffix(packed)
    return Path(name).stem


def _exact_encoding(raw: bytes, encoding: str) -> str:
    if raw.startswith(codecs.BOM_UTF8) and codecs.lookup(encoding).name == "utf-8":
        return "utf-8-sig"
    return encoding
