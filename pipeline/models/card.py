"""A model's card: what it is, where it comes from, what it may be used for, and how to tell that it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ModelError

CARD = "card.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where PyYAML has its C part


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


class File(_Strict):
    """What one file of the model is known by."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(ge=0)


class Smoke(_Strict):
    """One sentence and its output, tried whenever the model is loaded: an upgrade that spoils it is seen at once."""

    source: str = Field(min_length=1)
    expected: str = Field(min_length=1)


class Card(_Strict):
    """The content of `card.yaml`."""

    name: str = Field(pattern=r"^[\w.-]+$", description="the folder's name, and what --model takes")
    title: str
    source_language: str
    target_language: str
    licence: str
    origin: str = Field(description="who made it, where it is described")
    repo: str | None = Field(None, description="hub id; none for a model that comes with wirepair")
    revision: str | None = Field(None, pattern=r"^[0-9a-f]{40}$", description="commit of the hub repository")
    files: dict[str, File] = {}
    parameters: int | None = Field(None, ge=1)
    architecture: str = ""
    data: Any = None
    training: Any = None
    scores: Any = None
    intended_use: str = ""
    limits: Any = None
    smoke: Smoke | None = None
    normalisation: list[str] | None = Field(None, description="rules of pipeline/arabic.py that fit it; none: all")
    precision: Literal["float32", "int8"] | None = Field(
        None, description="what ctranslate2 uses on a CPU unless told otherwise; none: float32"
    )
    longest: int | None = Field(None, ge=8, description="source pieces above which a sentence is split first")


def read_card(path: Path) -> Card:
    """The card in file `path`. ModelError, one line with file and key, where it is not a card."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: cannot be read ({error}); fetch the model again") from None
    except yaml.YAMLError as error:
        raise ModelError(
            f"{path}: not YAML ({' '.join(str(error).split())}); mend it or fetch the model again"
        ) from None
    try:
        return Card.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the card"
        raise ModelError(f"{path}: {key}: {first['msg'].lower()}; mend the card or fetch the model again") from None
