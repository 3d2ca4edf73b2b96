"""One sentence a line: line i of the output is line i of the input."""

from __future__ import annotations

from typing import BinaryIO

from pipeline.formats.translatable.base import Options, Translate
from pipeline.formats.translatable.streams import stream_lines


def rewrite(path: str, output: BinaryIO, translate: Translate, options: Options) -> None:
    """See `Rewrite`. Empty lines stay empty."""
    for text in translate(stream_lines(path, options.encoding)):
        output.write(f"{text}\n".encode())
