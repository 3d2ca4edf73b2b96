"""Which sentences go through the network together."""

from __future__ import annotations

from collections.abc import Sequence


def batches(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Indices in groups of equal length, longest first, each of at most `tokens` source pieces (one row at least).

    Rows of equal length need no padding, and a sentence's arithmetic does not depend on its neighbours' lengths: that
    is what keeps outputs the same whatever the batching (docs/translation.md says what each engine then promises).
    Longest first, so that a lack of memory shows at once and the last batches are the short ones.
    """
    groups: dict[int, list[int]] = {}
    for index, length in enumerate(lengths):
        groups.setdefault(length, []).append(index)
    made = []
    for length in sorted(groups, reverse=True):
        rows = max(1, tokens // max(length, 1))
        group = groups[length]
        made += [group[start : start + rows] for start in range(0, len(group), rows)]
    return made
