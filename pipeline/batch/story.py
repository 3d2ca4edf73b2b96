"""A story on its way through the job: from its bytes to sentences, and from their outputs to what is kept."""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.batch.sources import Raw
from pipeline.data import Document, Output, Translation
from pipeline.errors import InputError, StoryError
from pipeline.formats.documents import check_language
from pipeline.formats.files import decode
from pipeline.segmentation.base import Segmenter
from pipeline.translation.document import render


@dataclass(frozen=True, slots=True)
class Form:
    """How stories are read and written.

    `encoding` is that of text files (JSON is always UTF-8); `field` and `into` are the JSON keys of the Arabic and of
    the English; `sentences` adds the sentences with score and flags to a JSON record.
    """

    encoding: str = "utf-8"
    field: str = "text"
    into: str = "translation"
    sentences: bool = False

    def __post_init__(self) -> None:
        try:
            codecs.lookup(self.encoding)
        except LookupError:
            decode(b"-", "--encoding", self.encoding)  # says so, with the closest name


@dataclass(frozen=True, slots=True)
class Aside:
    """A story that cannot be translated, and why."""

    path: str
    line: int
    id: object
    reason: str

    @property
    def record(self) -> dict[str, object]:
        """Its line in set_aside.jsonl."""
        place: dict[str, object] = {"path": self.path}
        if self.line:
            place |= {"line": self.line, "id": self.id}
        return place | {"reason": self.reason}

    @property
    def message(self) -> str:
        """One line for people."""
        return f"{self.path}:{self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Story:
    """A story that can be translated; `record` is its JSON object, None for a text file."""

    raw: Raw
    document: Document
    record: Mapping[str, Any] | None = field(default=None)


def open_story(raw: Raw, form: Form, segmenter: Segmenter) -> Story | Aside:
    """The story, or the reason why it is set aside: unreadable, empty, not Arabic, no text in the record …"""
    record: dict[str, Any] | None = None
    try:
        if raw.fault:
            raise StoryError(raw.fault)
        if raw.line:
            record = _record(raw)
            text = _checked(_text_of(record, form), raw.place)
        else:
            text = decode(raw.content, raw.place, form.encoding)
        check_language(text, "ar", raw.place)
        return Story(raw, segmenter.segment(text, "ar", id=raw.place), record)
    except (InputError, StoryError) as error:
        return Aside(raw.path, raw.line, record.get("id") if record else None, _reason(error, raw.place))


def written(story: Story, outputs: Sequence[Output], form: Form) -> str:
    """What the job keeps: the text in the source's shape, or the JSON line with its line end."""
    text = render(story.document, Translation(story.document.id, tuple(outputs), ""))
    if story.record is None:
        return text
    made: dict[str, Any] = {**story.record, form.into: text}
    if form.sentences:
        pairs = zip(story.document.lines, outputs, strict=True)
        made["sentences"] = [_sentence(source, output) for source, output in pairs]
    return json.dumps(made, ensure_ascii=False) + "\n"


def _reason(error: Exception, place: str) -> str:
    """The message without the place, which stands beside it."""
    message = str(error).removeprefix(f"{place}: ")
    return f"line {message.removeprefix(f'{place}:')}" if message.startswith(f"{place}:") else message


def _sentence(source: str, output: Output) -> dict[str, object]:
    # not where it came from: a translation memory serves faster, and nothing else
    score = None if output.score is None else round(output.score, 6)
    flags = [{"name": flag.name, "detail": flag.detail} for flag in output.flags]
    return {"source": source, "text": output.text, "score": score, "flags": flags}


def _record(raw: Raw) -> dict[str, Any]:
    try:
        record = json.loads(raw.content.decode("utf-8-sig" if raw.line == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise StoryError(f"not UTF-8 at byte {error.start} of the line; write the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise StoryError(f"not JSON ({error.msg} at column {error.colno}); mend the line") from None
    except (ValueError, RecursionError) as error:
        raise StoryError(f"not JSON that can be read ({' '.join(str(error).split())}); mend the line") from None
    if not isinstance(record, dict):
        raise StoryError("not a JSON object; a line is an object with a text")
    return record


def _text_of(record: Mapping[str, Any], form: Form) -> str:
    if form.field not in record:
        raise StoryError(f"no key '{form.field}' (the line has {', '.join(list(record)[:6])}); name it with --field")
    text = record[form.field]
    if not isinstance(text, str):
        raise StoryError(f"what '{form.field}' holds is no text; mend the line")
    return text


def _checked(text: str, place: str) -> str:
    try:
        return decode(text.encode(), place)
    except UnicodeEncodeError as error:
        raise StoryError(f"half of a surrogate pair at character {error.start}; mend what wrote the file") from None
