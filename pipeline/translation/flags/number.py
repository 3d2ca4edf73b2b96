"""Numbers that changed or got lost."""

from __future__ import annotations

from pipeline.translation.flags.base import detectors
from pipeline.translation.flags.figures import english_values, source_values


@detectors.register("number")
class Number:
    """A figure of the source is not in the output: not in digits, not in words, not as a month or a time of day."""

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        wanted = source_values(source)
        if not wanted:
            return None
        have = english_values(output)
        lost = [written for written, values in wanted if not values & have]
        return f"{', '.join(lost[:4])} {'is' if len(lost) == 1 else 'are'} not in the output" if lost else None
