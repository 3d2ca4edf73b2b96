"""Arabic lines to tokens that a dictionary can be looked up with, and Arabic names to the consonants of Latin ones.

Stems follow the light10 stemmer (Larkey, Ballesteros and Connell 2007): a prefix, then suffixes, as long as enough of
the word is left. It needs no dictionary, and keeps words of one root apart.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from pipeline.alignment.tokens import normal, squeezed
from pipeline.arabic import normalise

_TOKEN = regex.compile(r"\p{N}+(?:[.,:٫٬]\p{N}+)*|[\p{L}\p{M}]+")
_ARABIC = regex.compile(r"\p{Arabic}")
_RULES = ("nfc", "presentation_forms", "invisible", "tatweel", "diacritics", "digits", "persian_letters")
_FOLDED = str.maketrans("أإآٱىة", "اااايه")
_PREFIXES = ("وال", "بال", "كال", "فال", "ولل", "ال", "لل", "و")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_SHORTEST = 2
_SOUNDS = dict(zip("بتثجخدذرزسشصضطظغفقكلمنپچڤگ", "bttkkddrssssdtskfkklmnbkfk", strict=True))
"""Consonants as `tokens.skeleton` folds Latin ones; ح ه ع ء و ي and long vowels are left out on both sides."""


def arabic_tokens(line: str) -> list[str]:
    """The tokens of an Arabic line in order: stems, numbers as digits, Latin words as the pivot aligner reads them."""
    return [arabic_stem(w) if _ARABIC.search(w) else normal(w) for w in arabic_words(line)]


def arabic_words(line: str) -> list[str]:
    """The words and numbers of a line, normalised but whole."""
    return [match.group() for match in _TOKEN.finditer(normalise(line, _RULES))]


@lru_cache(maxsize=200_000)
def arabic_stem(word: str) -> str:
    """A light stem, alef, ya and ta marbuta folded: for looking words up, not for showing them."""
    word = _without_prefix(word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            word = word[: -len(suffix)]
    return word


@lru_cache(maxsize=200_000)
def sounds(word: str) -> str:
    """The consonants of an Arabic word in Latin letters, comparable with `tokens.skeleton` of its transliteration."""
    return squeezed("".join(_SOUNDS.get(letter, "") for letter in _without_prefix(word)))


def _without_prefix(word: str) -> str:
    word = word.translate(_FOLDED)
    prefix = next((p for p in _PREFIXES if word.startswith(p) and len(word) - len(p) >= _SHORTEST + (p == "و")), "")
    return word[len(prefix) :]
