"""Texts to be scored, from plain files, JSON lines, TSV, TMX and run folders.

A plain file is one text, not yet cut into sentences. The other forms hold one record a sentence or one a story; the
name of the field says what is in it:

    hypothesis   hypothesis, translation, mt, target, tgt, text, lines, outputs, sentences
    reference    reference, ref, target, tgt, text, lines, sentences
    source       source, src
    story        document, doc, story, id (id: only where the record is a whole story)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import InputError
from pipeline.formats.files import read_bytes, read_lines

Role = Literal["hypothesis", "reference", "source"]

_FIELDS: dict[Role, tuple[str, ...]] = {
    "hypothesis": (
        *("hypothesis", "translation", "mt", "target", "tgt"),
        *("text", "lines", "outputs", "sentences"),
    ),
    "reference": ("reference", "ref", "target", "tgt", "text", "lines", "sentences"),
    "source": ("source", "src"),
}
_STORY = ("document", "doc", "story")
_LANGUAGE_ATTRIBUTES = ("{http://www.w3.org/XML/1998/namespace}lang", "lang")
RUN_FILE = "translations.jsonl"


@dataclass(frozen=True, slots=True)
class Text:
    """One story's text in one language. `sentences`: True where the lines are sentences, False for a raw file."""

    id: str
    lines: tuple[str, ...]
    sentences: bool = False
    sources: tuple[str, ...] | None = None
    """The source sentence of each line, where the file has them."""
    made_by: str = ""
    """The translation's signature (model, revision, settings), where the file has it."""


def read_texts(path: str, encoding: str = "utf-8", role: Role = "hypothesis") -> tuple[Text, ...]:
    """The texts of a file or run folder, in its order; at least one. What it is goes by the name's ending.

    Raises InputError, with the line, for a record without the fields that `role` asks for.
    """
    if Path(path).is_dir():
        return _from_run(Path(path), encoding, role)
    name = _ending(path)
    if name.endswith(".jsonl"):
        return _gather(path, _json_records(path, encoding), role)
    if name.endswith(".tsv"):
        return _gather(path, _tsv_records(path, encoding), role)
    if name.endswith((".tmx", ".xml")):
        return (_from_tmx(path, role),)
    return (Text(Path(path).name, tuple(read_lines(path, encoding))),)


def is_plain(path: str) -> bool:
    """True where the path is read as plain text, not yet cut into sentences."""
    return not Path(path).is_dir() and not _ending(path).endswith((".jsonl", ".tsv", ".tmx", ".xml"))


def flat(texts: Sequence[Text]) -> list[str]:
    """All lines of all texts."""
    return [line for text in texts for line in text.lines]


def flat_sources(texts: Sequence[Text]) -> list[str] | None:
    """All source sentences; None unless every text has them."""
    if any(text.sources is None for text in texts):
        return None
    return [line for text in texts for line in text.sources or ()]


def _ending(path: str) -> str:
    return path.lower().removesuffix(".gz").removesuffix(".zst")


def _from_run(folder: Path, encoding: str, role: Role) -> tuple[Text, ...]:
    file = folder / RUN_FILE
    if not file.is_file():
        raise InputError(f"{folder}: no {RUN_FILE} in this folder; give a run folder or a file")
    return _gather(str(file), _json_records(str(file), encoding), role)


@dataclass(frozen=True, slots=True)
class _Record:
    place: str
    fields: Mapping[str, object]


