from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.errors import ModelError
from pipeline.models.card import Card
from pipeline.models.fetch import fetch
from pipeline.models.find import find_model

COMMIT = "a" * 40
CARD = Card(
    name="hub-toy",
    title="toy",
    source_language="ar",
    target_language="en",
    licence="x",
    origin="y",
    repo="some/hub-toy",
)


@pytest.fixture
def hub(toy_model: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A hub that holds the toy model; the list names what was asked for."""
    asked: list[str] = []

    class Api:
        def model_info(self, repo: str, revision: str | None = None) -> SimpleNamespace:
            asked.append(f"{repo}@{revision}")
            names = [p.name for p in toy_model.iterdir()]
            return SimpleNamespace(sha=COMMIT, siblings=[SimpleNamespace(rfilename=name) for name in names])

    def snapshot(repo: str, revision: str, local_dir: Path, allow_patterns: list[str]) -> None:
        asked.append(f"{repo}@{revision}")
        local_dir.mkdir(parents=True, exist_ok=True)
        for name in allow_patterns:
            if (toy_model / name).is_file():
                shutil.copyfile(toy_model / name, local_dir / name)

    import huggingface_hub

    monkeypatch.setattr(huggingface_hub, "HfApi", Api)
    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot)
    monkeypatch.setenv("WIREPAIR_CACHE", str(tmp_path / "cache"))
    return asked


def test_a_fetched_model_has_a_card_with_commit_and_hashes(hub: list[str]) -> None:
    folder = fetch(CARD)
    model = find_model("hub-toy")
    assert model.path == folder
    assert model.card is not None
    assert model.card.revision == COMMIT
    assert {name: file.sha256 for name, file in model.card.files.items()} == dict(model.hashes)
    assert hub == ["some/hub-toy@None", f"some/hub-toy@{COMMIT}"]


def test_a_fetched_model_that_was_changed_later_is_refused(hub: list[str]) -> None:
    folder = fetch(CARD)
    (folder / "vocab.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"vocab\.json: not the file of the card"):
        find_model("hub-toy")


def test_files_that_are_not_the_cards_leave_nothing_behind(hub: list[str]) -> None:
    wrong = Card.model_validate(CARD.model_dump() | {"files": {"vocab.json": {"sha256": "0" * 64, "bytes": 1}}})
    with pytest.raises(ModelError, match="not the file of the card"):
        fetch(wrong)
    with pytest.raises(ModelError):
        find_model("hub-toy")


def test_without_a_network_it_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    class Api:
        def model_info(self, repo: str, revision: str | None = None) -> None:
            raise OSError("Name or service\nnot known")

    monkeypatch.setattr(huggingface_hub, "HfApi", Api)
    with pytest.raises(ModelError, match=r"some/hub-toy: cannot be fetched \(Name or service not known\); check net"):
        fetch(CARD)


def test_an_embedded_model_is_not_fetched() -> None:
    with pytest.raises(ModelError, match="comes with wirepair and is not on the hub"):
        fetch(CARD.model_copy(update={"repo": None}))
