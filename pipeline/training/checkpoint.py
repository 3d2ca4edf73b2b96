"""What a training run leaves behind on its way, so that kill -9 costs minutes and not the run."""

from __future__ import annotations

import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor


@dataclass(slots=True)
class Progress:
    """How far a run is. `batch` batches of pass `number` are behind it."""

    step: int = 0
    number: int = 0
    batch: int = 0
    tokens: int = 0
    seconds: float = 0.0
    best: float = -1.0
    waited: int = 0


def write_whole(path: Path, write: Any) -> None:
    """Call `write(temporary path)`, then put the file in place in one move."""
    temporary = path.with_name(path.name + ".tmp")
    write(temporary)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(path)


def save(folder: Path, model: torch.nn.Module, optimiser: torch.optim.Optimizer, progress: Progress, keep: int) -> None:
    """One checkpoint: everything to go on from (`state.pt`), and the weights alone, of which the last `keep` stay."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: value.detach().clone().cpu() for name, value in model.state_dict().items()}
    write_whole(folder / f"weights-{progress.step:08d}.safetensors", lambda p: save_file(weights, p))
    state = {
        "optimiser": optimiser.state_dict(),
        "progress": asdict(progress),
        "random": torch.get_rng_state(),
        "random_cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        "model": weights,
    }
    write_whole(folder / "state.pt", lambda p: torch.save(state, p))
    for old in kept(folder)[:-keep]:
        old.unlink()


def kept(folder: Path) -> list[Path]:
    """The weight files of a run, oldest first."""
    return sorted(p for p in folder.glob("weights-*.safetensors") if re.fullmatch(r"weights-\d+", p.stem))


def resume(folder: Path, model: torch.nn.Module, optimiser: torch.optim.Optimizer) -> Progress:
    """Put the last checkpoint into model and optimiser; a new Progress where there is none."""
    path = folder / "state.pt"
    if not path.exists():
        return Progress()
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    torch.set_rng_state(state["random"])
    if torch.cuda.is_available() and state.get("random_cuda"):
        torch.cuda.set_rng_state_all(state["random_cuda"])
    return Progress(**state["progress"])


def average(paths: list[Path]) -> dict[str, Tensor]:
    """The mean of the weights of several checkpoints, in float32."""
    total: dict[str, Tensor] = {}
    for path in paths:
        for name, value in load_file(path).items():
            total[name] = total[name] + value.float() if name in total else value.float()
    return {name: value / len(paths) for name, value in total.items()}
