"""The whole path on a story of the toy language, with a model that knows it."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from lxml import etree
from typer.testing import CliRunner

from pipeline.cli.main import build
from pipeline.cli.main import run as wirepair
from pipeline.config import load
from pipeline.errors import ConfigError, InputError
from pipeline.experiment.run import Done, run
from pipeline.experiment.settings import ExperimentSettings

# One sentence a line: the toy language has no capitals, which the rules for English go by.
SOURCE = """قال الرئيس الجديد اليوم.
زار الوزير القاهرة مع السفير الروسي.
ناقش المجلس القرار الأخير.
رفض الجيش 350 الاتفاق.
"""
FAITHFUL = """said new president today.
visited minister Cairo with Russian envoy.
discussed council last decision.
rejected army 350 deal.
"""
DESK = """rejected army 350 deal.
said new president today.
The weather in London stayed cold and wet for nine more days.
visited minister Cairo with Russian envoy.
"""


@pytest.fixture
def config(tmp_path: Path, toy_model: Path) -> Path:
    """An experiment with one toy story and two versions of it."""
    for name, text in (("s.ar.txt", SOURCE), ("faithful.en.txt", FAITHFUL), ("desk.en.txt", DESK)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    settings = {
        "name": "toy",
        "stories": [
            {"id": "one", "source": "s.ar.txt", "references": {"faithful": "faithful.en.txt", "desk": "desk.en.txt"}}
        ],
        "segmentation": {"use": "lines"},
        "translation": {"model": str(toy_model), "beam": 2},
        "evaluation": {"resamples": 50},
        "output": "runs",
    }
    path = tmp_path / "toy.yaml"
    path.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def _run(config: Path, *overrides: str) -> Done:
    return run(load(config, ExperimentSettings, overrides))


def _bytes(folder: Path) -> dict[str, str]:
    clocked = ("manifest.json", "log.txt")
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in clocked
    }


def test_the_path_from_text_to_report(config: Path) -> None:
    done = _run(config)
    folder = done.folder.path
    names = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert names == {
        "DONE", "config.yaml", "resolved.yaml", "inputs.json", "manifest.json", "documents.jsonl", "translations.jsonl",
        "scores.json", "segments.tsv", "report.html", "report.md",
        *(f"alignments/one/{r}.{form}" for r in ("faithful", "desk") for form in ("jsonl", "tsv", "tmx")),
    }  # fmt: skip
    rows = done.page.stories[0].rows
    assert [row.translation for row in rows[:4]] == FAITHFUL.splitlines()
    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    assert scores["all"]["BLEU"]["aligned"]["value"] > 90
    assert scores["all"]["BLEU"]["strict"]["value"] < scores["all"]["BLEU"]["aligned"]["value"]
    desk = scores["stories"][0]["coverage"][1]
    assert desk["reference"] == "desk"
    assert desk["omissions"] == [2]
    assert desk["additions"] == [2]
    assert desk["moved"]
    etree.parse(folder / "alignments/one/desk.tmx")


def test_two_runs_give_the_same_bytes_and_a_finished_one_is_kept(config: Path) -> None:
    first, again = _run(config), _run(config, "output=elsewhere", "translation.batch_tokens=16")
    assert first.folder.key == again.folder.key
    assert _bytes(first.folder.path) == _bytes(again.folder.path)
    stamp = (first.folder.path / "manifest.json").stat().st_mtime_ns
    _run(config)
    assert (first.folder.path / "manifest.json").stat().st_mtime_ns == stamp


def test_what_can_change_the_output_changes_the_key(config: Path) -> None:
    keys = {_run(config).folder.key, _run(config, "translation.beam=1").folder.key}
    keys.add(_run(config, "evaluation.metrics=[bleu]").folder.key)
    (config.parent / "desk.en.txt").write_text(DESK + "\nsaid king today.\n", encoding="utf-8")
    keys.add(_run(config).folder.key)
    assert len(keys) == 4


def test_a_run_without_references_is_a_translation_with_a_report(config: Path) -> None:
    done = _run(config, "stories.0.references={}")
    assert done.page.scores is None
    assert not (done.folder.path / "scores.json").exists()
    assert "said new president today." in (done.folder.path / "report.md").read_text(encoding="utf-8")


def _many(config: Path, count: int) -> Path:
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    story = settings["stories"][0]
    settings["stories"] = [story | {"id": f"story-{n}"} for n in range(count)]
    path = config.with_name("many.yaml")
    path.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def test_one_bad_story_of_several_is_set_aside_and_the_status_says_so(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = _many(config, 3)
    bad = config.parent / "bad.txt"
    bad.write_bytes(b"\xd9\x82\xd8 broken")
    status = wirepair(["run", str(many), f"stories.1.source={bad}", "--quiet"])
    said = capsys.readouterr()
    assert status == 3
    report = Path(said.out.strip())
    assert report.name == "report.html"
    text = report.read_text(encoding="utf-8")
    assert "story-1" in text
    assert "not utf-8 at byte offset" in text
    assert (report.parent / "DONE").exists()


def test_all_stories_bad_is_an_error(config: Path) -> None:
    many = _many(config, 2)
    with pytest.raises(InputError, match="none of the 2 stories can be read"):
        _run(many, "stories.0.source=none.txt", "stories.1.source=none.txt")


def test_kill_9_and_the_same_command_translates_only_what_is_left(config: Path) -> None:
    many = _many(config, 150)
    whole = _run(many, "output=whole").folder
    code = "import sys; from pipeline.cli.main import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "run", str(many), "--quiet"]
    partial = config.parent / "runs" / "toy" / whole.key / "translations.partial.jsonl"
    process = subprocess.Popen(command, env=os.environ | {"OMP_NUM_THREADS": "1"}, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        if partial.exists() and partial.stat().st_size > 0:
            break
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert partial.exists(), "the run came to its end before it could be killed"
    done_before = [json.loads(line)["story"] for line in partial.read_text(encoding="utf-8").splitlines()[:-1]]
    said: list[str] = []
    resumed = run(load(many, ExperimentSettings), said.append)
    translated = [line for line in said if line.startswith("translated")]
    assert len(translated) <= 150 - len(done_before)
    assert _bytes(resumed.folder.path) == _bytes(whole.path)


FAULTS = [
    (["alignment.use=pivto"], "alignment.use: no aligner 'pivto'; did you mean 'pivot'?"),
    (["alignment.bogus=1"], "alignment.bogus: no such setting"),
    (["evaluation.metrics=[blue]"], "evaluation.metrics: no metric 'blue'; did you mean 'bleu'?"),
    (["segmentation.use=rule"], "segmentation.use: no segmenter 'rule'; did you mean 'rules'?"),
    (["translation.beam=0"], "translation.beam: input should be greater than or equal to 1, was: 0"),
    (["stories.0.source=none.txt"], "stories.0.source: no file"),
    (["stories.0.references.desk=none.txt"], "stories.0.references.desk: no file"),
]


@pytest.mark.parametrize(("overrides", "said"), FAULTS, ids=[f[0][0] for f in FAULTS])
def test_a_fault_of_the_config_is_one_line(config: Path, overrides: list[str], said: str) -> None:
    with pytest.raises((ConfigError, InputError)) as caught:
        _run(config, *overrides)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_command_shows_the_story_and_the_report(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert wirepair(["run", str(config), "--width", "100"]) == 0
    said = capsys.readouterr()
    assert "زار الوزير القاهرة مع السفير الروسي." in said.out
    assert "visited minister Cairo with Russian envoy." in said.out
    assert "report.html" in said.out.splitlines()[-1]
    assert "translated 1 of 1" in said.err


def test_every_command_has_an_example_in_its_help() -> None:
    app = build()
    runner = CliRunner()
    listed = runner.invoke(app, ["--help"]).output
    for command in ("run", "translate", "align", "evaluate", "check", "models"):
        assert command in listed
    for command in (c.name or "" for c in app.registered_commands):
        assert f"wirepair {command}" in runner.invoke(app, [command, "--help"]).output, command
