"""Subword sampling: the same word in other pieces each time, so that rare words share what is known of their parts.

In the manner of BPE-dropout (Provilkov et al. 2020), on the pieces of a unigram model: any piece is taken apart with a
chance p, at a random place, likelier parts more often. sentencepiece's own sampling (Kudo 2018) cannot be repeated: its
random numbers depend on the address of a thread.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import accumulate

import sentencepiece

_SHARP = 0.5
"""How much likelier parts are preferred: the power to which their probabilities are taken (alpha of Kudo 2018)."""


class Splits:
    """For each id of a sentencepiece model, the ways to take it apart into two pieces or more."""

    def __init__(self, model: sentencepiece.SentencePieceProcessor) -> None:
        size = model.get_piece_size()
        self.names = {model.id_to_piece(i): i for i in range(size) if not (model.is_control(i) or model.is_unknown(i))}
        self.scores = [model.get_score(i) for i in range(size)]
        self.ways: list[list[list[int]]] = [[] for _ in range(size)]
        self.weights: list[list[float]] = [[] for _ in range(size)]
        for name, number in self.names.items():
            found = [self._best(name[:cut]) + self._best(name[cut:]) for cut in range(1, len(name))]
            ways = [way for n, way in enumerate(found) if way not in found[:n] and -1 not in way]
            scores = [sum(self.scores[i] for i in way) for way in ways]
            self.ways[number] = ways
            self.weights[number] = list(accumulate(math.exp(_SHARP * (s - max(scores))) for s in scores))

    def _best(self, text: str) -> list[int]:
        """The likeliest pieces of `text`, [-1] where it has characters that are no pieces."""
        best: list[tuple[float, list[int]]] = [(0.0, [])]
        for end in range(1, len(text) + 1):
            ways = [(-math.inf, [-1])]
            for start in range(end):
                piece = self.names.get(text[start:end])
                if piece is not None and -1 not in best[start][1]:
                    ways.append((best[start][0] + self.scores[piece], [*best[start][1], piece]))
            best.append(max(ways))
        return best[-1][1]

    def sample(self, ids: Sequence[int], chance: float, rng: random.Random) -> list[int]:
        """`ids` with some pieces taken apart, each with that chance (0..1); the text stays the same."""
        found: list[int] = []
        for piece in ids:
            if self.ways[piece] and rng.random() < chance:
                found += rng.choices(self.ways[piece], cum_weights=self.weights[piece])[0]
            else:
                found.append(piece)
        return found