def _json_records(path: str, encoding: str) -> Iterator[_Record]:
    for number, line in enumerate(read_lines(path, encoding), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            fields = json.loads(line)
        except ValueError as error:
            raise InputError(f"{place}: not JSON ({error}); each line must be one object") from None
        if not isinstance(fields, dict):
            raise InputError(f'{place}: not a JSON object; each line must be one, such as {{"text": …}}')
        yield _Record(place, fields)


def _tsv_records(path: str, encoding: str) -> Iterator[_Record]:
    # Quotes are letters of the text here, as everywhere in machine translation.
    rows = (line.split("\t") for line in read_lines(path, encoding))
    header = [name.strip().lower() for name in next(rows)]
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            place = f"{path}:{number}"
            raise InputError(
                f"{place}: {len(row)} columns, the header has {len(header)}; one row a sentence, tabs between"
            )
        yield _Record(f"{path}:{number}", dict(zip(header, row, strict=True)))


def _gather(path: str, records: Iterator[_Record], role: Role) -> tuple[Text, ...]:
    """Records of one story joined, stories in the order of their first record."""
    lines: dict[str, list[str]] = {}
    sources: dict[str, list[str]] = {}
    made_by: dict[str, str] = {}
    for record in records:
        found = _lines(record, role)
        story = _story(record)
        lines.setdefault(story, []).extend(found)
        sources.setdefault(story, []).extend(_origins(record, role))
        made_by.setdefault(story, str(record.fields.get("signature") or ""))
    if not lines:
        raise InputError(f"{path}: holds no record; give a file with text")
    return tuple(
        Text(
            story or Path(path).name,
            tuple(found),
            True,
            _matching(path, story, found, sources[story] or None),
            made_by[story],
        )
        for story, found in lines.items()
    )


def _matching(path: str, story: str, lines: Sequence[str], sources: Sequence[str] | None) -> tuple[str, ...] | None:
    if sources is None:
        return None
    if len(sources) != len(lines):
        place = f"{path}: {story}" if story else path
        raise InputError(f"{place}: {len(lines)} lines but {len(sources)} source sentences; each line needs one")
    return tuple(sources)


def _lines(record: _Record, role: Role) -> list[str]:
    value = _field(record.fields, role)
    if value is None:
        wanted = ", ".join(_FIELDS[role])
        known = ", ".join(record.fields) or "none"
        raise InputError(f"{record.place}: no field for the {role} (it has: {known}); name one of: {wanted}")
    return _strings(record, value)


def _origins(record: _Record, role: Role) -> list[str]:
    """The source sentences: a field of the record, or of each of its sentences, as in a run's translations."""
    value = _field(record.fields, "source")
    if value is not None:
        return _strings(record, value)
    items = _field(record.fields, role)
    if not isinstance(items, list):
        return []
    return [str(item["source"]) for item in items if isinstance(item, dict) and "source" in item]


def _field(fields: Mapping[str, object], role: Role) -> object | None:
    return next((fields[name] for name in _FIELDS[role] if fields.get(name) is not None), None)


def _strings(record: _Record, value: object) -> list[str]:
    """A text, texts, or objects with a `text` (the outputs of a run), as lines without line breaks."""
    found = []
    for item in value if isinstance(value, list) else [value]:
        text = item.get("text") if isinstance(item, dict) else item
        if not isinstance(text, str):
            raise InputError(
                f"{record.place}: {json.dumps(item, ensure_ascii=False)[:40]} is not a text; put it in quotes"
            )
        found.append(" ".join(text.split("\n")).strip("\r"))
    return found


def _story(record: _Record) -> str:
    whole = any(isinstance(value, list) for value in record.fields.values())
    names = (*_STORY, "id") if whole else _STORY
    return next((str(record.fields[name]) for name in names if record.fields.get(name) is not None), "")


def _from_tmx(path: str, role: Role) -> Text:
    """English variants are the text, Arabic ones the source; a unit without one of them has an empty line there."""
    from lxml import etree

    try:
        root = etree.fromstring(read_bytes(path), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise InputError(f"{path}: not XML ({error}); give a TMX file") from None
    wanted = "ar" if role == "source" else "en"
    units = [_variants(unit) for unit in root.iter("tu")]
    if not any(wanted in unit for unit in units):
        raise InputError(f"{path}: no '{wanted}' variant in any of its {len(units)} units; is it the right TMX file?")
    origins = tuple(unit.get("ar", "") for unit in units)
    return Text(Path(path).name, tuple(unit.get(wanted, "") for unit in units), True, origins if any(origins) else None)


def _variants(unit: object) -> dict[str, str]:
    found = {}
    for variant in unit.iter("tuv"):  # type: ignore[attr-defined]
        language = next((variant.get(name) for name in _LANGUAGE_ATTRIBUTES if variant.get(name)), "")
        segment = variant.find("seg")
        text = "" if segment is None else "".join(segment.itertext())
        found[language.lower().partition("-")[0]] = " ".join(text.split())
    return found
