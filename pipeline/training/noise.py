"""Faults that wire text has and that a translation must not stumble over."""

from __future__ import annotations

import random
from collections.abc import Callable

import regex

Pair = tuple[str, str]

_MONTHS = {
    "يناير": "كانون الثاني", "فبراير": "شباط", "مارس": "آذار", "أبريل": "نيسان", "مايو": "أيار", "يونيو": "حزيران",
    "يوليو": "تموز", "أغسطس": "آب", "سبتمبر": "أيلول", "أكتوبر": "تشرين الأول", "نوفمبر": "تشرين الثاني",
    "ديسمبر": "كانون الأول",
}  # fmt: skip
_MONTH = regex.compile(r"(?<![\p{L}/])(" + "|".join(_MONTHS) + r")(?![\p{L}/])")
_FINAL = regex.compile(r"[.]$")
_COMMA = regex.compile("، ")


def _no_final_stop(pair: Pair, rng: random.Random) -> Pair:
    if not pair[0].endswith(".") or not pair[1].endswith("."):
        return pair
    return pair[0][:-1], pair[1][:-1] if rng.random() < 0.5 else pair[1]


def _double_month(pair: Pair, rng: random.Random) -> Pair:
    slash = rng.choice(("/", "/", "/ ", " / "))
    return _MONTH.sub(lambda m: f"{_MONTHS[m.group()]}{slash}{m.group()}", pair[0]), pair[1]


def _odd_comma(pair: Pair, rng: random.Random) -> Pair:
    odd = rng.choice((" ، ", "،", ", ", " "))
    return _COMMA.sub(odd, pair[0], count=1), pair[1]


def _latin_comma(pair: Pair, rng: random.Random) -> Pair:
    return pair[0].replace("،", ","), pair[1]


def _no_hamza(pair: Pair, rng: random.Random) -> Pair:
    """Desks in a hurry write ا for أ and إ."""
    return regex.sub(r"(?<!\p{L})[أإ]", "ا", pair[0]), pair[1]


def _tanwin(pair: Pair, rng: random.Random) -> Pair:
    return regex.sub(r"\. *$", " .", pair[0]), pair[1]


def _no_quotes(pair: Pair, rng: random.Random) -> Pair:
    return pair[0].replace('"', ""), pair[1].replace('"', "")


_FAULTS: tuple[Callable[[Pair, random.Random], Pair], ...] = (
    _no_final_stop, _double_month, _double_month, _odd_comma, _latin_comma, _no_hamza, _tanwin, _no_quotes,
)  # fmt: skip


def add_noise(pair: Pair, share: float, rng: random.Random) -> Pair:
    """The pair with one fault, for `share` (0..1) of the calls; without one, for the others."""
    if rng.random() >= share:
        return pair
    noisy = rng.choice(_FAULTS)(pair, rng)
    return noisy if all(noisy) else pair
