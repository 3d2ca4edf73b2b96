"""What must come through: URLs, e-mail addresses, hashtags, handles, codes; and the terms of a glossary.

A sentence is translated as it is. Where something that must come through did not, it is translated again with the
thing replaced: by its English (glossary), by a short code, by a number, which models copy far better than a URL; the
stand-in is then replaced in the output. Where a model copies none of them, what stands before and after the thing is
translated on its own: less fluent, but nothing is lost. A sentence without a letter of Arabic ("Reuters", a date, a row
of stars) is copied: a model that has only learned Arabic makes something else of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from pipeline.arabic import normalise
from pipeline.data import Output
from pipeline.translation.base import Translator
from pipeline.translation.glossary import Glossary, Term
from pipeline.translation.split import around, joined
from pipeline.translation.stream import WINDOW, Streaming

_VERBATIM = regex.compile(
    r"(?:https?://|www\.)[^\s«»\"“”<>،؛]+[^\s«»\"“”<>،؛.,:;!?؟)\]]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<!\w)[#@][\w\u0640]{2,}"
    r"|(?<![\w.])(?=[A-Za-z0-9/-]*[A-Za-z])(?=[A-Za-z0-9/-]*[0-9])[A-Za-z0-9]+(?:[/-][A-Za-z0-9]+)*(?![\w])"
)
"""URLs, e-mail addresses, hashtags and handles, and codes that have letters and digits (F-16, A320, COVID-19)."""

_ARABIC = regex.compile(r"(?=\p{L})\p{Arabic}")
_MARKS = str.maketrans("،؛؟", ",;?")
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
        if not self._verbatim:
            return self._translated(sentences)
        arabic = [sentence for sentence in sentences if _ARABIC.search(sentence)]
        made = iter(self._translated(arabic))
        return [next(made) if _ARABIC.search(sentence) else self._copied(sentence) for sentence in sentences]

    def _copied(self, sentence: str) -> Output:
        """The sentence as it is, with the digits and marks of English, and what the glossary says."""
        text = normalise(sentence)
        demands = self._demands(text)
        english = [demand.term.english for demand in demands]
        return Output(_replaced(text, demands, english).translate(_MARKS), origin="copy")

    def _translated(self, sentences: Sequence[str]) -> list[Output]:
        outputs = list(self._inner.translate(sentences))
        texts = [normalise(sentence) for sentence in sentences]
        demands = {i: found for i, text in enumerate(texts) if (found := self._demands(text))}
        tried: dict[int, list[list[str]]] = {i: [] for i in demands}
        for stand_ins in _LADDER:
            rung = {i: stand_ins(found, texts[i]) for i, found in _open(demands, outputs).items()}
            tries = {i: names for i, names in rung.items() if names not in tried[i]}
            for i, names in tries.items():
                tried[i].append(names)
            made = self._inner.translate([_replaced(texts[i], demands[i], names) for i, names in tries.items()])
            for (i, names), output in zip(tries.items(), made, strict=True):
                filled = _filled(output, names, demands[i])
                if len(_missing(demands[i], filled.text)) < len(_missing(demands[i], outputs[i].text)):
                    outputs[i] = filled
        for i, output in self._around(_open(demands, outputs), texts).items():
            outputs[i] = output
        return outputs

    def _around(self, demands: dict[int, list[_Demand]], texts: Sequence[str]) -> dict[int, Output]:
        """Sentences in parts: what stands between the things, translated, and the things."""
        parts = {
            i: around(texts[i], [(demand.start, demand.end, demand.term.english) for demand in found])
            for i, found in demands.items()
        }
        made = iter(self._inner.translate([text for row in parts.values() for text, thing in row if thing is None]))
        return {
            i: joined([text for text, _ in row], [Output(thing) if thing else next(made) for _, thing in row])
            for i, row in parts.items()
        }

    def _demands(self, text: str) -> list[_Demand]:
        found = [_Demand(a, b, term, True) for a, b, term in (self._glossary.find(text) if self._glossary else ())]
        if self._verbatim:
            for match in _VERBATIM.finditer(text):
                if all(match.end() <= d.start or match.start() >= d.end for d in found):
                    thing = match.group()
                    exact = "/" in thing or "@" in thing  # COVID-19 may come out as Covid-19, an address may not
                    found.append(_Demand(*match.span(), Term(thing, thing, exact), False))
        return sorted(found, key=lambda demand: demand.start)


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


_LADDER = (_English(_CODES), _StandIns(_CODES), _StandIns(_NUMBERS))


def _replaced(text: str, demands: Sequence[_Demand], names: Sequence[str]) -> str:
    for demand, name in zip(reversed(demands), reversed(names), strict=True):
        text = text[: demand.start] + name + text[demand.end :]
    return text


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


def _open(demands: dict[int, list[_Demand]], outputs: Sequence[Output]) -> dict[int, list[_Demand]]:
    return {i: found for i, found in demands.items() if _missing(found, outputs[i].text)}
