"""From evidence to an alignment: priors by EM, posteriors, the best chain, then beads that cross it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from pipeline.alignment import chain
from pipeline.alignment.evidence import Evidence
from pipeline.alignment.lattice import Floats, Ints, Lattice, Singles, full_lattice
from pipeline.alignment.priors import updated, usual
from pipeline.data import Bead

ROUNDS = 4
MOVED = 1.0
"""Prior odds that two sentences which found no place in the order are a moved pair."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The beads of one chain with their probabilities, and the prior that they were found with."""

    beads: tuple[Bead, ...]
    prior: Floats


def monotone(
    evidence: Evidence, lattice: Lattice, arcs: Ints, prior: Floats | None = None, strength: float = 6.0
) -> Chain:
    """The chain with the most beads expected right; `prior` and `strength` are those of priors.updated."""
    ratios = evidence.ratios(lattice, arcs)
    start = usual(arcs) if prior is None else prior
    learnt = start
    for _ in range(ROUNDS):
        probability = _probabilities(lattice, arcs, ratios, np.log(learnt))
        learnt = updated(start, probability.sum(axis=0), strength)
    return Chain(_beads(lattice, arcs, probability), learnt)


def crossing(evidence: Evidence, arcs: Ints, found: tuple[Bead, ...]) -> tuple[Bead, ...]:
    """Beads among the sentences that `found` left null, in place of those nulls, repeated while there are new ones.

    What a monotone chain leaves null on both sides may be a block that the desk moved: the leftovers are chained again.
    """
    while True:
        sources = [i for b in found if not b.target for i in b.source]
        targets = [j for b in found if not b.source for j in b.target]
        if not sources or not targets:
            return found
        moved = _moved(evidence, arcs, sorted(sources), sorted(targets))
        if not moved:
            return found
        taken = {i for b in moved for i in b.source}, {j for b in moved for j in b.target}
        found = tuple(b for b in found if not b.null or not (taken[0] & {*b.source} or taken[1] & {*b.target})) + moved


def in_reading_order(beads: Iterable[Bead]) -> tuple[Bead, ...]:
    """Beads in the order of the source; an addition follows the bead that holds the target sentence before it."""
    beads = tuple(beads)
    place = {j: (b.source[0], 0) for b in beads if b.source for j in b.target}
    for j in sorted(j for b in beads if not b.source for j in b.target):
        before = place.get(j - 1, (-1, 0))
        place[j] = (before[0], before[1] + 1)
    return tuple(sorted(beads, key=lambda b: (b.source[0], 0) if b.source else place[b.target[0]]))


def _moved(evidence: Evidence, arcs: Ints, sources: list[int], targets: list[int]) -> tuple[Bead, ...]:
    lattice = full_lattice(len(sources), len(targets))
    prior = np.where(arcs.min(axis=1) > 0, np.log(MOVED * usual(arcs)), 0.0)
    probability = _probabilities(lattice, arcs, evidence.taken(sources, targets).ratios(lattice, arcs), prior)
    beads = []
    for bead in _beads(lattice, arcs, probability):
        source, target = tuple(sources[i] for i in bead.source), tuple(targets[j] for j in bead.target)
        if bead.confidence > 0.5 and not bead.null and _contiguous(source) and _contiguous(target):
            beads.append(Bead(source, target, bead.confidence))
    return tuple(beads)


def _contiguous(indices: tuple[int, ...]) -> bool:
    return indices[-1] - indices[0] == len(indices) - 1


def _probabilities(lattice: Lattice, arcs: Ints, ratios: Singles, log_prior: Floats) -> Singles:
    weight = ratios + log_prior.astype(np.float32)
    total = chain.forward(lattice.lo, lattice.hi, lattice.base, arcs, weight)
    return chain.marginals(lattice.lo, lattice.hi, lattice.base, arcs, weight, total)


def _beads(lattice: Lattice, arcs: Ints, probability: Singles) -> tuple[Bead, ...]:
    """The chain with most sentences expected in right beads: the gain of a bead is its probability times its size."""
    gain = probability * arcs.sum(axis=1).astype(np.float32)
    beads = []
    for i, j, k in chain.best_chain(lattice.lo, lattice.hi, lattice.base, arcs, gain):
        a, b = (int(x) for x in arcs[k])
        confidence = min(1.0, max(0.0, float(probability[lattice.base[i] + j, k])))
        beads.append(Bead(tuple(range(i, i + a)), tuple(range(j, j + b)), confidence))
    return tuple(beads)
