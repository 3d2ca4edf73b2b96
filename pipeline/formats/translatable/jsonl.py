"""JSON lines: objects with a text; every other key is kept, in its order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import regex

from pipeline.errors import InputError
from pipeline.formats.files import place_of
from pipeline.formats.translatable.base import Options, Translate, Unit, filled
from pipeline.formats.translatable.streams import stream_lines

_HALF = regex.compile(r"\p{Cs}")


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. The translation is the key `options.into`; empty lines stay."""
    for line in filled(_units(path, options), translate):
        output.write(f"{line}\n".encode())


def _units(path: str, options: Options) -> Iterator[Unit[str]]:
    for number, line in enumerate(stream_lines(path, options.encoding), 1):
        if not line.strip():
            yield Unit((), lambda _: "")
            continue
        place = f"{place_of(path)}:{number}"
        record = _record(line, place)
        if not isinstance(record, dict) or not isinstance(record.get(options.field), str):
            known = f"has {', '.join(list(record)[:6])}" if isinstance(record, dict) else "is no object"
            raise InputError(f"{place}: no text under '{options.field}' (the line {known}); name the key with --field")
        if _HALF.search(record[options.field]):
            raise InputError(f"{place}: half of a surrogate pair in '{options.field}'; mend what wrote the file")
        yield _unit(record, options)


def _record(line: str, place: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{place}: not JSON ({error.msg} at column {error.colno}); mend the line") from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; lists in lists without end
        fault = " ".join(str(error).split()).partition(";")[0]
        raise InputError(f"{place}: not JSON that can be read ({fault}); mend the line") from None


def _unit(record: dict[str, Any], options: Options) -> Unit[str]:
    def fill(answers: Sequence[str]) -> str:
        made = record | {options.into: answers[0]}
        line = json.dumps(made, ensure_ascii=False)
        # half of a surrogate pair can only be written as an escape
        return json.dumps(made) if _HALF.search(line) else line

    return Unit((record[options.field],), fill)
