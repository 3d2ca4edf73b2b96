"""IBM model 1 (Brown et al. 1993, section 4.2): which word translates which, learnt from paired sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.alignment.lattice import Floats, Ints

ROUNDS = 5
LEAST_COUNT = 1.5
"""Expected occurrences together below which a pair is taken for chance."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A pair of words with p(target word | source word), `forth`, and p(source word | target word), `back`."""

    source: str
    target: str
    forth: float
    back: float


def induced(sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]], least: float = 0.03) -> list[Entry]:
    """The word pairs to which both directions give at least the probability `least`, from paired lines of tokens.

    Each direction is a model 1 with an empty word, ROUNDS rounds of EM over the pairs that occur together. A word that
    a line repeats counts once. Sorted by source and target word.
    """
    left, right = _Side(sources), _Side(targets)
    forth, count = _model1(left, right)
    back, other = _model1(right, left)
    entries = []
    for (s, t), p in forth.items():
        q = back.get((t, s), 0.0)
        if s and t and p >= least and q >= least and min(count[s, t], other[t, s]) >= LEAST_COUNT:
            entries.append(Entry(left.words[s], right.words[t], p, q))
    return sorted(entries, key=lambda e: (e.source, e.target))


class _Side:
    """Lines as numbers of words, each once; 0 is the empty word."""

    def __init__(self, lines: Sequence[Sequence[str]]) -> None:
        number: dict[str, int] = {"": 0}
        sets = [list(dict.fromkeys(line)) for line in lines]
        self.ids = np.array([number.setdefault(w, len(number)) for words in sets for w in words], np.int64)
        self.sizes = np.array([len(words) for words in sets], np.int64)
        self.words = [*number]


def _model1(given: _Side, said: _Side) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
    """p(said | given) of each pair of words that is likely enough to keep, and its expected count."""
    cause, effect, place = _together(given, said)
    keys, pair = np.unique(cause * len(said.words) + effect, return_inverse=True)
    first = keys // len(said.words)
    table: Floats = np.ones(len(keys))
    for _ in range(ROUNDS):
        weight = table[pair]
        weight /= np.bincount(place, weight)[place]
        count = np.bincount(pair, weight, len(keys))
        table = count / np.bincount(first, count)[first]
    kept = np.flatnonzero(table > 0.005)
    names = [(int(keys[k] // len(said.words)), int(keys[k] % len(said.words))) for k in kept]
    return dict(zip(names, table[kept].tolist(), strict=True)), dict(zip(names, count[kept].tolist(), strict=True))


def _together(given: _Side, said: _Side) -> tuple[Ints, Ints, Ints]:
    """Every word of `said` with every word of its line in `given` and with the empty word: cause, effect, place."""
    causes, effects, places = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    starts = np.concatenate([[0], np.cumsum(given.sizes)]), np.concatenate([[0], np.cumsum(said.sizes)])
    for line in range(len(given.sizes)):
        own = np.append(given.ids[starts[0][line] : starts[0][line + 1]], 0)
        words = said.ids[starts[1][line] : starts[1][line + 1]]
        causes.append(np.tile(own, len(words)))
        effects.append(np.repeat(words, len(own)))
        places.append(np.repeat(np.arange(starts[1][line], starts[1][line + 1]), len(own)))
    return np.concatenate(causes), np.concatenate(effects), np.concatenate(places)
