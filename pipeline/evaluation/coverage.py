"""What of a story a reference covers, what it leaves out, adds and moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.data import Bead
from pipeline.evaluation.blocks import AlignedReference


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of sentences that stands elsewhere in the reference than in the source."""

    source: tuple[int, ...]
    target: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a source (seen through its translation, a line a sentence) and one reference account for each other.

    `omissions`: source sentences that the reference leaves out. `additions`: reference lines that the source does
    not explain. Words are white-space words, of the hypothesis on the source's side.
    """

    reference: str
    source_sentences: int
    source_words: int
    target_sentences: int
    target_words: int
    omissions: tuple[int, ...]
    omitted_words: int
    additions: tuple[int, ...]
    added_words: int
    moved: tuple[Passage, ...]

    @property
    def source_share(self) -> float:
        """Share of the source's words (as translated) that the reference covers, 0..1; 1 for an empty source."""
        return 1 - self.omitted_words / self.source_words if self.source_words else 1.0

    @property
    def reference_share(self) -> float:
        """Share of the reference's words that the source explains, 0..1; 1 for an empty reference."""
        return 1 - self.added_words / self.target_words if self.target_words else 1.0

    @property
    def source_sentence_share(self) -> float:
        """Share of the source's sentences that the reference covers, 0..1."""
        return 1 - len(self.omissions) / self.source_sentences if self.source_sentences else 1.0

    @property
    def reference_sentence_share(self) -> float:
        """Share of the reference's sentences that the source explains, 0..1."""
        return 1 - len(self.additions) / self.target_sentences if self.target_sentences else 1.0


def coverage(hypothesis: Sequence[str], reference: AlignedReference) -> Coverage:
    """The account of one reference."""
    omissions = sorted(i for bead in reference.alignment if not bead.target for i in bead.source)
    additions = sorted(j for bead in reference.alignment if not bead.source for j in bead.target)
    return Coverage(
        reference=reference.id,
        source_sentences=len(hypothesis),
        source_words=_words(hypothesis),
        target_sentences=len(reference.lines),
        target_words=_words(reference.lines),
        omissions=tuple(omissions),
        omitted_words=_words([hypothesis[i] for i in omissions]),
        additions=tuple(additions),
        added_words=_words([reference.lines[j] for j in additions]),
        moved=moved_passages(reference),
    )


def moved_passages(reference: AlignedReference) -> tuple[Passage, ...]:
    """The fewest words whose removal leaves source and reference in the same order, as runs of neighbours.

    The beads that stay are the heaviest increasing subsequence: beads by their first source sentence, increasing in
    their first reference line, weight = words of the reference.
    """
    beads = sorted((bead for bead in reference.alignment if not bead.null), key=lambda bead: min(bead.source))
    stay = _heaviest_increasing(
        [min(bead.target) for bead in beads],
        [1 + _words([reference.lines[j] for j in bead.target]) for bead in beads],
    )
    passages: list[list[Bead]] = []
    previous = -2
    for index, bead in enumerate(beads):
        if index in stay:
            continue
        follows = index == previous + 1 and min(bead.target) > min(beads[previous].target)
        if follows and not _between(stay, beads, beads[previous], bead):
            passages[-1].append(bead)
        else:
            passages.append([bead])
        previous = index
    return tuple(
        Passage(
            tuple(sorted(i for bead in run for i in bead.source)),
            tuple(sorted(j for bead in run for j in bead.target)),
        )
        for run in passages
    )


def _between(stay: set[int], beads: Sequence[Bead], first: Bead, second: Bead) -> bool:
    """True where a bead that stays stands between these two in the reference."""
    return any(min(first.target) < min(beads[index].target) < min(second.target) for index in stay)


def _heaviest_increasing(values: Sequence[int], weights: Sequence[int]) -> set[int]:
    best: list[int] = []
    back: list[int] = []
    for k, value in enumerate(values):
        before = max((j for j in range(k) if values[j] < value), key=lambda j: best[j], default=-1)
        best.append(weights[k] + (best[before] if before >= 0 else 0))
        back.append(before)
    kept: set[int] = set()
    at = max(range(len(best)), key=lambda k: best[k], default=-1)
    while at >= 0:
        kept.add(at)
        at = back[at]
    return kept


def _words(lines: Sequence[str]) -> int:
    return sum(len(line.split()) for line in lines)
