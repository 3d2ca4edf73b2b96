"""Blocks on which several systems can be compared."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.data import Alignment, Bead
from pipeline.errors import InputError
from pipeline.evaluation.base import make
from pipeline.evaluation.blocks import AlignedReference
from pipeline.evaluation.joint import SystemText, joint_blocks, joint_counts


def system(name: str, lines: list[str], beads: list[tuple[list[int], list[int]]], reference: list[str]) -> SystemText:
    alignment = Alignment(tuple(Bead(tuple(s), tuple(t)) for s, t in beads), len(lines), len(reference))
    return SystemText(name, tuple(lines), (AlignedReference("r", tuple(reference), alignment),))


REFERENCE = ["A a.", "B b.", "C c.", "Own words."]
FIRST = system("first", ["a1", "b1", "c1"], [([0], [0]), ([1], [1]), ([2], [2]), ([], [3])], REFERENCE)
SECOND = system("second", ["a2 b2", "x2"], [([0], [0, 1]), ([1], []), ([], [2]), ([], [3])], REFERENCE)


def test_a_system_that_merges_merges_the_blocks_of_all() -> None:
    blocks = joint_blocks([FIRST, SECOND])
    assert [(b.place, b.systems, b.references) for b in blocks] == [
        (0, (("a1", "b1"), ("a2 b2",)), ("A a. B b.",)),
        (2, (("c1",), ()), ("C c.",)),
    ]


def test_what_a_system_leaves_out_counts_against_it() -> None:
    (metric,) = make(["bleu"])
    blocks = joint_blocks([FIRST, SECOND])
    counts = joint_counts(metric, blocks, 1)
    assert counts.shape[0] == 2
    np.testing.assert_array_equal(counts[1, :2], [0, 3])


def test_systems_need_the_same_references() -> None:
    other = system("other", ["a"], [([0], [0])], ["A a."])
    with pytest.raises(InputError, match="other and first are aligned to different references"):
        joint_blocks([FIRST, other])
