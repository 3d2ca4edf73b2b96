"""Validation in the middle of a run: translate some parallel lines as users will, and score them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from sacrebleu.metrics import BLEU, CHRF
from torch import Tensor
from transformers import GenerationConfig, MarianMTModel

from pipeline.training.corpus import read_pairs
from pipeline.training.export import bar_source_pieces, hub_config
from pipeline.training.network import Shape
from pipeline.training.vocabulary import Pieces


class Validator:
    """`score(weights)` gives BLEU and chrF of the greedy translations of the first lines of a file."""

    def __init__(
        self,
        path: Path,
        lines: int,
        clean: Callable[[str, str], tuple[str, str]],
        pieces: Pieces,
        shape: Shape,
        device: torch.device,
    ) -> None:
        pairs = list(read_pairs(path))
        step = max(1, len(pairs) // lines)
        chosen = pairs[::step][:lines]
        self.sources = pieces.encode_sources([clean(a, b)[0] for a, b in chosen])
        self.references = [b for _, b in chosen]
        self.pieces = pieces
        self.model = MarianMTModel(hub_config(shape, pieces.pad))
        self.device = device
        self.sample: list[str] = []

    def score(self, weights: dict[str, Tensor]) -> dict[str, float]:
        """`bleu` and `chrf` (0..100) of the lines under these weights."""
        state = {name: value.float() for name, value in weights.items()}
        state["final_logits_bias"] = state["final_logits_bias"].clone()
        bar_source_pieces(state["final_logits_bias"], self.pieces)
        self.model.load_state_dict(state, strict=False)
        self.model.tie_weights()
        self.model.eval().to(self.device)
        self.sample = translate_ids(self.model, self.pieces, self.sources)
        return {
            "bleu": BLEU().corpus_score(self.sample, [self.references]).score,
            "chrf": CHRF().corpus_score(self.sample, [self.references]).score,
        }


@torch.no_grad()
def translate_ids(model: MarianMTModel, pieces: Pieces, sources: Sequence[Sequence[int]], beam: int = 1) -> list[str]:
    """Translations of encoded sentences, 32 at a time, shortest first, on the model's device."""
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    found: dict[int, str] = {}
    for start in range(0, len(order), 32):
        rows = order[start : start + 32]
        width = max(len(sources[i]) for i in rows)
        ids = torch.full((len(rows), width), pieces.pad)
        for n, i in enumerate(rows):
            ids[n, : len(sources[i])] = torch.tensor(sources[i])
        ids = ids.to(model.device)
        settings = GenerationConfig(
            num_beams=beam,
            max_length=int(width * 1.6) + 12,
            decoder_start_token_id=pieces.pad,
            pad_token_id=pieces.pad,
            eos_token_id=0,
        )
        made = model.generate(input_ids=ids, attention_mask=(ids != pieces.pad).long(), generation_config=settings)
        for n, i in enumerate(rows):
            found[i] = pieces.decode(made[n].tolist())
    return [found[i] for i in range(len(sources))]
