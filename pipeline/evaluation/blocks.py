"""The finest blocks that a hypothesis and all references of a story share, crossing beads included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.data import Alignment
from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class AlignedReference:
    """One reference version, by sentences, and its alignment: source sentences (= hypothesis lines) to its own."""

    id: str
    lines: tuple[str, ...]
    alignment: Alignment

    def __post_init__(self) -> None:
        if self.alignment.targets != len(self.lines):
            raise InputError(
                f"{self.id}: the alignment is for {self.alignment.targets} reference lines, there are {len(self.lines)}"
            )


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences that belong together on every side.

    `targets` and `references` have one entry a reference: its line indices, and their text or None where that
    reference says nothing here. A block without source is an addition of one reference.
    """

    source: tuple[int, ...]
    hypothesis: str
    targets: tuple[tuple[int, ...], ...]
    references: tuple[str | None, ...]

    @property
    def covered(self) -> bool:
        """True where there is a hypothesis and one reference text at least, so that it can be scored."""
        return bool(self.source) and any(text is not None for text in self.references)


class Components:
    """Union-find over the nodes 0..size-1; the smallest member stands for its set."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, node: int) -> int:
        """The smallest member of the node's set."""
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def unite(self, nodes: Sequence[int]) -> None:
        """Makes one set of the sets of these nodes."""
        roots = sorted(self.find(node) for node in nodes)
        for root in roots[1:]:
            self._parent[root] = roots[0]

    def members(self) -> list[list[int]]:
        """The sets, each in order, by their smallest members."""
        found: dict[int, list[int]] = {}
        for node in range(len(self._parent)):
            found.setdefault(self.find(node), []).append(node)
        return list(found.values())


def shared_blocks(hypothesis: Sequence[str], references: Sequence[AlignedReference]) -> tuple[Block, ...]:
    """The connected components of the graph whose nodes are all sentences and whose edges are all beads.

    Every sentence of every side is in exactly one block. A bead with an empty side links nothing, so the sentences
    of an omission or an addition stand each by itself. Order: by first source sentence; additions last, by reference.

    Raises InputError where there is no reference or an alignment is not for this many hypothesis lines.
    """
    if not references:
        raise InputError("no reference given: a score needs one at least")
    starts = [len(hypothesis)]
    for reference in references:
        if reference.alignment.sources != len(hypothesis):
            raise InputError(
                f"{reference.id}: the alignment is for {reference.alignment.sources} source sentences, "
                f"the hypothesis has {len(hypothesis)} lines"
            )
        starts.append(starts[-1] + len(reference.lines))
    components = Components(starts[-1])
    for start, reference in zip(starts, references, strict=False):
        for bead in reference.alignment:
            if not bead.null:
                components.unite([*bead.source, *(start + j for j in bead.target)])
    return tuple(_block(nodes, hypothesis, references, starts) for nodes in components.members())


def _block(
    nodes: Sequence[int],
    hypothesis: Sequence[str],
    references: Sequence[AlignedReference],
    starts: Sequence[int],
) -> Block:
    source = tuple(node for node in nodes if node < len(hypothesis))
    targets = tuple(
        tuple(node - start for node in nodes if start <= node < start + len(reference.lines))
        for start, reference in zip(starts, references, strict=False)
    )
    texts = tuple(
        join([reference.lines[j] for j in taken]) if taken else None
        for taken, reference in zip(targets, references, strict=True)
    )
    return Block(source, join([hypothesis[i] for i in source]), targets, texts)


def join(lines: Sequence[str]) -> str:
    """Lines as one segment: one space between, blank ones left out."""
    return " ".join(stripped for line in lines if (stripped := line.strip()))
