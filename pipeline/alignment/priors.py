"""How likely each type of bead is, learnt from the text itself.

One story's English version leaves half of it out, the next one's is sentence by sentence: no fixed prior fits both
(a fixed one cost up to nine points of F1). So the prior is estimated by expectation maximisation: a Dirichlet prior
worth `strength` beads, updated with the expected number of beads of each type (Dempster et al. 1977).
"""

from __future__ import annotations

import numpy as np

from pipeline.alignment.lattice import Floats, Ints


def arcs_of(most_source: int, most_target: int) -> Ints:
    """The bead types (a, b): two nulls, then 1-1 to most_source-most_target. *Shape:* (K, 2)"""
    pairs = [(a, b) for a in range(1, most_source + 1) for b in range(1, most_target + 1)]
    return np.array([(1, 0), (0, 1), *pairs], np.int64)


def usual(arcs: Ints) -> Floats:
    """The prior before a text is seen, which sums to 1. *Shape:* (K,)"""
    weights = np.array([_usual(int(a), int(b)) for a, b in arcs])
    return np.asarray(weights / weights.sum())


def strangers(arcs: Ints) -> Floats:
    """The prior of two texts that have next to nothing in common, which sums to 1. *Shape:* (K,)"""
    null = arcs.min(axis=1) == 0
    weights = np.where(null, usual(arcs) / usual(arcs)[null].sum(), 0.05 * usual(arcs))
    return np.asarray(weights / weights.sum())


def updated(prior: Floats, expected: Floats, strength: float) -> Floats:
    """The mean of the Dirichlet distribution after `expected` beads of each type. *Shapes:* (K,)"""
    return np.asarray((expected + strength * prior) / (expected.sum() + strength))


def _usual(a: int, b: int) -> float:
    if a == 0 or b == 0:
        return 0.01
    if a == b == 1:
        return 0.85
    if min(a, b) == 1:
        return 0.03 * 0.3 ** (max(a, b) - 2)
    return 0.03 * 0.25 ** (a + b - 4)
