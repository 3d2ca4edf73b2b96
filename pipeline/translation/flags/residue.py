"""Arabic letters in the English."""

from __future__ import annotations

import regex

from pipeline.translation.flags.base import detectors

_ARABIC = regex.compile(r"[\p{Arabic}&&\p{L}]+", regex.V1)
_LETTER = regex.compile(r"\p{L}")
SOURCE_SHARE = 0.5
"""Share of Arabic letters from which on an output is the source itself rather than English with a residue."""


def arabic_share(text: str) -> float:
    """Arabic letters among all letters, 0..1."""
    letters = len(_LETTER.findall(text))
    return sum(map(len, _ARABIC.findall(text))) / letters if letters else 0.0


@detectors.register("residue")
class Residue:
    """Some Arabic words stayed as they were."""

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        if 0 < arabic_share(output) < SOURCE_SHARE:
            return f"Arabic in the output: {' '.join(_ARABIC.findall(output)[:3])}"
        return None
