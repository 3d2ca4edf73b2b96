"""What every engine is: ids in, hypotheses out. Normalisation, splitting and batching are the floor above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from pipeline.errors import UserError

Ids = list[int]

_LACK = ("out of memory", "bad_alloc", "can't allocate memory")
"""What the libraries say when memory is short."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How hypotheses are looked for. The same words in both engines mean the same search."""

    beam: int = 4
    length_penalty: float = 1.0
    no_repeat_ngram: int = 0
    hypotheses: int = 1

    @property
    def signature(self) -> str:
        """Every setting that is not the plain one."""
        parts = [f"beam:{self.beam}"]
        if self.length_penalty != 1.0:
            parts.append(f"length_penalty:{self.length_penalty:g}")
        if self.no_repeat_ngram:
            parts.append(f"no_repeat_ngram:{self.no_repeat_ngram}")
        return "|".join(parts)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Target ids without `</s>`, their mean log-probability (natural, `</s>` counted), and whether `</s>` came."""

    ids: Ids
    score: float
    finished: bool = True


class Engine(Protocol):
    """Runs the network."""

    @property
    def signature(self) -> str:
        """Name and precision: `ctranslate2:float32`."""
        ...

    @property
    def device(self) -> str:
        """`cpu`, `cuda` or `mps`."""
        ...

    @property
    def step(self) -> int:
        """Where no neighbour may show, the longest row of a batch has a multiple of so many pieces; 1: any length."""
        ...

    def generate(self, batches: Iterable[Sequence[Ids]], decoding: Decoding) -> Iterator[list[list[Hypothesis]]]:
        """Best hypotheses first for each row of each batch, batches in the order given.

        The first row of a batch is the longest, `</s>` included. Where all rows are as long, or are padded to the same
        multiple of `step`, no row depends on its neighbours.
        """
        ...


@contextmanager
def enough_memory(device: str) -> Iterator[None]:
    """UserError, one line, where a batch is too large for the memory of the device."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        fault = str(error).lower()
        if not isinstance(error, MemoryError) and not any(word in fault for word in _LACK):
            raise
        raise UserError(
            f"a batch did not fit into the memory of device {device}; make batches smaller: --set batch_tokens=1024"
        ) from None


def output_limit(source: int, positions: int) -> int:
    """Most target pieces for a source of so many pieces. `positions` is the network's own limit."""
    return min(positions - 1, usual_limit(source))


def usual_limit(source: int) -> int:
    """Three times the source and a margin: far above what Arabic needs in English (1.1 times on average).

    It stops repetition loops early and cuts nothing else.
    """
    return 3 * source + 32
