"""What all kinds share: units that hold texts and know how to be written again with other texts in their place."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)

Translate = Callable[[Iterator[str]], Iterator[str]]
"""Texts in, one translation for each out, in order; it may read ahead, but not without bound."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read. `field` and `into`: the JSON key or the column with the text, and that of the translation."""

    encoding: str = "utf-8"
    field: str = "text"
    into: str = "translation"
    source: str = "ar"
    target: str = "en"


Rewrite = Callable[[str, BinaryIO, Translate, Options], None]
"""Reads a file and writes it to the stream with its texts translated. InputError, one line, if it cannot."""


@dataclass(frozen=True, slots=True)
class Unit(Generic[T_co]):
    """A piece of a file: its texts, and what is written once their translations are there (as many, in order)."""

    texts: Sequence[str]
    fill: Callable[[Sequence[str]], T_co]


def plain(written: bytes) -> Unit[bytes]:
    """What holds no text to translate."""
    return Unit((), lambda _: written)


AHEAD = 2000
"""Units that are read before the first is translated: for a file that has no more, the time left can be told."""


def filled(units: Iterable[Unit[T_co]], translate: Translate, ahead: int = 0) -> Iterator[T_co]:
    """Each unit as it is written; no more of them are held than `ahead` and what `translate` reads ahead.

    A file of fewer units than `ahead` is read whole first: then the texts have a length that `translate` may ask for.
    """
    supply = iter(units)
    waiting: deque[Unit[T_co]] = deque(islice(supply, ahead))
    known = [text for unit in waiting for text in unit.texts]

    def texts() -> Iterator[str]:
        yield from known
        for unit in supply:
            waiting.append(unit)
            yield from unit.texts

    answers: list[str] = []
    for answer in translate(iter(known) if len(waiting) < ahead else texts()):
        answers.append(answer)
        while waiting and len(waiting[0].texts) <= len(answers):
            unit = waiting.popleft()
            size = len(unit.texts)
            yield unit.fill(answers[:size])
            del answers[:size]
    while waiting:
        yield waiting.popleft().fill([])
