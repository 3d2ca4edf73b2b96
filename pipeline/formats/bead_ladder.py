"""hunalign's ladder: one rung a line, `source index TAB target index TAB quality`; a bead lies between two rungs."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.data import Bead
from pipeline.errors import InputError


def ladder(beads: Sequence[Bead], sources: int, targets: int) -> str:
    """The rungs; the quality of a bead stands on its lower rung. Beads that cross each other become one bead."""
    rows, i, j = [], 0, 0
    for source, target, confidence in _steps(_uncrossed(beads), beads, sources, targets):
        rows.append(f"{i}\t{j}\t{confidence:.6f}\n")
        i, j = i + source, j + target
    return "".join(rows) + f"{i}\t{j}\t0\n"


def read_ladder(lines: Sequence[str], place: str) -> list[Bead]:
    """The beads between the rungs. A quality outside 0..1, as hunalign gives, is cut to that range."""
    beads: list[Bead] = []
    below: tuple[int, int, float] | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            i, j, *rest = line.split()
            rung = int(i), int(j), min(1.0, max(0.0, float(rest[0]))) if rest else 1.0
        except ValueError:
            raise InputError(f"{place}:{number}: not a rung (two numbers and a quality): {line[:60]!r}") from None
        if below and (rung[0] < below[0] or rung[1] < below[1]):
            raise InputError(f"{place}:{number}: the rung {rung[0]}, {rung[1]} goes down; is it a ladder?")
        if below and rung[:2] != below[:2]:
            beads.append(Bead(tuple(range(below[0], rung[0])), tuple(range(below[1], rung[1])), below[2]))
        below = rung
    return beads


def _uncrossed(beads: Sequence[Bead]) -> list[tuple[int, int, int, int, float]]:
    """Spans (source from, to, target from, to, confidence) that follow each other on both sides."""
    spans: list[tuple[int, int, int, int, float]] = []
    for bead in sorted((b for b in beads if not b.null), key=lambda b: b.source):
        a, b, c, d = bead.source[0], bead.source[-1] + 1, bead.target[0], bead.target[-1] + 1
        sure = bead.confidence
        while spans and (spans[-1][3] > c or spans[-1][1] > a):
            e, f, g, h, other = spans.pop()
            a, b, c, d, sure = min(a, e), max(b, f), min(c, g), max(d, h), min(sure, other)
        spans.append((a, b, c, d, sure))
    return spans


def _steps(
    spans: Sequence[tuple[int, int, int, int, float]], beads: Sequence[Bead], sources: int, targets: int
) -> list[tuple[int, int, float]]:
    """Steps (source sentences, target sentences, confidence): the spans and, one by one, what lies between them."""
    left = {i: b.confidence for b in beads if not b.target for i in b.source}
    added = {j: b.confidence for b in beads if not b.source for j in b.target}
    steps, i, j = [], 0, 0
    for a, b, c, d, confidence in [*spans, (sources, sources, targets, targets, 0.0)]:
        steps += [(1, 0, left.get(k, 0.0)) for k in range(i, a)]
        steps += [(0, 1, added.get(k, 0.0)) for k in range(j, c)]
        if b > a:
            steps.append((b - a, d - c, confidence))
        i, j = b, d
    return steps
