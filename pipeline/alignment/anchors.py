"""The lattice of a long text: near the line through anchors, pairs of sentences that share words rare in both texts.

The full lattice grows with n times m. Rare words say where the chain passes: a pair of sentences that is the best for
each other by shared rare words is a candidate, and the heaviest chain of candidates that rises on both sides (weighted
longest increasing subsequence) gives the anchors. Between two anchors every node is kept if they are near each other,
a band along the diagonal if not. Time and memory grow with n + m.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise

import numpy as np

from pipeline.alignment.bags import Bags
from pipeline.alignment.lattice import Ints, Lattice, full_lattice, lattice_of
from pipeline.alignment.similarity import Matches

FULL = 250_000
"""Nodes up to which all are kept: 500 sentences by 500."""
RARE = 4
"""Sentences on either side that a rare word may occur in."""
MARGIN = 10
"""Nodes that are kept beyond an anchor on both sides."""
GAP = 60
"""Sentences between two anchors up to which all nodes are kept; beyond, a band of this half-width."""
SURE = 1.0
"""Votes that a candidate needs: as much as one word that occurs once on either side."""


def lattice_for(source: Bags, target: Bags, forth: Matches) -> Lattice:
    """The full lattice of short texts, a band through the anchors of long ones."""
    n, m = len(source.size), len(target.size)
    if n * m <= FULL or min(n, m) <= MARGIN:
        return full_lattice(n, m)
    return band(n, m, rising(candidates(source, target, forth)))


def candidates(source: Bags, target: Bags, forth: Matches) -> list[tuple[int, int, float]]:
    """Pairs (source, target, votes) that are each other's best by rare words. A word votes 1 / (times * times)."""
    votes: dict[tuple[int, int], float] = defaultdict(float)
    places, others = source.postings(), target.postings()
    for word in np.flatnonzero(_rare(places[0])).tolist():
        here = places[1][places[0][word] : places[0][word + 1]]
        for k in range(int(forth.start[word]), int(forth.start[word + 1])):
            if forth.strength[k] < 1.0:  # a likeness would give many candidates, and few good ones
                continue
            same = int(forth.match[k])
            there = others[1][others[0][same] : others[0][same + 1]]
            if 0 < len(there) <= RARE:
                for i in here.tolist():
                    for j in there.tolist():
                        votes[i, j] += 1.0 / (len(here) * len(there))
    best_source, best_target = _best(votes, 0), _best(votes, 1)
    return [(i, j, v) for (i, j), v in sorted(votes.items()) if v >= SURE and best_source[i] == best_target[j] == v]


def rising(points: list[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The heaviest chain of points (i, j, weight) that rises on both sides; `points` are sorted by i, each i once."""
    tails: list[tuple[int, float, int]] = []  # (j, weight of the best chain that ends there, point), both rising
    before: list[int] = []
    for number, (_, j, weight) in enumerate(points):
        at = bisect_left(tails, (j,))
        total = weight + (tails[at - 1][1] if at else 0.0)
        before.append(tails[at - 1][2] if at else -1)
        end = at
        while end < len(tails) and tails[end][1] <= total:
            end += 1
        if end > at or at == len(tails) or tails[at][0] > j:
            tails[at:end] = [(j, total, number)]
    chain, number = [], tails[-1][2] if tails else -1
    while number >= 0:
        chain.append(points[number][:2])
        number = before[number]
    return chain[::-1]


def band(n: int, m: int, anchors: list[tuple[int, int]], half: int = GAP) -> Lattice:
    """The nodes near the line through the anchors, `half` on either side of it in wide gaps."""
    lo, hi = np.full(n + 1, m + 1, np.int64), np.zeros(n + 1, np.int64)
    corners = [(0, 0), *anchors, (n, m)]
    for (i, j), (p, q) in pairwise(corners):
        rows = np.arange(max(0, i - MARGIN), min(n, p + MARGIN) + 1)
        if p - i <= GAP and q - j <= GAP:
            least, most = np.full(len(rows), j - MARGIN), np.full(len(rows), q + MARGIN)
        else:
            middle = j + (rows - i) * (q - j) // max(1, p - i)
            least, most = middle - half, middle + half
        lo[rows] = np.minimum(lo[rows], least)
        hi[rows] = np.maximum(hi[rows], most + 1)
    lo = np.minimum.accumulate(np.clip(lo, 0, m)[::-1])[::-1]
    hi = np.maximum.accumulate(np.clip(hi, 1, m + 1))
    lo[0], hi[n] = 0, m + 1
    hi[:-1] = np.maximum(hi[:-1], lo[1:] + 1)  # where a row begins, the one before must reach
    return lattice_of(lo, hi)


def _rare(first: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    count = np.diff(first)
    return np.asarray((count > 0) & (count <= RARE))


def _best(votes: dict[tuple[int, int], float], side: int) -> dict[int, float]:
    best: dict[int, float] = defaultdict(float)
    for pair, vote in votes.items():
        best[pair[side]] = max(best[pair[side]], vote)
    return best
