"""Metrics that run a program of their own: a stand-in, and COMET's adapter with a stand-in for COMET."""

from __future__ import annotations

import hashlib
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from pipeline.data import Alignment, Bead
from pipeline.errors import InputError, ModelError, UserError
from pipeline.evaluation.base import Metric, make
from pipeline.evaluation.blocks import AlignedReference
from pipeline.evaluation.lines import score_lines
from pipeline.evaluation.story import score_story

from .texts import HYPOTHESIS, REFERENCE, SECOND

STAND_IN = Path(__file__).parent / "stand_in_program.py"


def command(fault: str = "", timeout: float = 60) -> Metric:
    return make(["command"], {"program": f"{sys.executable} {STAND_IN} {fault}", "timeout": timeout})[0]


def overlap(hypothesis: str, *references: str) -> float:
    known = {word for reference in references for word in reference.split()}
    return float(np.mean([word in known for word in hypothesis.split()]))


def test_a_program_scores_in_an_environment_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    metric = command()
    found = score_lines(HYPOTHESIS, [REFERENCE, SECOND], [metric])
    (score,) = found.scores.values()
    expected = [overlap(h, a, b) for h, a, b in zip(HYPOTHESIS, REFERENCE, SECOND, strict=True)]
    assert list(score.segments) == pytest.approx(expected)
    assert score.value == pytest.approx(np.mean(expected))
    assert "name:overlap|version:1.0|path:unset" in score.signature
    assert score.signature.startswith("nrefs:2|program:python")
    long = sum(len(line.split()) > 12 for line in HYPOTHESIS)
    assert found.verbose[metric.name] == f"{long} of 12 inputs truncated"


def test_stories_too(monkeypatch: pytest.MonkeyPatch) -> None:
    beads = (*(Bead((i,), (i,)) for i in range(11)), Bead((11,), ()), Bead((), (11,)))
    metric = command()
    story = score_story(HYPOTHESIS, [AlignedReference("a", tuple(REFERENCE), Alignment(beads, 12, 12))], [metric])
    (levels,) = story.scores.values()
    aligned = np.mean([overlap(h, r) for h, r in zip(HYPOTHESIS[:11], REFERENCE, strict=False)])
    assert levels.aligned.value == pytest.approx(aligned)
    assert levels.strict.value == pytest.approx(aligned * 11 / 13)
    assert levels.document is None


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("die", "ended after 0 of 12 answers with status 3: no such model"),
        ("prose", "answered 'Scoring…', which is not a JSON object"),
        ("nan", "a whole id and a finite score are needed"),
        ("forget", "ended after 11 of 12 answers with status 0"),
        ("twice", "answered id 11, which was not asked for or answered before"),
    ],
)
def test_faults_of_a_program(fault: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        command(fault).count(HYPOTHESIS, [REFERENCE])
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_silent_program_is_ended() -> None:
    with pytest.raises(UserError, match=r"no answer for 0\.3 seconds; give it longer with --timeout"):
        command("hang", timeout=0.3).count(HYPOTHESIS, [REFERENCE])


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(UserError, match="/no/such/program: cannot be run"):
        make(["command"], {"program": "/no/such/program"})[0].count(["a"], [["a"]])
    with pytest.raises(UserError, match="no program; give it with --program"):
        make(["command"])


FAKE_COMET = """
import types
print("talks on standard output")
def load_from_checkpoint(path):
    loads = open(path + ".loads", "a"); loads.write("x"); loads.close()
    tokenizer = lambda text: {"input_ids": text.split()}
    def predict(data, batch_size, gpus, progress_bar):
        return types.SimpleNamespace(scores=[float(d["src"] == "س" and d["mt"] == d["ref"]) for d in data])
    return types.SimpleNamespace(encoder=types.SimpleNamespace(tokenizer=tokenizer, max_positions=3), predict=predict)
"""
FAKE_TORCH = "import types\ncuda = types.SimpleNamespace(is_available=lambda: False)\n"


@pytest.fixture
def comet(tmp_path: Path) -> dict[str, object]:
    """An interpreter that has a stand-in for COMET, and a checkpoint."""
    (tmp_path / "comet.py").write_text(FAKE_COMET)
    (tmp_path / "torch.py").write_text(FAKE_TORCH)
    (tmp_path / "model.ckpt").write_bytes(b"weights")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return {"python": str(python), "checkpoint": str(tmp_path / "model.ckpt"), "timeout": 60}


def test_comet(comet: dict[str, object]) -> None:
    (metric,) = make(["comet"], comet)
    counts = metric.count(["a b c", "a b c d", "x"], [["a b c", "z", "y"], ["a b c", None, "x"]], ["س"] * 3)
    assert list(metric.segments(counts)) == [100, 0, 50]
    assert list(counts[:, 2]) == [0, 1, 0]
    assert f"checkpoint:{hashlib.sha256(b'weights').hexdigest()[:12]}" in metric.signature(2)
    assert "scale:100" in metric.signature(2)
    metric.count(["new"], [["new"]], ["س"])
    assert Path(f"{comet['checkpoint']}.loads").read_text() == "x"


def test_comet_needs_sources_and_files(comet: dict[str, object], tmp_path: Path) -> None:
    (metric,) = make(["comet"], comet)
    with pytest.raises(InputError, match="COMET reads the source too: give it with --source"):
        metric.count(["a"], [["a"]])
    with pytest.raises(UserError, match=r"give --python .* and --checkpoint"):
        make(["comet"])
    with pytest.raises(UserError, match="--checkpoint: no file"):
        make(["comet"], {**comet, "checkpoint": str(tmp_path / "none.ckpt")})


class FakeModel:
    """A bag of letters as embedding."""

    max_seq_length = 4

    def __init__(self, path: str, local_files_only: bool) -> None:
        assert local_files_only

    def tokenizer(self, text: str) -> dict[str, list[str]]:
        return {"input_ids": text.split()}

    def encode(self, texts: list[str], normalize_embeddings: bool, show_progress_bar: bool) -> object:
        assert normalize_embeddings
        vectors = np.array([[text.count(chr(97 + k)) + 1e-9 for k in range(26)] for text in texts])
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_embedding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("sentence_transformers")
    module.SentenceTransformer = FakeModel  # type: ignore[attr-defined]
    module.__version__ = "5.0"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    with pytest.raises(ModelError, match="holds no sentence-transformers model"):
        make(["embedding"], {"embedding_model": str(tmp_path)})
    (tmp_path / "modules.json").write_text("[]")
    (metric,) = make(["embedding"], {"embedding_model": str(tmp_path)})
    counts = metric.count(["abc", "a b c d e", "x"], [["cab", "q", "y"], ["z", "a b c d e", None]])
    assert list(np.round(metric.segments(counts))) == [100, 100, 0]
    assert list(counts[:, 2]) == [0, 1, 0]
    assert "version:5.0" in metric.signature(1)
