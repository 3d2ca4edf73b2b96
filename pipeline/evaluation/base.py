"""What every metric is, and the list of them: count once, derive every figure from the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from pipeline.errors import ConfigError
from pipeline.registry import Registry

Counts = NDArray[np.float64]
Figures = NDArray[np.float64]

References = Sequence[Sequence[str | None]]
"""r streams of n lines. None where a reference has nothing to say about a segment (it does not count as empty)."""


class Metric(Protocol):
    """A corpus metric whose figure is a function of summed per-segment statistics.

    A part is a class with a pydantic `Settings`, made by `part()` or `part(part.Settings(...))`. Statistics add:
    the sum over any set of segments is the statistic of that set, and sums may be weighted.
    """

    @property
    def Settings(self) -> type[BaseModel]:
        """The part's settings."""
        ...

    @property
    def name(self) -> str:
        """As readers know it: BLEU, chrF2, TER."""
        ...

    @property
    def best(self) -> str:
        """`high` or `low`: which figures are the better ones."""
        ...

    @property
    def whole_story(self) -> bool:
        """True where a whole story may be counted as one segment."""
        ...

    @property
    def needs_source(self) -> bool:
        """True where `count` asks for `sources`."""
        ...

    def count(self, hypotheses: Sequence[str], references: References, sources: Sequence[str] | None = None) -> Counts:
        """Sufficient statistics of n segments, each of which has one reference text at least. *Shape:* (n, k).

        Raises InputError where the numbers of lines differ.
        """
        ...

    def unmatched(self, hypotheses: Sequence[str]) -> Counts:
        """Statistics of hypothesis text that no reference covers: all of it wrong. *Shape:* (n, k)."""
        ...

    def missing(self, references: Sequence[str]) -> Counts:
        """Statistics of reference text that no hypothesis covers: all of it left out. *Shape:* (n, k)."""
        ...

    def value(self, sums: Counts) -> Figures:
        """The corpus figure for summed statistics. *Shape:* (..., k) to (...)."""
        ...

    def segments(self, counts: Counts) -> Figures:
        """The figure of each segment by itself (BLEU: effective order). *Shape:* (n, k) to (n,)."""
        ...

    def verbose(self, sums: Counts) -> str:
        """The parts of a figure in words (precisions, brevity penalty); empty where there are none."""
        ...

    def signature(self, references: int) -> str:
        """How to compute the figure again: sacreBLEU's own signature where it is sacreBLEU's metric.

        `references`: number of references, -1 where it is not the same for all segments.
        """
        ...


metrics: Registry[Metric] = Registry("metric", "pipeline.evaluation")


def make(names: Sequence[str], options: Mapping[str, object] | None = None) -> list[Metric]:
    """The metrics of these names, each once. `options`: settings, given to every metric that knows them.

    Raises ConfigError for an unknown name or a setting out of its range.
    """
    made = []
    for name in dict.fromkeys(name.strip().lower() for name in names):
        part: Any = metrics.get(name)
        given = {key: value for key, value in (options or {}).items() if key in part.Settings.model_fields}
        try:
            made.append(part(part.Settings(**given)))
        except ValidationError as error:
            first = error.errors()[0]
            raise ConfigError(f"metric {name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    return made
