"""Parquet, an extra: `pip install 'wirepair[parquet]'`. A column of text; all others, and the metadata, are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.errors import InputError, UserError, did_you_mean
from pipeline.formats.files import MAX_LINE, place_of, read_bytes
from pipeline.formats.translatable.base import Options, Translate, Unit, filled
from pipeline.formats.translatable.streams import check_readable

_ROWS = 1024
"""Rows that are read together."""

_GROUP_ROWS, _GROUP_BYTES = 1 << 17, 1 << 26
"""Most rows and bytes of a row group that is written, for it is held until it is full."""


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. `options.field` is the column with the text, `options.into` the one for the translation.

    A few thousand rows are read at a time; row groups end where the input's do. A file that is packed once more, or
    that comes from a pipe, is held whole, because Parquet is read from its end. A missing text stays missing.
    UserError, one line, where pyarrow is not installed.
    """
    pa, place = _pyarrow(), place_of(path)
    with _faults(place), _opened(path, pa) as file:
        plan = _plan(file.schema_arrow, options, place, pa)
        units = _units(file, plan, place, pa)
        with pa.parquet.ParquetWriter(output, plan.schema, compression=_compression(file, plan)) as writer:
            for group in _gathered(filled(units, translate)):
                writer.write_table(pa.Table.from_batches(group, plan.schema))


def _pyarrow() -> Any:
    try:
        import pyarrow.parquet
    except ImportError:
        raise UserError(
            "format parquet: needs pyarrow, which is not installed; install it with: pip install 'wirepair[parquet]'"
        ) from None
    return pyarrow


def _opened(path: str, pa: Any) -> Any:
    if not Path(path).is_file() or path.endswith((".gz", ".zst")):  # or a pipe, or standard input
        return pa.parquet.ParquetFile(pa.BufferReader(read_bytes(path)))
    check_readable(path)
    # through a buffer: without one the reader holds a whole column of a row group
    return pa.parquet.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which column is read, which is written (the one after the last: a new one), and the schema of the output."""

    column: int
    target: int
    schema: Any


def _plan(schema: Any, options: Options, place: str, pa: Any) -> _Plan:
    column: int = schema.get_field_index(options.field)
    if column < 0:
        hint = did_you_mean(options.field, schema.names)
        raise InputError(f"{place}: no column '{options.field}'{hint}; name it with --field")
    kind = schema.field(column).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
        raise InputError(f"{place}: column '{options.field}' holds {kind}, not text; name another with --field")
    made = pa.field(options.into, pa.large_string() if pa.types.is_large_string(kind) else pa.string())
    target: int = schema.get_field_index(options.into)
    if target < 0:
        return _Plan(column, len(schema), schema.append(made))
    return _Plan(column, target, schema.set(target, made.with_metadata(schema.field(target).metadata)))


def _compression(file: Any, plan: _Plan) -> dict[str, str] | str:
    """How each column is packed: as in the first row group of the input, a new column as the text is."""
    if not file.num_row_groups:
        return "snappy"
    group = file.metadata.row_group(0)
    chunks = [group.column(number) for number in range(group.num_columns)]
    # what is read as UNCOMPRESSED must be written as NONE
    found = {chunk.path_in_schema: chunk.compression.replace("UNCOMPRESSED", "NONE") for chunk in chunks}
    names = plan.schema.names
    return {names[plan.target]: found[names[plan.column]]} | found


_Rows = tuple[Any, bool]
"""A batch, and whether a row group of the input ends with it."""


def _units(file: Any, plan: _Plan, place: str, pa: Any) -> Iterator[Unit[_Rows]]:
    row = 1
    for number in range(file.num_row_groups):
        left = file.metadata.row_group(number).num_rows
        for batch in file.iter_batches(batch_size=_ROWS, row_groups=[number]):
            left -= batch.num_rows
            yield _unit(batch, left <= 0, plan, _texts(batch.column(plan.column), place, row), pa)
            row += batch.num_rows


def _texts(column: Any, place: str, row: int) -> list[str | None]:
    try:
        texts: list[str | None] = column.to_pylist()
    except UnicodeDecodeError:
        raise InputError(f"{place}: a text in the {len(column):,} rows from {row:,} on is not UTF-8; mend it") from None
    for number, text in enumerate(texts, row):
        if text is not None and len(text) > MAX_LINE:
            raise InputError(f"{place}: row {number:,} has more than {MAX_LINE:,} characters; is it a text?")
    return texts


def _unit(batch: Any, last: bool, plan: _Plan, texts: Sequence[str | None], pa: Any) -> Unit[_Rows]:
    def fill(answers: Sequence[str]) -> _Rows:
        supply = iter(answers)
        values = [None if text is None else next(supply) for text in texts]
        arrays = list(batch.columns)
        arrays[plan.target : plan.target + 1] = [pa.array(values, plan.schema.field(plan.target).type)]
        return pa.RecordBatch.from_arrays(arrays, schema=plan.schema), last

    return Unit([text for text in texts if text is not None], fill)


def _gathered(rows: Iterable[_Rows]) -> Iterator[list[Any]]:
    """The batches of each row group."""
    group: list[Any] = []
    size = 0
    for batch, last in rows:
        group.append(batch)
        size += batch.nbytes
        if last or size >= _GROUP_BYTES or sum(b.num_rows for b in group) >= _GROUP_ROWS:
            yield group
            group, size = [], 0


@contextmanager
def _faults(place: str) -> Iterator[None]:
    """What a damaged file makes pyarrow raise, as one line."""
    import pyarrow as pa

    try:
        yield
    except OSError as error:
        if error.errno is not None:
            raise  # the system's, about what is written
        raise _broken(place, error) from None
    except pa.ArrowException as error:
        raise _broken(place, error) from None


def _broken(place: str, error: Exception) -> InputError:
    fault = " ".join(str(error).split()).rstrip(".")[:200]
    return InputError(f"{place}: not a whole Parquet file ({fault}); fetch or write it again")


def count_rows(path: str) -> int | None:
    """How many rows a file has; None where it is packed once more."""
    if path.endswith((".gz", ".zst")):
        return None
    with _faults(path), _opened(path, _pyarrow()) as file:
        return int(file.metadata.num_rows)
