"""What the cosines of sentence embeddings say of a bead.

The cosine of two merged texts hardly falls when a stranger is merged in, so a bead of several sentences is also held
against the same bead without its first or its last sentence: one that does not make the likeness greater is no part of
it. That difference tells the two cases apart far better than the cosine does (FLORES, all-MiniLM-L6-v2: half of a true
2-1 bead has 0.16 less than the whole, a true pair with a stranger beside it 0.16 less than without).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.alignment.chain import NO
from pipeline.alignment.evidence import cumulated
from pipeline.alignment.lattice import Floats, Ints, Lattice, Singles

EVEN = 0.45
"""The cosine, of vectors with half of their text's mean taken off, at which a pair is as likely as chance …"""
SLOPE = 20.0
"""… and what a cosine above or below adds to the log ratio: a straight line, as the tails are not normal …"""
LEAST = -6.0
"""… down to this."""
WITHOUT = 60.0
"""What is lost for each unit by which the bead without one of its sentences is more alike."""
EXTRA = 0.15
"""How much a sentence counts that the other side has no sentence of its own for; the others count 1."""
JOINT = 10.0
"""Price of a bead of two sentences and more on both sides, for each beyond the first: pairs of pairs look alike too."""
FREE = 0.005
"""Probability that a true pair looks like chance, for each sentence, as in `evidence.Weights.free`."""
LENGTH = 1.0
DEVIATION = 0.28


@dataclass(frozen=True, slots=True)
class Embedded:
    """Evidence from embeddings.

    *Shapes:* source (most, n, d), row a - 1 holds the runs of a sentences that begin at each, zero vectors where they
    pass the end; target (most, m, d); lengths (n,), (m,).
    """

    source: Singles
    target: Singles
    source_length: Floats
    target_length: Floats
    expansion: float

    def ratios(self, lattice: Lattice, arcs: Ints) -> Singles:
        """See Evidence.ratios."""
        i, j = lattice.places()
        cosines = _cosines(lattice, self.source, self.target)
        ends, others = cumulated(self.source_length), cumulated(self.target_length)
        out = np.zeros((lattice.nodes, len(arcs)), np.float32)
        for k, (a, b) in enumerate(arcs.tolist()):
            if not (a and b):
                continue
            inside = np.flatnonzero((i + a <= lattice.n) & (j + b <= lattice.m))
            p, q = i[inside], j[inside]
            cosine = cosines[inside, a - 1, b - 1]
            lost = np.minimum(cosine - _best_part(lattice, cosines, inside, p, q, a, b), 0.0)
            both, alone = min(a, b), abs(a - b)
            gain = (both + EXTRA * alone) * np.maximum(SLOPE * (cosine - EVEN), LEAST) + WITHOUT * lost
            free = FREE**both
            z = (np.log((others[q + b] - others[q] + 1.0) / (ends[p + a] - ends[p] + 1.0)) - self.expansion) / DEVIATION
            out[:, k] = NO
            out[inside, k] = (
                np.logaddexp(np.log(free), np.log1p(-free) + gain)
                + LENGTH * (1.0 - np.minimum(z * z, 16.0))
                - JOINT * (both - 1)
            )
        return out

    def taken(self, sources: Sequence[int], targets: Sequence[int]) -> Embedded:
        """See Evidence.taken. Runs stay those of the whole text: only runs of neighbours are ever accepted."""
        s, t = np.asarray(sources, np.int64), np.asarray(targets, np.int64)
        return Embedded(
            self.source[:, s], self.target[:, t], self.source_length[s], self.target_length[t], self.expansion
        )

    def doubtful(self) -> Sequence[Embedded]:
        """See Evidence.doubtful; a model has one reading."""
        return []


def _cosines(lattice: Lattice, source: Singles, target: Singles) -> Singles:
    """The cosine of each pair of runs that begin at a node; row by row, so that no vector is copied for each node.

    *Shapes:* source (A, n, d), target (B, m, d), result (nodes, A, B), 0 where a side has no sentence left
    """
    out = np.zeros((lattice.nodes, len(source), len(target)), np.float32)
    for i in range(lattice.n):
        begin, end = int(lattice.lo[i]), min(int(lattice.hi[i]), lattice.m)
        first = int(lattice.base[i]) + begin
        out[first : first + end - begin] = np.einsum("ad,bwd->wab", source[:, i], target[:, begin:end], optimize=True)
    return out


def _best_part(lattice: Lattice, cosines: Singles, nodes: Ints, p: Ints, q: Ints, a: int, b: int) -> Singles:
    """The largest cosine of the a-b beads at (p, q) without the first or the last sentence of a side, -1 where there is
    none. *Shapes:* nodes, p, q and result (inside,), cosines (nodes, A, B)
    """
    best = np.full(len(nodes), -1.0, np.float32)
    for a_less, b_less in ((1, 0), (0, 1)):
        if a - a_less < 1 or b - b_less < 1:
            continue
        part = cosines[:, a - a_less - 1, b - b_less - 1]
        best = np.maximum(best, part[nodes])
        row, column = p + a_less, q + b_less
        near = np.flatnonzero((lattice.lo[row] <= column) & (column < lattice.hi[row]))
        best[near] = np.maximum(best[near], part[lattice.base[row[near]] + column[near]])
    return best
