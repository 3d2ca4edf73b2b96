"""From evidence to the beads of one monotone chain: priors by EM, probabilities, the chain with most beads right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.alignment import chain
from pipeline.alignment.evidence import Evidence
from pipeline.alignment.lattice import Floats, Ints, Lattice, Singles, full_lattice
from pipeline.alignment.priors import strangers, updated, usual

ROUNDS = 4
STRENGTH = 12.0
"""How many beads the usual prior is worth against those of the text."""

APART = 1.3
"""Log odds, for each sentence of the shorter text, that two texts are no strangers, before anything is read."""
STRANGE = 3.0
"""Log odds that two texts are strangers, however short: one line and another have little to show for themselves."""
UNSURE = 1.0
"""Log-likelihood ratio below which a bead stands by its place alone."""
DOUBT = 0.5
"""Share of the shorter side in such beads, or alone, from which on other readings are tried."""


@dataclass(frozen=True, slots=True)
class Link:
    """A bead with its probability and with what the evidence alone says of it (a log-likelihood ratio, 0 for nulls)."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    probability: float = 1.0
    ratio: float = 0.0

    @property
    def null(self) -> bool:
        """True where one side is empty."""
        return not self.source or not self.target

    def within(self, sources: Sequence[int], targets: Sequence[int]) -> Link:
        """The same link where its indices are those of a selection of sentences."""
        source, target = tuple(sources[i] for i in self.source), tuple(targets[j] for j in self.target)
        return Link(source, target, self.probability, self.ratio)


@dataclass(frozen=True, slots=True)
class Solution:
    """The best chain, the prior of each arc's bead type learnt from the text, (K,), and the evidence it stands on."""

    links: tuple[Link, ...]
    prior: Floats
    evidence: Evidence

    def doubted(self, related: float) -> Solution:
        """The same where the texts are one story with the probability `related` only, and strangers otherwise."""
        links = (replace(k, probability=k.probability * related + (1.0 - related) * k.null) for k in self.links)
        return replace(self, links=tuple(links))


def monotone(evidence: Evidence, lattice: Lattice, arcs: Ints) -> Solution:
    """The best chain that does not cross.

    EM finds a local optimum only. Where many beads stand by their place alone, it starts again with the doubtful
    readings of the evidence that leave less doubt, and around the prior of strangers, texts that hardly share a
    sentence. The likeliest end is taken; where that is not the strangers', their probability takes from its beads'.
    """
    ends = [_solved(evidence, lattice, arcs, usual(arcs))]
    if not _in_doubt(ends[0][1], lattice):
        return ends[0][1]
    more = [_solved(other, lattice, arcs, usual(arcs)) for other in evidence.doubtful()]
    density, best = max([*ends, *(end for end in more if not _in_doubt(end[1], lattice))], key=lambda end: end[0])
    against, apart = _solved(evidence, lattice, arcs, strangers(arcs))
    against += STRANGE - APART * min(lattice.n, lattice.m)
    return apart if against > density else best.doubted(1.0 / (1.0 + math.exp(against - density)))


def _in_doubt(found: Solution, lattice: Lattice) -> bool:
    held = [link for link in found.links if link.ratio >= UNSURE]
    sentences = min(sum(len(link.source) for link in held), sum(len(link.target) for link in held))
    return sentences < (1.0 - DOUBT) * min(lattice.n, lattice.m)


def _solved(evidence: Evidence, lattice: Lattice, arcs: Ints, start: Floats) -> tuple[float, Solution]:
    ratios = evidence.ratios(lattice, arcs)
    density, prior, probability = _learnt(lattice, arcs, ratios, start)
    return density, Solution(best_links(lattice, arcs, probability, ratios), prior, evidence)


def _learnt(lattice: Lattice, arcs: Ints, ratios: Singles, centre: Floats) -> tuple[float, Floats, Singles]:
    """EM from a prior, and around it: the log posterior density at the end, the prior there, and what it gives.

    The density is that of a Dirichlet distribution around `centre`, up to a constant that makes it 0 at the centre, so
    that texts that are one story and texts that are strangers can be compared.
    """
    prior = centre
    for _ in range(ROUNDS):
        probability, whole = probabilities(lattice, arcs, ratios, np.log(prior))
        density = whole + STRENGTH * float(centre @ (np.log(prior) - np.log(centre)))
        learnt, prior = prior, updated(centre, probability.sum(axis=0), STRENGTH)
    return density, learnt, probability


def among(
    evidence: Evidence, arcs: Ints, log_prior: Floats, sources: Sequence[int], targets: Sequence[int]
) -> tuple[Link, ...]:
    """The best chain over some sentences only, in these orders, with a prior that is given. *Shape:* log_prior (K,)"""
    lattice = full_lattice(len(sources), len(targets))
    ratios = evidence.taken(sources, targets).ratios(lattice, arcs)
    probability, _ = probabilities(lattice, arcs, ratios, log_prior)
    return tuple(link.within(sources, targets) for link in best_links(lattice, arcs, probability, ratios))


def probabilities(lattice: Lattice, arcs: Ints, ratios: Singles, log_prior: Floats) -> tuple[Singles, float]:
    """The probability of each arc, and the log sum over all chains. *Shapes:* ratios, result (nodes, K), prior (K,)"""
    weight = ratios + log_prior.astype(np.float32)
    total = chain.forward(lattice.lo, lattice.hi, lattice.base, arcs, weight)
    probability = chain.marginals(lattice.lo, lattice.hi, lattice.base, arcs, weight, total)
    return probability, float(total[-1])


def placeless(lattice: Lattice, arcs: Ints, probability: Singles) -> Singles:
    """Probabilities where a null arc has that of its sentence being null anywhere: two nulls side by side can stand in
    either order, and that says nothing about them. *Shape:* (nodes, K)
    """
    out = probability.copy()
    for k, place in zip(np.flatnonzero(arcs.min(axis=1) == 0), lattice.places(), strict=True):
        out[:, k] = np.bincount(place, probability[:, k])[place]
    return out


def best_links(lattice: Lattice, arcs: Ints, probability: Singles, ratios: Singles) -> tuple[Link, ...]:
    """The chain with most sentences expected in right beads: the gain of a bead is its probability times its size."""
    probability = placeless(lattice, arcs, probability)
    return links_of(lattice, arcs, probability * arcs.sum(axis=1).astype(np.float32), probability, ratios)


def links_of(lattice: Lattice, arcs: Ints, gain: Singles, probability: Singles, ratios: Singles) -> tuple[Link, ...]:
    """The chain with the largest sum of gains. *Shapes:* (nodes, K) all three"""
    links = []
    for i, j, k in chain.best_chain(lattice.lo, lattice.hi, lattice.base, arcs, gain):
        node = lattice.base[i] + j
        a, b = arcs[k]
        sure = min(1.0, max(0.0, float(probability[node, k])))
        links.append(Link(tuple(range(i, i + a)), tuple(range(j, j + b)), sure, float(ratios[node, k])))
    return tuple(links)
