"""Gale and Church's aligner."""

from __future__ import annotations

from pipeline.alignment.length import LengthAligner


def pairs(source: list[str], target: list[str]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(b.source, b.target) for b in LengthAligner().align(source, target)]


def test_merge_by_length() -> None:
    source = ["a" * 40, "b" * 100, "c" * 20, "d" * 70]
    target = ["A" * 42, "B" * 121, "D" * 72]
    assert pairs(source, target) == [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,))]


def test_same_lengths() -> None:
    lines = ["x" * n for n in (30, 80, 55, 120)]
    assert pairs(lines, lines) == [((i,), (i,)) for i in range(4)]


def test_empty_sides() -> None:
    assert pairs([], ["a"]) == [((), (0,))]
    assert pairs(["a"], []) == [((0,), ())]


def test_border_is_not_crossed() -> None:
    source = ["a" * 40, "b" * 100, "c" * 20, "d" * 70]
    target = ["A" * 42, "B" * 121, "D" * 72]
    found = LengthAligner().align(source, target, source_borders=[2], target_borders=[2])
    assert all(not (1 in b.source and 2 in b.source) for b in found)
    assert all({*b.target} <= {0, 1} for b in found if {*b.source} & {0, 1})
