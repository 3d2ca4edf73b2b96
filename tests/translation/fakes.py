"""A translator for tests of what stands around one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.data import Output
from pipeline.translation.engine import Decoding, Hypothesis, Ids, output_limit
from pipeline.translation.pieces import SPACE, Pieces
from pipeline.translation.stream import Streaming


class Scripted(Streaming):
    """Says what `say` says, and keeps every sentence that it was asked for."""

    def __init__(self, say: Callable[[str], str], signature: str = "scripted") -> None:
        self._say, self._signature = say, signature
        self.asked: list[str] = []

    @property
    def signature(self) -> str:
        return self._signature

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        self.asked += sentences
        return [Output(self._say(sentence), -0.5) for sentence in sentences]


class LoopingEngine:
    """Says one word again and again until the limit of its batch."""

    signature = "looping:float32"
    device, step = "cpu", 1

    def __init__(self, pieces: Pieces) -> None:
        self._word = next(n for n, name in enumerate(pieces.names) if name.startswith(SPACE) and len(name) > 1)

    def generate(self, batches: Iterable[Sequence[Ids]], decoding: Decoding) -> Iterator[list[list[Hypothesis]]]:
        for batch in batches:
            limit = output_limit(len(batch[0]), 10_000)
            yield [[Hypothesis([self._word] * limit, -0.1, finished=False)] for _ in batch]


class RecordingEngine:
    """An engine that keeps what it is given and answers with one hypothesis a row, as long as the row."""

    signature, device, step = "recorder:int8", "cpu", 16

    def __init__(self) -> None:
        self.batches: list[list[list[int]]] = []

    def generate(self, batches: Iterable[Sequence[Ids]], decoding: Decoding) -> Iterator[list[list[Hypothesis]]]:
        for batch in batches:
            self.batches.append([list(row) for row in batch])
            yield [[Hypothesis(list(row[:-1]), 0.0)] for row in batch]
