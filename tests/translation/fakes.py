"""A translator for tests of what stands around one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.data import Output
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
