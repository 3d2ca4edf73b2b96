"""Any alignment, crossing ones included, through every format and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.data import Bead
from pipeline.formats.beads import FORMATS, Sides, moses, read_beads, write_beads

SCHEMA = Path(__file__).parents[1] / "data" / "xliff12-bitext.rng"
XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
WHOLE = ("vecalign", "tsv", "jsonl")
"""Formats that hold every bead, nulls included."""

Story = tuple[list[Bead], Sides]
once = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12).filter(str.strip)


@st.composite
def stories(draw: st.DrawFn, crossing: bool = True) -> Story:
    """Beads of one to three sentences a side and nulls, in source order; with `crossing`, the target is shuffled."""
    kinds = draw(st.lists(st.sampled_from([(1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (2, 3)]), min_size=1, max_size=8))
    order = draw(st.permutations(range(len(kinds)))) if crossing else range(len(kinds))
    starts, j = {}, 0
    for k in order:
        starts[k] = j
        j += kinds[k][1]
    beads, i = [], 0
    for k, (a, b) in enumerate(kinds):
        confidence = draw(st.integers(0, 10**6)) / 10**6
        beads.append(Bead(tuple(range(i, i + a)), tuple(range(starts[k], starts[k] + b)), confidence))
        i += a
    lines = [draw(st.lists(texts, min_size=n, max_size=n)) for n in (i, j)]
    return beads, Sides(*([f"{k} {line}" for k, line in enumerate(side)] for side in lines))


def through(form: str, story: Story, folder: Path, sides: Sides | None = None) -> list[Bead]:
    beads, own = story
    if form == "moses":
        for name, text in zip("ab", moses(beads, own), strict=True):
            (folder / name).write_text(text, encoding="utf-8")
        return read_beads(f"{folder / 'a'},{folder / 'b'}", form, own)
    (folder / "beads").write_text(write_beads(beads, own, form), encoding="utf-8")
    return read_beads(folder / "beads", form, sides)


@pytest.mark.parametrize("form", WHOLE)
@once
@given(story=stories())
def test_formats_that_hold_every_bead(form: str, story: Story, tmp_path: Path) -> None:
    assert through(form, story, tmp_path) == story[0]


@pytest.mark.parametrize("form", ["tmx", "xliff"])
@once
@given(story=stories())
def test_memories_hold_every_pair(form: str, story: Story, tmp_path: Path) -> None:
    assert through(form, story, tmp_path) == [b for b in story[0] if not b.null]


@once
@given(story=stories())
def test_moses_holds_the_texts_of_every_pair(story: Story, tmp_path: Path) -> None:
    assume(any(not b.null for b in story[0]))  # files without a line are refused
    found = through("moses", story, tmp_path)
    assert [(b.source, b.target) for b in found] == [(b.source, b.target) for b in story[0] if not b.null]


@once
@given(story=stories(crossing=False))
def test_a_ladder_holds_what_does_not_cross(story: Story, tmp_path: Path) -> None:
    """Nulls side by side may stand in either order."""
    assert set(through("ladder", story, tmp_path)) == set(story[0])


def test_no_format_is_left_out() -> None:
    assert set(FORMATS) == {*WHOLE, "tmx", "xliff", "moses", "ladder"}


@once
@given(story=stories())
def test_xliff_obeys_its_schema(story: Story) -> None:
    beads, sides = story
    root = etree.fromstring(write_beads(beads, sides, "xliff").encode())
    schema = etree.RelaxNG(etree.parse(SCHEMA))
    assert schema.validate(root), schema.error_log
    ids = [unit.get("id") for unit in root.iter(f"{XLIFF}trans-unit")]
    assert len(set(ids)) == len(ids) == sum(not b.null for b in beads)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('<trans-unit id="1">', "<trans-unit>"),
        ('context-type="x-confidence"', 'context-type="confidence"'),
        ('purpose="information"', 'purpose="anything"'),
        ("<target>The first.</target>", "<target/><target/>"),
        ('source-language="ar"', 'source-language="Arabic, modern"'),
        ('version="1.2"', 'version="2.0"'),
    ],
)
def test_the_schema_sees_faults(right: str, wrong: str) -> None:
    text = write_beads([Bead((0,), (0,))], Sides(["الأول هنا."], ["The first."]), "xliff")
    schema = etree.RelaxNG(etree.parse(SCHEMA))
    assert schema.validate(etree.fromstring(text.encode()))
    assert right in text
    assert not schema.validate(etree.fromstring(text.replace(right, wrong).encode()))
