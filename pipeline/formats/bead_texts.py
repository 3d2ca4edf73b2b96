"""Beads that were given as texts, found again in the lines that they were made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.data import Bead
from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class Entry:
    """One pair of texts from a file, with the indices and the confidence where the file has them."""

    source: str
    target: str
    confidence: float = 1.0
    sources: tuple[int, ...] | None = None
    targets: tuple[int, ...] | None = None

    def bead(self, finder: Finder | None, place: str) -> Bead:
        """The entry as a bead; InputError where it has no indices and there is nothing to look it up in."""
        if self.sources is not None and self.targets is not None:
            return Bead(self.sources, self.targets, self.confidence)
        if finder is None:
            raise InputError(f"{place}: has texts without line numbers; give the lines that were aligned as well")
        return finder.bead(self)


class Finder:
    """Looks texts up in lines: each is a line or several in a row, joined. Lines are taken at most once, in order."""

    def __init__(self, source: Sequence[str], target: Sequence[str], place: str) -> None:
        self._place = place
        self._sides = (_Side(source), _Side(target))

    def bead(self, entry: Entry) -> Bead:
        """The bead of an entry; InputError, with the text, where no free lines give it."""
        found = []
        for side, text, name in zip(self._sides, (entry.source, entry.target), ("source", "target"), strict=True):
            lines = side.take(text)
            if lines is None:
                raise InputError(
                    f"{self._place}: no lines of the {name} give {text[:60]!r}; is it made of other files?"
                )
            found.append(lines)
        return Bead(found[0], found[1], entry.confidence)


class _Side:
    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = [_bare(line) for line in lines]
        self._free = [True] * len(lines)
        self._starts: dict[str, list[int]] = {}
        for index, line in enumerate(self._lines):
            self._starts.setdefault(line[:8], []).append(index)
        self._next = 0

    def take(self, text: str) -> tuple[int, ...] | None:
        """The lines whose join is `text` (white space aside): those after the last ones if they are, or the first."""
        bare = _bare(text)
        if not bare:
            return ()
        for first in [self._next, *self._starts.get(bare[:8], ()), *self._short(bare)]:
            lines = self._from(first, bare)
            if lines:
                for index in lines:
                    self._free[index] = False
                self._next = lines[-1] + 1
                return lines
        return None

    def _from(self, first: int, bare: str) -> tuple[int, ...]:
        index, joined = first, ""
        while index < len(self._lines) and self._free[index] and bare.startswith(joined + self._lines[index]):
            joined += self._lines[index]
            index += 1
            if joined == bare:
                return tuple(range(first, index))
        return ()

    def _short(self, bare: str) -> list[int]:
        """Lines shorter than the key that the text could begin with."""
        return [index for size in range(1, 8) for index in self._starts.get(bare[:size], ())]


def _bare(text: str) -> str:
    return "".join(text.split())
