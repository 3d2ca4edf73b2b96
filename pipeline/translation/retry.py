"""A ladder for doubtful outputs: the sentence is tried again in other ways, and the better output stays."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from pipeline.data import Flag, Output
from pipeline.translation.base import Translator
from pipeline.translation.flags import detectors, find_flags
from pipeline.translation.stream import WINDOW, Streaming

Rung = tuple[str, Callable[[], Translator]]
"""What the rung is called in flags, and how its translator is made when it is first needed."""


class RetryingTranslator(Streaming):
    """Tries flagged sentences on each rung in turn until nothing is doubtful; fewer flags win, the first of equals.

    Where only one kind of doubt is tried again, an output without it wins, unless it has more doubts in all.
    """

    def __init__(self, inner: Translator, rungs: Sequence[Rung], window: int = WINDOW, only: str | None = None) -> None:
        """`only`: the name of a detector; what others find doubtful is not tried again, but counts."""
        self._inner, self._rungs, self._only = inner, list(rungs), only
        self._made: dict[str, Translator] = {}
        self.window = window

    @property
    def signature(self) -> str:
        """The inner one's, what is tried again where only one kind of doubt is, and the rungs."""
        return f"{self._inner.signature}|{self._only or 'retry'}:{'+'.join(name for name, _ in self._rungs)}"

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        """Outputs that were replaced have the origin `retry` and a flag that says what replaced what."""
        outputs = list(self._inner.translate(sentences))
        doubts = {i: found for i, o in enumerate(outputs) if (found := self._first(sentences[i], o))}
        for name, make in self._rungs:
            if not doubts:
                break
            again = self._rung(name, make).translate([sentences[i] for i in doubts])
            for (i, before), output in zip(list(doubts.items()), again, strict=True):
                after = _doubts(sentences[i], output)
                if self._is_better(before, after):
                    outputs[i] = _replacing(output, name, sorted(set(before) - set(after)) or before)
                    doubts[i] = after
            doubts = {i: found for i, found in doubts.items() if self._is_open(found)}
        return outputs

    def _is_better(self, before: Sequence[str], after: Sequence[str]) -> bool:
        if self._only is None:
            return len(after) < len(before)
        return self._only not in after and len(after) <= len(before)

    def _is_open(self, doubts: Sequence[str]) -> bool:
        return bool(doubts) if self._only is None else self._only in doubts

    def _first(self, sentence: str, output: Output) -> list[str]:
        if self._only is not None and detectors.get(self._only)().find(sentence, output.text) is None:
            return []
        return _doubts(sentence, output)

    def _rung(self, name: str, make: Callable[[], Translator]) -> Translator:
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]


def _doubts(sentence: str, output: Output) -> list[str]:
    """Names of what the detectors find doubtful. That a sentence was split is no doubt."""
    return [flag.name for flag in find_flags(sentence, output.text)]


def _replacing(output: Output, rung: str, mended: Sequence[str]) -> Output:
    flag = Flag("retried", f"{rung} mends: {', '.join(mended)}")
    kept = tuple(f for f in output.flags if f.name != "retried")
    return dataclasses.replace(output, origin="retry", flags=(*kept, flag))
