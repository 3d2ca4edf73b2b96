"""Sums over all chains of beads through a lattice, the probability of each bead, and the best chain.

A chain is a way from node (0, 0) to node (n, m). It goes along arcs: arc k leads from (i, j) to (i + a, j + b), where
(a, b) = `arcs[k]`, and stands for the bead of the a source sentences from i and the b target sentences from j; nulls
are the arcs (1, 0) and (0, 1). `weight[node, k]` is the log weight of arc k out of that node, NO where it has none.

*Shapes:* arcs (K, 2), weight and probability (nodes, K); lo, hi, base (n + 1,) as in `lattice.Lattice`.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from pipeline.alignment.lattice import Floats, Ints, Singles

NO = -1e30


@numba.njit(cache=True)
def forward(lo: Ints, hi: Ints, base: Ints, arcs: Ints, weight: Singles) -> Floats:
    """Log sum of the weights of all chains from (0, 0) to each node. *Shape:* (nodes,)"""
    total = np.full(len(weight), NO)
    total[0] = 0.0
    term = np.empty(len(arcs))
    for i in range(len(lo)):
        for j in range(lo[i], hi[i]):
            if i + j == 0:
                continue
            best = NO
            for k in range(len(arcs)):
                term[k] = NO
                p, q = i - arcs[k, 0], j - arcs[k, 1]
                if p >= 0 and q >= lo[p] and q < hi[p]:
                    term[k] = total[base[p] + q] + weight[base[p] + q, k]
                    best = max(best, term[k])
            if best > NO / 2:
                s = 0.0
                for k in range(len(arcs)):
                    if term[k] > best - 40.0:
                        s += math.exp(term[k] - best)
                total[base[i] + j] = best + math.log(s)
    return total


@numba.njit(cache=True)
def marginals(lo: Ints, hi: Ints, base: Ints, arcs: Ints, weight: Singles, total: Floats) -> Singles:
    """The probability that a chain, drawn by its weight, takes each arc. *Shape:* (nodes, K)

    `total` is what `forward` gave; the backward sums are made here, from the last node to the first.
    """
    back = np.full(len(weight), NO)
    back[len(weight) - 1] = 0.0
    whole = total[len(weight) - 1]
    probability = np.zeros(weight.shape, np.float32)
    term = np.empty(len(arcs))
    for i in range(len(lo) - 1, -1, -1):
        for j in range(hi[i] - 1, lo[i] - 1, -1):
            node = base[i] + j
            best = back[node]
            for k in range(len(arcs)):
                term[k] = NO
                p, q = i + arcs[k, 0], j + arcs[k, 1]
                if p < len(lo) and q >= lo[p] and q < hi[p]:
                    term[k] = weight[node, k] + back[base[p] + q]
                    best = max(best, term[k])
                    if total[node] + term[k] - whole > -40.0:
                        probability[node, k] = math.exp(min(0.0, total[node] + term[k] - whole))
            if best > NO / 2 and node < len(weight) - 1:
                s = 0.0
                for k in range(len(arcs)):
                    if term[k] > best - 40.0:
                        s += math.exp(term[k] - best)
                back[node] = best + math.log(s)
    return probability


@numba.njit(cache=True)
def best_chain(lo: Ints, hi: Ints, base: Ints, arcs: Ints, gain: Singles) -> Ints:
    """The chain with the largest sum of gains, as rows (i, j, k): arc k out of (i, j). *Shape:* (beads, 3)

    `gain` (nodes, K) is the weight for the most likely chain, or the probability for the one with most beads right.
    """
    value = np.full(len(gain), NO)
    came = np.full(len(gain), -1, np.int16)
    value[0] = 0.0
    for i in range(len(lo)):
        for j in range(lo[i], hi[i]):
            for k in range(len(arcs)):
                p, q = i - arcs[k, 0], j - arcs[k, 1]
                if p >= 0 and q >= lo[p] and q < hi[p]:
                    v = value[base[p] + q] + gain[base[p] + q, k]
                    if v > value[base[i] + j]:
                        value[base[i] + j] = v
                        came[base[i] + j] = k
    i, j = len(lo) - 1, hi[len(lo) - 1] - 1
    rows = np.empty((i + j, 3), np.int64)
    count = 0
    while i + j > 0:
        k = came[base[i] + j]
        i, j = i - arcs[k, 0], j - arcs[k, 1]
        rows[count, 0], rows[count, 1], rows[count, 2] = i, j, k
        count += 1
    return rows[:count][::-1]
