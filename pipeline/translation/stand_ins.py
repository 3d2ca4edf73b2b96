"""Figures replaced by short ones before the network sees them, and put back afterwards.

22500 may come out as 2,250, or not at all; 47 hardly ever does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import regex

from pipeline.data import Output
from pipeline.translation.base import Translator
from pipeline.translation.stream import WINDOW, Streaming

_PART = r"\d+(?:[.,]\d+)*"
FIGURE = regex.compile(rf"(?<![A-Za-z0-9][-–./:,]?){_PART}(?:[-–/: ]{_PART})*(?![A-Za-z0-9]|[-–/:][A-Za-z0-9])")
"""A figure, a date (15/2/2022), a time (9:30), a range (1995-96), a telephone number (111 555 0800): not in F-16."""

_NO_SUM = regex.compile(r"[/:]|-.*-")
"""Dates and times, which never have a currency."""
_NAMES = ("47", "58", "69", "76", "83", "94", "37", "26", "53", "62", "79", "86")
"""Of two digits: after 11 to 99 as after hundreds and thousands Arabic counts a thing in the singular."""


class FigureTranslator(Streaming):
    """A translator around one that gets figures wrong. A stand-in that comes out wrong shows as a wrong figure."""

    def __init__(self, inner: Translator, normalise: Callable[[str], str], window: int = WINDOW) -> None:
        self._inner, self._normalise = inner, normalise
        self.window = window

    @property
    def signature(self) -> str:
        """The inner one's, and what is done to figures."""
        return f"{self._inner.signature}|figures:stand-ins"

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        """One output for each sentence; the inner one's where there is no figure to replace."""
        texts = [self._normalise(sentence) for sentence in sentences]
        plans = [_plan(text) for text in texts]
        outputs = self._inner.translate([_replaced(text, plan) for text, plan in zip(texts, plans, strict=True)])
        return [
            dataclasses.replace(output, text=_restored(output.text, plan), alternatives=()) if plan else output
            for output, plan in zip(outputs, plans, strict=True)
        ]


def _plan(text: str) -> dict[str, str]:
    """The figures of a text, and a stand-in for each that the text does not have."""
    figures = list(dict.fromkeys(FIGURE.findall(text)))
    return dict(zip(figures, [name for name in _NAMES if name not in text], strict=False))


def _replaced(text: str, plan: dict[str, str]) -> str:
    return FIGURE.sub(lambda match: plan.get(match.group(), match.group()), text)


def _restored(text: str, plan: dict[str, str]) -> str:
    figures = {name: figure for figure, name in plan.items()}
    if not figures:
        return text
    places = regex.compile(rf"(?<![\d.,])([$£€]?)({'|'.join(figures)})(st|nd|rd|th)?(?!\w|[.,]\d)")
    return places.sub(lambda match: _written(figures[match.group(2)], match.group(1), match.group(3)), text)


def _written(figure: str, currency: str, ending: str | None) -> str:
    if _NO_SUM.search(figure):  # a model may take its stand-in for a sum
        currency = ""
    if ending is None or not figure.isdecimal():
        return currency + figure
    few = {"1": "st", "2": "nd", "3": "rd"} if figure[-2:] not in ("11", "12", "13") else {}
    return currency + figure + few.get(figure[-1], "th")
