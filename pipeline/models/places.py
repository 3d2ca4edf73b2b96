"""Where models and what is made from them are kept."""

from __future__ import annotations

import os
from pathlib import Path

import pipeline


def cache_folder() -> Path:
    """`$WIREPAIR_CACHE`, or `wirepair` in the user's cache folder. It need not exist yet."""
    if own := os.environ.get("WIREPAIR_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "wirepair"


def fetched_folder() -> Path:
    """Where `wirepair models fetch` puts models."""
    return cache_folder() / "models"


def model_roots() -> list[Path]:
    """Folders that hold model folders, in the order in which they are looked through."""
    named = os.environ.get("WIREPAIR_MODELS", "")
    own = [Path(part) for part in named.split(os.pathsep) if part]
    return [*own, Path(pipeline.__file__).resolve().parent.parent / "models", fetched_folder()]
