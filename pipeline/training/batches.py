"""Pairs to batches: ids, lengths close together, a budget of tokens, an order that the seed fixes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from pipeline.training.lexical import Lexicon
from pipeline.training.vocabulary import Pieces

_POOL = 20_000
"""Pairs that are sorted by length together; the order of the pools and of the batches stays random."""

Coded = tuple[list[int], list[int]]


@dataclass(frozen=True, slots=True)
class Batch:
    """One step's sentences. `pad` is true where `source` is padding; `real` where `gold` is not."""

    source: Tensor
    """*Shape:* (b, s), int64."""
    pad: Tensor
    """*Shape:* (b, s), bool."""
    inputs: Tensor
    """*Shape:* (b, t): `<pad>`, then the target but for its end."""
    gold: Tensor
    """*Shape:* (b, t): the target, `</s>` last."""
    real: Tensor
    """*Shape:* (b, t), bool."""
    points: Tensor
    """*Shape:* (3, n): sentence, target position, source position of each alignment point."""

    @property
    def tokens(self) -> int:
        """Target tokens, padding not counted."""
        return int(self.real.sum())


def encode(pairs: Sequence[tuple[str, str]], pieces: Pieces, alpha: float, longest: int) -> list[Coded]:
    """Ids of both sides; pairs with a side above `longest` pieces are left out."""
    sources = pieces.encode_sources([a for a, _ in pairs], alpha)
    targets = pieces.encode_targets([b for _, b in pairs], alpha)
    return [(a, b) for a, b in zip(sources, targets, strict=True) if len(a) <= longest and len(b) <= longest]


def group(coded: Sequence[Coded], tokens: int, rng: random.Random) -> list[list[int]]:
    """Indices of the pairs of each batch: rows times the longest row stay within `tokens` on either side."""
    batches: list[list[int]] = []
    for start in range(0, len(coded), _POOL):
        order = list(range(start, min(start + _POOL, len(coded))))
        order.sort(key=lambda i: (len(coded[i][1]), len(coded[i][0])))
        batch: list[int] = []
        widest = 0
        for i in order:
            width = max(widest, len(coded[i][0]), len(coded[i][1]))
            if batch and width * (len(batch) + 1) > tokens:
                batches.append(batch)
                batch, width = [], max(len(coded[i][0]), len(coded[i][1]))
            batch.append(i)
            widest = width
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def _padded(rows: Sequence[Sequence[int]], fill: int) -> Tensor:
    out = torch.full((len(rows), max(map(len, rows))), fill, dtype=torch.int64)
    for n, row in enumerate(rows):
        out[n, : len(row)] = torch.tensor(row)
    return out


def make_batch(rows: Sequence[Coded], pad: int, lexicon: Lexicon | None) -> Batch:
    """The tensors of one batch; alignment points only where a lexicon is given."""
    source, gold = _padded([a for a, _ in rows], pad), _padded([b for _, b in rows], pad)
    inputs = torch.cat([torch.full((len(rows), 1), pad), gold[:, :-1]], dim=1)
    points = np.zeros((0, 3), dtype=np.int64)
    if lexicon is not None:
        points, _ = lexicon.points([a for a, _ in rows], [b for _, b in rows])
    return Batch(source, source == pad, inputs, gold, gold != pad, torch.from_numpy(np.ascontiguousarray(points.T)))


def batches(
    coded: Sequence[Coded], tokens: int, pad: int, lexicon: Lexicon | None, rng: random.Random, skip: int = 0
) -> Iterator[Batch]:
    """All pairs once, from batch number `skip` on."""
    for indices in group(coded, tokens, rng)[skip:]:
        yield make_batch([coded[i] for i in indices], pad, lexicon)
