"""The optimisers of a run: Adam for everything, or Muon for the matrices inside the network and Adam for the rest.

Muon (Jordan et al. 2024) makes each update of a matrix orthogonal; scaled to the size that Adam's update would have
(Liu et al. 2025, section 2.2), both share one learning rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import nn

from pipeline.training.settings import Optimisation


def make_optimisers(model: nn.Module, o: Optimisation) -> list[torch.optim.Optimizer]:
    """The optimisers, which together move every parameter of `model`."""
    if o.optimiser == "adam":
        return [_adam(model.parameters(), o)]
    inner = [p for name, p in model.named_parameters() if p.ndim == 2 and not name.endswith("shared.weight")]
    chosen = {id(p) for p in inner}
    rest = [p for p in model.parameters() if id(p) not in chosen]
    muon = torch.optim.Muon(inner, lr=o.rate, weight_decay=0.0, momentum=0.95, adjust_lr_fn="match_rms_adamw")
    return [muon, _adam(rest, o)]


def _adam(parameters: Iterable[nn.Parameter], o: Optimisation) -> torch.optim.Optimizer:
    return torch.optim.Adam(parameters, lr=o.rate, betas=(0.9, 0.98), eps=1e-8, fused=True)


def set_rate(optimisers: Sequence[torch.optim.Optimizer], rate: float) -> None:
    """Give every parameter group this learning rate."""
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = rate
