"""Lines to tokens that two wordings of one sentence share: stems, numbers, and consonant skeletons for names."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from html import unescape

import regex

MOST = 3
"""Times that one word of content counts in a line."""

_TOKEN = regex.compile(r"\p{N}+(?:[.,:٫٬]\p{N}+)*|[\p{L}\p{M}]+")
_SUFFIXES = (
    *("ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "edly", "ed", "ies", "ly", "ers", "er"),
    *("es", "s", "e", "y"),
)
_SHORTEST_STEM = 4

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_NUMERALS = {word: str(value) for value, word in enumerate(f"{_ONES} seventeen eighteen nineteen".split())}
_NUMERALS |= {word: str(10 * value) for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty"], 2)}
_NUMERALS |= {"seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100", "thousand": "1000"}
_NUMERALS |= {"million": "1000000", "billion": "1000000000", "dozen": "12", "first": "1", "second": "2", "third": "3"}

_VOWELS = str.maketrans("", "", "aeiouyhw'")
_ALIKE = str.maketrans("qcvpzjg", "kkfbskk")
"""Consonants that Arabic script and its transliterations do not keep apart: Putin and Boutin, Chavez and Shafiz."""

_SOFT = regex.compile(r"c(?=[eiy])")
_RUN = regex.compile(r"(.)\1+")

FUNCTION_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "and",
        "or",
        "but",
        "by",
        "with",
        "from",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "it",
        "its",
        "he",
        "she",
        "they",
        "his",
        "her",
        "their",
        "this",
        "that",
        "these",
        "those",
        "which",
        "who",
        "whom",
        "whose",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "said",
        "also",
        "not",
        "no",
        "i",
        "we",
        "you",
        "our",
        "my",
        "your",
        "me",
        "us",
        "him",
        "them",
        "there",
        "what",
        "when",
        "where",
        "if",
        "than",
        "then",
        "so",
        "such",
        "into",
        "over",
        "about",
        "after",
        "before",
        "more",
        "most",
        "some",
        "any",
        "all",
        "do",
        "does",
        "did",
        "up",
        "out",
        "only",
        "other",
    ]
)
"""English words whose agreement says little about two sentences. In other languages their frequency alone speaks."""


def tokens(line: str) -> list[str]:
    """The tokens of a line in order: words as stems, numbers as digits without separators (`1,200` is `1200`).

    A word of content is given MOST times at most: networks that fall into a loop repeat one endlessly.
    """
    found: list[str] = []
    seen: Counter[str] = Counter()
    for match in _TOKEN.finditer(unescape(line) if "&" in line else line):
        token = normal(match.group())
        seen[token] += 1
        if seen[token] <= MOST or token in FUNCTION_WORDS:
            found.append(token)
    return found


@lru_cache(maxsize=200_000)
def normal(word: str) -> str:
    """What stands for `word`: digits, a numeral's digits, a function word as it is, or a stem without accents."""
    if unicodedata.category(word[0])[0] == "N":
        return _digits(word)
    lower = _plain(word.lower())
    if lower in FUNCTION_WORDS:
        return lower
    return _NUMERALS.get(lower) or stem(lower)


def stem(word: str) -> str:
    """`word` without its longest English suffix that leaves four letters; an approximation that needs no dictionary."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word


def skeleton(word: str) -> str:
    """The consonants of a word, those folded that Arabic does not tell apart, doubled ones once: `mohamed` is `mmd`."""
    return squeezed(_SOFT.sub("s", word).replace("ph", "f").replace("x", "ks").translate(_VOWELS).translate(_ALIKE))


def squeezed(letters: str) -> str:
    """`letters` with every run of one letter as that letter."""
    return _RUN.sub(r"\1", letters)


def is_number(token: str) -> bool:
    """True for a token that `tokens` made of a number or a numeral."""
    return token[:1].isdigit()


def _plain(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _digits(word: str) -> str:
    return "".join(str(unicodedata.digit(c, 0)) if c.isdigit() else c for c in word if c not in ",:٬").replace("٫", ".")
