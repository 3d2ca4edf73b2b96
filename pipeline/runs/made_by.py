"""What made a run, beyond its settings: the code of this package and the libraries whose arithmetic it rests on."""

from __future__ import annotations

import hashlib
import importlib.metadata
from pathlib import Path

LIBRARIES = ("torch", "transformers", "ctranslate2", "sentencepiece", "sacrebleu", "numpy")

_PACKAGE = Path(__file__).resolve().parent.parent


def code_hash(folder: Path = _PACKAGE) -> str:
    """12 hex digits of a hash over the names and bytes of all files of the package, compiled ones left out.

    A version number names a release; between two of them only the files themselves tell one state from another.
    """
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            whole.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()[:12]


def library_versions() -> dict[str, str | None]:
    """Installed version of each library that can change an output; None where it is missing."""
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
