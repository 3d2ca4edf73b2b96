"""Blocks that several systems and all references of a story share: the units on which systems are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import InputError
from pipeline.evaluation.base import Counts, Metric
from pipeline.evaluation.blocks import AlignedReference, Components, join
from pipeline.evaluation.pieces import count_pieces, pieces


@dataclass(frozen=True, slots=True)
class SystemText:
    """One system's story, by sentences of its own, and each reference's alignment to these sentences."""

    name: str
    lines: tuple[str, ...]
    references: tuple[AlignedReference, ...]


@dataclass(frozen=True, slots=True)
class JointBlock:
    """The sentences of each system, none where it says nothing, and the text of each reference, None likewise."""

    place: int
    """The first sentence of the first system that has one here, from 0."""
    systems: tuple[tuple[str, ...], ...]
    references: tuple[str | None, ...]
    source: str | None = None


def joint_blocks(systems: Sequence[SystemText]) -> tuple[JointBlock, ...]:
    """The finest blocks that all systems and all references share, but for those without a reference or a system.

    They are the connected components of the graph of all sentences, linked by the beads of all alignments; a
    sentence that a system left out is an empty hypothesis of its block.

    Raises InputError where the systems do not have the same references, or an alignment is for other lines.
    """
    lines = [*(system.lines for system in systems), *(reference.lines for reference in _same_references(systems))]
    starts = [0]
    for texts in lines:
        starts.append(starts[-1] + len(texts))
    components = Components(starts[-1])
    for number, system in enumerate(systems):
        for offset, reference in enumerate(system.references, len(systems)):
            for bead in reference.alignment:
                if not bead.null:
                    source = (starts[number] + i for i in bead.source)
                    components.unite([*source, *(starts[offset] + j for j in bead.target)])
    blocks = (_block(nodes, lines, starts, len(systems)) for nodes in components.members())
    return tuple(block for block in blocks if any(block.systems) and any(t is not None for t in block.references))


def joint_counts(metric: Metric, blocks: Sequence[JointBlock], system: int) -> Counts:
    """The statistics of one system over the blocks. *Shape:* (blocks, k)."""
    return count_pieces(
        metric,
        [
            pieces(block.systems[system], block.references, None if block.source is None else [block.source])
            for block in blocks
        ],
    )


def _same_references(systems: Sequence[SystemText]) -> tuple[AlignedReference, ...]:
    first = systems[0]
    for system in systems:
        if [r.lines for r in system.references] != [r.lines for r in first.references]:
            raise InputError(f"{system.name} and {first.name} are aligned to different references")
        for reference in system.references:
            if reference.alignment.sources != len(system.lines):
                raise InputError(
                    f"{reference.id}: the alignment is for {reference.alignment.sources} sentences, "
                    f"{system.name} has {len(system.lines)}"
                )
    return first.references


def _block(nodes: Sequence[int], lines: Sequence[tuple[str, ...]], starts: Sequence[int], systems: int) -> JointBlock:
    places = [
        [node - start for node in nodes if start <= node < start + len(texts)]
        for start, texts in zip(starts, lines, strict=False)
    ]
    texts = [tuple(side[i] for i in taken) for side, taken in zip(lines, places, strict=True)]
    return JointBlock(
        place=next((taken[0] for taken in places[:systems] if taken), 0),
        systems=tuple(texts[:systems]),
        references=tuple(join(found) if found else None for found in texts[systems:]),
    )
