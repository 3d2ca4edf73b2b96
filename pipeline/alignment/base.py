"""What every aligner is, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pydantic import BaseModel

from pipeline.data import Alignment
from pipeline.registry import Registry


class Aligner(Protocol):
    """Pairs sentences. A part is a class with a pydantic `Settings`, made by `part(part.Settings(...))`."""

    needs_pivot: bool
    """True where the aligner reads the source's translation in place of the source."""

    @property
    def Settings(self) -> type[BaseModel]:
        """What can be set, as a pydantic model; a class attribute of the part."""
        ...

    def align(
        self,
        source: Sequence[str],
        target: Sequence[str],
        *,
        pivots: Sequence[Sequence[str]] = (),
        source_borders: Sequence[int] = (),
        target_borders: Sequence[int] = (),
    ) -> Alignment:
        """Beads that take each of the lines of `source` (n) and `target` (m) exactly once, crossing ones included.

        `pivots`: translations of `source` into the target's language, each of n lines. Borders are indices of lines
        before which no bead may reach across (paragraphs, headlines); both lists have the same length, border k of one
        side meets border k of the other. Raises InputError where lengths differ or a needed pivot is missing.
        """
        ...

    @property
    def signature(self) -> str:
        """Name and every setting that can change the result, `key:value` joined with `|`."""
        ...


aligners: Registry[Aligner] = Registry("aligner", "pipeline.alignment")
