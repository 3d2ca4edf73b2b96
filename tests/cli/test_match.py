"""`wirepair match` on small folders."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from pipeline.cli.commands import match
from pipeline.errors import InputError

ARABIC = {
    "talks.txt": "وصل وزير الخارجية الروسي سيرغي لافروف إلى القاهرة يوم الثلاثاء.\nوأجرى محادثات حول الحرب في ليبيا.",
    "oil.txt": "ارتفعت أسعار النفط بنسبة 7 في المئة يوم الجمعة.\nوبلغ سعر البرميل 92 دولارا في لندن.",
    "flood.txt": "قتل 41 شخصا في فيضانات شمال باكستان.\nوغمرت المياه مئات القرى وجرفت الجسور.",
    "strange.txt": "افتتح المتحف معرضا للرسم.\nويستمر المعرض شهرا كاملا.",
}
ENGLISH = {
    "a.txt": "Floods in northern Pakistan have killed 41 people.\nWater covered hundreds of villages and bridges.",
    "b.txt": "Russian Foreign Minister Sergei Lavrov arrived in Cairo on Tuesday.\nHe held talks on the war in Libya.",
    "c.txt": "A striker scored twice in the final.\nThe coach praised his young team.",
    "d.txt": "Oil prices jumped 7 percent on Friday.\nA barrel reached 92 dollars in London.",
}
WANTED = [("flood.txt", "a.txt"), ("oil.txt", "d.txt"), ("talks.txt", "b.txt")]


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    for name, stories in (("ar", ARABIC), ("en", ENGLISH)):
        (tmp_path / name).mkdir()
        for file, text in stories.items():
            (tmp_path / name / file).write_text(f"{text}\n")
    return tmp_path


def call(folders: Path, *more: str | Path) -> Result:
    app = typer.Typer()
    match.register(app)
    return CliRunner().invoke(app, [str(folders / "ar"), str(folders / "en"), *map(str, more)])


def names(table: str) -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    return [(Path(source).name, Path(target).name) for source, target, _ in rows]


def test_stories_that_belong_together(folders: Path) -> None:
    result = call(folders)
    assert result.exit_code == 0
    assert names(result.stdout) == WANTED


def test_matches_are_aligned(folders: Path) -> None:
    call(folders, "-o", folders / "m.tsv", "--align", folders / "beads", "--aligner", "lexicon", "--format", "vecalign")
    assert names((folders / "m.tsv").read_text()) == WANTED
    beads = (folders / "beads" / "oil.txt.vecalign").read_text().splitlines()
    assert [bead.rsplit(":", 1)[0] for bead in beads] == ["[0]:[0]", "[1]:[1]"]


def test_a_bitext_of_sure_pairs(folders: Path) -> None:
    (folders / "en" / "d.txt").write_text(f"{ENGLISH['d.txt']}\nA cat sat on the mat.\n")
    sure = ("--aligner", "lexicon", "--pair-threshold", "0.9", "--format", "moses")
    assert call(folders, "--align", folders / "bitext", *sure).exit_code == 0
    for name in ("oil.txt", "flood.txt", "talks.txt"):
        sides = [(folders / "bitext" / f"{name}.moses.{side}").read_text().splitlines() for side in ("ar", "en")]
        assert len(sides[0]) == len(sides[1]) <= 2
        assert "A cat sat on the mat." not in sides[1]
    assert call(folders, "--pair-threshold", "1.5").exit_code != 0


def test_pivots(folders: Path) -> None:
    (folders / "pivots").mkdir()
    for name, same in {"talks.txt": "b.txt", "oil.txt": "d.txt", "flood.txt": "a.txt"}.items():
        (folders / "pivots" / name).write_text(f"{ENGLISH[same]}\n")
    (folders / "pivots" / "strange.txt").write_text("The museum opened a show.\nIt stays for a month.\n")
    result = call(folders, "--pivots", folders / "pivots", "--align", folders / "beads")
    assert names(result.stdout) == WANTED
    assert len(list((folders / "beads").iterdir())) == 3


def test_faulty_story_is_set_aside(folders: Path) -> None:
    (folders / "ar" / "bad.txt").write_bytes(b"\xff\xfe\x00")
    result = call(folders)
    assert result.exit_code == 3
    assert "set aside" in result.stderr
    assert names(result.stdout) == WANTED


def test_missing_folder(folders: Path) -> None:
    app = typer.Typer()
    match.register(app)
    error = CliRunner().invoke(app, [str(folders / "ar"), str(folders / "nowhere")]).exception
    assert isinstance(error, InputError)
    (folders / "empty").mkdir()
    error = CliRunner().invoke(app, [str(folders / "ar"), str(folders / "empty")]).exception
    assert isinstance(error, InputError)
