"""Deleting what was fetched and what was made from it."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.errors import ModelError, UserError
from pipeline.models.find import find_card
from pipeline.models.places import cache_folder, fetched_folder


def remove(name: str) -> list[Path]:
    """Delete the fetched folder of a model and its converted copies; the folders that went.

    Raises ModelError where there is nothing to delete: a model that comes with wirepair or lies in a folder of the
    user's own is not touched.
    """
    card = find_card(name)
    own = card.name if card else Path(name).name
    folders = [fetched_folder() / own, *sorted((cache_folder() / "ctranslate2").glob(f"{own}-????????????-*-v*"))]
    there = [folder for folder in folders if folder.is_dir()]
    if not there:
        raise ModelError(f"{name}: nothing of it was fetched or converted here; see 'wirepair models list'")
    for folder in there:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise UserError(f"{error.filename}: cannot be deleted ({error.strerror}); change its mode") from None
    return there
