"""A whole training run: same seed, same bytes; kill -9 and go on; the model loads wherever Marian models load."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import ctranslate2
import pytest
import torch
from ctranslate2.converters import TransformersConverter
from transformers import MarianMTModel, MarianTokenizer

from pipeline.config import load
from pipeline.errors import ConfigError, ModelError
from pipeline.models.card import read_card
from pipeline.models.find import find_model
from pipeline.training.loop import guide_at, rate_at
from pipeline.training.run import train
from pipeline.training.settings import Optimisation, TrainingSettings
from pipeline.training.vocabulary import Pieces


def _train(config: Path, *overrides: str) -> Path:
    return train(load(config, TrainingSettings, overrides), lambda _: None)


def _hash(folder: Path) -> str:
    return hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()


def test_a_run_is_fixed_by_its_seed(config: Path) -> None:
    first = _hash(_train(config))
    assert _hash(_train(config, "work=again", "output=model2")) == first
    assert _hash(_train(config, "work=other", "output=model3", "optimisation.seed=2")) != first


def test_the_number_of_workers_changes_nothing(config: Path) -> None:
    sampled = ("vocabulary.sampling=0.2", "network.dropout=0.1", "optimisation.consistency=1", "optimisation.steps=40")
    alone = _hash(_train(config, *sampled))
    assert _hash(_train(config, *sampled, "workers=2", "work=again", "output=model2")) == alone


def test_kill_9_and_the_same_command_goes_on_where_it_was(config: Path) -> None:
    steps = ("optimisation.steps=60", "vocabulary.sampling=0.2", "network.dropout=0.1")
    whole = _hash(_train(config, *steps, "output=whole"))
    work = config.parent / "killed"
    code = (
        "import sys; from pipeline.config import load; from pipeline.training.run import train; "
        "from pipeline.training.settings import TrainingSettings; "
        "train(load(sys.argv[1], TrainingSettings, sys.argv[2:]), lambda m: None)"
    )
    command = [sys.executable, "-c", code, str(config), *steps, "work=killed", "output=resumed"]
    process = subprocess.Popen(command, env=os.environ | {"OMP_NUM_THREADS": "1"})
    deadline = time.monotonic() + 120
    while not (work / "state.pt").exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (work / "state.pt").exists()
    assert not (config.parent / "resumed").exists(), "killed too late to show anything"
    resumed = _train(config, *steps, "work=killed", "output=resumed")
    assert _hash(resumed) == whole


def test_the_model_loads_in_transformers_and_in_ctranslate2_and_all_agree(config: Path) -> None:
    folder = _train(config, "optimisation.steps=150")
    text = "زار السفير عمان اليوم."
    tokenizer = MarianTokenizer.from_pretrained(folder)
    pieces = Pieces(folder)
    ids = pieces.encode_sources([text])[0]
    assert tokenizer(text).input_ids == ids
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32).eval()
    made = model.generate(torch.tensor([ids]), num_beams=1, max_length=60)[0].tolist()
    TransformersConverter(str(folder)).convert(str(config.parent / "ct2"), quantization="float32")
    translator = ctranslate2.Translator(str(config.parent / "ct2"), compute_type="float32")
    result = translator.translate_batch([[pieces.names[i] for i in ids]], beam_size=1, max_decoding_length=60)
    assert pieces.decode(made) == pieces.decode([pieces.ids[t] for t in result[0].hypotheses[0]])


def test_it_learns_the_toy_language(config: Path) -> None:
    folder = _train(config, "optimisation.steps=150", "validation.every=150")
    rows = [json.loads(line) for line in (folder.parent / "work" / "log.jsonl").read_text().splitlines()]
    assert max(row.get("chrf", 0) for row in rows) > 90


def test_training_again_replaces_model_and_card(config: Path) -> None:
    scored = "scores=[{name: v, pairs: validation.tsv}]"
    folder = _train(config, scored)
    before = (folder / "card.yaml").read_text(encoding="utf-8")
    _train(config, scored, "work=more", "optimisation.steps=20")
    after = (folder / "card.yaml").read_text(encoding="utf-8")
    assert "steps: 12" in before
    assert "steps: 20" in after
    assert find_model(folder).card is not None, "the files are those of the card"


def test_the_card_says_above_what_a_sentence_is_split(config: Path) -> None:
    folder = _train(config, "about={longest: 9}", "scores=[{name: v, pairs: validation.tsv}]")
    assert read_card(folder / "card.yaml").longest == 9
    tuned = _train(config, "work=tune", "output=tuned", "start=model", "optimisation.steps=2")
    assert read_card(tuned / "card.yaml").longest == 9, "and so in a model that was tuned from it"


def test_fine_tuning_goes_on_from_a_checkpoint(config: Path) -> None:
    start = _train(config, "optimisation.steps=80")
    tuned = _train(
        config, "work=tune", "output=tuned", "start=model", "optimisation.steps=10", "optimisation.rate=0.0001"
    )
    rows = [json.loads(line) for line in (config.parent / "tune" / "log.jsonl").read_text().splitlines()]
    assert json.loads((tuned / "config.json").read_text())["d_model"] == 32
    assert (tuned / "vocab.json").read_bytes() == (start / "vocab.json").read_bytes()
    assert rows[-1]["step"] == 6
    after = read_card(tuned / "card.yaml").training["after"]
    assert (after["model"], after["steps"]) == ("toy", 80)
    assert "Before them, in toy" in (tuned / "README.md").read_text(encoding="utf-8")


def test_a_start_that_is_no_model_is_one_line(config: Path) -> None:
    (config.parent / "empty").mkdir()
    with pytest.raises(ModelError, match=r"source\.spm is missing"):
        _train(config, "start=empty")


def test_a_path_below_the_corpus_needs_the_corpus(config: Path) -> None:
    with pytest.raises(ConfigError, match=r"give data\.corpus=FOLDER"):
        _train(config, "data.heldout=['corpus:held.txt']")


def test_early_stopping_counts_validations_without_a_better_chrf(config: Path) -> None:
    _train(
        config, "optimisation.steps=400", "optimisation.rate=0.0000001", "validation.every=2", "validation.patience=3"
    )
    rows = [json.loads(line) for line in (config.parent / "work" / "log.jsonl").read_text().splitlines()]
    assert max(row["step"] for row in rows) < 40


def test_the_rate_warms_up_falls_and_cools_down() -> None:
    o = Optimisation(steps=1000, warmup=100, rate=1.0, cooldown=200)
    assert rate_at(50, o) == pytest.approx(0.5)
    assert rate_at(100, o) == pytest.approx(1.0)
    assert rate_at(700, o) < rate_at(100, o)
    assert rate_at(1000, o) == 0.0
    constant = Optimisation(steps=1000, warmup=100, rate=1.0, schedule="constant")
    assert rate_at(900, constant) == 1.0
    cosine = Optimisation(steps=1000, warmup=100, rate=1.0, schedule="cosine")
    assert rate_at(1000, cosine) == pytest.approx(0.0, abs=1e-6)


def test_the_guide_falls_to_a_tenth() -> None:
    o = Optimisation(guide=2.0, guide_steps=100)
    assert guide_at(0, o) == 2.0
    assert guide_at(100, o) == pytest.approx(0.2)
    assert guide_at(5000, o) == pytest.approx(0.2)


def test_a_run_asked_to_stop_keeps_its_last_step(config: Path) -> None:
    steps = ("optimisation.steps=2000", "checkpoint_every=2000", "validation.path=null")
    code = "import sys; from pipeline.cli.main import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "train", str(config), *steps, "--quiet"]
    process = subprocess.Popen(command, env=os.environ | {"OMP_NUM_THREADS": "1"}, stderr=subprocess.PIPE, text=True)
    log = config.parent / "work" / "log.jsonl"
    deadline = time.monotonic() + 120
    while not log.exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    said = process.communicate()[1]
    assert process.returncode == 130
    assert "the same command goes on from there" in said
    state = torch.load(config.parent / "work" / "state.pt", weights_only=True)
    assert 20 <= state["progress"]["step"] < 2000
