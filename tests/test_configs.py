"""Every shipped config is a test, and so is the schema that editors read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli.main import run
from pipeline.cli.schema import json_schema

CONFIGS = Path(__file__).parents[1] / "configs"


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda p: p.name)
def test_check_accepts_it(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(path)]) == 0
    assert capsys.readouterr().out.startswith(f"{path}: ok")


def test_the_schema_is_what_the_settings_say() -> None:
    kept = json.loads((CONFIGS / "schema.json").read_text(encoding="utf-8"))
    assert kept == json_schema(), "run: wirepair check --schema > configs/schema.json"


def test_check_names_every_bad_config_and_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = CONFIGS / "demo.yaml"
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: x\nstorys: []\n", encoding="utf-8")
    assert run(["check", str(bad), str(good), str(tmp_path / "none.yaml")]) == 2
    said = capsys.readouterr()
    assert f"{good}: ok" in said.out
    lines = said.err.splitlines()
    assert len(lines) == 2
    assert "bad.yaml:2: storys: no such setting; did you mean 'stories'?" in lines[0]
    assert "no such file" in lines[1]
