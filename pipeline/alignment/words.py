"""Word links inside a bead, by a light lexical method: good enough to highlight names, numbers and content words.

Every Arabic word is compared with every English one: by the dictionary, by sound (names), as numbers, as the same Latin
word. Links are taken one to one, the strongest first; of equal ones that of words of about one length, then that nearer
to the diagonal. Words that nothing speaks for stay without a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from pipeline.alignment.arabic_numerals import arabic_numeral
from pipeline.alignment.arabic_tokens import arabic_stem, arabic_tokens, arabic_words, sounds
from pipeline.alignment.dictionary import Dictionary, packaged
from pipeline.alignment.tokens import FUNCTION_WORDS, is_number, skeleton, tokens

NAME = 0.5
"""Strength of a link by sound alone."""
KNOWN = 0.2
"""A word that the dictionary knows by a translation of this probability needs a sound of three consonants, not two."""
LEAST = 0.08
"""Strength below which two words are not linked."""
_WORD = regex.compile(r"\p{N}+(?:[.,:٫٬/]\p{N}+)*|[\p{L}\p{M}]+")


@dataclass(frozen=True, slots=True)
class WordLink:
    """A stretch of the source line and one of the target line (offsets from, to) that say the same, and how surely."""

    source: tuple[int, int]
    target: tuple[int, int]
    strength: float
    kind: str
    """`number`, `name` or `word`."""


@dataclass(frozen=True, slots=True)
class _Word:
    span: tuple[int, int]
    token: str
    sound: str
    place: float


def word_links(source: str, target: str, book: Dictionary | None = None) -> list[WordLink]:
    """The links between an Arabic line and an English one, in the order of the source.

    `book` is the dictionary, that of the package by default.
    """
    left, right = _arabic(source), _english(target)
    book = book or packaged()
    candidates = []
    for h, word in enumerate(left):
        entries = book.of(word.token)
        translations = {english: (p * q) ** 0.5 for english, p, q in entries}
        least = 3 if any(p >= KNOWN for _, p, _ in entries) else 2
        for k, other in enumerate(right):
            strength, kind = _compared(word, other, translations, least)
            if strength >= LEAST:
                unlike = abs(_size(word) - _size(other)), abs(word.place - other.place)
                candidates.append((-strength, unlike, h, k, kind))
    taken: set[tuple[int, int]] = set()
    links = []
    for strength, _, h, k, kind in sorted(candidates):
        if (0, h) not in taken and (1, k) not in taken:
            taken |= {(0, h), (1, k)}
            links.append(WordLink(left[h].span, right[k].span, -strength, kind))
    return sorted(links, key=lambda link: link.source)


def _size(word: _Word) -> int:
    return word.span[1] - word.span[0]


def _compared(word: _Word, other: _Word, translations: dict[str, float], least: int) -> tuple[float, str]:
    """How strongly two words are linked, and the kind; by sound alone from `least` consonants."""
    if word.token == other.token:
        return 1.0, "number" if is_number(word.token) else "name"
    if is_number(word.token) or is_number(other.token):
        return translations.get(other.token, 0.0), "number"
    known = translations.get(other.token, 0.0)
    if word.sound and word.sound == other.sound and (known or len(word.sound) >= least):
        return max(NAME, known), "name"
    return known, "word"


def _arabic(line: str) -> list[_Word]:
    words = []
    for match in _WORD.finditer(line):
        word = match.group()
        plain = next(iter(arabic_words(word)), word)
        token = arabic_numeral(plain) or next(iter(arabic_tokens(word)), "") or arabic_stem(word)
        sound = "" if token.isascii() else sounds(word)
        words.append(_Word(match.span(), token, sound, match.start() / len(line)))
    return words


def _english(line: str) -> list[_Word]:
    words = []
    for match in _WORD.finditer(line):
        token = next(iter(tokens(match.group())), "")
        if token and token not in FUNCTION_WORDS:
            sound = skeleton(token) if match.group()[:1].isupper() else ""
            words.append(_Word(match.span(), token, sound, match.start() / len(line)))
    return words


def highlights(links: Sequence[WordLink]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The stretches of names and numbers on either side, for a page to mark."""
    marked = [link for link in links if link.kind != "word"]
    return [link.source for link in marked], sorted(link.target for link in marked)
