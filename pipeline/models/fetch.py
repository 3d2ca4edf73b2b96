"""Getting a model from the hub: the only place of this program that uses the network."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import yaml
from filelock import FileLock

from pipeline.errors import ModelError
from pipeline.models.card import CARD, Card, File
from pipeline.models.find import fetched_path
from pipeline.models.verify import OPTIONAL, REQUIRED, WEIGHTS, check_files, check_hashes, hash_files


def fetch(card: Card, revision: str | None = None) -> Path:
    """Download the files of a card's repository and check them; what was there already is not fetched again.

    The folder appears whole or not at all, with a card that holds the commit and each file's hash. A broken download
    goes on where it stopped. Raises ModelError, one line, without network, repository or revision, and for files
    that are not the card's.
    """
    if card.repo is None:
        raise ModelError(f"model '{card.name}' comes with wirepair and is not on the hub; restore its folder")
    folder = fetched_path(card)
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.with_name(f"{folder.name}.part")
    with FileLock(f"{folder}.lock"):
        commit = _download(card, revision or card.revision, part)
        check_files(part)
        hashes = hash_files(part)
        if revision is None:
            check_hashes(part, card, hashes)
        _write_card(card, commit, hashes, part)
        shutil.rmtree(part / ".cache", ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(part, folder)
    return folder


def _download(card: Card, revision: str | None, part: Path) -> str:
    """Fill `part`; the commit that the revision stands for."""
    from huggingface_hub import HfApi, snapshot_download

    assert card.repo is not None
    try:
        found = HfApi().model_info(card.repo, revision=revision)
        has = {sibling.rfilename for sibling in found.siblings or ()}
        weights = next((name for name in WEIGHTS if name in has), WEIGHTS[0])
        commit = str(found.sha)
        snapshot_download(
            card.repo,
            revision=commit,
            local_dir=part,
            allow_patterns=[*REQUIRED, *OPTIONAL, "target_vocab.json", weights],
        )
    except Exception as error:
        # huggingface_hub and the network below it raise many kinds; the user's next step is the same
        fault = " ".join(str(error).split())[:160] or type(error).__name__
        raise ModelError(
            f"{card.repo}: cannot be fetched ({fault}); check network and revision, then run the same command again"
        ) from None
    return commit


def _write_card(card: Card, commit: str, hashes: dict[str, str], part: Path) -> None:
    files = {name: File(sha256=value, bytes=(part / name).stat().st_size) for name, value in sorted(hashes.items())}
    whole = card.model_copy(update={"revision": commit, "files": files})
    content = whole.model_dump(exclude_none=True, exclude_defaults=True)
    (part / CARD).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
