"""Which piece translates which: IBM model 1 in both directions, and the points where they agree.

Brown et al. 1993, section 4.2, for the model; the diagonal prior is that of Dyer et al. 2013 (fast_align), equation 1;
the product of both directions follows Liang et al. 2006. Pieces of a sentence are few, tables are small (vocabulary of
some thousands on either side), so dense float32 tables and compiled loops serve.
"""

from __future__ import annotations

from collections.abc import Sequence

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@numba.njit(cache=True)
def _expect(x: Ints, xs: Ints, y: Ints, ys: Ints, table: Floats, counts: Floats) -> None:
    for n in range(len(xs) - 1):
        for j in range(ys[n], ys[n + 1]):
            total = np.float32(1e-9)
            for i in range(xs[n], xs[n + 1]):
                total += table[x[i], y[j]]
            for i in range(xs[n], xs[n + 1]):
                counts[x[i], y[j]] += table[x[i], y[j]] / total


@numba.njit(cache=True)
def _points(x: Ints, xs: Ints, y: Ints, ys: Ints, both: Floats, floor: float, out: Ints) -> int:
    found = 0
    for n in range(len(xs) - 1):
        lx, ly = xs[n + 1] - xs[n], ys[n + 1] - ys[n]
        for j in range(ly):
            best, total, at = 0.0, 1e-12, -1
            for i in range(lx):
                off = abs(i / lx - j / ly)
                value = both[x[xs[n] + i], y[ys[n] + j]] * np.exp(-3.0 * off)
                total += value
                if value > best:
                    best, at = value, i
            if at >= 0 and best > floor and best > 0.5 * total:
                out[found, 0], out[found, 1], out[found, 2] = n, j, at
                found += 1
    return found


def flat(sentences: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """All ids in a row, and where each sentence begins (one more at the end)."""
    starts = np.zeros(len(sentences) + 1, dtype=np.int64)
    np.cumsum([len(s) for s in sentences], out=starts[1:])
    return np.fromiter((i for s in sentences for i in s), dtype=np.int64, count=int(starts[-1])), starts


class Lexicon:
    """A table learned from id sequences: `both` (source ids, target ids), the geometric mean of two directions."""

    def __init__(self, both: Floats) -> None:
        self.both = both

    @classmethod
    def learn(
        cls, sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]], sizes: tuple[int, int], rounds: int = 5
    ) -> Lexicon:
        """Tables from sentence pairs; `sizes`: one more than the largest source id and target id."""
        x, xs = flat(sources)
        y, ys = flat(targets)
        both = _em(x, xs, y, ys, sizes, rounds)
        both *= _em(y, ys, x, xs, (sizes[1], sizes[0]), rounds).T
        return cls(np.sqrt(both, out=both))

    def points(
        self, sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]], floor: float = 0.01
    ) -> tuple[Ints, Ints]:
        """Alignment points (sentence, target position, source position), and where each sentence's begin."""
        x, xs = flat(sources)
        y, ys = flat(targets)
        out = np.zeros((len(y), 3), dtype=np.int64)
        found = _points(x, xs, y, ys, self.both, floor, out)
        points = out[:found]
        return points, np.searchsorted(points[:, 0], np.arange(len(sources) + 1))


def _em(x: Ints, xs: Ints, y: Ints, ys: Ints, sizes: tuple[int, int], rounds: int) -> Floats:
    table = np.full(sizes, 1.0, dtype=np.float32)
    for _ in range(rounds):
        counts = np.zeros(sizes, dtype=np.float32)
        _expect(x, xs, y, ys, table, counts)
        counts /= np.maximum(counts.sum(axis=1, keepdims=True), 1e-9)
        table = counts
    return table
