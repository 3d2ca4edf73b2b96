"""A source and a target sentence, both alone, between two sure beads: left out and added, or a pair that is not alike?

It may be a very free translation. The chain asks with a prior that these two helped to learn, which in a short story
answers the question before it is asked. Here the prior is learnt from the other beads alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.alignment.evidence import Evidence
from pipeline.alignment.lattice import Ints, full_lattice
from pipeline.alignment.priors import updated, usual
from pipeline.alignment.solve import STRENGTH, Link

SURE = 0.9
"""Probability of a neighbour that is sure."""


def paired(evidence: Evidence, arcs: Ints, links: Sequence[Link]) -> tuple[Link, ...]:
    """The links, with such sentences as a pair where that is likelier. Its probability is that of this choice."""
    number = {(int(a), int(b)): k for k, (a, b) in enumerate(arcs)}
    sizes = [number.get((len(link.source), len(link.target))) for link in links]
    counts = np.bincount([k for k in sizes if k is not None], minlength=len(arcs)).astype(float)
    gone: set[Link] = set()
    made: list[Link] = []
    for source, target in _strays(links):
        counts[[number[1, 0], number[0, 1]]] -= 1.0
        prior = np.log(updated(usual(arcs), counts, STRENGTH))
        ratio = _ratio(evidence, arcs, source.source, target.target, number[1, 1])
        odds = ratio + float(prior[number[1, 1]] - prior[number[1, 0]] - prior[number[0, 1]])
        if odds > 0.0:
            gone |= {source, target}
            made.append(Link(source.source, target.target, 1.0 / (1.0 + math.exp(-odds))))
            counts[number[1, 1]] += 1.0
        else:
            counts[[number[1, 0], number[0, 1]]] += 1.0
    return (*(link for link in links if link not in gone), *made)


def _ratio(evidence: Evidence, arcs: Ints, sources: Sequence[int], targets: Sequence[int], k: int) -> float:
    lattice = full_lattice(1, 1)
    return float(evidence.taken(sources, targets).ratios(lattice, arcs)[lattice.base[0], k])


def _strays(links: Sequence[Link]) -> Iterable[tuple[Link, Link]]:
    """Pairs of nulls between the same two beads, or between a bead and the end of both texts."""
    by_source = {i: link for link in links for i in link.source}
    by_target = {j: link for link in links for j in link.target}
    for i, link in by_source.items():
        if not link.null:
            continue
        before, after = by_source.get(i - 1), by_source.get(i + 1)
        if before is not None and not before.null:
            j = before.target[-1] + 1
        elif before is None and after is not None and not after.null:
            j = after.target[0] - 1
        else:
            continue
        other = by_target.get(j)
        if other is None or not other.null:
            continue
        if by_target.get(j - 1) is before and by_target.get(j + 1) is after and _sure(before) and _sure(after):
            yield link, other


def _sure(link: Link | None) -> bool:
    return link is None or (not link.null and link.probability >= SURE)
