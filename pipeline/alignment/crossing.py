"""Beads that cross: what the desk moved is looked for among the sentences that found no good place in the order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from pipeline.alignment.evidence import Evidence
from pipeline.alignment.lattice import Floats, Ints, full_lattice
from pipeline.alignment.priors import usual
from pipeline.alignment.solve import Link, among

MOVED = 1.0
"""Prior odds of "moved" to "left out here, added there" for two leftovers; times the prior of the bead's type."""
INVERTED = 0.02
"""Prior probability that two neighbouring beads change places."""
LOOSE = 2.0
"""A bead of a smaller log-likelihood ratio stands by its place alone: its sentences count as leftovers."""
BETTER = 2.0
"""By how much the ratio of a moved bead must pass that of the loose beads whose sentences it takes."""
REACH = 8
"""Nulls beside a bead that are chained again with it once something moved."""


def crossed(evidence: Evidence, arcs: Ints, prior: Floats, links: Sequence[Link]) -> tuple[Link, ...]:
    """The links of a monotone chain, with moved ones in place of nulls, loose links and tangles.

    `prior` is what `monotone` learnt. Text without moved sentences comes back as it was.
    """
    found = [part for link in links for part in _untangled(evidence, arcs, np.log(prior), link)]
    changed = len(found) > len(links)
    while moved := _moved(evidence, arcs, found):
        found, changed = _replaced(found, moved), True
    return tuple(_settled(evidence, arcs, np.log(prior), found) if changed else found)


def _untangled(evidence: Evidence, arcs: Ints, log_prior: Floats, link: Link) -> list[Link]:
    """A bead of several sentences on both sides, or two that changed places, where that is likelier."""
    if len(link.source) < 2 or len(link.target) < 2:
        return [link]
    lattice = full_lattice(len(link.source), len(link.target))
    ratios = evidence.taken(link.source, link.target).ratios(lattice, arcs)
    number = {(int(a), int(b)): k for k, (a, b) in enumerate(arcs)}

    def best(i: int, j: int, a: int, b: int) -> tuple[float, list[Link]]:
        """The best reading of the a source sentences from i and the b target sentences from j."""
        k = number[a, b]
        ratio = float(ratios[lattice.base[i] + j, k])
        whole = Link(tuple(range(i, i + a)), tuple(range(j, j + b)), link.probability, ratio)
        top, parts = ratio + log_prior[k], [whole]
        for x, y in product(range(1, a), range(1, b)):
            for odds, halves in (
                (0.0, (best(i, j, x, y), best(i + x, j + y, a - x, b - y))),
                (np.log(INVERTED), (best(i, j + y, x, b - y), best(i + x, j, a - x, y))),
            ):
                value = odds + halves[0][0] + halves[1][0]
                if value > top:
                    top, parts = value, halves[0][1] + halves[1][1]
        return float(top), parts

    parts = best(0, 0, len(link.source), len(link.target))[1]
    return [part.within(link.source, link.target) for part in parts]


def _moved(evidence: Evidence, arcs: Ints, links: Sequence[Link]) -> list[Link]:
    """Links of the best chain through the leftovers of both sides that are likelier than not."""
    loose = [link for link in links if link.null or link.ratio < LOOSE]
    sources = sorted(i for link in loose for i in link.source)
    targets = sorted(j for link in loose for j in link.target)
    if not sources or not targets:
        return []
    taken = {(0, i): link.ratio for link in loose if not link.null for i in link.source}
    taken |= {(1, j): link.ratio for link in loose if not link.null for j in link.target}
    log_prior = np.where(arcs.min(axis=1) > 0, np.log(MOVED * usual(arcs)), 0.0)
    known = {(link.source, link.target) for link in links}
    moved = []
    for link in among(evidence, arcs, log_prior, sources, targets):
        rivals = [taken.get(key, -BETTER) for key in [*((0, i) for i in link.source), *((1, j) for j in link.target)]]
        good = not link.null and link.probability > 0.5 and link.ratio > max(rivals) + BETTER
        if good and _contiguous(link.source) and _contiguous(link.target) and (link.source, link.target) not in known:
            moved.append(link)
    return moved


def _replaced(links: Sequence[Link], new: Sequence[Link]) -> list[Link]:
    """`links` with `new` in place of those that share a sentence; what these had besides becomes null."""
    sources = {i for link in new for i in link.source}
    targets = {j for link in new for j in link.target}
    kept = []
    for link in links:
        if sources & {*link.source} or targets & {*link.target}:
            kept += [Link((i,), (), link.probability) for i in link.source if i not in sources]
            kept += [Link((), (j,), link.probability) for j in link.target if j not in targets]
        else:
            kept.append(link)
    return [*kept, *new]


def _settled(evidence: Evidence, arcs: Ints, log_prior: Floats, links: Sequence[Link]) -> list[Link]:
    """Each link chained again with the nulls beside it: a moved block takes back its neighbours."""
    found = list(links)
    for link in sorted((k for k in links if not k.null), key=lambda k: k.source):
        for step in (-1, 1):
            if link not in found:
                continue
            lone = {(0, i) for k in found if not k.target for i in k.source}
            lone |= {(1, j) for k in found if not k.source for j in k.target}
            sources, targets = _beside(lone, 0, link.source, step), _beside(lone, 1, link.target, step)
            if len(sources) + len(targets) == len(link.source) + len(link.target):
                continue
            again = among(evidence, arcs, log_prior, sources, targets)
            found = _replaced(found, again)
            link = next((k for k in again if not k.null and {*k.source} & {*link.source}), link)
    return found


def _beside(lone: set[tuple[int, int]], side: int, own: tuple[int, ...], step: int) -> list[int]:
    """The sentences of a link and the nulls in a row that follow it (step 1) or go before it (step -1)."""
    edge = own[-1] if step > 0 else own[0]
    row: list[int] = []
    while (side, edge + step) in lone and len(row) < REACH:
        edge += step
        row.append(edge)
    return sorted([*own, *row])


def _contiguous(indices: tuple[int, ...]) -> bool:
    return indices[-1] - indices[0] == len(indices) - 1
