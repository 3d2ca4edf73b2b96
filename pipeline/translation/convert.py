"""A checkpoint in CTranslate2's form, made on first use and kept in the user's cache under the checkpoint's hash."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from filelock import FileLock

from pipeline.errors import ModelError, UserError
from pipeline.models.find import Model
from pipeline.models.places import cache_folder
from pipeline.models.verify import read_config
from pipeline.translation.pieces import Pieces

_VERSION = 4
"""Counted up when the conversion changes, so that copies made the old way are left alone."""

_BARRED = -5000.0
"""A bias below this one bars a piece whatever the network says (-10000 is written)."""


def converted_folder(model: Model, precision: str, all_pieces: bool = False) -> Path:
    """Where the converted copy is, made or not. int8 copies are a quarter of the size; other types are kept exact."""
    stored = ("int8" if precision.startswith("int8") else "float32") + ("-all" if all_pieces else "")
    return cache_folder() / "ctranslate2" / f"{model.name}-{model.fingerprint}-{stored}-v{_VERSION}"


def can_convert(model: Model) -> bool:
    """CTranslate2 has one table for both languages and layer norms after the sums: what all OPUS-MT models have."""
    config = read_config(model.path)
    shared = config.get("share_encoder_decoder_embeddings", True) and not (model.path / "target_vocab.json").exists()
    plain = not config.get("normalize_before") and not config.get("normalize_embedding")
    return bool(shared and plain)


def converted(model: Model, precision: str, all_pieces: bool = False) -> Path:
    """The folder of the converted copy, made first where it is missing. Several processes may ask at once.

    `all_pieces`: also those that are the source language's alone stay in the output layer.
    """
    folder = converted_folder(model, precision, all_pieces)
    if (folder / "DONE").exists():
        return folder
    if not can_convert(model):
        raise ModelError(f"{model.path}: engine ctranslate2 cannot run this architecture; use engine transformers")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock"):
            if not (folder / "DONE").exists():
                _convert(model, folder, precision, all_pieces)
    except OSError as error:
        place = error.filename or folder.parent
        raise UserError(
            f"{place}: the converted model cannot be written ({error.strerror or error}); free some space or set "
            "WIREPAIR_CACHE to another folder"
        ) from None
    return folder


def _convert(model: Model, folder: Path, precision: str, all_pieces: bool) -> None:
    """Into a temporary folder beside the place, then moved there: a copy is whole or not there."""
    temporary = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".tmp", dir=folder.parent))
    try:
        _write(model, temporary, precision, all_pieces)
        record = {"model": model.name, "fingerprint": model.fingerprint, "hashes": dict(model.hashes)}
        (temporary / "DONE").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.chmod(temporary, 0o755)
        os.replace(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _write(model: Model, folder: Path, precision: str, all_pieces: bool) -> None:
    from ctranslate2.converters import TransformersConverter
    from transformers.utils import logging

    class Converter(TransformersConverter):  # type: ignore[misc]
        def load_model(self, model_class: Any, path: str, **kwargs: Any) -> Any:
            # in float32 even if stored in float16: the table of positions would be rounded otherwise
            return super().load_model(model_class, path, **(kwargs | {"dtype": "float32", "local_files_only": True}))

        def _load(self) -> Any:
            return _keep_rows(super()._load(), names)

    pieces = Pieces(model.path)
    names = frozenset(pieces.names if all_pieces else (pieces.names[i] for i in pieces.sayable))
    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        quantization = "int8" if precision.startswith("int8") else "float32"
        Converter(str(model.path)).convert(str(folder), quantization=quantization, force=True)
    except OSError:
        raise
    except Exception as error:
        # whatever a damaged checkpoint makes the libraries raise, the next step for the user is the same
        fault = " ".join(str(error).split())[:200]
        raise ModelError(f"{model.path}: cannot be converted ({fault}); fetch the model again") from None
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()


def _keep_rows(spec: Any, names: Collection[str]) -> Any:
    """Leaves out of the output layer what is not in `names`, and what `final_logits_bias` bars for all time.

    The output layer is half of the work of a decoder step and more; what can never be said is no part of it.
    """
    bias = spec.decoder.projection.bias
    known = spec._vocabularies["target"][0]
    barred = [False] * len(known) if isinstance(bias, str) or bias is None else (bias <= _BARRED).tolist()
    rows = [i for i, (name, bar) in enumerate(zip(known, barred, strict=True)) if name in names and not bar]
    if 0 < len(rows) < len(known):
        # indexing copies: the tables share their memory, and the conversion to int8 works in place
        spec.decoder.projection.weight = spec.decoder.projection.weight[rows]
        spec.decoder.embeddings.weight = spec.decoder.embeddings.weight[rows]
        if not isinstance(bias, str) and bias is not None:  # a string stands for weights that are not there
            spec.decoder.projection.bias = bias[rows]
        spec._vocabularies["target"] = [[known[i] for i in rows]]
    return spec
