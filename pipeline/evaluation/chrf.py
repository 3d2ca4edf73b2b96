"""chrF (Popović, 2015) and chrF++ (Popović, 2017), as sacreBLEU computes them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from pipeline.evaluation.base import Counts, Figures, metrics
from pipeline.evaluation.sacre import SacreMetric

BETA = 2


def chrf_value(sums: Counts, beta: int = BETA) -> Figures:
    """F-score of the mean precision and mean recall over the orders that occur on both sides.

    `sums`: hypothesis n-grams, reference n-grams, matches, for each order in turn. *Shape:* (..., 3 * orders) to (...).
    """
    factor = beta**2
    hyp, ref, match = sums[..., 0::3], sums[..., 1::3], sums[..., 2::3]
    seen = (hyp > 0) & (ref > 0)
    orders = np.maximum(seen.sum(axis=-1), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = np.where(seen, match / hyp, 0.0)
        recall = np.where(seen, match / ref, 0.0)
    # cumsum adds from left to right, as sacreBLEU does; sum() would pair the terms and differ in the last digit.
    mean_precision = np.cumsum(precision, axis=-1)[..., -1] / orders
    mean_recall = np.cumsum(recall, axis=-1)[..., -1] / orders
    both = mean_precision + mean_recall > 0
    below = np.where(both, factor * mean_precision + mean_recall, 1.0)
    return np.asarray(np.where(both, 100 * ((1 + factor) * mean_precision * mean_recall / below), 0.0))


class _CharacterF(SacreMetric):
    words = 0

    class Settings(BaseModel):
        """chrF has these settings, all in its signature."""

        model_config = ConfigDict(extra="forbid")
        lowercase: bool = Field(default=False, description="Compare without regard to case")

    def __init__(self, settings: Settings | None = None) -> None:
        from sacrebleu.metrics.chrf import CHRF

        lowercase = (settings or self.Settings()).lowercase
        super().__init__(CHRF(word_order=self.words, beta=BETA, lowercase=lowercase))

    def unmatched(self, hypotheses: Sequence[str]) -> Counts:
        """Hypothesis n-grams with no match.

        Against an empty reference sacreBLEU drops the hypothesis' n-grams; here they must stand, so they are
        counted against the text itself and the reference and match columns are emptied.
        """
        counts = self.count(hypotheses, [hypotheses])
        counts[:, 1::3] = 0
        counts[:, 2::3] = 0
        return counts

    def value(self, sums: Counts) -> Figures:
        """Corpus chrF, 0..100. *Shape:* (..., k) to (...)."""
        return chrf_value(np.asarray(sums, dtype=np.float64))


@metrics.register("chrf")
class Chrf(_CharacterF):
    """chrF2: character n-grams up to 6."""

    name = "chrF2"


@metrics.register("chrfpp")
class ChrfPlusPlus(_CharacterF):
    """chrF2++: character n-grams up to 6 and word n-grams up to 2."""

    name = "chrF2++"
    words = 2


metrics.register("chrf++")(ChrfPlusPlus)
