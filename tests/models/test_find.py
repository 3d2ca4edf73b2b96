from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from pipeline.errors import ModelError
from pipeline.models.card import CARD, read_card
from pipeline.models.find import cards, find_model
from pipeline.models.remove import remove

HEAD = "name: toy\ntitle: a toy\nsource_language: ar\ntarget_language: en\nlicence: Apache-2.0\norigin: here\n"


@pytest.fixture
def root(toy_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models with the toy in it, looked through first."""
    shutil.copytree(toy_model, tmp_path / "models" / "toy")
    monkeypatch.setenv("WIREPAIR_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def _card(folder: Path, more: str = "") -> None:
    (folder / CARD).write_text(HEAD + more, encoding="utf-8")


def test_finds_a_model_by_name_path_and_hub_id(root: Path) -> None:
    _card(root / "toy", "repo: some/toy\n")
    found = [find_model(name) for name in ("toy", "some/toy", str(root / "toy"))]
    assert {m.fingerprint for m in found} == {found[0].fingerprint}
    assert all(m.path == root / "toy" and m.name == "toy" and m.card is not None for m in found)


def test_a_folder_without_a_card_is_a_model_too(root: Path) -> None:
    model = find_model("toy")
    assert model.card is None
    assert model.name == "toy"
    weights = (root / "toy" / "model.safetensors").read_bytes()
    assert model.hashes["model.safetensors"] == hashlib.sha256(weights).hexdigest()


def test_the_fingerprint_changes_with_any_file(root: Path) -> None:
    before = find_model("toy").fingerprint
    file = root / "toy" / "generation_config.json"
    file.write_text(file.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert find_model("toy").fingerprint != before


def test_a_file_that_is_not_the_cards_is_one_line(root: Path) -> None:
    digest, size = "0" * 64, (root / "toy" / "vocab.json").stat().st_size
    _card(root / "toy", f"files:\n  vocab.json: {{sha256: '{digest}', bytes: {size}}}\n")
    with pytest.raises(ModelError, match=r"vocab\.json: not the file of the card \(sha256 .*fetch the model again"):
        find_model("toy")
    _card(root / "toy", f"files:\n  vocab.json: {{sha256: '{digest}', bytes: 3}}\n")
    with pytest.raises(ModelError, match=r"bytes for 3"):
        find_model("toy")


def test_a_card_without_weights_says_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "toy").mkdir()
    _card(tmp_path / "toy", "repo: some/toy\n")
    monkeypatch.setenv("WIREPAIR_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="no weights on this machine; get them with 'wirepair models fetch toy'"):
        find_model("toy")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: [", "not YAML"),
        (HEAD + "sise: 3\n", "sise: extra inputs"),
        (HEAD + "revision: main\n", "revision: string should match"),
        ("- 1\n", "the card: input should be"),
        (HEAD + "files: {a: {sha256: x, bytes: 1}}\n", r"files\.a\.sha256"),
    ],
)
def test_a_bad_card_is_one_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / CARD).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=message) as caught:
        read_card(tmp_path / CARD)
    assert "\n" not in str(caught.value)


def test_every_shipped_card_can_be_read_and_lies_in_its_own_folder() -> None:
    shipped = cards()
    assert {"opus-mt-ar-en", "opus-mt-tc-big-ar-en"} <= set(shipped)
    assert all(card.licence and card.source_language == "ar" for card in shipped.values())


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "m").write_text("x", encoding="utf-8")
    with pytest.raises(ModelError, match="is a file; give a model's name or its folder"):
        find_model(tmp_path / "m")


def test_remove_touches_nothing_that_was_not_fetched(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREPAIR_CACHE", str(tmp_path / "cache"))
    with pytest.raises(ModelError, match="nothing of it was fetched or converted"):
        remove("toy")
    assert (root / "toy" / "vocab.json").exists()
