"""The tokens of a text's sentences as arrays, and where each type of token occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.alignment.lattice import Floats, Ints
from pipeline.alignment.tokens import FUNCTION_WORDS

FUNCTION_WEIGHT = 0.5
EMPTY = ""
"""Stands for a line without a word. It matches its like a little, and keeps such lines out of other beads."""
EMPTY_WEIGHT = 5.0
EMPTY_BACKGROUND = 0.5
LEAST = 200.0
"""Tokens that the background of a text is counted over at least."""
COMMON = 0.1
"""Share of a text's lines from which on a word counts as a function word, whatever the language …"""
ENOUGH = 30
"""… if the text has that many lines: in a short story its main figure is as frequent."""


@dataclass(frozen=True, slots=True)
class Bags:
    """The tokens of each sentence of one side, as numbers of types.

    Sentence s has the types `ids[start[s]:start[s + 1]]`, in order; `size[s]` is how many tokens it counts as.
    *Shapes:* ids (tokens,), start (sentences + 1,), size (sentences,), weight and background (types,).
    """

    types: list[str]
    ids: Ints
    start: Ints
    size: Floats
    weight: Floats
    background: Floats

    def postings(self) -> tuple[Ints, Ints]:
        """Type t occurs in the sentences `where[first[t]:first[t + 1]]`, ascending, as often as it does."""
        sentence = np.repeat(np.arange(len(self.size)), np.diff(self.start))
        order = np.argsort(self.ids, kind="stable")
        first = np.searchsorted(self.ids[order], np.arange(len(self.types) + 1))
        return first.astype(np.int64), sentence[order]

    def taken(self, sentences: Sequence[int]) -> tuple[Bags, Ints]:
        """The bags of some of the sentences, in that order, and the old numbers of the types that occur in them."""
        parts = [self.ids[self.start[s] : self.start[s + 1]] for s in sentences]
        old, ids = np.unique(np.concatenate([*parts, np.zeros(0, np.int64)]), return_inverse=True)
        start = np.concatenate([[0], np.cumsum([len(p) for p in parts])]).astype(np.int64)
        size = self.size[np.asarray(sentences, np.int64)]
        names = [self.types[t] for t in old]
        return Bags(names, ids, start, size, self.weight[old], self.background[old]), old


def bags_of(lines: Sequence[Sequence[str]], background: Mapping[str, float], versions: int = 1) -> Bags:
    """The bags of lines of tokens; `background` is the probability of each token in either text.

    `versions`: each line holds that many versions of one sentence, whose tokens share the weight of one.
    """
    lines = [line or [EMPTY] for line in lines]
    number: dict[str, int] = {}
    ids = [number.setdefault(token, len(number)) for line in lines for token in line]
    spread = Counter(token for line in lines for token in set(line)) if len(lines) >= ENOUGH else Counter()
    weight = {t: FUNCTION_WEIGHT for t in number if t in FUNCTION_WORDS or spread[t] > COMMON * len(lines)}
    weight[EMPTY] = EMPTY_WEIGHT
    return Bags(
        list(number),
        np.array(ids, np.int64),
        np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int64),
        np.array([len(line) for line in lines], np.float64),
        np.array([weight.get(t, 1.0) for t in number], np.float64) / versions,
        np.array([background.get(t, EMPTY_BACKGROUND) for t in number], np.float64),
    )


def background_of(lines: Sequence[Sequence[str]]) -> dict[str, float]:
    """The probability of each token, counted over all lines given, smoothed by half a count.

    A few lines count as LEAST tokens: alone they would make each of their words a common one.
    """
    counts = Counter(token for line in lines for token in line)
    total = max(LEAST, counts.total() + 0.5 * len(counts) + 1.0)
    return {token: (count + 0.5) / total for token, count in counts.items()}
