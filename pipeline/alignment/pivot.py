"""The default aligner: reads the source's machine translation (the pivot) beside the target."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from pipeline.alignment.bags import background_of, bags_of
from pipeline.alignment.base import aligners
from pipeline.alignment.crossing import crossed
from pipeline.alignment.evidence import Lexical, Weights, expansion
from pipeline.alignment.lattice import full_lattice
from pipeline.alignment.order import beads_of
from pipeline.alignment.priors import arcs_of
from pipeline.alignment.similarity import same_language, table
from pipeline.alignment.solve import monotone
from pipeline.alignment.tokens import tokens
from pipeline.data import Alignment, Bead
from pipeline.errors import InputError


@aligners.register("pivot")
class PivotAligner:
    """Pairs the lines of a pivot with those of a target in the same language, by words and lengths."""

    needs_pivot = True

    class Settings(BaseModel):
        """`most_source` and `most_target` bound the sentences of a bead; `crossing` looks for moved sentences."""

        model_config = ConfigDict(extra="forbid", frozen=True)
        most_source: int = Field(4, ge=1, le=9)
        most_target: int = Field(4, ge=1, le=9)
        crossing: bool = True

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or self.Settings()

    def align(
        self,
        source: Sequence[str],
        target: Sequence[str],
        *,
        pivots: Sequence[Sequence[str]] = (),
        source_borders: Sequence[int] = (),
        target_borders: Sequence[int] = (),
    ) -> Alignment:
        """See Aligner.align; raises InputError for a pivot that is missing or has another number of lines."""
        if not pivots:
            raise InputError("aligner pivot: no pivot; give the source's translation, or use the aligner 'lexicon'")
        for number, pivot in enumerate(pivots, 1):
            if len(pivot) != len(source):
                raise InputError(
                    f"pivot {number}: {len(pivot)} lines for {len(source)} source lines; one each is needed"
                )
        beads = self._beads(pivots[0], target)
        return Alignment(beads, len(source), len(target))

    @property
    def signature(self) -> str:
        """See Aligner.signature."""
        s = self.settings
        return f"aligner:pivot|most:{s.most_source}-{s.most_target}|crossing:{'yes' if s.crossing else 'no'}"

    def _beads(self, pivot: Sequence[str], target: Sequence[str]) -> tuple[Bead, ...]:
        if not pivot or not target:
            return tuple(Bead((i,), ()) for i in range(len(pivot))) + tuple(Bead((), (j,)) for j in range(len(target)))
        arcs = arcs_of(self.settings.most_source, self.settings.most_target)
        evidence = _evidence(pivot, target)
        links, prior = monotone(evidence, full_lattice(len(pivot), len(target)), arcs)
        if self.settings.crossing:
            links = crossed(evidence, arcs, prior, links)
        return beads_of(links)


def _evidence(pivot: Sequence[str], target: Sequence[str]) -> Lexical:
    left, right = [tokens(line) for line in pivot], [tokens(line) for line in target]
    background = background_of(left + right)
    source, goal = bags_of(left, background), bags_of(right, background)
    entries = same_language(source.types, goal.types)
    lengths = np.array([len(line) for line in pivot], float), np.array([len(line) for line in target], float)
    return Lexical(
        *(source, goal),
        table(entries, len(source.types)),
        table(((k, h, v) for h, k, v in entries), len(goal.types)),
        *lengths,
        expansion(*lengths),
        Weights(),
    )
