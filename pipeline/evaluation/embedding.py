"""Likeness of meaning by a sentence-embedding model on this machine: an extra (`pip install 'wirepair[embedding]'`)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import ModelError, UserError
from pipeline.evaluation.base import Counts, References, metrics
from pipeline.evaluation.mean import MeanMetric, mean_counts
from pipeline.evaluation.sacre import check_lengths


@metrics.register("embedding")
class Embedding(MeanMetric):
    """Cosine of the hypothesis' and the nearest reference's embeddings, times 100 (at most 100)."""

    class Settings(BaseModel):
        """Which model."""

        model_config = ConfigDict(extra="forbid")
        embedding_model: str = Field(default="", description="Folder of a sentence-transformers model; never fetched")

    name = "embedding"
    needs_source = False

    def __init__(self, settings: Settings | None = None) -> None:
        folder = Path((settings or self.Settings()).embedding_model)
        config = folder / "modules.json"
        if not config.is_file():
            raise ModelError(
                f"metric embedding: '{folder}' holds no sentence-transformers model; give --embedding-model"
            )
        try:
            from sentence_transformers import SentenceTransformer, __version__
        except ImportError:
            raise UserError("metric embedding: run pip install 'wirepair[embedding]' first") from None
        self._model: Any = SentenceTransformer(str(folder), local_files_only=True)
        self._about = f"model:{folder.name}|sha256:{_hash(folder)}|version:{__version__}"

    def count(self, hypotheses: Sequence[str], references: References, sources: Sequence[str] | None = None) -> Counts:
        """See Metric.count. *Shape:* (n, 3)."""
        check_lengths(hypotheses, references)
        if not hypotheses:
            return mean_counts([])
        streams = [[text or "" for text in stream] for stream in references]
        own = self._encode(hypotheses)
        cosines = np.array([(own * self._encode(stream)).sum(axis=1) for stream in streams])
        silent = np.array([[text is None for text in stream] for stream in references])
        best = np.where(silent, -1.0, cosines).max(axis=0)
        limit = int(self._model.max_seq_length or 0)
        long = [limit > 0 and len(self._model.tokenizer(text)["input_ids"]) > limit for text in hypotheses]
        return mean_counts([float(x) * 100 for x in best], long)

    def signature(self, references: int) -> str:
        """Number of references, the model's folder, a hash of its files, the library's version."""
        return f"nrefs:{'var' if references < 0 else references}|{self._about}"

    def _encode(self, texts: Sequence[str]) -> Counts:
        found = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float64)


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
