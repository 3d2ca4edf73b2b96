"""Nothing came out."""

from __future__ import annotations

import regex

from pipeline.translation.flags.base import detectors

_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}]")


@detectors.register("empty")
class Empty:
    """No letter and no digit in the output of a sentence that has some."""

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        if _SAYS_SOMETHING.search(source) and not _SAYS_SOMETHING.search(output):
            return "nothing came out"
        return None
