"""Pairs to batches: ids, lengths close together, a budget of tokens, an order that the seed fixes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pipeline.training.lexical import Lexicon
from pipeline.training.vocabulary import Pieces

_POOL = 20_000
"""Pairs that are sorted by length together; the order of the pools and of the batches stays random."""

Coded = tuple[list[int], list[int]]


Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Rows:
    """One step's sentences as arrays: what passes between processes."""

    source: Ints
    """*Shape:* (b, s), padded."""
    gold: Ints
    """*Shape:* (b, t): the target, `</s>` last, padded."""
    points: Ints
    """*Shape:* (3, n): sentence, target position, source position of each alignment point."""
    tokens: int
    """Target tokens, padding not counted."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`Rows` as tensors on a device. `pad` is true where `source` is padding; `real` where `gold` is not."""

    source: Tensor
    """*Shape:* (b, s), int64."""
    pad: Tensor
    """*Shape:* (b, s), bool."""
    inputs: Tensor
    """*Shape:* (b, t): `<pad>`, then the target but for its end."""
    gold: Tensor
    """*Shape:* (n,): the pieces to predict, row after row, int64."""
    real: Tensor
    """*Shape:* (n,): where in the rows of `inputs`, laid end to end, those stand."""
    points: Tensor
    """*Shape:* (3, n): sentence, target position, source position of each alignment point."""


def encode(
    pairs: Sequence[tuple[str, str]],
    pieces: Pieces,
    longest: int,
    chance: float = 0.0,
    rng: random.Random | None = None,
) -> list[Coded]:
    """Ids of both sides, pieces split with that chance; pairs with a side above `longest` pieces are left out."""
    sources = pieces.encode_sources([a for a, _ in pairs], chance, rng)
    targets = pieces.encode_targets([b for _, b in pairs], chance, rng)
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


def _padded(rows: Sequence[Sequence[int]], fill: int) -> Ints:
    out = np.full((len(rows), max(map(len, rows))), fill, dtype=np.int32)
    for n, row in enumerate(rows):
        out[n, : len(row)] = row
    return out


def make_rows(rows: Sequence[Coded], pad: int, lexicon: Lexicon | None) -> Rows:
    """The arrays of one batch; alignment points only where a lexicon is given."""
    points = np.zeros((3, 0), dtype=np.int32)
    if lexicon is not None:
        points = lexicon.points([a for a, _ in rows], [b for _, b in rows])[0].T.astype(np.int32, order="C")
    tokens = sum(len(b) for _, b in rows)
    return Rows(_padded([a for a, _ in rows], pad), _padded([b for _, b in rows], pad), points, tokens)


def to_batch(rows: Rows, pad: int, device: torch.device) -> Batch:
    """The tensors of one step on `device`."""
    real = torch.from_numpy(np.flatnonzero(rows.gold != pad))
    source, gold, points = (torch.from_numpy(a) for a in (rows.source, rows.gold, rows.points))
    if device.type == "cuda":  # the copies run beside the step before
        real, source, gold, points = (t.pin_memory() for t in (real, source, gold, points))
    real, source, gold, points = (t.to(device, torch.int64, non_blocking=True) for t in (real, source, gold, points))
    inputs = torch.cat([torch.full_like(gold[:, :1], pad), gold[:, :-1]], dim=1)
    return Batch(source, source == pad, inputs, gold.flatten()[real], real, points)


def make_all(coded: Sequence[Coded], tokens: int, pad: int, lexicon: Lexicon | None, rng: random.Random) -> list[Rows]:
    """All pairs once, in batches."""
    return [make_rows([coded[i] for i in indices], pad, lexicon) for indices in group(coded, tokens, rng)]
