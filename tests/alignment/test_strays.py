"""Two sentences alone between sure beads: a pair in a text that is otherwise sentence by sentence, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.alignment.base import aligners
from pipeline.alignment.lattice import Ints, Lattice, Singles
from pipeline.alignment.priors import arcs_of
from pipeline.alignment.solve import Link
from pipeline.alignment.strays import paired
from pipeline.data import Bead

ARCS = arcs_of(2, 2)


@dataclass
class Even:
    """Evidence that says the same of each bead."""

    ratio: float

    def ratios(self, lattice: Lattice, arcs: Ints) -> Singles:
        return np.full((lattice.base[-1] + lattice.hi[-1] + 1, len(arcs)), self.ratio, np.float32)

    def taken(self, sources: Sequence[int], targets: Sequence[int]) -> Even:
        return self

    def doubtful(self) -> Sequence[Even]:
        return ()


def links(size: int, alone: Sequence[int], sure: float = 0.99) -> list[Link]:
    """One to one, but for those that are alone on both sides."""
    found = []
    for i in range(size):
        if i in alone:
            found += [Link((i,), (), 0.8), Link((), (i,), 0.8)]
        else:
            found.append(Link((i,), (i,), sure, 9.0))
    return found


def pairs(ratio: float, given: Sequence[Link]) -> set[tuple[int, ...]]:
    found = paired(Even(ratio), ARCS, given)
    assert sorted(i for k in found for i in k.source) == sorted(i for k in given for i in k.source)
    assert sorted(j for k in found for j in k.target) == sorted(j for k in given for j in k.target)
    return {k.source for k in found if not k.null} - {k.source for k in given if not k.null}


def test_they_are_a_pair_where_all_others_are_pairs_and_little_speaks_against_it() -> None:
    assert pairs(-6.0, links(12, [5])) == {(5,)}
    assert pairs(-20.0, links(12, [5])) == set()


def test_at_either_end_of_a_text() -> None:
    assert pairs(-6.0, links(12, [0])) == {(0,)}
    assert pairs(-6.0, links(12, [11])) == {(11,)}


def test_not_where_many_are_left_out_and_added() -> None:
    assert pairs(-6.0, links(12, [1, 3, 5, 7, 9])) == set()


def test_not_beside_an_unsure_bead_or_another_that_is_alone() -> None:
    assert pairs(-6.0, links(12, [5], sure=0.8)) == set()
    assert pairs(-6.0, links(12, [5, 6])) == set()
    assert pairs(-6.0, links(1, [0])) == set()


def test_not_across_a_move() -> None:
    moved = [Link((0,), (0,), 0.99), Link((1,), (), 0.8), Link((2,), (2,), 0.99), Link((3,), (1,), 0.99)]
    assert pairs(-6.0, [*moved, Link((), (3,), 0.8), Link((4,), (4,), 0.99)]) == set()


LINES = [
    "Foreign ministers of the two countries met in Aden on Monday to discuss the airport.",
    "A government spokesman said 35 trucks with medicine crossed the border at dawn.",
    "Northern hospitals have asked for fuel since March, an aid agency said.",
    "The envoy Karim Haddad is to chair a new round of talks next week in Muscat.",
    "Fishermen in Hodeida returned to the harbor after four months on land.",
    "Teachers went back to their schools when their salaries were paid on Sunday.",
    "The central bank moved its branch from the coast to the capital in January.",
]
ELSE = "Nobody at home could remember such a quiet morning in the old quarter."


def align(source: list[str], target: list[str]) -> tuple[Bead, ...]:
    part = aligners.get("pivot")()
    return tuple(part.align(source, target, pivots=[source]))


def test_in_a_story() -> None:
    found = align(LINES, [*LINES[:4], ELSE, *LINES[5:]])
    assert [(b.source, b.target) for b in found] == [((i,), (i,)) for i in range(7)]
    target = [LINES[0], "It rained.", LINES[2], ELSE, LINES[4], "Prices rose by a tenth this year.", LINES[6]]
    assert [(b.source, b.target) for b in align(LINES, target) if not b.null] == [((i,), (i,)) for i in (0, 2, 4, 6)]
    assert all(b.null for b in align(LINES, [*LINES[:4], "No.", *LINES[5:]]) if 4 in b.source or 4 in b.target)
    assert all(bead.null for bead in align([LINES[4]], [ELSE]))
