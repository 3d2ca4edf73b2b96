"""Links to beads, in the order in which people read them."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.alignment.solve import Link
from pipeline.data import Bead


def beads_of(links: Iterable[Link]) -> tuple[Bead, ...]:
    """Beads in the order of the source; an addition follows the bead that holds the target sentence before it."""
    beads = [Bead(link.source, link.target, link.probability) for link in links]
    place = {j: (b.source[0], 0) for b in beads if b.source for j in b.target}
    for j in sorted(j for b in beads if not b.source for j in b.target):
        source, step = place.get(j - 1, (-1, 0))
        place[j] = (source, step + 1)
    return tuple(sorted(beads, key=lambda b: (b.source[0], 0) if b.source else place[b.target[0]]))
