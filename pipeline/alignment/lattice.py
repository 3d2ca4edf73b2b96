"""The lattice that all chains walk: positions (i, j) between sentences, kept near the diagonal in long texts.

Node (i, j), 0 <= i <= n and 0 <= j <= m, says that the first i source and the first j target sentences are done. Row i
holds the nodes lo[i] <= j < hi[i]; neither border ever falls from one row to the next. Node (i, j) has the number
`base[i] + j`, so that an array of one value a node is flat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lattice:
    """Nodes of a chain over n source and m target sentences. *Shapes:* lo, hi, base (n + 1,)."""

    lo: Ints
    hi: Ints
    base: Ints

    @property
    def n(self) -> int:
        """Source sentences."""
        return len(self.lo) - 1

    @property
    def m(self) -> int:
        """Target sentences."""
        return int(self.hi[-1]) - 1

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return int((self.hi - self.lo).sum())

    def places(self) -> tuple[Ints, Ints]:
        """The i and the j of each node. *Shapes:* (nodes,)"""
        width = self.hi - self.lo
        i = np.repeat(np.arange(len(self.lo)), width)
        return i, np.arange(self.nodes) - np.repeat(self.base, width)


def lattice_of(lo: Ints, hi: Ints) -> Lattice:
    """The lattice with these row borders."""
    first = np.concatenate([[0], np.cumsum(hi - lo)[:-1]])
    # contiguous, because the compiled loops would be compiled again for views
    return Lattice(np.ascontiguousarray(lo), np.ascontiguousarray(hi), first - lo)


def full_lattice(n: int, m: int) -> Lattice:
    """All nodes of n source and m target sentences."""
    return lattice_of(np.zeros(n + 1, np.int64), np.full(n + 1, m + 1, np.int64))
