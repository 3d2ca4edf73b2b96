"""What every aligner obeys, on sound input and on bad."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.alignment.base import aligners
from pipeline.data import Alignment
from pipeline.errors import InputError

NAMES = [name for name in aligners.names() if name not in ("embedding", "identity")]
WORDS = ["minister", "talks", "border", "trucks", "35", "hospital", "fuel", "envoy", "the", "of", "and", "said"]
LINE = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


def align(name: str, source: list[str], target: list[str], **more: Any) -> Alignment:
    part: Any = aligners.get(name)
    found: Alignment = part().align(source, target, pivots=[source], **more)
    return found


@pytest.mark.parametrize("name", NAMES)
@given(source=st.lists(LINE, max_size=7), target=st.lists(LINE, max_size=7))
@settings(max_examples=40, deadline=None)
def test_every_line_once_and_the_same_twice(name: str, source: list[str], target: list[str]) -> None:
    found = align(name, source, target)  # Alignment checks that every line is taken once
    assert (found.sources, found.targets) == (len(source), len(target))
    assert found == align(name, source, target)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_borders_are_kept(name: str, data: st.DataObject) -> None:
    source, target = (
        data.draw(st.lists(LINE, min_size=1, max_size=6)),
        data.draw(st.lists(LINE, min_size=1, max_size=6)),
    )
    i, j = data.draw(st.integers(0, len(source))), data.draw(st.integers(0, len(target)))
    for bead in align(name, source, target, source_borders=[i], target_borders=[j]):
        assert len({k < i for k in bead.source} | {k < j for k in bead.target}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_borders_that_do_not_meet(name: str) -> None:
    with pytest.raises(InputError, match="they meet one to one"):
        align(name, ["a b", "c d"], ["a b", "c d"], source_borders=[1])
    with pytest.raises(InputError, match="borders rise"):
        align(name, ["a b", "c d"], ["a b", "c d"], source_borders=[3], target_borders=[1])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("source", "target"),
    [
        ([""] * 3, [""] * 4),
        (["?!"], ["…", "—"]),
        (["the minister said"] * 30, ["the minister said"] * 25),
        (["minister " * 50_000], ["minister", "envoy"]),
        (["x"] * 20_000, ["x"] * 3),
        (["envoy"] * 3, ["envoy to Aden"] * 20_000),
    ],
    ids=["blank", "no words", "duplicates", "a giant line", "20,000 to 3", "3 to 20,000"],
)
def test_odd_texts(name: str, source: list[str], target: list[str]) -> None:
    found = align(name, source, target)
    assert found.sources == len(source)


@pytest.mark.parametrize("name", NAMES)
def test_signature_names_the_aligner(name: str) -> None:
    part: Any = aligners.get(name)
    assert part().signature.startswith(f"aligner:{name}")


def test_identity() -> None:
    part: Any = aligners.get("identity")
    assert [(b.source, b.target) for b in part().align(["a", ""], ["A", ""])] == [((0,), (0,)), ((1,), (1,))]
    with pytest.raises(InputError, match="2 source lines, 1 target"):
        part().align(["a", "b"], ["A"])
    with pytest.raises(InputError, match="line 2 is blank"):
        part().align(["a", "b"], ["A", " "])


def test_duplicated_lines_stay_in_order() -> None:
    lines = ["The minister met the envoy in Aden.", "He declined to comment.", "Fuel trucks crossed the border."]
    doubled = [line for line in lines for _ in range(2)]
    assert [(b.source, b.target) for b in align("pivot", doubled, doubled)] == [((i,), (i,)) for i in range(6)]
