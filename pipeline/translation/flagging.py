"""A translator that looks at what comes out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from pipeline.data import Output
from pipeline.translation.base import Translator
from pipeline.translation.flags import find_flags
from pipeline.translation.stream import WINDOW, Streaming


class FlaggingTranslator(Streaming):
    """Adds flags to the outputs of another translator; the texts are left alone."""

    def __init__(self, inner: Translator, window: int = WINDOW) -> None:
        self._inner = inner
        self.window = window

    @property
    def signature(self) -> str:
        """The inner one's: flags change no output."""
        return self._inner.signature

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        """The inner translator's outputs, each with what the detectors found after the flags that it has."""
        outputs = self._inner.translate(sentences)
        return [flagged(sentence, output) for sentence, output in zip(sentences, outputs, strict=True)]


def flagged(sentence: str, output: Output) -> Output:
    """The output with what the detectors find."""
    found = find_flags(sentence, output.text)
    return dataclasses.replace(output, flags=(*output.flags, *found)) if found else output
