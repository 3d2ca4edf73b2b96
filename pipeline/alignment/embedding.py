"""Alignment by sentence embeddings, an extra: `pip install 'wirepair[embedding]'`.

Every run of one to four sentences is embedded as a text of its own (the overlaps of Thompson and Koehn 2019), so that a
merged bead is compared as a whole. With a multilingual model (LaBSE, the default) source and target are compared
directly; with a pivot, the pivot is, and an English model serves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from pydantic import Field

from pipeline.alignment.anchors import FULL, band
from pipeline.alignment.base import aligners
from pipeline.alignment.chain import NO
from pipeline.alignment.chained import ChainSettings, aligned, one_sided
from pipeline.alignment.evidence import cumulated, expansion
from pipeline.alignment.lattice import Floats, Ints, Lattice, Singles, full_lattice
from pipeline.data import Alignment
from pipeline.errors import InputError, ModelError

EVEN = 0.52
"""The cosine at which a pair is as likely as chance. Measured on MiniLM: true pairs have a mean of 0.83 and a deviation
of 0.13, neighbouring sentences that are none 0.22 and 0.20."""
SLOPE = 17.0
"""What a cosine adds to the log ratio: by a straight line, because the tails of the densities are not normal."""
LEAST = -12.0
LENGTH = 0.5
DEVIATION = 0.28

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
        encode = self._encode or _encoder(self.settings.encoder)
        left, right = pivots[0] if pivots else source, target
        n, m = len(left), len(right)
        lattice = full_lattice(n, m) if n * m <= FULL else band(n, m, [])
        lengths = np.array([len(x) for x in left], np.float64), np.array([len(x) for x in right], np.float64)
        evidence = Embedded(
            _runs(left, self.settings.most_source, encode),
            _runs(right, self.settings.most_target, encode),
            *lengths,
            expansion(*lengths),
        )
        return aligned(evidence, lattice, self.settings, source_borders, target_borders)

    @property
    def signature(self) -> str:
        """See Aligner.signature."""
        return self.settings.signature("embedding")


@dataclass(frozen=True, slots=True)
class Embedded:
    """Evidence from embeddings.

    *Shapes:* source (most, n, d), row a - 1 holds the runs of a sentences that begin at each, zero vectors where they
    pass the end; target (most, m, d); lengths (n,), (m,).
    """

    source: Singles
    target: Singles
    source_length: Floats
    target_length: Floats
    expansion: float

    def ratios(self, lattice: Lattice, arcs: Ints) -> Singles:
        """See Evidence.ratios: the cosine for each sentence of the bead, and the log ratio of lengths."""
        i, j = lattice.places()
        ends, others = cumulated(self.source_length), cumulated(self.target_length)
        out = np.zeros((lattice.nodes, len(arcs)), np.float32)
        for k, (a, b) in enumerate(arcs):
            if not (a and b):
                continue
            inside = (i + a <= lattice.n) & (j + b <= lattice.m)
            p, q = i[inside], j[inside]
            cosine = np.einsum("nd,nd->n", self.source[a - 1, p], self.target[b - 1, q])
            z = (np.log((others[q + b] - others[q] + 1.0) / (ends[p + a] - ends[p] + 1.0)) - self.expansion) / DEVIATION
            sentences = (a + b) / 2.0
            gain = np.maximum(SLOPE * (cosine - EVEN), LEAST)
            out[inside, k] = sentences * gain + LENGTH * (1.0 - np.minimum(z * z, 16.0))
            out[~inside, k] = NO
        return out

    def taken(self, sources: Sequence[int], targets: Sequence[int]) -> Embedded:
        """See Evidence.taken. Runs stay those of the whole text: only runs of neighbours are ever accepted."""
        s, t = np.asarray(sources, np.int64), np.asarray(targets, np.int64)
        return Embedded(
            self.source[:, s], self.target[:, t], self.source_length[s], self.target_length[t], self.expansion
        )

    def doubtful(self) -> Sequence[Embedded]:
        """See Evidence.doubtful; a model has one reading."""
        return []


def _runs(lines: Sequence[str], most: int, encode: Encode) -> Singles:
    """The vectors of all runs of 1 to `most` lines. *Shape:* (most, lines, dimensions)"""
    texts = [" ".join(lines[i : i + size]) for size in range(1, most + 1) for i in range(len(lines) - size + 1)]
    vectors = np.asarray(encode(texts), np.float32)
    out = np.zeros((most, len(lines), vectors.shape[1]), np.float32)
    begin = 0
    for size in range(1, most + 1):
        count = max(0, len(lines) - size + 1)
        out[size - 1, :count] = vectors[begin : begin + count]
        begin += count
    return out


@lru_cache(maxsize=2)
def _encoder(name: str) -> Encode:
    """The model as a function; ModelError, one line, where it cannot be had."""
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise ModelError(
            "aligner embedding: sentence-transformers is not installed; pip install 'wirepair[embedding]', "
            "or use the aligner 'pivot' or 'lexicon'"
        ) from None
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
