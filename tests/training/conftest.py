"""A toy language with a grammar, and a config that trains on it in seconds."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

_SLOTS = {
    "who": [("الرئيس", "the president"), ("الوزير", "the minister"), ("السفير", "the ambassador")],
    "did": [("زار", "visited"), ("غادر", "left"), ("دخل", "entered")],
    "where": [("القاهرة", "Cairo"), ("بيروت", "Beirut"), ("عمان", "Amman"), ("الرباط", "Rabat")],
    "when": [("أمس", "yesterday"), ("اليوم", "today")],
}
_TEMPLATES = [
    ("{did} {who} {where} {when}.", "{who} {did} {where} {when}."),
    ("{did} {who} {where}.", "{who} {did} {where}."),
]


@pytest.fixture
def grammar(tmp_path: Path) -> Path:
    """The folder of the toy grammar."""
    folder = tmp_path / "grammar"
    (folder / "slots").mkdir(parents=True)
    (folder / "templates").mkdir()
    for name, fillers in _SLOTS.items():
        _write(folder / "slots" / f"{name}.tsv", fillers)
    _write(folder / "templates" / "toy.tsv", _TEMPLATES)
    return folder


def _write(path: Path, pairs: list[tuple[str, str]]) -> None:
    path.write_text("".join(f"{a}\t{b}\n" for a, b in pairs), encoding="utf-8")


@pytest.fixture
def config(tmp_path: Path, grammar: Path) -> Path:
    """A training config: the toy grammar, 12 steps, a checkpoint every 4."""
    validation = tmp_path / "validation.tsv"
    validation.write_text("زار السفير عمان.\tThe ambassador visited Amman.\n", encoding="utf-8")
    settings = {
        "name": "toy",
        "output": "model",
        "work": "work",
        "data": {"sources": [{"grammar": "grammar", "pairs": 300}]},
        "vocabulary": {"source": 60, "target": 60, "lines": 300},
        "network": {"width": 32, "inner": 64, "heads": 4, "encoder_layers": 2, "decoder_layers": 1},
        "optimisation": {"tokens": 400, "steps": 12, "rate": 0.003, "warmup": 4, "precision": "fp32"},
        "validation": {"path": "validation.tsv", "lines": 1, "every": 6},
        "average": 2,
        "checkpoint_every": 4,
        "threads": 1,
    }
    path = tmp_path / "train.yaml"
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return path
