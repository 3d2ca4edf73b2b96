"""What every translator is. A wrapper (a memory, a splitter, a retry ladder) is the thing that it wraps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from pipeline.data import Output


class Translator(Protocol):
    """Translates sentences. The outputs depend on each sentence and the signature alone, never on the batching."""

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        """One output for each sentence, in order. An empty or blank sentence gives an empty output."""
        ...

    def stream(self, sentences: Iterator[str]) -> Iterator[Output]:
        """The same for an endless supply, in bounded memory."""
        ...

    @property
    def signature(self) -> str:
        """Model, its hash, engine and every setting that can change an output, `key:value` joined with `|`."""
        ...
