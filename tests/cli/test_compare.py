"""`wirepair compare`: which system is better, by lines and by stories."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pytest
import typer
from pydantic import BaseModel
from typer.testing import CliRunner

from pipeline.cli.commands import compare, evaluate
from pipeline.cli.scoring import system_names
from pipeline.data import Alignment, Bead
from pipeline.errors import UserError
from pipeline.registry import Registry

WORDS = ["the", "minister", "said", "talks", "on", "oil", "prices", "would", "resume", "next", "week", "after", "a"]


class SameWords:
    """A stand-in aligner: a line goes with the first free line of its first word; what is left is null."""

    class Settings(BaseModel):
        """None."""

    seen: ClassVar[list[int]] = []
    signature = "same-words"

    def __init__(self, settings: BaseModel | None = None) -> None:
        self.settings = settings

    def align(self, source: Sequence[str], target: Sequence[str], *, pivots: Sequence[Sequence[str]]) -> Alignment:
        """Beads of one line on either side."""
        self.seen.append(len(pivots))
        free = {line.split()[0]: j for j, line in reversed(list(enumerate(target)))}
        beads = [
            Bead((i,), (j,)) if (j := free.pop(line.split()[0], None)) is not None else Bead((i,), ())
            for i, line in enumerate(source)
        ]
        taken = {j for bead in beads for j in bead.target}
        return Alignment(
            (*beads, *(Bead((), (j,)) for j in range(len(target)) if j not in taken)), len(source), len(target)
        )


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    stand_ins: Registry[SameWords] = Registry("aligner", "pipeline.alignment")
    stand_ins._parts["pivot"] = SameWords
    stand_ins._searched = True
    SameWords.seen.clear()
    monkeypatch.setattr("pipeline.cli.scoring.aligners", stand_ins)
    app = typer.Typer()
    app.callback()(lambda: None)
    compare.register(app)
    evaluate.register(app)
    return app


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Eight stories of five lines; the first word of a line is its name. Two equal systems and a bad one."""
    text = random.Random(1)
    reference = [[f"line{i}", *(text.choice(WORDS) for _ in range(12))] for i in range(40)]
    wrong = {"good": (2, 0.15), "near": (3, 0.15), "bad": (4, 0.5)}
    found = {}
    for name, (seed, share) in wrong.items():
        noise = random.Random(seed)
        lines = [[w[0], *(noise.choice(WORDS) if noise.random() < share else x for x in w[1:])] for w in reference]
        found[name] = lines
    for name, lines in {**found, "reference": reference}.items():
        texts = [" ".join(words) for words in lines]
        (tmp_path / f"out.{name}.en").write_text("\n".join(texts) + "\n")
        field = "reference" if name == "reference" else "translation"
        records = [{"story": f"s{i // 5}", "source": f"م{i}", field: line} for i, line in enumerate(texts)]
        (tmp_path / f"out.{name}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    return {path.name.removeprefix("out."): str(path) for path in tmp_path.iterdir()}


def run(app: typer.Typer, *arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_lines(app: typer.Typer, files: dict[str, str]) -> None:
    systems = [files[f"{name}.en"] for name in ("bad", "good", "near")]
    out = run(app, "compare", *systems, "--ref", files["reference.en"], "--lines", "-m", "bleu,ter", "--json")
    for found in json.loads(out):
        assert [s["rank"] for s in found["systems"]] == [1, 1, 3]
        assert found["systems"][2]["system"] == "bad"
        words = [pair["words"] for pair in found["pairs"]]
        assert "is not significant" in words[0]
        assert " is better than bad by " in words[1]
        assert (found["unit"], found["units"]) == ("lines", 40)


def test_tables(app: typer.Typer, files: dict[str, str]) -> None:
    systems = [files[f"{name}.en"] for name in ("near", "good")]
    arguments = ["compare", *systems, "--ref", files["reference.en"], "--lines", "-m", "bleu,ter"]
    rows = run(app, *arguments, "-f", "tsv").splitlines()
    assert [row.split("\t")[0] for row in rows] == ["metric", "BLEU", "BLEU", "TER", "TER"]
    shown = run(app, *arguments, "--differences", "1")
    assert "is not significant (p = " in shown
    assert "where near and good differ most" in shown


def test_documents_are_compared_by_story_over_one_alignment(app: typer.Typer, files: dict[str, str]) -> None:
    systems = [files[f"{name}.jsonl"] for name in ("good", "bad")]
    out = run(app, "compare", *systems, "--ref", files["reference.jsonl"], "-m", "chrf", "--json", "--differences", "3")
    found = json.loads(out)
    assert (found["unit"], found["units"]) == ("stories", 8)
    assert "alignment:[same-words]" in found["signature"]
    assert SameWords.seen == [2] * 8
    sizes = [abs(d["figures"][0] - d["figures"][1]) for d in found["differences"]]
    assert len(sizes) == 3
    assert sizes == sorted(sizes, reverse=True)
    lines = json.loads(
        run(
            app,
            "compare",
            files["good.en"],
            files["bad.en"],
            "--ref",
            files["reference.en"],
            "--lines",
            "-m",
            "chrf",
            "--json",
        )
    )
    assert [s["value"] for s in found["systems"]] == [s["value"] for s in lines["systems"]]


def test_evaluate_documents(app: typer.Typer, files: dict[str, str], tmp_path: Path) -> None:
    """The second reference has its lines reversed in each story and leaves one out: only the strict figure minds."""
    records = [json.loads(line) for line in Path(files["reference.jsonl"]).read_text().splitlines()]
    records = [r for r in reversed(records) if not r["reference"].startswith("line7 ")]
    moved = tmp_path / "moved.jsonl"
    moved.write_text("".join(json.dumps(r) + "\n" for r in records))
    arguments = ["evaluate", files["good.jsonl"], "--ref", files["reference.jsonl"], "--ref", str(moved), "-m", "bleu"]
    found = json.loads(run(app, *arguments, "--json", "--worst", "2"))
    alone = found["by_reference"]
    assert alone["out.reference.jsonl"]["aligned"] == alone["out.reference.jsonl"]["strict"]
    assert alone["moved.jsonl"]["strict"] < alone["moved.jsonl"]["aligned"]
    assert found["stories"] == 8
    shares = {(c["story"], c["reference"]): c for c in found["coverage"]}
    assert shares["s1", "moved.jsonl"]["omissions"] == [2]
    assert shares["s0", "moved.jsonl"]["moved"] != []
    assert shares["s0", "out.reference.jsonl"]["moved"] == []
    assert found["errors"]["worst"][0]["source"].startswith("م")
    table = run(app, *arguments)
    assert "whole story" in table
    assert "omissions" in table


def test_faults(app: typer.Typer, files: dict[str, str], tmp_path: Path) -> None:
    arguments = ["compare", files["good.en"], files["bad.en"], "--ref", files["reference.en"], "--lines"]
    with pytest.raises(UserError, match="--test: no 'bootstrp'; did you mean 'bootstrap'"):
        run(app, *arguments, "--test", "bootstrp")
    with pytest.raises(UserError, match="--unit: no 'story'; did you mean 'stories'"):
        run(app, *arguments, "--unit", "story")
    with pytest.raises(UserError, match="--unit stories: there is one story only"):
        run(app, *arguments, "--unit", "stories")
    short = tmp_path / "short.jsonl"
    short.write_text('{"story": "s0", "translation": "line0 said"}\n')
    with pytest.raises(UserError, match="no story 's1', which the first system has"):
        run(app, "compare", files["good.jsonl"], str(short), "--ref", files["reference.jsonl"])
    with pytest.raises(UserError, match="no story 's0'"):
        run(app, "evaluate", files["good.jsonl"], "--ref", files["reference.en"])


def test_system_names() -> None:
    assert system_names(["x/out.a.en", "x/out.b.en"]) == ["a", "b"]
    assert system_names(["a/x.en", "b/x.en"]) == ["1:a/x", "2:b/x"]
    assert system_names(["x.en"]) == ["x.en"]
    assert system_names(["runs/a", "runs/b"]) == ["a", "b"]
