"""Which sentences go through the network together."""

from __future__ import annotations

from collections.abc import Sequence

_ROWS, _ROWS_COARSE, _ROWS_GPU = 4096, 2048, 16_384
_FEWEST, _SHARES, _LEAST = 1024, 4, 256


def usual_tokens(total: int, device: str, beam: int, coarse: bool = False) -> int:
    """Source pieces a batch, where nobody said; `total`: those of all sentences at hand.

    `coarse`: the network works in int8, where batches of half the size turned out faster.
    On a CPU a wide beam makes full batches of fewer sentences, and a few sentences are dealt out in four batches, so
    that several cores have work. How many cores there are has no say: batches, and with them the last digits of scores,
    must not depend on the machine.
    """
    if device != "cpu":
        return _ROWS_GPU
    return min(max(_FEWEST, (_ROWS_COARSE if coarse else _ROWS) // beam), max(_LEAST, total // _SHARES))


def stepped(length: int, step: int, most: int) -> int:
    """The next multiple of `step`, but no more than the `most` that a network takes."""
    return max(length, min(-(-length // step) * step, most))


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
