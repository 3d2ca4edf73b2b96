"""Which kind of file is rewritten by which module."""

from __future__ import annotations

import sys

from pipeline.errors import ConfigError, UserError, did_you_mean
from pipeline.formats.translatable import docx, exchange, html, jsonl, lines, parquet, table, text
from pipeline.formats.translatable.base import Options, Rewrite, Translate
from pipeline.formats.translatable.streams import output_stream

KINDS: dict[str, Rewrite] = {
    "text": text.rewrite,
    "lines": lines.rewrite,
    "jsonl": jsonl.rewrite,
    "tsv": table.rewrite_tsv,
    "csv": table.rewrite_csv,
    "parquet": parquet.rewrite,
    "html": html.rewrite,
    "docx": docx.rewrite,
    "xliff": exchange.rewrite,
    "tmx": exchange.rewrite,
}
_BINARY = frozenset(["docx", "parquet"])
_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".tsv": "tsv", ".csv": "csv", ".html": "html", ".htm": "html"}
_ENDINGS |= {".xlf": "xliff", ".xliff": "xliff", ".tmx": "tmx", ".docx": "docx", ".docm": "docx", ".parquet": "parquet"}


def kind_of(path: str) -> str | None:
    """The kind that a file's name tells, `.gz` and `.zst` left aside; None for plain text."""
    name = path.lower().removesuffix(".gz").removesuffix(".zst")
    return next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), None)


def rewrite(kind: str, path: str, output: str, translate: Translate, options: Options) -> None:
    """Write `path` to `output` with its texts translated: whole, or, after an error, not at all."""
    if kind not in KINDS:
        raise ConfigError(f"--format: no kind of file '{kind}'{did_you_mean(kind, KINDS)}")
    if kind in _BINARY and output == "-" and sys.stdout.isatty():
        raise UserError(f"{path}: a {kind} file is nothing for a terminal; name a file with -o")
    with output_stream(output) as stream:
        KINDS[kind](path, stream, translate, options)
