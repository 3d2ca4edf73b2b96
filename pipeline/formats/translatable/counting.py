"""About how many texts a file holds, for a word on the time that is left."""

from __future__ import annotations

from pathlib import Path

from pipeline.formats.raw import count_lines
from pipeline.formats.translatable.parquet import count_rows

_LINES = frozenset(["lines", "jsonl", "tsv", "csv"])


def count_texts(kind: str, path: str) -> int | None:
    """Lines or rows, a row of names counted too; None where only reading the whole file would tell."""
    if path == "-" or not Path(path).is_file():
        return None
    if kind in _LINES:
        return count_lines(Path(path))
    return count_rows(path) if kind == "parquet" else None
