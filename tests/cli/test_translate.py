from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest
from translation.fakes import Scripted

from pipeline.cli.main import run


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.ar.txt"
    path.write_text("قال الرئيس الجديد\n\nزار الملك دمشق. أعلن الوزير القرار.\n\n\nأكد السفير.\n", encoding="utf-8")
    return path


def translate(toy_model: Path, *arguments: str) -> int:
    return run(["translate", "--model", str(toy_model), "--threads", "1", *arguments])


def test_a_text_keeps_its_shape(toy_model: Path, story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert translate(toy_model, str(story)) == 0
    assert capsys.readouterr().out == (
        "said new president\n\nvisited king Damascus. announced minister decision.\n\n\nconfirmed envoy.\n"
    )


def test_a_long_text_gives_what_its_parts_would_give(
    toy_model: Path, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = story.read_text(encoding="utf-8") + "\n"
    story.write_text(text * 8, encoding="utf-8")
    packed = tmp_path / "story.txt.gz"
    packed.write_bytes(gzip.compress(story.read_bytes()))
    assert translate(toy_model, str(story), "-o", str(tmp_path / "whole")) == 0
    assert translate(toy_model, str(packed), "-o", str(tmp_path / "packed")) == 0
    monkeypatch.setattr("pipeline.formats.translatable.text.PIECE", len(text) + 20)
    assert translate(toy_model, str(story), "-o", str(tmp_path / "pieces")) == 0
    whole = (tmp_path / "whole").read_bytes()
    assert whole.count(b"said new president\n\nvisited king Damascus.") == 8
    assert (tmp_path / "pieces").read_bytes() == (tmp_path / "packed").read_bytes() == whole


def test_lines_are_lines_and_empty_ones_stay(toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "in").write_text("قال الرئيس.\n\nزار الملك دمشق. غادر الوزير.\n\n", encoding="utf-8")
    assert translate(toy_model, str(tmp_path / "in"), "--lines", "-o", str(tmp_path / "out")) == 0
    lines = (tmp_path / "out").read_text(encoding="utf-8").split("\n")
    assert lines[:2] == ["said president.", ""]
    assert len(lines) == 5


def test_standard_input_and_output(
    toy_model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = io.TextIOWrapper(io.BytesIO("زار الملك دمشق.\n".encode()))
    monkeypatch.setattr(sys, "stdin", raw)
    assert translate(toy_model, "-", "--lines", "-o", "-", "--beam", "1") == 0
    assert capsys.readouterr().out == "visited king Damascus.\n"


def test_doubts_are_on_standard_error_unless_quiet(
    toy_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "g").write_text("الملك\tHis Majesty the King of Ruritania\n", encoding="utf-8")
    (tmp_path / "in").write_text("زار الملك مصر.\n", encoding="utf-8")
    assert translate(toy_model, str(tmp_path / "in"), "--lines") == 0
    assert "entity: 'مصر' (Egypt) may be lost" in capsys.readouterr().err
    assert translate(toy_model, str(tmp_path / "in"), "--lines", "--quiet") == 0
    assert capsys.readouterr().err == ""


def test_a_log_for_machines(
    toy_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").write_text("زار الملك مصر.\n\nقال الوزير.\n", encoding="utf-8")
    more = [str(tmp_path / "in"), "--lines", "-o", str(tmp_path / "out"), "--log-json"]
    assert translate(toy_model, *more) == 0
    start, doubt, done = map(json.loads, capsys.readouterr().err.splitlines())
    assert (start["event"], start["texts"]) == ("start", 3)
    assert (doubt["event"], doubt["sentence"], list(doubt["flags"])) == ("doubt", 1, ["entity"])
    assert (done["event"], done["sentences"], done["flagged"], done["flags"]) == ("done", 3, 1, {"entity": 1})
    assert done["output"] == str(tmp_path / "out")
    assert done["tokens_per_second"] > done["sentences_per_second"] > 0
    assert all(event["time"].endswith("Z") for event in (start, doubt, done))
    assert translate(toy_model, *more, "--quiet") == 0
    assert capsys.readouterr().err == ""
    assert translate(toy_model, *more, "--beam", "0") == 2
    error = json.loads(capsys.readouterr().err)
    assert (error["event"], error["status"]) == ("error", 2)
    assert "--beam" in error["message"]


@pytest.mark.parametrize("lines", [[], ["--lines"]])
def test_interrupted_it_says_what_is_kept_and_how_to_go_on(
    story: Path,
    tmp_path: Path,
    lines: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.cli.translating.make_translator", lambda _: Scripted(stopped))
    output = tmp_path / "out"
    output.write_text("before", encoding="utf-8")
    arguments = ["translate", str(story), "-o", str(output), *lines]
    assert run(arguments) == 130
    told = capsys.readouterr().err
    assert told == f"wirepair: interrupted; {output} is as it was before; " + (
        "with --memory FILE an interrupted command goes on where it was\n"
    )
    assert output.read_text(encoding="utf-8") == "before"
    assert run([*arguments, "--memory", "m.db", "--log-json"]) == 130
    event = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (event["event"], event["status"]) == ("interrupted", 130)
    assert event["message"].endswith("m.db has what was translated, the same command goes on from there")


@pytest.mark.parametrize(
    ("content", "more", "message"),
    [
        (b"", [], "is empty"),
        (b" \n\t\n", [], "holds only blanks"),
        (b"a\0b", [], "NUL byte"),
        (b"\xc7\xe1\xe3\xe1\xdf", [], "not utf-8 at byte offset 0"),
        (b"The king said that he would visit the capital.\n", [], "only 0% of its letters are Arabic"),
        ("قال".encode(), ["--engine", "fast"], "--engine: input should be 'auto'"),
        ("قال".encode(), ["--precision", "int3"], "--precision: input should be"),
        ("قال".encode(), ["--glossary", "none.tsv"], "none.tsv: no such file"),
        ("قال".encode(), ["-o", "no/such/folder/out"], "no folder 'no/such/folder'; make it first"),
        ("قال".encode(), ["--memory", "no/such/m.db"], "check that its folder exists"),
    ],
)
@pytest.mark.parametrize("lines", [[], ["--lines"]])
def test_what_the_user_can_mend_is_one_line(
    toy_model: Path,
    tmp_path: Path,
    content: bytes,
    more: list[str],
    message: str,
    lines: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "in").write_bytes(content)
    assert translate(toy_model, str(tmp_path / "in"), *lines, *more) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_a_memory_serves_the_second_run(
    toy_model: Path, story: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    memory = str(tmp_path / "m.db")
    for out in ("1", "2"):
        assert translate(toy_model, str(story), "-o", str(tmp_path / out), "--memory", memory, "-q") == 0
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    capsys.readouterr()
    assert translate(toy_model, str(story), "-o", str(tmp_path / "3"), "--memory", memory) == 0
    assert "4 of 4 sentences (100%) from memory" in capsys.readouterr().err
    assert run(["memory", "stats", memory]) == 0


def test_other_kinds_of_files_and_details(toy_model: Path, tmp_path: Path) -> None:
    source, target, details = (tmp_path / name for name in ("in.jsonl", "out.jsonl", "details.jsonl"))
    source.write_text('{"id": 1, "text": "زار الملك دمشق. قال الوزير.\\n\\nأكد السفير."}\n', encoding="utf-8")
    more = ("--details", str(details), "--alternatives", "1", "-q")
    assert translate(toy_model, str(source), "-o", str(target), *more) == 0
    record = json.loads(target.read_text(encoding="utf-8"))
    assert record["translation"] == "visited king Damascus. said minister.\n\nconfirmed envoy."
    rows = [json.loads(line) for line in details.read_text(encoding="utf-8").splitlines()]
    assert [row["source"] for row in rows] == ["زار الملك دمشق.", "قال الوزير.", "أكد السفير."]
    assert all("|engine:ctranslate2:float32|beam:4|" in row["signature"] for row in rows)
    assert all(0 < row["confidence"] <= 1 and len(row["alternatives"]) == 1 for row in rows)


def test_any_setting_can_be_given(toy_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").write_text("زار المـلك دمشق.\n", encoding="utf-8")
    arguments = [str(tmp_path / "in"), "-q"]
    assert translate(toy_model, *arguments) == 0
    assert translate(toy_model, *arguments, "--set", "normalisation=[nfc]", "--set", "beam=1") == 0
    plain, raw = capsys.readouterr().out.splitlines()
    assert plain == "visited king Damascus."
    assert raw != plain
    for given, message in (
        ("normalisation=[nfd]", "--set normalisation: no normalisation rule 'nfd'; did you mean 'nfc'?"),
        ("bean=1", "--set bean: no such setting; did you mean 'beam'?"),
        ("beam", "--set beam: want NAME=VALUE"),
        ("beam=[", "--set beam=[: the value is not YAML"),
    ):
        assert translate(toy_model, *arguments, "--set", given) == 2
        assert message in capsys.readouterr().err


def test_models_commands(toy_model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "list"]) == 0
    assert "opus-mt-ar-en" in capsys.readouterr().out
    assert run(["models", "show", "opus-mt-ar-en"]) == 0
    assert "Apache-2.0" in capsys.readouterr().out
    assert run(["models", "verify", str(toy_model)]) == 0
    assert "loads" in capsys.readouterr().out
    assert run(["models", "convert", str(toy_model), "--precision", "int8", "--again"]) == 0
    assert run(["models", "fetch", "opus-mt-ar"]) == 2
    assert "did you mean 'opus-mt-ar-en'?" in capsys.readouterr().err


def test_memory_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["memory", "stats", str(tmp_path / "none.db")]) == 2
    (tmp_path / "in.tmx").write_text(
        '<tmx version="1.4"><body><tu><tuv xml:lang="ar"><seg>نعم</seg></tuv>'
        '<tuv xml:lang="en"><seg>Yes</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    memory = str(tmp_path / "m.db")
    assert run(["memory", "import", memory, str(tmp_path / "in.tmx")]) == 0
    assert run(["memory", "export", memory, str(tmp_path / "out.tmx")]) == 0
    assert "<seg>Yes</seg>" in (tmp_path / "out.tmx").read_text(encoding="utf-8")
    assert run(["memory", "prune", memory]) == 2
    assert run(["memory", "prune", memory, "--unused-days", "1"]) == 0
    assert capsys.readouterr().out.splitlines() == ["1 entries", "1 entries", "0 entries deleted"]
