"""Beads that cross: what the desk moved is looked for among the sentences that found no good place in the order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from pipeline.alignment.board import Board
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
CROWD = 200
"""Leftovers of one side that are chained together; in long texts blocks move no further."""
ROUNDS = 3


def crossed(evidence: Evidence, arcs: Ints, prior: Floats, links: Sequence[Link]) -> tuple[Link, ...]:
    """The links of a monotone chain, with moved ones in place of nulls, loose links and tangles.

    `prior` is what `monotone` learnt. Text without moved sentences comes back as it was.
    """
    log_prior = np.log(prior)
    board = Board(links)
    changed: list[Link] = []
    for link in links:
        parts = _untangled(evidence, arcs, log_prior, link)
        if len(parts) > 1:
            board.put(parts)
            changed += parts
    for _ in range(ROUNDS):
        moved = _moved(evidence, arcs, board)
        if not moved:
            break
        board.put(moved)
        changed += moved
    if changed:
        _settle(evidence, arcs, log_prior, board, changed)
    return tuple(board.links)


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


def _moved(evidence: Evidence, arcs: Ints, board: Board) -> list[Link]:
    """Links of the best chain through the leftovers of both sides that are likelier than not."""
    log_prior = np.where(arcs.min(axis=1) > 0, np.log(MOVED * usual(arcs)), 0.0)
    moved: list[Link] = []
    for sources, targets in _crowds(board):
        for link in among(evidence, arcs, log_prior, sources, targets):
            if link.null or link.probability <= 0.5 or board.holds(link):
                continue
            rivals = {board.source[i] for i in link.source} | {board.target[j] for j in link.target}
            good = link.ratio > max(0.0 if r.null else r.ratio + BETTER for r in rivals)
            if good and _contiguous(link.source) and _contiguous(link.target):
                moved.append(link)
    return moved


def _crowds(board: Board) -> Iterator[tuple[list[int], list[int]]]:
    """The leftovers of both sides: all together where they are few, else CROWD by CROWD with those of the other side
    that lie about there.
    """
    sources = [i for i in sorted(board.source) if _loose(board.source[i])]
    targets = [j for j in sorted(board.target) if _loose(board.target[j])]
    if not sources or not targets:
        return
    if max(len(sources), len(targets)) <= CROWD:
        yield sources, targets
        return
    scale = len(board.target) / len(board.source)
    for first in range(0, len(sources), CROWD // 2):
        some = sources[first : first + CROWD // 2]
        begin = bisect_left(targets, some[0] * scale)
        end = bisect_left(targets, some[-1] * scale)
        middle = (begin + end) // 2
        near = targets[max(0, middle - CROWD // 2) : middle + CROWD // 2]
        if near:
            yield some, near


def _loose(link: Link) -> bool:
    return link.null or link.ratio < LOOSE


def _settle(evidence: Evidence, arcs: Ints, log_prior: Floats, board: Board, changed: Sequence[Link]) -> None:
    """Chains each link near a changed one again with the nulls beside it: a moved block takes back its neighbours."""
    sources = {i + d for link in changed for i in link.source for d in range(-REACH, REACH + 1)}
    targets = {j + d for link in changed for j in link.target for d in range(-REACH, REACH + 1)}
    for link in board.links:
        if link.null or (sources.isdisjoint(link.source) and targets.isdisjoint(link.target)):
            continue
        for step in (-1, 1):
            if not board.holds(link):
                continue
            rows = board.beside(link, step, REACH)
            if len(rows[0]) + len(rows[1]) > len(link.source) + len(link.target):
                again = among(evidence, arcs, log_prior, *rows)
                board.put(again)
                link = next((k for k in again if not k.null and {*k.source} & {*link.source}), link)


def _contiguous(indices: tuple[int, ...]) -> bool:
    return indices[-1] - indices[0] == len(indices) - 1
