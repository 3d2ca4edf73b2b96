"""Beads to files and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.data import Bead
from pipeline.errors import ConfigError, InputError
from pipeline.formats.beads import FORMATS, Sides, bead_type, format_of, moses, read_beads, write_beads

SIDES = Sides(
    ["الأول هنا.", "الثاني & الثالث <b>", "الرابع\tمع جدولة", "محذوف"],
    ["The first.", "The second & third <b>", "The fourth\twith a tab", "Added"],
)
BEADS = [
    Bead((0,), (2,), 0.75),
    Bead((1, 2), (0, 1), 0.5),
    Bead((3,), (), 0.25),
    Bead((), (3,), 1.0),
]
DTD = Path(__file__).parents[1] / "data" / "tmx14.dtd"


def test_vecalign() -> None:
    text = write_beads(BEADS, SIDES, "vecalign")
    assert text == "[0]:[2]:0.750000\n[1, 2]:[0, 1]:0.500000\n[3]:[]:0.250000\n[]:[3]:1.000000\n"


@pytest.mark.parametrize("form", ["vecalign", "tsv", "jsonl"])
def test_round_trip_with_all_beads(form: str, tmp_path: Path) -> None:
    path = tmp_path / "beads"
    path.write_text(write_beads(BEADS, SIDES, form))
    assert read_beads(path, form) == BEADS


@pytest.mark.parametrize("form", ["tmx", "xliff"])
def test_round_trip_of_pairs(form: str, tmp_path: Path) -> None:
    path = tmp_path / "beads"
    path.write_text(write_beads(BEADS, SIDES, form))
    assert read_beads(path, form) == BEADS[:2]


def test_tmx_obeys_its_dtd() -> None:
    odd = Sides(["a\x00\x0bb", "", "", ""], ["c\ufffe", "", "", ""])
    for beads, sides in ((BEADS, SIDES), ([], SIDES), ([Bead((0,), (0,))], odd)):
        root = etree.fromstring(write_beads(beads, sides, "tmx").encode())
        dtd = etree.DTD(str(DTD))
        assert dtd.validate(root), dtd.error_log


def test_tmx_of_another_tool_is_found_in_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "other.tmx"
    path.write_text(
        '<tmx version="1.4"><header srclang="ar-SA"/><body>'
        '<tu><tuv xml:lang="en"><seg>The <bpt i="1">&lt;i></bpt>first.<ept i="1"/></seg></tuv>'
        '<tuv xml:lang="AR"><seg>الأول هنا. الثاني &amp; الثالث &lt;b></seg></tuv></tu></body></tmx>'
    )
    assert read_beads(path, sides=SIDES) == [Bead((0, 1), (0,))]
    with pytest.raises(InputError, match="give the lines"):
        read_beads(path)


def test_xliff_2_of_another_tool(tmp_path: Path) -> None:
    path = tmp_path / "other.xlf"
    path.write_text(
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="ar" trgLang="en"><file id="f">'
        '<unit id="1"><segment><source>الأول هنا.</source><target>The <pc id="1">first</pc>.</target></segment>'
        "<ignorable><source> </source></ignorable>"
        "<segment><source>محذوف</source></segment></unit></file></xliff>"
    )
    assert read_beads(path, sides=SIDES) == [Bead((0,), (0,)), Bead((3,), ())]


def test_text_that_is_in_no_line(tmp_path: Path) -> None:
    path = tmp_path / "x.xlf"
    path.write_text(
        "<xliff><file><body><trans-unit><source>شيء</source><target>x</target></trans-unit></body></file></xliff>"
    )
    with pytest.raises(InputError, match="no lines of the source give 'شيء'"):
        read_beads(path, sides=SIDES)


def test_jsonl_keys() -> None:
    first = json.loads(write_beads(BEADS, SIDES, "jsonl").splitlines()[1])
    assert list(first) == ["source", "target", "type", "confidence", "source_text", "target_text"]
    assert first["type"] == "2-2"
    assert first["source_text"] == SIDES.source[1:3]


def test_ladder_joins_what_crosses(tmp_path: Path) -> None:
    path = tmp_path / "x.ladder"
    path.write_text(write_beads(BEADS, SIDES, "ladder"))
    assert path.read_text() == "0\t0\t0.500000\n3\t3\t0.250000\n4\t3\t1.000000\n4\t4\t0\n"
    assert read_beads(path) == [Bead((0, 1, 2), (0, 1, 2), 0.5), Bead((3,), (), 0.25), Bead((), (3,), 1.0)]


def test_ladder_of_hunalign(tmp_path: Path) -> None:
    path = tmp_path / "x.ladder"
    path.write_text("0\t0\t0.3\n1\t1\t2.5\n3\t2\t-0.3\n")
    assert read_beads(path) == [Bead((0,), (0,), 0.3), Bead((1, 2), (1,), 1.0)]


def test_moses(tmp_path: Path) -> None:
    for name, text in zip(("a", "b"), moses(BEADS, SIDES), strict=True):
        (tmp_path / name).write_text(text)
    assert (tmp_path / "b").read_text() == "The fourth with a tab\nThe first. The second & third <b>\n"
    found = read_beads(f"{tmp_path}/a,{tmp_path}/b", "moses", SIDES)
    assert [(b.source, b.target) for b in found] == [(b.source, b.target) for b in BEADS[:2]]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.randoms())
def test_ladder_holds_every_line_once(sizes: list[int], random: object) -> None:
    beads, i, j = [], 0, 0
    for size in sizes:
        a, b = [(1, 1), (2, 1), (1, 0), (0, 1)][size]
        beads.append(Bead(tuple(range(i, i + a)), tuple(range(j, j + b))))
        i, j = i + a, j + b
    random.shuffle(beads)  # type: ignore[attr-defined]
    sides = Sides(["x"] * i, ["y"] * j)
    rungs = [tuple(map(int, line.split("\t")[:2])) for line in write_beads(beads, sides, "ladder").splitlines()]
    assert rungs[0] == (0, 0)
    assert rungs[-1] == (i, j)
    assert rungs == sorted(rungs)


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.tsv", "tsv"), ("a.TMX", "tmx"), ("a.jsonl.gz", "jsonl"), ("-", "vecalign"), ("a", "vecalign")],
)
def test_format_by_name(name: str, form: str) -> None:
    assert format_of(name) == form


def test_unknown_format() -> None:
    with pytest.raises(ConfigError, match="did you mean 'tmx'"):
        format_of("-", "tmxx")
    with pytest.raises(ConfigError, match="known"):
        write_beads([], SIDES, "moses")
    assert "moses" in FORMATS


@pytest.mark.parametrize(
    ("form", "text", "message"),
    [
        ("vecalign", "[0]:[0]:1\n[x]:[0]\n", ":2: not a vecalign bead"),
        ("vecalign", "[]:[]:0\n", ":1: not a vecalign bead"),
        ("jsonl", '{"source": [0]}\n', "no 'target'"),
        ("jsonl", '{"source": [-1], "target": []}\n', "whole numbers"),
        ("jsonl", "{\n", ":1: not a jsonl bead"),
        ("jsonl", "[1]\n", ":1: not a jsonl bead"),
        ("tsv", "0\n", "two columns"),
        ("tsv", "0\t0\t1-1\t1.5\n", "confidence"),
        ("ladder", "0\t0\t1\n3\tx\n", ":2: not a rung"),
        ("ladder", "3\t3\t1\n2\t4\t1\n", "goes down"),
        ("tmx", "<tmx", "not XML"),
        ("tmx", "<html/>", "its root is <html>"),
        ("moses", "x", "two files"),
    ],
)
def test_faults_are_one_line(form: str, text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "beads"
    path.write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        read_beads(path, form)
    assert "\n" not in str(caught.value)


def test_bead_type() -> None:
    assert [bead_type(b) for b in BEADS] == ["1-1", "2-2", "1-0", "0-1"]
