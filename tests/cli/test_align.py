"""`wirepair align` and `wirepair align-score` through the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from pipeline.cli.commands import align, align_score, dictionary
from pipeline.errors import UserError

PIVOT = [
    "The foreign ministers of the two countries met on Monday in the port city of Aden.",
    "They discussed the reopening of the airport and the payment of salaries.",
    "A spokesman said that 35 trucks with medicine crossed the border at dawn.",
    "Hospitals in the north have asked for fuel since March.",
]
TARGET = [
    "Hospitals in the north have been asking for fuel since March.",
    "Foreign ministers from both countries held a meeting Monday in Aden, a port city.",
    "Reopening the airport and paying salaries were discussed.",
    "A spokesman said 35 trucks carrying medicine crossed the border at dawn.",
]
SOURCE = ["اجتمع الوزيران في عدن.", "بحثا فتح المطار.", "عبرت 35 شاحنة الحدود.", "طلبت المستشفيات الوقود."]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, lines in (("source", SOURCE), ("target", TARGET), ("pivot", PIVOT)):
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    return tmp_path


def call(*arguments: str | Path) -> Result:
    app = typer.Typer()
    align.register(app)
    align_score.register(app)
    dictionary.register(app)
    return CliRunner().invoke(app, [str(a) for a in arguments])


def lines_call(files: Path, *more: str | Path) -> Result:
    return call("align", files / "source", files / "target", "--lines", "--pivot", files / "pivot", *more)


def test_vecalign_is_the_default_and_takes_every_line_once(files: Path) -> None:
    result = lines_call(files)
    assert result.exit_code == 0
    beads = [line.rsplit(":", 1)[0] for line in result.stdout.splitlines()]
    assert beads == ["[0]:[1]", "[1]:[2]", "[2]:[3]", "[3]:[0]"]


def test_format_from_the_name_of_the_output(files: Path) -> None:
    assert lines_call(files, "-o", files / "out.jsonl").exit_code == 0
    assert json.loads((files / "out.jsonl").read_text().splitlines()[0])["target_text"] == [TARGET[1]]


def test_moses_makes_two_files(files: Path) -> None:
    assert lines_call(files, "--format", "moses", "-o", files / "bitext").exit_code == 0
    assert (files / "bitext.ar").read_text().splitlines() == SOURCE
    assert (files / "bitext.en").read_text().splitlines() == [*TARGET[1:], TARGET[0]]


def test_threshold_keeps_sure_pairs(files: Path) -> None:
    (files / "target").write_text("\n".join([*TARGET[1:], "Oil."]) + "\n")
    beads = lines_call(files, "--threshold", "0.9").stdout.splitlines()
    assert len(beads) == 3


def test_monotone(files: Path) -> None:
    assert "[3]:[]" in lines_call(files, "--monotone").stdout


def test_blank_lines_stay_and_can_be_borders(files: Path) -> None:
    (files / "source").write_text("\n".join([*SOURCE[:2], "", *SOURCE[2:]]) + "\n")
    (files / "pivot").write_text("\n".join([*PIVOT[:2], "", *PIVOT[2:]]) + "\n")
    (files / "target").write_text("\n".join([*TARGET[1:3], "", TARGET[3], TARGET[0]]) + "\n")
    result = lines_call(files, "--borders", "paragraphs")
    beads = {line.rsplit(":", 1)[0] for line in result.stdout.splitlines()}
    assert {"[0]:[0]", "[1]:[1]", "[3]:[3]", "[4]:[4]"} <= beads


def test_documents_are_segmented(files: Path) -> None:
    source = files / "story.ar.txt"
    source.write_text(
        "اجتمع الوزيران يوم الاثنين في عدن. بحثا فتح المطار.\n\nعبرت 35 شاحنة الحدود. طلبت المستشفيات الوقود.\n"
    )
    (files / "story.en.txt").write_text(f"{TARGET[1]} {TARGET[2]}\n\n{TARGET[3]} {TARGET[0]}\n")
    result = call("align", source, files / "story.en.txt", "--pivot", files / "pivot", "--borders", "paragraphs")
    beads = [line.rsplit(":", 1)[0] for line in result.stdout.splitlines()]
    assert beads == ["[0]:[0]", "[1]:[1]", "[2]:[2]", "[3]:[3]"]


def test_other_story_gives_a_warning(files: Path) -> None:
    other = [
        "Rain fell all week.",
        "Farmers welcomed it warmly.",
        "A dam near the town is full again.",
        "Bread got cheap.",
    ]
    (files / "target").write_text("\n".join(other) + "\n")
    result = lines_call(files)
    assert "do the two texts tell the same story?" in result.stderr
    assert "do the two texts" not in lines_call(files, "--quiet").stderr


def test_a_giant_line_gives_a_warning(files: Path) -> None:
    (files / "source").write_text(" ".join(SOURCE * 50) + "\n")
    (files / "pivot").write_text(" ".join(PIVOT * 50) + "\n")
    (files / "target").write_text("\n".join([*TARGET, *TARGET]) + "\n")
    result = lines_call(files)
    assert result.exit_code == 0
    assert "is each line one sentence" in result.stderr


def test_another_language_gives_a_warning_and_no_pair(files: Path) -> None:
    german = [
        "Es regnete die ganze Woche.",
        "Die Bauern freuten sich.",
        "Der Stausee ist wieder voll.",
        "Brot wird billiger.",
    ]
    (files / "target").write_text("\n".join(german) + "\n")
    result = lines_call(files)
    assert "only 0 pairs" in result.stderr
    assert all(line.startswith("[]") or ":[]:" in line for line in result.stdout.splitlines())


def test_an_empty_side_is_one_line(files: Path) -> None:
    (files / "target").write_text("")
    error = lines_call(files).exception
    assert isinstance(error, UserError)
    assert str(error).endswith("is empty; give a file with text")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "vecaling"], "did you mean 'vecalign'"),
        (["--aligner", "pivto"], "did you mean 'pivot'"),
        (["--beads", "many"], "for example 4-4"),
        (["--beads", "40-4"], "most_source"),
        (["--aligner", "length", "--beads", "4-4"], "has no setting most_source"),
        (["--encoder", "x"], "has no setting encoder"),
        (["--borders", "words"], "no kind 'words'"),
        (["--format", "moses"], "-o PREFIX"),
        (["--pivot", "/nowhere/pivot"], "no such file"),
    ],
)
def test_faults(files: Path, options: list[str], message: str) -> None:
    result = lines_call(files, *options)
    assert isinstance(result.exception, UserError)
    assert message in str(result.exception)


def test_pivot_of_another_length(files: Path) -> None:
    (files / "pivot").write_text("one line\n")
    error = lines_call(files).exception
    assert isinstance(error, UserError)
    assert "1 lines for 4 source lines" in str(error)


def test_align_score(files: Path) -> None:
    lines_call(files, "-o", files / "found.tsv")
    (files / "gold").write_text("[0]:[1]\n[1]:[2]\n[2]:[3]\n[3]:[]\n[]:[0]\n")
    figures = json.loads(call("align-score", files / "gold", files / "found.tsv", "--json").stdout)
    assert figures["strict"]["precision"] == 0.75
    assert figures["strict"]["recall"] == 1
    assert figures["crossing"] == {"gold": 0, "predicted": 1}
    table = call("align-score", files / "gold", files / "found.tsv").stdout
    assert "strict          0.7500    1.0000    0.8571" in table
    assert "calibration error" in table


def test_align_score_needs_both_texts(files: Path) -> None:
    error = call("align-score", files / "gold", files / "gold", "--source", files / "source").exception
    assert isinstance(error, UserError)


def test_dictionary_from_a_bitext(files: Path) -> None:
    pairs = [
        ("ززز ببب", "zorn belt"),
        ("ززز تتت", "zorn tuft"),
        ("ببب", "belt"),
        ("تتت ببب", "tuft belt"),
        ("ززز", "zorn"),
    ]
    (files / "bitext.tsv").write_text("".join(f"{a}\t{e}\n" for a, e in pairs * 3))
    assert call("dictionary", files / "bitext.tsv", "-o", files / "own.tsv").exit_code == 0
    (files / "s").write_text("ززز\nتتت\n")
    (files / "t").write_text("Tuft!\nZorn!\n")
    found = call(
        "align", files / "s", files / "t", "--lines", "--aligner", "lexicon", "--dictionary", files / "own.tsv"
    )
    assert found.exit_code == 0
    (files / "bad.tsv").write_text("no tab\n")
    error = call("dictionary", files / "bad.tsv").exception
    assert isinstance(error, UserError)
    assert "bad.tsv:1" in str(error)
