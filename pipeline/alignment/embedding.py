"""Alignment by sentence embeddings, an extra: `pip install 'wirepair[embedding]'`.

Every run of one to four sentences is embedded as a text of its own (the overlaps of Thompson and Koehn 2019), so that a
merged bead is compared as a whole. With a multilingual model (LaBSE, the default) source and target are compared
directly; with a pivot, the pivot is, and an English model serves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from pydantic import Field

from pipeline.alignment.anchors import FULL, band
from pipeline.alignment.base import aligners
from pipeline.alignment.chained import ChainSettings, aligned, one_sided
from pipeline.alignment.embedded import Embedded
from pipeline.alignment.evidence import expansion
from pipeline.alignment.lattice import Singles, full_lattice
from pipeline.data import Alignment
from pipeline.errors import InputError, ModelError

FEW = 8.0
"""Sentences that a text must have for half of what its mean should lose to be lost."""
MEAN = 0.5
"""Share of the mean vector of a text that is taken off all its vectors: what the sentences of a story, or of a
language, have in common tells no two of them apart."""

Encode = Callable[[Sequence[str]], Singles]
"""Texts to unit vectors. *Shape:* (texts, dimensions)"""


@aligners.register("embedding")
class EmbeddingAligner:
    """Pairs lines by the cosine of their embeddings, and by lengths."""

    needs_pivot = False

    class Settings(ChainSettings):
        """Those of every chain, and `encoder`, the name or the folder of a sentence-transformers model."""

        encoder: str = Field("sentence-transformers/LaBSE", min_length=1)

    def __init__(self, settings: Settings | None = None, encode: Encode | None = None) -> None:
        self.settings = settings or self.Settings()
        self._encode = encode

    def align(
        self,
        source: Sequence[str],
        target: Sequence[str],
        *,
        pivots: Sequence[Sequence[str]] = (),
        source_borders: Sequence[int] = (),
        target_borders: Sequence[int] = (),
    ) -> Alignment:
        """See Aligner.align; the first pivot, if there is one, is read in place of the source. Raises ModelError where
        sentence-transformers or the model is missing.
        """
        if pivots and len(pivots[0]) != len(source):
            raise InputError(f"pivot 1: {len(pivots[0])} lines for {len(source)} source lines; one each is needed")
        if not source or not target:
            return one_sided(len(source), len(target))
        encode = self._encode or encoder(self.settings.encoder)
        left, right = pivots[0] if pivots else source, target
        n, m = len(left), len(right)
        lattice = full_lattice(n, m) if n * m <= FULL else band(n, m, [])
        lengths = np.array([len(x) for x in left], np.float64), np.array([len(x) for x in right], np.float64)
        evidence = Embedded(
            _centred(_runs(left, self.settings.most_source, encode)),
            _centred(_runs(right, self.settings.most_target, encode)),
            *lengths,
            expansion(*lengths),
        )
        return aligned(evidence, lattice, self.settings, source_borders, target_borders)

    @property
    def signature(self) -> str:
        """See Aligner.signature."""
        return self.settings.signature("embedding")


def _runs(lines: Sequence[str], most: int, encode: Encode) -> Singles:
    """The vectors of all runs of 1 to `most` lines. *Shape:* (most, lines, dimensions)"""
    texts = [" ".join(lines[i : i + size]) for size in range(1, most + 1) for i in range(len(lines) - size + 1)]
    number = {text: k for k, text in enumerate(dict.fromkeys(texts))}
    vectors = np.asarray(encode([*number]), np.float32)[[number[text] for text in texts]]
    out = np.zeros((most, len(lines), vectors.shape[1]), np.float32)
    begin = 0
    for size in range(1, most + 1):
        count = max(0, len(lines) - size + 1)
        out[size - 1, :count] = vectors[begin : begin + count]
        begin += count
    return out


def _centred(runs: Singles) -> Singles:
    """The vectors without a share of the mean of the single sentences, of length 1 again. *Shape:* as `runs`"""
    lines = runs.shape[1]
    moved = runs - MEAN * lines / (lines + FEW) * runs[0].mean(axis=0)
    moved[~runs.any(axis=2)] = 0.0
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=2, keepdims=True), 1e-9), np.float32)


@lru_cache(maxsize=2)
def encoder(name: str) -> Encode:
    """The model as a function; ModelError, one line, where it cannot be had."""
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar
    except ImportError:
        raise ModelError(
            "aligner embedding: sentence-transformers is not installed; pip install 'wirepair[embedding]', "
            "or use the aligner 'pivot' or 'lexicon'"
        ) from None
    disable_progress_bar()
    try:
        model = SentenceTransformer(name)
    except (OSError, ValueError) as e:
        fault = str(e).splitlines()[0] if str(e) else type(e).__name__
        raise ModelError(
            f"aligner embedding: model '{name}' cannot be loaded ({fault}); fetch it, or name a folder"
        ) from None

    def encode(texts: Sequence[str]) -> Singles:
        return np.asarray(model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False), np.float32)

    return encode
