"""Numbers that changed, got lost or came from nowhere."""

from __future__ import annotations

import html
from collections.abc import Sequence

from pipeline.translation.flags.arabic_numbers import spoken_values
from pipeline.translation.flags.base import detectors, normalised
from pipeline.translation.flags.figures import english_values, output_figures, source_numbers, source_values


@detectors.register("number")
class Number:
    """A figure of the source is not in the output, in words or as a month either; or one that it has not is there."""

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        output = html.unescape(output)  # &#39; is no 39
        wanted = source_values(source)
        have = english_values(output) if wanted else set()
        lost = [written for written, values in wanted if not values & have]
        if lost:
            return f"{', '.join(lost[:4])} {'is' if len(lost) == 1 else 'are'} not in the output"
        added = _unknown(output_figures(output), source_numbers(source))
        if added:  # words are read only where figures do not explain it: that takes longer
            added = _unknown(added, spoken_values(normalised(source)))
        names = [written for written, _ in added]
        return f"{', '.join(names[:4])} {'is' if len(names) == 1 else 'are'} not in the source" if names else None


def _unknown(figures: Sequence[tuple[str, set[float]]], known: set[float]) -> list[tuple[str, set[float]]]:
    return [(written, values) for written, values in figures if not values & known]
