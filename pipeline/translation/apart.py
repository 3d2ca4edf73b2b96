"""Figures that a network loses whatever is tried: they stay where they are, and what is around them is translated.

Less fluent than a sentence in one piece, but nothing is lost. Only the figures that did get lost are borders.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.data import Output
from pipeline.translation.base import Translator
from pipeline.translation.flags.figures import english_values, source_values
from pipeline.translation.split import around, joined
from pipeline.translation.stand_ins import FIGURE
from pipeline.translation.stream import WINDOW, Streaming

_TURNS = 3
"""How often a stretch that loses figures in its turn is cut at those alone; after that, at all that it has."""
_SCALE_WORD = 12
"""Characters after a figure that may belong to its value: 2.5 مليون is 2,500,000."""


class ApartTranslator(Streaming):
    """A translator around one that loses figures."""

    def __init__(self, inner: Translator, normalise: Callable[[str], str], window: int = WINDOW) -> None:
        self._inner, self._normalise = inner, normalise
        self.window = window

    @property
    def signature(self) -> str:
        """The inner one's, and what is done to figures."""
        return f"{self._inner.signature}|figures:apart"

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        """One output for each sentence: the inner one's where it has every figure, else one of parts (`split`)."""
        return self._translated([self._normalise(sentence) for sentence in sentences], _TURNS)

    def _translated(self, texts: Sequence[str], turns: int) -> list[Output]:
        whole = self._inner.translate(texts)
        rows = [_cut(text, output.text, everywhere=turns == 0) for text, output in zip(texts, whole, strict=True)]
        stretches = [text.strip() for row in rows for text, figure in row if figure is None]
        made = iter(self._translated(stretches, turns - 1) if stretches else ())
        return [
            joined([text for text, _ in row], [Output(figure) if figure else next(made) for _, figure in row])
            if row
            else output
            for output, row in zip(whole, rows, strict=True)
        ]


def _cut(text: str, output: str, everywhere: bool) -> list[tuple[str, str | None]]:
    """The parts of a text whose output lacks figures, as `around` gives them; empty where it lacks none."""
    have, figures, lost = english_values(output), list(FIGURE.finditer(text)), []
    for match in figures:
        parts = len(source_values(match.group()))
        values = source_values(text[match.start() : match.end() + _SCALE_WORD])[:parts]
        if not all(ways & have for _, ways in values):
            lost.append(match)
    borders = figures if lost and everywhere else lost
    return around(text, [(*match.span(), match.group()) for match in borders]) if borders else []
