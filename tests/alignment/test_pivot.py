"""The default aligner on small stories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.alignment.pivot import PivotAligner
from pipeline.errors import InputError

PIVOT = [
    "The foreign ministers of the two countries met on Monday in the port city of Aden.",
    "They discussed the reopening of the airport and the payment of salaries.",
    "A spokesman said that 35 trucks with medicine crossed the border at dawn.",
    "Hospitals in the north have asked for fuel since March.",
    "The talks will continue next week under the chairmanship of envoy Karim Haddad.",
]
TARGET = [
    "Foreign ministers from both countries held a meeting Monday in Aden, a port city.",
    "Reopening the airport and paying salaries were discussed.",
    "Thirty-five trucks carrying medicine crossed the border at dawn, according to a spokesman.",
    "Since March, hospitals in the north have been asking for fuel.",
    "Envoy Kareem Hadad will chair the talks again next week.",
]


def pairs(pivot: list[str], target: list[str]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(b.source, b.target) for b in PivotAligner().align(pivot, target, pivots=[pivot])]


def test_same_order() -> None:
    assert pairs(PIVOT, TARGET) == [((i,), (i,)) for i in range(5)]


def test_merged_sentences() -> None:
    target = [TARGET[0], f"{TARGET[1]} {TARGET[2]}", *TARGET[3:]]
    assert pairs(PIVOT, target) == [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((4,), (3,))]


def test_sentence_left_out() -> None:
    assert ((3,), ()) in pairs(PIVOT, [*TARGET[:3], TARGET[4]])


def test_sentence_added() -> None:
    target = [*TARGET[:2], "Oil prices in London were little changed after the announcement by traders.", *TARGET[2:]]
    assert ((), (2,)) in pairs(PIVOT, target)


def test_moved_sentence() -> None:
    found = pairs(PIVOT, [TARGET[4], *TARGET[:4]])
    assert found == [((0,), (1,)), ((1,), (2,)), ((2,), (3,)), ((3,), (4,)), ((4,), (0,))]


def test_demo_story_against_its_gold_beads() -> None:
    """The faithful version stands in for the pivot; the desk version merges, drops, adds and moves."""
    folder = Path(__file__).parents[1] / "data" / "demo"
    source = (folder / "story.ar.sentences").read_text().splitlines()
    faithful = (folder / "faithful.en.sentences").read_text().splitlines()
    desk = (folder / "desk.en.sentences").read_text().splitlines()
    gold = [json.loads(line) for line in (folder / "gold.faithful.jsonl").read_text().splitlines()]
    pivot = [""] * len(source)
    for bead in gold:
        for i in bead["source"]:
            pivot[i] = " ".join(faithful[j] for j in bead["target"]) if len(bead["source"]) == 1 else ""
    wanted = [json.loads(line) for line in (folder / "gold.desk.jsonl").read_text().splitlines()]
    keys = {(tuple(b["source"]), tuple(b["target"])) for b in wanted}
    found = set(pairs(pivot, desk))
    assert len(keys & found) / len(keys) > 0.8


def test_empty_sides() -> None:
    assert pairs([], []) == []
    assert pairs(PIVOT[:2], []) == [((0,), ()), ((1,), ())]
    assert pairs([], TARGET[:2]) == [((), (0,)), ((), (1,))]


def test_pivot_of_another_length() -> None:
    with pytest.raises(InputError, match="pivot 1: 1 lines for 5 source lines"):
        PivotAligner().align(PIVOT, TARGET, pivots=[PIVOT[:1]])


def test_pivot_missing() -> None:
    with pytest.raises(InputError, match="no pivot"):
        PivotAligner().align(PIVOT, TARGET)


def test_blank_lines_stay_out_of_beads() -> None:
    pivot = [*PIVOT[:2], "", *PIVOT[2:], "* * *"]
    target = [TARGET[0], " ", *TARGET[1:3], "", *TARGET[3:]]
    for source, goal in pairs(pivot, target):
        blank = {not pivot[i].strip("* ") for i in source} | {not target[j].strip() for j in goal}
        assert len(blank) == 1


def test_network_in_a_loop_is_read_once() -> None:
    pivot = [PIVOT[0], f"{PIVOT[1][:-1]} and salaries{', salaries' * 200}.", *PIVOT[2:]]
    found = PivotAligner().align(PIVOT, TARGET, pivots=[pivot])
    assert [(b.source, b.target) for b in found] == [((i,), (i,)) for i in range(5)]


def test_other_story_gives_no_pairs() -> None:
    other = [
        "Rain fell on the hills all week.",
        "Farmers were glad of it, though some roads are under water.",
        "A painter from Lyon has opened a school for children.",
        "Bread became cheaper in spring.",
        "The library closes at noon.",
    ]
    assert all(bead.null for bead in PivotAligner().align(PIVOT, other, pivots=[PIVOT]))


def test_several_pivots() -> None:
    """Each is half wrong; together they pair everything."""
    one, two = [*PIVOT[:3], "", "???"], ["", "!", *PIVOT[2:]]
    found = PivotAligner().align(PIVOT, TARGET, pivots=[one, two, PIVOT])
    assert [(b.source, b.target) for b in found] == [((i,), (i,)) for i in range(5)]
    alone = PivotAligner().align(PIVOT, TARGET, pivots=[PIVOT])
    assert [(b.source, b.target) for b in alone] == [(b.source, b.target) for b in found]
