"""TER (Snover et al., 2006), as sacreBLEU computes it."""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from pipeline.evaluation.base import Counts, Figures, metrics
from pipeline.evaluation.sacre import SacreMetric


@metrics.register("ter")
class Ter(SacreMetric):
    """Edits, shifts included, for each word of the reference, in percent; may pass 100.

    Not for whole stories: its shifts reach 50 words far and no further, and its search is quadratic.
    """

    class Settings(BaseModel):
        """TER has these settings, all in its signature."""

        model_config = ConfigDict(extra="forbid")
        case_sensitive: bool = Field(default=False, description="Tell upper from lower case")
        normalized: bool = Field(default=False, description="Tercom's normalisation of punctuation and entities")
        no_punct: bool = Field(default=False, description="Leave punctuation out")

    name = "TER"
    best = "low"
    whole_story = False

    def __init__(self, settings: Settings | None = None) -> None:
        from sacrebleu.metrics.ter import TER

        super().__init__(TER(**(settings or self.Settings()).model_dump()))

    def value(self, sums: Counts) -> Figures:
        """Corpus TER, at least 0. `sums`: edits, mean reference length. *Shape:* (..., 2) to (...)."""
        sums = np.asarray(sums, dtype=np.float64)
        edits, words = sums[..., 0], sums[..., 1]
        rate = edits / np.where(words > 0, words, 1.0)
        return np.asarray(100 * np.where(words > 0, rate, np.where(edits > 0, 1.0, 0.0)))
