"""Normalisation of Arabic text: a short list of named rules, each of which can be switched off.

The rules that a model was trained with are the ones to translate with, so their names are part of a model's card and of
a run's signature. Alef, ya and ta marbuta are never folded: على is not علي.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import regex

from pipeline.errors import ConfigError, did_you_mean

_DIACRITICS = regex.compile(r"[\u064B-\u0652\u0670\u06D6-\u06DC\u06DF-\u06E8\u06EA-\u06ED]")
_INVISIBLE = regex.compile(r"[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\u061C\u00AD]")
_PRESENTATION = regex.compile(r"[\uFB50-\uFDFF\uFE70-\uFEFC]+")
_QUOTED = regex.compile("[«»“”„‟″❝❞‘’‚‛′‹›]")
_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟″❝❞", '"') | dict.fromkeys("‘’‚‛′", "'") | {"‹": '"', "›": '"'})
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789") | {ord("٪"): "%"}
_ARABIC_FIGURE = regex.compile("[٠-٩۰-۹٪٫٬،]")
_DECIMAL = regex.compile(r"(?<=\d)٫(?=\d)")
_THOUSANDS = regex.compile(r"(?<=\d)[٬](?=\d)|(?<=(?<!\d)\d{1,3}(?:،\d{3})*)،(?=\d{3}(?!\d))")
"""The sign that is made for it, and the comma in its place: 783،562, but not 2019،2020."""
_WORD = regex.compile(r"[\p{Arabic}\p{M}]+")
_PERSIAN = str.maketrans("کیہەھ", "كيههه")
_PERSIAN_LETTER = regex.compile("[کیہەھ]")
_NOT_ARABIC = regex.compile(r"[پچڤگژٹڈڑںےھۆێ]")
_SPACE_BEFORE = regex.compile(r"\s+([،؛؟,;:!?.%)\]])(?!\d)")
_SPACE_AFTER = regex.compile(r"([،؛؟])(?=[\p{L}\p{N}\"])")
_SPACES = regex.compile(r"\s{2,}|[^\S ]")


def _presentation(text: str) -> str:
    return _PRESENTATION.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)


def _digits(text: str) -> str:
    if not _ARABIC_FIGURE.search(text):  # most sentences have none, and a look is cheaper than a table
        return text
    return _THOUSANDS.sub(",", _DECIMAL.sub(".", text)).translate(_DIGITS)


def _quotes(text: str) -> str:
    return text.translate(_QUOTES) if _QUOTED.search(text) else text


def _persian_letters(text: str) -> str:
    if not _PERSIAN_LETTER.search(text):
        return text

    def arabic(match: regex.Match[str]) -> str:
        word = match.group()
        return word if _NOT_ARABIC.search(word) else word.translate(_PERSIAN)

    return _WORD.sub(arabic, text)


def _punctuation_spacing(text: str) -> str:
    return _SPACES.sub(" ", _SPACE_AFTER.sub(r"\1 ", _SPACE_BEFORE.sub(r"\1", text))).strip()


RULES: dict[str, Callable[[str], str]] = {
    "nfc": lambda text: unicodedata.normalize("NFC", text),
    "presentation_forms": _presentation,
    "invisible": lambda text: _INVISIBLE.sub("", text),
    "tatweel": lambda text: text.replace("\u0640", ""),
    "diacritics": lambda text: _DIACRITICS.sub("", text),
    "digits": _digits,
    "persian_letters": _persian_letters,
    "quotes": _quotes,
    "punctuation_spacing": _punctuation_spacing,
}
"""Every rule by its name, in the order in which they are applied."""

DEFAULT = tuple(RULES)


def normalise(text: str, rules: Sequence[str] = DEFAULT) -> str:
    """`text` after the named rules, applied in the order of RULES whatever the order of `rules`.

    Raises ConfigError for a rule that does not exist.
    """
    for name in rules:
        if name not in RULES:
            raise ConfigError(f"no normalisation rule '{name}'{did_you_mean(name, RULES)}")
    for name, rule in RULES.items():
        if name in rules:
            text = rule(text)
    return text
