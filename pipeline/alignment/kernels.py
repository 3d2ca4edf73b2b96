"""The compiled loops of `evidence.py`; the formulas are explained there."""

from __future__ import annotations

import math

import numba
import numpy as np

from pipeline.alignment.chain import NO
from pipeline.alignment.lattice import Floats, Ints, Singles


@numba.njit(cache=True)
def says(
    lo: Ints,
    hi: Ints,
    base: Ints,
    crosswise: bool,
    start: Ints,
    ids: Ints,
    weight: Floats,
    background: Floats,
    other_size: Floats,
    match_start: Ints,
    match: Ints,
    strength: Floats,
    first: Ints,
    where: Ints,
    widest: int,
    quality: float,
) -> Singles:
    """What the tokens of each focus sentence say to each span of the other side. *Shape:* (nodes, widest + 1)

    Focus sentences are the rows of the lattice or, `crosswise`, its columns. Column w of node (i, j) is for the span of
    w + 1 sentences of the other side that begins at the node; the last column is for the two sentences from there on,
    the focus sentence cut in two where that is best, its head said by the first and its tail by the second. The other
    arrays are those of the focus side's Bags, of Matches from the focus side, and of the other side's postings.
    """
    rows, columns = len(lo) - 1, hi[len(lo) - 1] - 1
    others = rows if crosswise else columns
    out = np.zeros(((hi - lo).sum(), widest + 1), np.float32)
    mass = np.zeros(others + widest)
    ahead, most_ahead = np.zeros(others + 1), np.zeros(others + 1)  # head minus tail, and its maximum over all cuts
    begin, end = 0, 0
    for f in range(len(start) - 1):
        if crosswise:  # the rows whose windows hold column f
            while begin < rows and hi[begin] <= f:
                begin += 1
            while end < rows and lo[end] <= f:
                end += 1
        else:
            begin, end = lo[f], min(hi[f], columns)
        nothing = 0.0
        for t in range(start[f], start[f + 1]):
            u = ids[t]
            nothing += weight[u] * math.log(1.0 - quality)
            least, most = others, -1
            for e in range(match_start[u], match_start[u + 1]):
                v = match[e]
                p = first[v] + np.searchsorted(where[first[v] : first[v + 1]], begin)
                while p < first[v + 1] and where[p] < end + widest - 1:
                    mass[where[p]] += strength[e]
                    least, most = min(least, where[p]), max(most, where[p])
                    p += 1
            before = 0.0
            for o in range(max(begin, least - widest + 1), min(end, most + 2)):
                node = base[o] + f if crosswise else base[f] + o
                seen, tokens = 0.0, 0.0
                alone = 0.0
                for w in range(min(widest, others - o)):
                    seen += mass[o + w]
                    tokens += other_size[o + w]
                    if seen > 0.0:
                        value = weight[u] * math.log(1.0 + quality / (1.0 - quality) * seen / tokens / background[u])
                        out[node, w] += value
                        if w == 0:
                            alone = value
                if o > begin:
                    ahead[o - 1] += before - alone
                    most_ahead[o - 1] = max(most_ahead[o - 1], ahead[o - 1])
                before = alone
            for o in range(least, most + 1):
                mass[o] = 0.0
        for o in range(begin, end):
            node = base[o] + f if crosswise else base[f] + o
            tail = base[o + 1] + f if crosswise else base[f] + o + 1
            if o + 1 < end:
                out[node, widest] = out[tail, 0] + most_ahead[o] + nothing
            else:
                out[node, widest] = NO
            ahead[o] = most_ahead[o] = 0.0
        for o in range(begin, end):
            node = base[o] + f if crosswise else base[f] + o
            for w in range(widest):
                out[node, w] += nothing
    return out


@numba.njit(cache=True)
def combine(
    lo: Ints,
    hi: Ints,
    base: Ints,
    arcs: Ints,
    forth: Singles,
    back: Singles,
    source_length: Floats,
    target_length: Floats,
    weights: Floats,
) -> Singles:
    """The log ratio of each arc's bead from what the target's tokens (`forth`) and the source's (`back`) say.

    Lengths are cumulated; weights are scale, free, recut, length, deviation, expansion. *Shape:* (nodes, K)
    """
    scale, free, recut, length, deviation, expansion = weights
    n = len(lo) - 1
    split, part = forth.shape[1] - 1, back.shape[1] - 1
    out = np.full((len(forth), len(arcs)), NO, np.float32)
    for i in range(n + 1):
        for j in range(lo[i], hi[i]):
            for k in range(len(arcs)):
                a, b = arcs[k]
                if i + a > n or j + b < lo[i + a] or j + b >= hi[i + a]:
                    continue
                total = 0.0
                if a and b and j >= lo[i + a - 1] and j + b <= hi[i]:
                    for x in range(a):
                        total += back[base[i + x] + j, b - 1]
                    for y in range(b):
                        total += forth[base[i] + j + y, a - 1]
                    if a == 2 and b == 2:  # a clause on the other side of the border between the two
                        p, q = base[i] + j, base[i + 1] + j
                        later = forth[p, 0] + forth[p + 1, split] + back[p, part] + back[q + 1, 0]
                        sooner = forth[p, split] + forth[q + 1, 0] + back[p, 0] + back[q, part]
                        total = max(total, max(later, sooner) - 2.0 * recut / scale)
                    total *= scale / 2.0
                    if total < 30.0:
                        chance = free ** min(a, b)
                        total = math.log(chance + (1.0 - chance) * math.exp(total))
                    wide, high = target_length[j + b] - target_length[j], source_length[i + a] - source_length[i]
                    z = (math.log((wide + 1.0) / (high + 1.0)) - expansion) / deviation
                    total += length * (1.0 - min(z * z, 16.0))
                elif a and b:
                    continue
                out[base[i] + j, k] = total
    return out
