"""`wirepair evaluate`, line by line and by documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from sacrebleu.metrics.bleu import BLEU
from typer.testing import CliRunner

from pipeline.cli.commands import evaluate
from pipeline.errors import UserError

HYPOTHESIS = [
    "The minister said that talks will be resumed next week.",
    "He said: &quot;We did not agree.&quot; It&#39;s late.",
    "Oil prices rose 2.5 percent after the news.",
    "The spokeswoman refused to comment.",
]
REFERENCE = [
    "The minister said that the talks would resume next week.",
    'He said: "We have not agreed." It\'s late.',
    "Oil prices rose by 2.5 percent after the news.",
    "A spokeswoman declined to comment.",
]


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    app.callback()(lambda: None)
    evaluate.register(app)
    return app


@pytest.fixture
def texts(tmp_path: Path) -> tuple[str, str]:
    paths = (tmp_path / "system.en", tmp_path / "agency.en")
    for path, lines in zip(paths, (HYPOTHESIS, REFERENCE), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(paths[0]), str(paths[1])


def run(app: typer.Typer, *arguments: str) -> tuple[str, str]:
    result = CliRunner().invoke(app, ["evaluate", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


def test_lines_as_sacrebleu_prints_them(app: typer.Typer, texts: tuple[str, str]) -> None:
    out, _ = run(app, texts[0], "--ref", texts[1], "--lines", "--metrics", "bleu", "--json")
    found = json.loads(out)
    expected = BLEU().corpus_score(HYPOTHESIS, [REFERENCE])
    assert found["name"] == "BLEU"
    assert found["score"] == round(expected.score, 2)
    assert found["value"] == pytest.approx(expected.score, rel=1e-14)
    assert found["verbose_score"] == expected._verbose
    assert found["nrefs"] == "1"
    assert found["tok"] == "13a"
    assert found["lines"] == 4
    assert "hyp:" in found["figure"]


def test_entities_are_reported_and_not_mended(app: typer.Typer, texts: tuple[str, str]) -> None:
    out, err = run(app, texts[0], "--ref", texts[1], "--lines", "--metrics", "bleu,chrf", "--json")
    assert "warning: entities: 1 line of the hypothesis with HTML entities (lines 2)" in err
    gains = next(w for w in json.loads(out)[0]["warnings"] if w["name"] == "entity_gain")
    mended = [line.replace("&quot;", '"').replace("&#39;", "'") for line in HYPOTHESIS]
    gain = BLEU().corpus_score(mended, [REFERENCE]).score - BLEU().corpus_score(HYPOTHESIS, [REFERENCE]).score
    assert f"{gain:+.2f} BLEU" in gains["detail"]


@pytest.mark.parametrize(
    ("form", "start"),
    [("tsv", "metric\tfigure [95 %]\tsignature\nBLEU\t"), ("markdown", "| metric |"), ("latex", "\\begin{tabular}")],
)
def test_other_forms(app: typer.Typer, texts: tuple[str, str], form: str, start: str) -> None:
    out, _ = run(app, texts[0], "--ref", texts[1], "--lines", "--format", form, "-q", "--metrics", "bleu,ter")
    assert out.startswith(start)
    assert "case:mixed" in out


def test_to_a_file_twice_the_same(app: typer.Typer, texts: tuple[str, str], tmp_path: Path) -> None:
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    for path in paths:
        run(app, texts[0], "--ref", texts[1], "--lines", "--json", "-o", str(path))
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert [found["name"] for found in json.loads(paths[0].read_text())] == ["BLEU", "chrF2", "TER"]


def test_error_report(app: typer.Typer, texts: tuple[str, str]) -> None:
    out, _ = run(app, texts[0], "--ref", texts[1], "--lines", "--worst", "2", "--json", "--metrics", "bleu")
    worst = json.loads(out)["errors"]["worst"]
    assert len(worst) == 2
    assert worst[0]["figure"] <= worst[1]["figure"]
    assert worst[0]["references"] == [REFERENCE[int(worst[0]["place"]) - 1]]


def test_faults(app: typer.Typer, texts: tuple[str, str], tmp_path: Path) -> None:
    short = tmp_path / "short.en"
    short.write_text("One line.\n")
    with pytest.raises(UserError, match=r"short\.en has 1 lines but .*system\.en has 4"):
        run(app, texts[0], "--ref", str(short), "--lines")
    with pytest.raises(UserError, match="no metric 'blue'; did you mean 'bleu'"):
        run(app, texts[0], "--ref", texts[1], "--lines", "--metrics", "blue")
    with pytest.raises(UserError, match="no format 'jsn'; did you mean 'json'"):
        run(app, texts[0], "--ref", texts[1], "--lines", "--format", "jsn")
    with pytest.raises(UserError, match="no such file"):
        run(app, texts[0], "--ref", str(tmp_path / "none.en"), "--lines")


def test_swapped_files_are_suspected(app: typer.Typer, tmp_path: Path) -> None:
    for name in ("reference.en", "output.en"):
        (tmp_path / name).write_text("\n".join(REFERENCE) + "\n")
    _, err = run(app, str(tmp_path / "reference.en"), "--ref", str(tmp_path / "output.en"), "--lines")
    assert "are hypothesis and reference swapped?" in err
    assert "4 of 4 hypothesis lines are the lines of reference 1" in err


def test_flags_without_a_reference(app: typer.Typer, tmp_path: Path) -> None:
    records = [
        {"source": "بلغ عددهم 500 شخص.", "translation": "They numbered 50 people."},
        {"source": "عاد الوزير.", "translation": "The minister returned."},
    ]
    path = tmp_path / "out.jsonl"
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records))
    found = json.loads(run(app, str(path), "--json")[0])
    assert (found["lines"], found["flagged"]) == (2, 1)
    assert found["flags"][0]["place"] == "1"
    assert "1 of 2 lines flagged" in run(app, str(path))[0].replace("\n", " ").replace("  ", " ")


def test_one_table_with_hypothesis_and_reference(app: typer.Typer, tmp_path: Path) -> None:
    rows = ["translation\treference", *(f"{h}\t{r}" for h, r in zip(HYPOTHESIS, REFERENCE, strict=True))]
    path = tmp_path / "both.tsv"
    path.write_text("\n".join(rows) + "\n")
    out, err = run(app, str(path), "--ref", str(path), "--lines", "-m", "chrf", "--json")
    assert 30 < json.loads(out)["value"] < 95
    assert "same_file" not in err


def test_neither_reference_nor_source(app: typer.Typer, texts: tuple[str, str]) -> None:
    with pytest.raises(UserError, match="give --ref FILE, or --source FILE"):
        run(app, texts[0])


DOCUMENT = """Oil prices rise after the talks

The minister said that the talks would resume next week. He gave no date for them.

Oil prices rose by 2.5 percent after the announcement. A spokeswoman declined to comment on the figures.

Around 1,200 families returned to their villages near the border, the agency said.
"""


def test_plain_documents_are_cut_and_aligned(app: typer.Typer, tmp_path: Path) -> None:
    """A reference with the same sentences, its last paragraph moved up: all covered, all matched, one move."""
    parts = DOCUMENT.strip().split("\n\n")
    (tmp_path / "system.en").write_text(DOCUMENT)
    (tmp_path / "desk.en").write_text("\n\n".join([parts[0], parts[3], *parts[1:3]]) + "\n")
    out, _ = run(app, str(tmp_path / "system.en"), "--ref", str(tmp_path / "desk.en"), "-m", "bleu", "--json")
    found = json.loads(out)
    assert found["value"] == pytest.approx(100)
    assert found["strict"]["value"] == pytest.approx(100)
    (coverage,) = found["coverage"]
    assert (coverage["source_share"], coverage["reference_share"]) == (1, 1)
    assert coverage["moved"] == [{"source": [5], "target": [1]}]
    assert "alignment:[aligner:pivot" in found["signature"]
    (warning,) = found["warnings"]
    assert warning["name"] == "identical"
