"""Statistics of blocks, counted sentence by sentence within them.

A block in which a reference says several source sentences in one would, counted whole, credit each sentence of the
translation with n-grams of its neighbours: on line-parallel texts whose references were merged one line in five this
adds half a point of chrF. So the references of a block are cut at its sentences first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.evaluation.base import Counts, Metric
from pipeline.evaluation.cutting import cut


@dataclass(frozen=True, slots=True)
class Piece:
    """What is counted at once: a hypothesis, what each reference says to it (None: nothing), and its source."""

    hypothesis: str
    references: tuple[str | None, ...]
    source: str | None = None


def pieces(lines: Sequence[str], references: Sequence[str | None], sources: Sequence[str] | None = None) -> list[Piece]:
    """A block's hypothesis lines, each with its part of each reference.

    Blank lines are left out. A block with a reference of fewer words than lines is one piece: it cannot be cut so
    that each line has something to be compared with.
    """
    kept = [i for i, line in enumerate(lines) if line.strip()]
    texts = [lines[i].strip() for i in kept]
    short = any(text is not None and len(text.split()) < len(texts) for text in references)
    if len(texts) < 2 or short:
        joined = None if sources is None else " ".join(sources)
        return [Piece(" ".join(texts), tuple(references), joined)]
    parts = [[None] * len(texts) if text is None else cut(text, texts, leave_none_empty=True) for text in references]
    return [
        Piece(texts[n], tuple(part[n] for part in parts), None if sources is None else sources[i])
        for n, i in enumerate(kept)
    ]


def count_pieces(metric: Metric, blocks: Sequence[Sequence[Piece]]) -> Counts:
    """The statistics of blocks, each the sum of those of its pieces. *Shape:* (blocks, k)."""
    flat = [piece for block in blocks for piece in block]
    width = len(flat[0].references) if flat else 1
    streams = [[piece.references[r] for piece in flat] for r in range(width)]
    sources = [piece.source for piece in flat if piece.source is not None]
    counts = metric.count(
        [piece.hypothesis for piece in flat], streams, sources if flat and len(sources) == len(flat) else None
    )
    sums = np.zeros((len(blocks), counts.shape[1]))
    np.add.at(sums, [number for number, block in enumerate(blocks) for _ in block], counts)
    return sums
