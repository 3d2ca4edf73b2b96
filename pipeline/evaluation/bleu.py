"""BLEU (Papineni et al., 2002) and spBLEU (Goyal et al., 2022), as sacreBLEU computes them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import UserError
from pipeline.evaluation.base import Counts, Figures, metrics
from pipeline.evaluation.sacre import SacreMetric

ORDERS = 4
_LOG_OF_ZERO = -9999999999.0  # sacreBLEU's floor of the logarithm
_TOKENIZER_FILES = {"flores101": "sacrebleu_tokenizer_spm.model", "flores200": "flores200sacrebleuspm"}


def bleu_value(sums: Counts, *, effective_order: bool = False) -> Figures:
    """BLEU with exponential smoothing of zero counts (Chen and Cherry, 2014, method 3).

    `sums`: hypothesis length, reference length, matches of 4 orders, n-grams of 4 orders. *Shape:* (..., 10) to (...).
    """
    hyp, ref = sums[..., 0], sums[..., 1]
    correct, total = sums[..., 2 : 2 + ORDERS], sums[..., 2 + ORDERS :]
    alive = np.logical_and.accumulate(total > 0, axis=-1)
    zero = alive & (correct == 0)
    smooth = 2.0 ** np.cumsum(zero, axis=-1)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        precision = np.where(zero, 100.0 / (smooth * total), 100.0 * correct / total)
        logs = np.where(alive, np.log(np.where(alive, precision, 1.0)), 0.0 if effective_order else _LOG_OF_ZERO)
        brevity = np.where(hyp < ref, np.where(hyp > 0, np.exp(1 - ref / np.where(hyp > 0, hyp, 1.0)), 0.0), 1.0)
    summed = ((logs[..., 0] + logs[..., 1]) + logs[..., 2]) + logs[..., 3]
    orders = np.maximum(alive.sum(axis=-1), 1) if effective_order else ORDERS
    return np.asarray(np.where((correct > 0).any(axis=-1), brevity * np.exp(summed / orders), 0.0))


@metrics.register("bleu")
class Bleu(SacreMetric):
    """BLEU-4 with sacreBLEU's standard settings: 13a tokenization, mixed case, exponential smoothing."""

    class Settings(BaseModel):
        """BLEU has these settings, all in its signature."""

        model_config = ConfigDict(extra="forbid")
        lowercase: bool = Field(default=False, description="Compare without regard to case")
        tokenize: Literal["13a", "intl", "char", "none"] = Field(default="13a", description="sacreBLEU's tokenizer")

    name = "BLEU"

    def __init__(self, settings: Settings | None = None) -> None:
        from sacrebleu.metrics.bleu import BLEU

        chosen = settings or self.Settings()
        super().__init__(BLEU(lowercase=chosen.lowercase, tokenize=chosen.tokenize, force=True))

    def value(self, sums: Counts) -> Figures:
        """Corpus BLEU, 0..100. *Shape:* (..., 10) to (...)."""
        return bleu_value(np.asarray(sums, dtype=np.float64))

    def segments(self, counts: Counts) -> Figures:
        """Sentence BLEU with effective order, as sacreBLEU's `sentence_bleu`. *Shape:* (n, 10) to (n,)."""
        return bleu_value(np.asarray(counts, dtype=np.float64), effective_order=True)


@metrics.register("spbleu")
class SpBleu(Bleu):
    """BLEU over sentencepiece tokens. Needs the tokenizer's model on this machine: nothing is fetched."""

    class Settings(BaseModel):
        """Which of the two published tokenizers."""

        model_config = ConfigDict(extra="forbid")
        tokenize: Literal["flores200", "flores101"] = Field(default="flores200", description="sacreBLEU's tokenizer")

    name = "spBLEU"

    def __init__(self, settings: Settings | None = None) -> None:
        from sacrebleu.metrics.bleu import BLEU

        tokenizer = (settings or self.Settings()).tokenize
        folder = Path(os.environ.get("SACREBLEU", Path.home() / ".sacrebleu")) / "models"
        file = folder / _TOKENIZER_FILES[tokenizer]
        if not file.is_file():
            raise UserError(
                f"{file}: spBLEU's {tokenizer} tokenizer is not there and nothing is fetched at run time: "
                "put it there (or set $SACREBLEU to the folder above models/), or choose bleu or chrf"
            )
        SacreMetric.__init__(self, BLEU(tokenize=tokenizer, force=True))
