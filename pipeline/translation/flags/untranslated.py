"""The source came back."""

from __future__ import annotations

from pipeline.translation.flags.base import detectors
from pipeline.translation.flags.residue import SOURCE_SHARE, arabic_share


@detectors.register("untranslated")
class Untranslated:
    """Half of the output's letters or more are Arabic."""

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        if arabic_share(output) >= SOURCE_SHARE:
            return "the output is Arabic"
        return None
