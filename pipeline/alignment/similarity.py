"""Which tokens of one text can stand for which of the other, and how surely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.alignment.lattice import Floats, Ints
from pipeline.alignment.tokens import FUNCTION_WORDS, is_number, skeleton

FUZZY = 0.5
"""Strength of a match by the first letters or by the consonants alone; the same token has 1."""

CROWD = 50
"""Words with one beginning, or with one sound, beyond which that beginning or sound tells nothing."""
_HEAD = 4
_SOUND = 3


@dataclass(frozen=True, slots=True)
class Matches:
    """Type t of one side matches the types `match[start[t]:start[t + 1]]` of the other, each with its `strength`."""

    start: Ints
    match: Ints
    strength: Floats

    def taken(self, own: Ints, others: Ints) -> Matches:
        """The matches between some types of both sides, which get new numbers in the order given (ascending)."""
        if not len(others):
            return table([], len(own))
        sizes = self.start[own + 1] - self.start[own]
        begins = np.concatenate([[0], np.cumsum(sizes)])
        picked = np.arange(begins[-1]) + np.repeat(self.start[own] - begins[:-1], sizes)
        number = np.searchsorted(others, self.match[picked])
        kept = (number < len(others)) & (others[np.minimum(number, len(others) - 1)] == self.match[picked])
        start = np.concatenate([[0], np.cumsum(kept)])[begins]
        return Matches(start, number[kept], self.strength[picked][kept])


def table(entries: Iterable[tuple[int, int, float]], types: int) -> Matches:
    """Matches from (type of this side, type of the other side, strength), for `types` types of this side."""
    rows = np.array([*entries], np.float64).reshape(-1, 3)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    start = np.searchsorted(rows[:, 0], np.arange(types + 1))
    return Matches(start.astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2].copy())


def same_language(source: Sequence[str], target: Sequence[str]) -> list[tuple[int, int, float]]:
    """Entries (source type, target type, strength) for two texts in one language, as a pivot and a target are."""
    number = {t: k for k, t in enumerate(target)}
    by_head, by_sound = _indexed(target)
    found: dict[tuple[int, int], float] = {}
    for h, s in enumerate(source):
        if s in number:
            found[h, number[s]] = 1.0
        if _fuzzy(s):
            near = (
                [k for k in _few(by_head, s[:_HEAD]) if abs(len(target[k]) - len(s)) <= _HEAD]
                if len(s) >= _HEAD
                else []
            )
            for k in near + _few(by_sound, skeleton(s)):
                found.setdefault((h, k), FUZZY)
    return [(h, k, v) for (h, k), v in found.items()]


def _few(index: dict[str, list[int]], key: str) -> list[int]:
    found = index.get(key, [])
    return found if len(found) <= CROWD else []


def _indexed(words: Sequence[str]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Indices of words by their first letters and by their consonants."""
    by_head: dict[str, list[int]] = defaultdict(list)
    by_sound: dict[str, list[int]] = defaultdict(list)
    for k, word in enumerate(words):
        if not _fuzzy(word):
            continue
        if len(word) >= _HEAD:
            by_head[word[:_HEAD]].append(k)
        sound = skeleton(word)
        if len(sound) >= _SOUND:
            by_sound[sound].append(k)
    return by_head, by_sound


def _fuzzy(word: str) -> bool:
    return bool(word) and not is_number(word) and word not in FUNCTION_WORDS
