"""Alignment by lengths alone (Gale and Church 1993): the baseline, and the last resort without any dictionary."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict
from scipy.special import log_ndtr

from pipeline.alignment.anchors import FULL, band
from pipeline.alignment.base import aligners
from pipeline.alignment.borders import bordered
from pipeline.alignment.chained import one_sided
from pipeline.alignment.evidence import cumulated
from pipeline.alignment.lattice import Floats, Ints, Lattice, Singles, full_lattice
from pipeline.alignment.order import beads_of
from pipeline.alignment.solve import links_of, placeless, probabilities
from pipeline.data import Alignment

HALF = 300
"""In long texts, sentences on either side of the diagonal that are looked at."""
VARIANCE = 6.8
"""Variance of the target characters for each source character; the paper's s squared."""
PRIOR = {(1, 1): 0.89, (1, 0): 0.00495, (0, 1): 0.00495, (2, 1): 0.0445, (1, 2): 0.0445, (2, 2): 0.011}
"""The paper's table 5; what it gives for 1-0 or 0-1 and for 2-1 or 1-2 together is halved."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Evidence from characters. *Shapes:* source (n,), target (m,)"""

    source: Floats
    target: Floats
    expansion: float

    def ratios(self, lattice: Lattice, arcs: Ints) -> Singles:
        """The log of the paper's match probability 2 (1 - Phi(|delta|)), for nulls as well. *Shape:* (nodes, K)"""
        i, j = lattice.places()
        ends, starts = cumulated(self.source), cumulated(self.target)
        out = np.empty((lattice.nodes, len(arcs)), np.float32)
        for k, (a, b) in enumerate(arcs):
            length = ends[np.minimum(i + a, lattice.n)] - ends[i]
            other = starts[np.minimum(j + b, lattice.m)] - starts[j]
            mean = (length + other / self.expansion) / 2.0  # symmetric in the sides, as in the paper's program
            delta = (length * self.expansion - other) / np.sqrt(np.maximum(mean, 1.0) * VARIANCE)
            out[:, k] = math.log(2.0) + log_ndtr(-np.abs(delta))
        return out

    def taken(self, sources: Sequence[int], targets: Sequence[int]) -> Lengths:
        """See Evidence.taken."""
        return Lengths(
            self.source[np.asarray(sources, np.int64)], self.target[np.asarray(targets, np.int64)], self.expansion
        )

    def doubtful(self) -> Sequence[Lengths]:
        """See Evidence.doubtful; lengths have one reading."""
        return []


@aligners.register("length")
class LengthAligner:
    """The most likely monotone chain of 1-1, 1-0, 0-1, 2-1, 1-2 and 2-2 beads by lengths in characters."""

    needs_pivot = False

    class Settings(BaseModel):
        """Nothing can be set: these are the constants of the paper."""

        model_config = ConfigDict(extra="forbid", frozen=True)

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or self.Settings()

    def align(
        self,
        source: Sequence[str],
        target: Sequence[str],
        *,
        pivots: Sequence[Sequence[str]] = (),
        source_borders: Sequence[int] = (),
        target_borders: Sequence[int] = (),
    ) -> Alignment:
        """See Aligner.align; pivots are not read, and beads never cross."""
        n, m = len(source), len(target)
        if not n or not m:
            return one_sided(n, m)
        lengths = np.array([len(s) for s in source], np.float64), np.array([len(t) for t in target], np.float64)
        expansion = (lengths[1].sum() + 1.0) / (lengths[0].sum() + 1.0)
        evidence = bordered(Lengths(*lengths, expansion), n, m, source_borders, target_borders)
        lattice = full_lattice(n, m) if n * m <= FULL else band(n, m, [], HALF)
        arcs = np.array([*PRIOR], np.int64)
        ratios, log_prior = evidence.ratios(lattice, arcs), np.log(np.array([*PRIOR.values()]))
        probability = placeless(lattice, arcs, probabilities(lattice, arcs, ratios, log_prior)[0])
        weight = ratios + log_prior.astype(np.float32)
        return Alignment(beads_of(links_of(lattice, arcs, weight, probability, ratios)), n, m)

    @property
    def signature(self) -> str:
        """See Aligner.signature."""
        return "aligner:length"
