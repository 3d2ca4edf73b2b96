"""The links of an alignment under work, to be looked up by sentence and replaced."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.alignment.solve import Link


class Board:
    """Links that take each sentence of both sides exactly once."""

    def __init__(self, links: Iterable[Link]) -> None:
        self.source: dict[int, Link] = {}
        self.target: dict[int, Link] = {}
        for link in links:
            self._set(link)

    @property
    def links(self) -> list[Link]:
        """All links, those of source sentences in source order, then additions in target order."""
        own = list(dict.fromkeys(self.source[i] for i in sorted(self.source)))
        return own + [self.target[j] for j in sorted(self.target) if not self.target[j].source]

    def holds(self, link: Link) -> bool:
        """True if exactly this link is on the board."""
        side, key = (self.source, link.source) if link.source else (self.target, link.target)
        return side.get(key[0]) == link

    def put(self, new: Iterable[Link]) -> None:
        """Sets links in place of those that share a sentence with them; what these had besides becomes null."""
        for link in new:
            old = {self.source[i] for i in link.source} | {self.target[j] for j in link.target}
            for other in old:
                for i in other.source:
                    self._set(Link((i,), (), other.probability))
                for j in other.target:
                    self._set(Link((), (j,), other.probability))
            self._set(link)

    def beside(self, link: Link, step: int, most: int) -> tuple[list[int], list[int]]:
        """The sentences of a link together with the nulls, `most` at most on a side, that follow it in a row (step 1)
        or go before it (step -1)."""
        return _row(self.source, link.source, step, most), _row(self.target, link.target, step, most)

    def _set(self, link: Link) -> None:
        for i in link.source:
            self.source[i] = link
        for j in link.target:
            self.target[j] = link


def _row(side: dict[int, Link], own: tuple[int, ...], step: int, most: int) -> list[int]:
    edge = own[-1] if step > 0 else own[0]
    row: list[int] = []
    while len(row) < most and edge + step in side and side[edge + step].null:
        edge += step
        row.append(edge)
    return sorted([*own, *row])
