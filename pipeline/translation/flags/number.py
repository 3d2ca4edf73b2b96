"""Numbers that changed, got lost or came from nowhere."""

from __future__ import annotations

import html

from pipeline.arabic import normalise
from pipeline.translation.flags.arabic_numbers import spoken_values
from pipeline.translation.flags.base import detectors
from pipeline.translation.flags.figures import english_values, output_figures, source_numbers, source_values


@detectors.register("number")
class Number:
    """A figure of the source is not in the output, in words or as a month either; or one that it has not is there."""

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        output = html.unescape(output)  # &#39; is no 39
        have = english_values(output)
        lost = [written for written, values in source_values(source) if not values & have]
        if lost:
            return f"{', '.join(lost[:4])} {'is' if len(lost) == 1 else 'are'} not in the output"
        known = source_numbers(source) | spoken_values(normalise(source))
        added = [written for written, values in output_figures(output) if not values & known]
        return f"{', '.join(added[:4])} {'is' if len(added) == 1 else 'are'} not in the source" if added else None
