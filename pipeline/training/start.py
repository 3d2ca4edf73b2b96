"""A start that already knows its lexicon: attention still has to be learned, the words do not.

The embedding of a source piece is the mean of the embeddings of its translations under IBM model 1; the cross-attention
of the last decoder layer hands through what it sees, and the tied output table then names the translation. What
training has left to do is to look at the right place, which the guided loss teaches (docs/training.md has the figures).
"""

from __future__ import annotations

import torch

from pipeline.training.lexical import Lexicon
from pipeline.training.network import Marian


@torch.no_grad()
def lexical_start(model: Marian, lexicon: Lexicon) -> None:
    """Move `model` to the lexical start, in place."""
    table = model.model.shared.weight
    rows = lexicon.both.shape[1]
    both = torch.from_numpy(lexicon.both)
    share = both / both.sum(dim=1, keepdim=True).clamp_min(1e-6)
    mean = share @ table[:rows]
    size = mean.norm(dim=1, keepdim=True)
    known = (size[:, 0] > 1e-3) & (torch.arange(len(mean)) >= rows)
    table[: len(mean)][known] = (mean / size.clamp_min(1e-6) * table[:rows].norm(dim=1).mean())[known]
    _pass_through(model)


def _pass_through(model: Marian) -> None:
    eye = torch.eye(model.shape.width)
    weights = dict(model.named_parameters())
    for name, weight in weights.items():
        if name.endswith(("self_attn.out_proj.weight", "fc2.weight")):
            weight.mul_(0.3)
    last = f"model.decoder.layers.{model.shape.decoder_layers - 1}.encoder_attn"
    weights[f"{last}.v_proj.weight"].mul_(0.1).add_(eye)
    weights[f"{last}.out_proj.weight"].mul_(0.1).add_(2.0 * eye)
