"""Tables with a column of text: TSV (a tab is a border, nothing is quoted) and CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from pipeline.errors import ConfigError, InputError, did_you_mean
from pipeline.formats.files import place_of
from pipeline.formats.translatable.base import Options, Translate, Unit, filled
from pipeline.formats.translatable.streams import stream_lines, style

Write = Callable[[Sequence[str]], str]


def rewrite_tsv(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. `options.field` is a name of the first row, or a number (from 1) where no row has names.

    Line ends and the byte order mark are those of the input.
    """
    rows = (line.split("\t") for line in stream_lines(path, options.encoding))
    _rewrite(path, rows, _tsv, output, translate, options)


def rewrite_csv(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `rewrite_tsv`. Line breaks inside quoted cells are kept."""
    _rewrite(path, _csv_rows(path, options), _csv, output, translate, options)


def _rewrite(
    path: str, rows: Iterator[list[str]], write: Write, output: BinaryIO, translate: Translate, options: Options
) -> None:
    mark, end = style(path)
    for line in filled(_units(path, rows, write, options), translate):
        output.write(mark + (line + end).encode())
        mark = b""


def _csv_rows(path: str, options: Options) -> Iterator[list[str]]:
    reader = csv.reader((f"{line}\n" for line in stream_lines(path, options.encoding)), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise InputError(f"{place_of(path)}:{reader.line_num}: not CSV ({error}); mend the line") from None


def _units(path: str, rows: Iterator[list[str]], write: Write, options: Options) -> Iterator[Unit[str]]:
    named = not options.field.isdigit()
    header = next(rows, []) if named else []
    if named and options.field not in header:
        hint = did_you_mean(options.field, header)
        if len(header) == 1 and ";" in header[0]:
            hint = "; its cells are divided by semicolons: save it with commas, or as TSV"
        raise InputError(f"{place_of(path)}:1: no column '{options.field}'{hint}; name it, or its number, with --field")
    if options.field.isdigit() and not int(options.field):
        raise ConfigError("--field 0: columns are counted from 1")
    column = header.index(options.field) if named else int(options.field) - 1
    into = header.index(options.into) if options.into in header else None
    if named:
        names = header if into is not None else [*header, options.into]
        yield Unit((), lambda _, names=names: write(names))  # type: ignore[misc]
    for number, row in enumerate(rows, 1 + named):
        if not any(row):
            yield Unit((), lambda _, row=row: write(row))  # type: ignore[misc]
        elif not 0 <= column < len(row):
            raise InputError(
                f"{place_of(path)}:{number}: {len(row)} columns, none of them number {column + 1}; mend it"
            )
        else:
            yield _unit(row, column, into, write)


def _unit(row: list[str], column: int, into: int | None, write: Write) -> Unit[str]:
    def fill(answers: Sequence[str]) -> str:
        if into is None or into >= len(row):
            return write([*row, answers[0]])
        return write([*row[:into], answers[0], *row[into + 1 :]])

    return Unit((row[column],), fill)


def _tsv(row: Sequence[str]) -> str:
    return "\t".join(" ".join(cell.split("\t")) for cell in row)


def _csv(row: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue().removesuffix("\n")
