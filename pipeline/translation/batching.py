"""Which sentences go through the network together."""

from __future__ import annotations

from collections.abc import Sequence


def batches(lengths: Sequence[int], tokens: int, padded: bool = False) -> list[list[int]]:
    """Indices in groups of equal length, longest first, each of at most `tokens` source pieces (one row at least).

    `padded`: neighbours in length go together, so that few sentences make full batches too; padding counts as pieces.

    Rows of equal length need no padding, and a sentence's arithmetic does not depend on its neighbours' lengths: that
    is what keeps outputs the same whatever the batching (docs/translation.md says what each engine then promises).
    Longest first, so that a lack of memory shows at once and the last batches are the short ones.
    """
    made: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        longest = lengths[made[-1][0]] if made else 0
        fits = bool(made) and (len(made[-1]) + 1) * longest <= tokens
        if fits and (padded or lengths[index] == longest):
            made[-1].append(index)
        else:
            made.append([index])
    return made
