"""JSON lines: objects with a text; every other key is kept, in its order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from pipeline.errors import InputError
from pipeline.formats.files import place_of
from pipeline.formats.translatable.base import Options, Translate, Unit, filled
from pipeline.formats.translatable.streams import stream_lines


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
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{place}: not JSON ({error.msg} at column {error.colno}); mend the line") from None
        if not isinstance(record, dict) or not isinstance(record.get(options.field), str):
            known = f"has {', '.join(list(record)[:6])}" if isinstance(record, dict) else "is no object"
            raise InputError(f"{place}: no text under '{options.field}' (the line {known}); name the key with --field")
        yield _unit(record, options)


def _unit(record: dict[str, Any], options: Options) -> Unit[str]:
    def fill(answers: Sequence[str]) -> str:
        return json.dumps(record | {options.into: answers[0]}, ensure_ascii=False)

    return Unit((record[options.field],), fill)
