"""For a target that is our own translation: line i belongs to line i by construction. That is checked, not guessed."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from pipeline.alignment.base import aligners
from pipeline.data import Alignment, Bead
from pipeline.errors import InputError


@aligners.register("identity")
class IdentityAligner:
    """Line i with line i; a text that cannot be a translation line by line is refused."""

    needs_pivot = False

    class Settings(BaseModel):
        """Nothing can be set."""

        model_config = ConfigDict(extra="forbid", frozen=True)

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
        """See Aligner.align. Raises InputError where the numbers of lines or the places of blank lines differ, or where
        a border would fall between the lines of a pair.
        """
        if len(source) != len(target):
            raise InputError(f"aligner identity: {len(source)} source lines, {len(target)} target lines; use 'pivot'")
        for number, (left, right) in enumerate(zip(source, target, strict=True), 1):
            if (left.strip() and not right.strip()) or (right.strip() and not left.strip()):
                raise InputError(f"aligner identity: line {number} is blank on one side only; use 'pivot'")
        if list(source_borders) != list(target_borders):
            raise InputError("aligner identity: the borders of the two sides differ; use 'pivot'")
        return Alignment(tuple(Bead((i,), (i,)) for i in range(len(source))), len(source), len(target))

    @property
    def signature(self) -> str:
        """See Aligner.signature."""
        return "aligner:identity"
