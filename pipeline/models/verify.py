"""Is this folder a whole MarianMT checkpoint, and is it the one that its card describes?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError
from pipeline.models.card import Card

WEIGHTS = ("model.safetensors", "pytorch_model.bin")
"""Weight files in order of preference; one is enough."""
REQUIRED = ("config.json", "source.spm", "target.spm", "vocab.json")
OPTIONAL = ("generation_config.json", "tokenizer_config.json")


def weights_file(folder: Path) -> Path | None:
    """The file that holds the weights, if there is one."""
    return next((folder / name for name in WEIGHTS if (folder / name).is_file()), None)


def read_config(folder: Path) -> dict[str, Any]:
    """config.json of a Marian checkpoint; ModelError where it is missing, damaged or of another architecture."""
    path = folder / "config.json"
    config = read_json(path)
    kind = config.get("model_type")
    if kind != "marian":
        raise ModelError(f"{path}: a '{kind}' model, not a Marian one; give a folder with a MarianMT checkpoint")
    return config


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file of a model."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: damaged ({' '.join(str(error).split())}); fetch the model again") from None
    if not isinstance(content, dict):
        raise ModelError(f"{path}: not a JSON object; fetch the model again")
    return content


def check_files(folder: Path) -> Path:
    """Raises ModelError, one line, for a file that is missing or no Marian config; returns the weight file."""
    if not folder.is_dir():
        fault = "is a file, not a folder" if folder.exists() else "no such folder"
        raise ModelError(f"{folder}: {fault}; give a folder with a MarianMT checkpoint")
    missing = [name for name in REQUIRED if not (folder / name).is_file()]
    weights = weights_file(folder)
    if weights is None:
        missing.append(WEIGHTS[0])
    if weights is None or missing:
        raise ModelError(
            f"{folder}: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing; "
            "fetch the model again or give a folder with a MarianMT checkpoint"
        )
    read_config(folder)
    if weights.suffix == ".safetensors":
        _check_safetensors(weights)
    return weights


def hash_files(folder: Path) -> dict[str, str]:
    """SHA-256 of each file that has a say in the output, by name."""
    weights = check_files(folder)
    names = [*REQUIRED, *(name for name in OPTIONAL if (folder / name).is_file()), weights.name]
    return {name: sha256(folder / name) for name in names}


def check_hashes(folder: Path, card: Card, hashes: Mapping[str, str]) -> None:
    """Raises ModelError for the first file that is not the one of the card."""
    for name, known in card.files.items():
        if name in WEIGHTS and name not in hashes and any(w in hashes for w in WEIGHTS):
            continue  # the hub has both forms of some models; one is enough
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{folder}: {name} is missing; fetch the model again")
        found = hashes.get(name) or sha256(path)
        if found != known.sha256:
            size = path.stat().st_size
            detail = f"{size:,} bytes for {known.bytes:,}" if size != known.bytes else f"sha256 {found[:12]}…"
            raise ModelError(
                f"{path}: not the file of the card ({detail}, expected sha256 {known.sha256[:12]}…); "
                f"restore it, or fetch the model again: wirepair models fetch {card.name}"
            )


def sha256(path: Path) -> str:
    """Hash of a file's bytes, as hexadecimal digits."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); change its mode or fetch it again") from None


def _check_safetensors(path: Path) -> None:
    """A half-fetched file is the common fault; its header says how long the whole is."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = int.from_bytes(file.read(8), "little")
        if head <= 0 or head > size - 8:
            raise ModelError(f"{path}: not a safetensors file, or cut off; fetch the model again")
        try:
            header = json.loads(file.read(head))
            end = max((t["data_offsets"][1] for name, t in header.items() if name != "__metadata__"), default=0)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise ModelError(f"{path}: not a safetensors file; fetch the model again") from None
    if size != 8 + head + end:
        raise ModelError(f"{path}: cut off: {size:,} bytes for {8 + head + end:,}; fetch the model again")
