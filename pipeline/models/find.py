"""A model by name, path or hub id."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ModelError, did_you_mean
from pipeline.models.card import CARD, Card, read_card
from pipeline.models.places import fetched_folder, model_roots
from pipeline.models.verify import check_hashes, hash_files, weights_file


@dataclass(frozen=True, slots=True)
class Model:
    """A checkpoint on this machine. `hashes`: SHA-256 of each file that has a say in the output."""

    path: Path
    card: Card | None
    hashes: Mapping[str, str]

    @property
    def name(self) -> str:
        """The card's name, or the folder's."""
        return self.card.name if self.card else self.path.name

    @property
    def fingerprint(self) -> str:
        """12 digits that stand for the bytes of all files: part of signatures and of cache keys."""
        text = "\n".join(f"{name} {value}" for name, value in sorted(self.hashes.items()))
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def find_model(name_or_path: str | Path) -> Model:
    """The model, its files hashed and held against its card.

    Looked for: the path itself; then the name, or the hub id that a card gives, in `$WIREPAIR_MODELS`, the
    repository's `models/`, and what `wirepair models fetch` fetched. Raises ModelError, one line, where there is none,
    a file is missing or not the card's, or it is no Marian model. The network is never used.
    """
    name = str(name_or_path)
    if Path(name).is_dir():
        return _open(Path(name), find_card(name) if (Path(name) / CARD).is_file() else None)
    card = find_card(name)
    folder = _with_weights(card.name if card else name)
    if folder is not None:
        return _open(folder, read_card(folder / CARD) if (folder / CARD).is_file() else card)
    if card is not None:
        raise ModelError(f"model '{card.name}' has no weights on this machine; {_how_to_get(card)}")
    if Path(name).exists():
        raise ModelError(f"{name}: is a file; give a model's name or its folder")
    raise _unknown(name)


def find_card(name: str) -> Card | None:
    """The card of a model by name or hub id, or of a model folder; None where there is none."""
    if (Path(name) / CARD).is_file():
        return read_card(Path(name) / CARD)
    known = cards()
    return known.get(name) or next((card for card in known.values() if card.repo == name), None)


def require_card(name: str) -> Card:
    """`find_card`, or ModelError with the closest known name."""
    card = find_card(name)
    if card is None:
        raise _unknown(name)
    return card


def _unknown(name: str) -> ModelError:
    return ModelError(f"no model '{name}' here{did_you_mean(name, cards())}; see 'wirepair models list'")


def cards() -> dict[str, Card]:
    """The cards of all models that are known here, fetched or not, by name."""
    found: dict[str, Card] = {}
    for root in model_roots():
        for path in sorted(root.glob(f"*/{CARD}")):
            card = read_card(path)
            found.setdefault(card.name, card)
    return found


def on_disk(card: Card) -> Path | None:
    """The folder with the model's weights, or None where they are not on this machine."""
    return _with_weights(card.name)


def fetched_path(card: Card) -> Path:
    """The folder that `wirepair models fetch` fills."""
    return fetched_folder() / card.name


def _with_weights(name: str) -> Path | None:
    folders = (root / name for root in model_roots())
    return next((folder for folder in folders if folder.is_dir() and weights_file(folder)), None)


def _open(folder: Path, card: Card | None) -> Model:
    hashes = hash_files(folder)
    if card is not None:
        check_hashes(folder, card, hashes)
    return Model(folder, card, hashes)


def _how_to_get(card: Card) -> str:
    return f"get them with 'wirepair models fetch {card.name}'" if card.repo else "train it, or restore its folder"
