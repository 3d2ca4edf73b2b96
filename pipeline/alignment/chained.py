"""What all aligners share: settings of the chain, and the way from evidence to an Alignment."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from pipeline.alignment.borders import bordered
from pipeline.alignment.crossing import crossed
from pipeline.alignment.evidence import Evidence
from pipeline.alignment.lattice import Lattice
from pipeline.alignment.order import beads_of
from pipeline.alignment.priors import arcs_of
from pipeline.alignment.solve import monotone
from pipeline.alignment.strays import paired
from pipeline.data import Alignment, Bead


class ChainSettings(BaseModel):
    """How many sentences a bead may have on each side, and whether beads may cross."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    most_source: int = Field(4, ge=1, le=9)
    most_target: int = Field(4, ge=1, le=9)
    crossing: bool = True

    def signature(self, name: str) -> str:
        """See Aligner.signature; `name` is the aligner's."""
        given = (f"{key}:{str(value).lower()}" for key, value in self.model_dump().items())
        return "|".join([f"aligner:{name}", *given])


def aligned(
    evidence: Evidence,
    lattice: Lattice,
    settings: ChainSettings,
    source_borders: Sequence[int] = (),
    target_borders: Sequence[int] = (),
) -> Alignment:
    """The alignment of the lattice's sentences that the evidence speaks for; borders as in Aligner.align."""
    n, m = lattice.n, lattice.m
    evidence = bordered(evidence, n, m, source_borders, target_borders)
    arcs = arcs_of(settings.most_source, settings.most_target)
    found = monotone(evidence, lattice, arcs)
    links = crossed(found.evidence, arcs, found.prior, found.links) if settings.crossing else found.links
    return Alignment(beads_of(paired(found.evidence, arcs, links)), n, m)


def one_sided(n: int, m: int) -> Alignment:
    """The alignment where one side, or both, is empty: every line stands alone, for certain."""
    beads = [*(Bead((i,), ()) for i in range(n)), *(Bead((), (j,)) for j in range(m))]
    return Alignment(tuple(beads), n, m)
