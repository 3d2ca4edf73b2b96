"""`wirepair batch` with a real model: in this process, and in processes that are killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from toy_model import sentences

from pipeline.cli.main import run

STORIES = 30


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    lines = [arabic for arabic, _ in sentences(2 * STORIES * 4, seed=12)]
    texts = ["\n\n".join(lines[n : n + 4]) + "\n" for n in range(0, len(lines), 4)]
    (tmp_path / "in").mkdir()
    for number, text in enumerate(texts[:STORIES]):
        (tmp_path / "in" / f"{number}.ar.txt").write_text(text, encoding="utf-8")
    rows = [json.dumps({"id": n, "text": t, "day": "الأحد"}, ensure_ascii=False) for n, t in enumerate(texts[STORIES:])]
    (tmp_path / "x.jsonl").write_text("\n".join([*rows[:5], "bad", *rows[5:]]) + "\n", encoding="utf-8")
    return [str(tmp_path / "in"), str(tmp_path / "x.jsonl")]


def arguments(model: Path, inputs: list[str], output: Path, *more: str) -> list[str]:
    return ["batch", *inputs, "-o", str(output), "--model", str(model), "--threads", "1", "--sentences", *more]


def snapshot(output: Path) -> dict[str, bytes]:
    files = (p for p in output.rglob("*") if p.is_file() and p.name not in (".lock", "journal.jsonl"))
    return {str(p.relative_to(output)): p.read_bytes() for p in files}


def test_the_same_bytes_whatever_the_window_and_the_threads(
    toy_model: Path, tmp_path: Path, inputs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments(toy_model, inputs, tmp_path / "a")) == 3
    assert "60 stories, " in capsys.readouterr().err
    assert run(arguments(toy_model, inputs, tmp_path / "b", "--window", "7", "--threads", "2", "--quiet")) == 3
    assert capsys.readouterr().err == ""
    assert snapshot(tmp_path / "a") == snapshot(tmp_path / "b")
    assert run(arguments(toy_model, inputs, tmp_path / "a", "--log-json")) == 3
    assert json.loads(capsys.readouterr().err.splitlines()[-1])["kept"] == 60
    row = json.loads((tmp_path / "a" / "x.jsonl").read_text(encoding="utf-8").splitlines()[3])
    assert (row["id"], row["day"]) == (3, "الأحد")
    assert " ".join(s["text"] for s in row["sentences"]) == " ".join(row["translation"].split())


DYING = """
import os, signal, sys
from pipeline.batch.journal import Journal
from pipeline.cli.main import run

def add(self, rows, left=[int(sys.argv[1])], add=Journal.add):
    left[0] -= len(rows)
    if left[0] < 0:
        if sys.argv[2] == "after":
            add(self, rows)
        elif sys.argv[2] == "in":
            self._write([])
            self._file.write(b'{"file": "x.jsonl", "line": 1')
            self._file.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    add(self, rows)

Journal.add = add
run(sys.argv[3:])
"""
"""A job that is killed before, after, or in the middle of writing to the journal."""


def test_a_killed_job_goes_on_and_ends_with_the_same_bytes(toy_model: Path, tmp_path: Path, inputs: list[str]) -> None:
    assert run(arguments(toy_model, inputs, tmp_path / "whole", "--quiet")) == 3
    out = tmp_path / "out"
    job = arguments(toy_model, inputs, out, "--quiet", "--window", "10")
    for stories, when in ((7, "before"), (12, "in"), (20, "after"), (3, "before"), (3, "in")):
        before = _journaled(out)
        done = subprocess.run([sys.executable, "-c", DYING, str(stories), when, *job], check=False)
        assert done.returncode == -signal.SIGKILL
        assert before < _journaled(out) <= before + stories + 10
        assert not (out / "DONE").exists()
    assert not (out / "x.jsonl").exists()
    lines = (out / "x.jsonl.part").read_text(encoding="utf-8").splitlines()
    assert all("translation" in json.loads(line) for line in lines)
    assert run(arguments(toy_model, inputs, out, "--quiet")) == 3
    assert snapshot(out) == snapshot(tmp_path / "whole")


def _journaled(out: Path) -> int:
    journal = out / "journal.jsonl"
    return journal.read_bytes().count(b'"input"') if journal.exists() else 0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--beam", "1"], "made with beam 4 (now 1)"),
        (["--encoding", "utf-9"], "--encoding: no encoding 'utf-9'; did you mean 'utf-8'?"),
        (["--engine", "fast"], "--engine: input should be"),
        (["--model", "none"], "no model 'none' here"),
    ],
)
def test_what_the_user_can_mend_is_one_line(
    toy_model: Path, tmp_path: Path, more: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("قال الرئيس.\n", encoding="utf-8")
    assert run(arguments(toy_model, [str(tmp_path / "in")], tmp_path / "out", "--quiet")) == 0
    assert run(arguments(toy_model, [str(tmp_path / "in")], tmp_path / "out", *more)) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


def test_all_bad_is_an_error(toy_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.jsonl").write_text('{"text": ""}\n{"text": 3}\n', encoding="utf-8")
    assert run(arguments(toy_model, [str(tmp_path / "x.jsonl")], tmp_path / "out", "--quiet")) == 2
    assert "none of the 2 stories can be translated" in capsys.readouterr().err
    assert len((tmp_path / "out" / "set_aside.jsonl").read_text().splitlines()) == 2
