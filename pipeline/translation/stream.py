"""What all translators share: an endless supply in windows, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from pipeline.data import Output

T = TypeVar("T")
WINDOW = 4096
"""Sentences that are looked at together: enough for full batches of every length."""


def windows(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of `size` items; the last may be shorter."""
    supply = iter(items)
    while window := list(islice(supply, size)):
        yield window


class Streaming:
    """Gives a translator `stream`, made of its `translate`."""

    window = WINDOW

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        """One output for each sentence, in order."""
        raise NotImplementedError

    def stream(self, sentences: Iterable[str]) -> Iterator[Output]:
        """The same for an endless supply: never more than a window is held."""
        for window in windows(sentences, self.window):
            yield from self.translate(window)
