"""What the words and the lengths of two texts say for and against each possible bead.

For a token w of one side and a span of sentences of the other, the likelihood ratio of "w translates a token of the
span" to "w is there by chance" is, as in IBM model 1 with a given, soft dictionary (Brown et al. 1993, Moore 2002),

    log((1 - q) + q * sum of strength(w, v) over the tokens v of the span / size of the span / background(w))

where q is the share of tokens that find a match in a true pair. Dividing by the size of the span takes away the bias
for long beads. A bead's ratio is the mean of the sum over its target tokens given the source span and the sum over its
source tokens given the target span, times a `scale` below one because the tokens of a sentence are not independent.
Free translations share few words: with a small probability `free` a true pair looks like chance, which bounds the
ratio from below. The length term is that of a normal log ratio of characters, bounded likewise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from pipeline.alignment.bags import Bags
from pipeline.alignment.kernels import combine, says
from pipeline.alignment.lattice import Floats, Ints, Lattice, Singles
from pipeline.alignment.similarity import Matches

POOR = (0.3, 0.12)
"""Shares of matching tokens that are tried where few sentences seem to match: a weak network, a small dictionary."""


class Evidence(Protocol):
    """What an aligner knows about two texts, whatever it knows it from."""

    def ratios(self, lattice: Lattice, arcs: Ints) -> Singles:
        """The log-likelihood ratio of each arc's bead, 0 for nulls. *Shape:* (nodes, K), NO where no bead can be."""
        ...

    def taken(self, sources: Sequence[int], targets: Sequence[int]) -> Evidence:
        """The evidence about some of the sentences of either side, in these orders."""
        ...

    def doubtful(self) -> Sequence[Evidence]:
        """Other readings of the same texts, for when this one finds little: with less trust in the pivot, say."""
        ...


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts. All are global, found on development texts, none is set by document."""

    quality: float = 0.55
    scale: float = 1.1
    free: float = 0.0005
    recut: float = 7.5
    length: float = 1.5
    deviation: float = 0.28


@dataclass(frozen=True, slots=True)
class Lexical:
    """Evidence from matching tokens and from lengths. *Shapes:* source_length (n,), target_length (m,), characters."""

    source: Bags
    target: Bags
    forth: Matches
    back: Matches
    source_length: Floats
    target_length: Floats
    expansion: float
    weights: Weights

    def ratios(self, lattice: Lattice, arcs: Ints) -> Singles:
        """See Evidence.ratios."""
        w = self.weights
        most = arcs.max(axis=0)
        return combine(
            lattice.lo,
            lattice.hi,
            lattice.base,
            arcs,
            _says(lattice, True, self.target, self.source, self.back, int(most[0]), w.quality),
            _says(lattice, False, self.source, self.target, self.forth, int(most[1]), w.quality),
            cumulated(self.source_length),
            cumulated(self.target_length),
            np.array([w.scale, w.free, w.recut, w.length, w.deviation, self.expansion]),
        )

    def taken(self, sources: Sequence[int], targets: Sequence[int]) -> Lexical:
        """See Evidence.taken."""
        source, source_types = self.source.taken(sources)
        target, target_types = self.target.taken(targets)
        return Lexical(
            source,
            target,
            self.forth.taken(source_types, target_types),
            self.back.taken(target_types, source_types),
            self.source_length[np.asarray(sources, np.int64)],
            self.target_length[np.asarray(targets, np.int64)],
            self.expansion,
            self.weights,
        )

    def doubtful(self) -> Sequence[Lexical]:
        """See Evidence.doubtful: fewer tokens are expected to match than in a good translation."""
        poorer = [q for q in POOR if q < self.weights.quality]
        return [replace(self, weights=replace(self.weights, quality=q)) for q in poorer]


def expansion(source: Floats, target: Floats, widest: float = 0.25) -> float:
    """The log ratio of target to source characters to be expected, bounded because stories leave sentences out."""
    return min(widest, max(-widest, math.log((target.sum() + 1.0) / (source.sum() + 1.0))))


def cumulated(sizes: Floats) -> Floats:
    """Sums of the first 0, 1, 2 … sizes. *Shape:* (len + 1,)"""
    return np.concatenate([[0.0], np.cumsum(sizes)])


def _says(
    lattice: Lattice, crosswise: bool, focus: Bags, other: Bags, matches: Matches, widest: int, quality: float
) -> Singles:
    first, where = other.postings()
    return says(
        lattice.lo,
        lattice.hi,
        lattice.base,
        crosswise,
        focus.start,
        focus.ids,
        focus.weight,
        focus.background,
        other.size,
        matches.start,
        matches.match,
        matches.strength,
        first,
        where,
        widest,
        quality,
    )
