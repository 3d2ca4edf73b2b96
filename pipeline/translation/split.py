"""Over-long sentences: cut where clauses end, translated part by part, put together again. Nothing is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import regex

from pipeline.data import Flag, Output
from pipeline.translation.base import Translator
from pipeline.translation.network import NetworkTranslator
from pipeline.translation.stream import WINDOW, Streaming

_JOINTS = (
    regex.compile(r"(?<=[.؟?!;؛:])\s+"),
    regex.compile(r"(?<=[،,])\s+"),
    regex.compile(r"\s+(?=(?:و|ف)\p{Arabic}{3,}|(?:ثم|حيث|لكن|ولكن|بينما|إذ|التي|الذي|الذين|أو|أن|لأن|كما)\s)"),
    regex.compile(r"\s+"),
)
"""Places to cut, the best first: marks that end clauses, commas, conjunctions, any space."""

_SAYS = regex.compile(r"[\p{L}\p{N}]")
_FULL_STOP = regex.compile(r"\.\s*$")
_SENTENCE_ENDS = regex.compile(r"[.!?؟…]['\"»”)\]]*\s*$")
_ENDS = regex.compile(r"[.!?؟؛;:…]['\"»”)\]]*\s*$")
_STARTER = regex.compile(
    r"(?:The|A|An|And|But|Or|As|While|Which|Who|That|This|These|Those|It|He|She|They|We|His|Her|Their|Its|In|On|At|By"
    r"|For|From|To|With|After|Before|When|Where|If|Because|Since|Although|However|There|Is|Was|Are|Were|Has|Have|Had"
    r"|Will|Would|Not|Of|Into|During|Under|Over|About|Also|Then|Than|Such|So)\b(?!\s+\p{Lu})"
)
"""Common words that only the beginning of a sentence capitalises, unless a name goes on after them (The Hague)."""


def split(text: str, longest: int, count: Callable[[Sequence[str]], list[int]]) -> list[str]:
    """`text` in parts of at most `longest` pieces each as `count` counts them, halves being as even as joints allow.

    Joined with single spaces the parts are the text's words again. A single word that is too long on its own is cut
    between characters.
    """
    if count([text])[0] <= longest or len(text) < 2:
        return [text]
    left, right = _halves(text)
    return [*split(left, longest, count), *split(right, longest, count)]


def _halves(text: str) -> tuple[str, str]:
    """The best joint near the middle; a joint in the outer quarters would leave parts too short to translate well."""
    middle = len(text) / 2
    for joint in _JOINTS:
        places = [m.span() for m in joint.finditer(text, len(text) // 5, len(text) - len(text) // 5)]
        if places:
            start, end = min(places, key=lambda span: abs(span[0] - middle))
            return text[:start], text[end:]
    words = [m.span() for m in _JOINTS[-1].finditer(text.strip())]
    if words:
        start, end = min(words, key=lambda span: abs(span[0] - middle))
        return text.strip()[:start], text.strip()[end:]
    return text[: len(text) // 2], text[len(text) // 2 :]


class SplittingTranslator(Streaming):
    """A translator without a limit, around one that has one."""

    def __init__(self, inner: NetworkTranslator, longest: int) -> None:
        self._inner, self._longest = inner, longest
        self.window = inner.window

    @property
    def signature(self) -> str:
        """The inner one's, and the length above which sentences are split."""
        return f"{self._inner.signature}|longest:{self._longest}"

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        """One output for each sentence; those of over-long ones have the origin `split` and a flag that says so."""
        parts = [
            [sentence] if pieces <= self._longest else self._parts(sentence)
            for sentence, pieces in zip(sentences, self._inner.count(sentences), strict=True)
        ]
        outputs = iter(self._inner.translate([part for group in parts for part in group]))
        return [joined(group, [next(outputs) for _ in group]) for group in parts]

    def _parts(self, sentence: str) -> list[str]:
        """Of the text as the network reads it: a vowel sign more or less must not shift a joint."""
        return split(self._inner.normalise(sentence), self._longest, self._inner.count)


class HalvingTranslator(Streaming):
    """Every sentence of eight words or more in two halves: what a long sentence loses, a short one may keep."""

    _LEAST = 8

    def __init__(self, inner: Translator, normalise: Callable[[str], str] = str, window: int = WINDOW) -> None:
        """`normalise` comes first: marks that no network reads must not shift the middle."""
        self._inner, self._normalise = inner, normalise
        self.window = window

    @property
    def signature(self) -> str:
        """The inner one's, and that it has halves to work on."""
        return f"{self._inner.signature}|halves"

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        """One output for each sentence; those of halves have the origin `split` and a flag that says so."""
        plain = [self._normalise(sentence) for sentence in sentences]
        parts = [list(_halves(s)) if len(s.split()) >= self._LEAST else [s] for s in plain]
        outputs = iter(self._inner.translate([part for group in parts for part in group]))
        return [joined(group, [next(outputs) for _ in group]) for group in parts]


def around(text: str, things: Sequence[tuple[int, int, str]]) -> list[tuple[str, str | None]]:
    """A text in parts: stretches with None, and between them each thing `start:end` with what it must come out as.

    Stretches without a letter or a digit are left out.
    """
    row: list[tuple[str, str | None]] = []
    at = 0
    for start, end, output in things:
        row += [(text[at:start], None), (text[start:end], output)]
        at = end
    row.append((text[at:], None))
    return [(part, output) for part, output in row if output is not None or _SAYS.search(part)]


def joined(sources: Sequence[str], outputs: Sequence[Output]) -> Output:
    """One output of those of a sentence's parts; its score is the parts' mean, weighted by length."""
    if len(outputs) == 1:
        return outputs[0]
    scores = [o.score for o in outputs if o.score is not None]
    weights = [max(1, len(o.text)) for o in outputs if o.score is not None]
    score = sum(s * w for s, w in zip(scores, weights, strict=True)) / sum(weights) if scores else None
    flag = Flag(
        "split", f"a sentence of {sum(len(s.split()) for s in sources)} words, translated in {len(outputs)} parts"
    )
    text = " ".join(_mended(sources, outputs))
    return Output(text, score, (flag,), "split", pieces=sum(o.pieces for o in outputs))


def _mended(sources: Sequence[str], outputs: Sequence[Output]) -> Iterator[str]:
    """The parts without the full stops that the source does not have, and without capitals inside the sentence."""
    inside = False
    for number, (source, output) in enumerate(zip(sources, outputs, strict=True)):
        text = output.text
        ends = bool(_ENDS.search(source))
        if inside:
            text = _lower_start(text)
        if number < len(sources) - 1 and not ends:
            text = _FULL_STOP.sub("", text)
        inside = not _SENTENCE_ENDS.search(source)
        if text:
            yield text


def _lower_start(text: str) -> str:
    return text[0].lower() + text[1:] if _STARTER.match(text) else text
