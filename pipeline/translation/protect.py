"""What must come through: URLs, e-mail addresses, hashtags, handles, codes; and the terms of a glossary.

A sentence is translated as it is. Where something that must come through did not, it is translated again with the
thing replaced: by its English (glossary), by a short code, by a number, which models copy far better than a URL; the
stand-in is then replaced in the output. The first output that has everything wins; what is still missing is flagged.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.arabic import normalise
from pipeline.data import Flag, Output
from pipeline.translation.base import Translator
from pipeline.translation.glossary import Glossary, Term
from pipeline.translation.stream import WINDOW, Streaming

_VERBATIM = regex.compile(
    r"(?:https?://|www\.)[^\s«»\"“”<>،؛]+[^\s«»\"“”<>،؛.,:;!?؟)\]]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<!\w)[#@][\w\u0640]{2,}"
    r"|(?<![\w.])(?=[A-Za-z0-9/-]*[A-Za-z])(?=[A-Za-z0-9/-]*[0-9])[A-Za-z0-9]+(?:[/-][A-Za-z0-9]+)*(?![\w])"
)
"""URLs, e-mail addresses, hashtags and handles, and codes that have letters and digits (F-16, A320, COVID-19)."""

_CODES = ("QZ", "XK", "WJ", "VX", "KZ", "JQ", "ZX", "QX")
_NUMBERS = ("7351", "8462", "9573", "6284", "5937", "4816", "3729", "2648")


@dataclass(frozen=True, slots=True)
class _Demand:
    """The stretch `start:end` of a normalised source must come out as the term says."""

    start: int
    end: int
    term: Term
    listed: bool
    """From the glossary, and so worth a try with its English put into the source."""


class ProtectingTranslator(Streaming):
    """A translator whose outputs have what must come through, around one that may lose it."""

    def __init__(
        self, inner: Translator, glossary: Glossary | None = None, verbatim: bool = True, window: int = WINDOW
    ) -> None:
        self._inner, self._glossary, self._verbatim = inner, glossary, verbatim
        self.window = window

    @property
    def signature(self) -> str:
        """The inner one's, and what is protected."""
        verbatim = "|protect:on" if self._verbatim else ""
        return self._inner.signature + verbatim + (f"|glossary:{self._glossary.fingerprint}" if self._glossary else "")

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        """One output for each sentence; those made with stand-ins are as the stand-ins' places are filled."""
        outputs = list(self._inner.translate(sentences))
        texts = {i: normalise(sentence) for i, sentence in enumerate(sentences)}
        demands = {i: found for i, text in texts.items() if (found := self._demands(text))}
        open_ = {i: demands[i] for i in demands if _missing(demands[i], outputs[i].text)}
        for stand_ins in self._ladder():
            tries = {i: _replaced(texts[i], demands[i], stand_ins(demands[i], texts[i])) for i in open_}
            made = self._inner.translate([text for text, _ in tries.values()])
            for (i, (_, names)), output in zip(tries.items(), made, strict=True):
                filled = _filled(output, names, demands[i])
                if len(_missing(demands[i], filled.text)) < len(_missing(demands[i], outputs[i].text)):
                    outputs[i] = filled
            open_ = {i: found for i, found in open_.items() if _missing(found, outputs[i].text)}
            if not open_:
                break
        return [_flagged(output, demands.get(i, [])) for i, output in enumerate(outputs)]

    def _demands(self, text: str) -> list[_Demand]:
        found = [_Demand(a, b, term, True) for a, b, term in (self._glossary.find(text) if self._glossary else ())]
        if self._verbatim:
            for match in _VERBATIM.finditer(text):
                if all(match.end() <= d.start or match.start() >= d.end for d in found):
                    found.append(_Demand(*match.span(), Term(match.group(), match.group(), case=True), False))
        return sorted(found, key=lambda demand: demand.start)

    @staticmethod
    def _ladder() -> Iterator[_StandIns]:
        yield _english
        yield _codes
        yield _numbers


class _StandIns:
    """How the stretches are replaced on one rung."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def __call__(self, demands: Sequence[_Demand], text: str) -> list[str]:
        """One stand-in for each demand, none of which the text has; the stretch itself once they are used up."""
        free = iter([name for name in self._names if name not in text])
        return [next(free, text[d.start : d.end]) for d in demands]


class _English(_StandIns):
    def __call__(self, demands: Sequence[_Demand], text: str) -> list[str]:
        """The English itself for terms of the glossary; codes for the rest."""
        codes = super().__call__(demands, text)
        return [d.term.english if d.listed else code for d, code in zip(demands, codes, strict=True)]


_english, _codes, _numbers = _English(_CODES), _StandIns(_CODES), _StandIns(_NUMBERS)


def _replaced(text: str, demands: Sequence[_Demand], names: list[str]) -> tuple[str, list[str]]:
    for demand, name in zip(reversed(demands), reversed(names), strict=True):
        text = text[: demand.start] + name + text[demand.end :]
    return text, names


def _filled(output: Output, names: Sequence[str], demands: Sequence[_Demand]) -> Output:
    """The output with each stand-in replaced, where it stands exactly once."""
    text = output.text
    for name, demand in zip(names, demands, strict=True):
        place = regex.compile(rf"(?<![\w]){regex.escape(name)}(?![\w])", regex.IGNORECASE)
        if len(place.findall(text)) == 1:
            text = place.sub(lambda _, english=demand.term.english: english, text)  # type: ignore[misc]
    return dataclasses.replace(output, text=text, alternatives=())


def _missing(demands: Sequence[_Demand], output: str) -> list[_Demand]:
    return [demand for demand in demands if not demand.term.met(output)]


def _flagged(output: Output, demands: Sequence[_Demand]) -> Output:
    flags = tuple(
        Flag("glossary" if d.listed else "protect", f"'{d.term.english}' did not come through")
        for d in _missing(demands, output.text)
    )
    return dataclasses.replace(output, flags=(*output.flags, *flags)) if flags else output
