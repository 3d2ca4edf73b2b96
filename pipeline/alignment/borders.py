"""Hard borders: paragraphs or headlines that no bead may reach across. A wrapper around any evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.alignment.chain import NO
from pipeline.alignment.evidence import Evidence
from pipeline.alignment.lattice import Ints, Lattice, Singles
from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class Bordered:
    """Evidence that forbids beads of sentences of different parts. *Shapes:* source_part (n,), target_part (m,)"""

    inner: Evidence
    source_part: Ints
    target_part: Ints

    def ratios(self, lattice: Lattice, arcs: Ints) -> Singles:
        """See Evidence.ratios."""
        ratios = self.inner.ratios(lattice, arcs)
        i, j = lattice.places()
        for k, (a, b) in enumerate(arcs):
            if a and b:
                last_i, last_j = i + a - 1, j + b - 1
                inside = (last_i < lattice.n) & (last_j < lattice.m)
                parts = self.source_part[np.where(inside, i, 0)], self.target_part[np.where(inside, j, 0)]
                ends = self.source_part[np.where(inside, last_i, 0)], self.target_part[np.where(inside, last_j, 0)]
                one = (parts[0] == parts[1]) & (parts[0] == ends[0]) & (parts[1] == ends[1])
                ratios[~(inside & one), k] = NO
        return ratios

    def taken(self, sources: Sequence[int], targets: Sequence[int]) -> Bordered:
        """See Evidence.taken."""
        parts = self.source_part[np.asarray(sources, np.int64)], self.target_part[np.asarray(targets, np.int64)]
        return Bordered(self.inner.taken(sources, targets), *parts)

    def doubtful(self) -> Sequence[Bordered]:
        """See Evidence.doubtful."""
        return [Bordered(other, self.source_part, self.target_part) for other in self.inner.doubtful()]


def bordered(
    evidence: Evidence, n: int, m: int, source_borders: Sequence[int], target_borders: Sequence[int]
) -> Evidence:
    """The evidence with borders before the lines given; as it is where none are. InputError where they do not fit."""
    if len(source_borders) != len(target_borders):
        raise InputError(
            f"{len(source_borders)} borders in the source, {len(target_borders)} in the target: they meet one to one; "
            "align without borders"
        )
    if not source_borders:
        return evidence
    return Bordered(evidence, _parts(n, source_borders, "source"), _parts(m, target_borders, "target"))


def _parts(lines: int, borders: Sequence[int], side: str) -> Ints:
    for before, border in zip([0, *borders], borders, strict=False):
        if not before <= border <= lines:
            raise InputError(f"{side} border {border}: borders rise from 0 to the number of lines, {lines}")
    return np.searchsorted(np.asarray(borders, np.int64), np.arange(lines), side="right").astype(np.int64)
