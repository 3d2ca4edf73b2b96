"""Much shorter or much longer than the source lets expect."""

from __future__ import annotations

from pipeline.translation.flags.base import detectors

_SHORT, _LONG, _SLACK = 0.5, 2.2, 18
"""Characters of English for one of Arabic: 1.2 on average. Outside these bounds (and a slack for short sentences) lie
1 in 1,000 human translations of FLORES (benchmarks/flags.py)."""


@detectors.register("length")
class Length:
    """The output has less than half, or more than 2.2 times, the source's characters."""

    def find(self, source: str, output: str) -> str | None:
        """See the class."""
        a, b = len(source), len(output)
        if 0 < b < _SHORT * a - _SLACK / 2:
            return f"{b} characters for {a}: something may be missing"
        if b > _LONG * a + _SLACK:
            return f"{b} characters for {a}: something may be added"
        return None
