"""Re-segmentation by minimum edit distance (Matusov et al., 2005): the older way to score texts of other shape.

The words of the hypothesis are cut at the places where the cheapest word alignment with the reference crosses the
ends of the reference's lines. It knows no order but the reference's: moved passages, omissions and additions cost
their words. Here as the baseline to which scores over aligned blocks are compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def resegment(hypothesis: Sequence[str], reference: Sequence[str]) -> list[str]:
    """The hypothesis' words as one line for each line of the reference; words are compared without regard to case.

    Needs n * m bytes for n and m words; a story has some hundreds.
    """
    words = [word for line in hypothesis for word in line.split()]
    targets = [line.split() for line in reference]
    flat = [word.casefold() for line in targets for word in line]
    crossings = _crossings(_steps([word.casefold() for word in words], flat))
    lines, start, end = [], 0, 0
    for number, line in enumerate(targets):
        end += len(line)
        stop = len(words) if number == len(targets) - 1 else crossings[end]
        lines.append(" ".join(words[start:stop]))
        start = max(start, stop)
    return lines


_BOTH, _HYPOTHESIS, _REFERENCE = 0, 1, 2  # which side a step of the cheapest path takes a word from


def _steps(hypothesis: Sequence[str], reference: Sequence[str]) -> NDArray[np.int8]:
    """For each cell the last step of the cheapest path to it (Levenshtein). *Shape:* (n + 1, m + 1)."""
    numbers = {word: number for number, word in enumerate({*hypothesis, *reference})}
    target = np.array([numbers[word] for word in reference], dtype=np.int64)
    places = np.arange(len(reference) + 1)
    steps = np.full((len(hypothesis) + 1, len(reference) + 1), _REFERENCE, dtype=np.int8)
    above = places.copy()
    for row, word in enumerate(hypothesis, 1):
        both = above[:-1] + (target != numbers[word])
        open_ = np.concatenate([[row], np.minimum(both, above[1:] + 1)])
        # Steps along the row cost one each: the cheapest start of such a run is a running minimum.
        cost = np.minimum.accumulate(open_ - places) + places
        steps[row, 1:] = np.where(cost[1:] == both, _BOTH, np.where(cost[1:] == above[1:] + 1, _HYPOTHESIS, _REFERENCE))
        steps[row, 0] = _HYPOTHESIS
        above = cost
    return steps


def _crossings(steps: NDArray[np.int8]) -> list[int]:
    """For each number of reference words the number of hypothesis words that the path has taken by then."""
    row, column = steps.shape[0] - 1, steps.shape[1] - 1
    found = [0] * (column + 1)
    while column:
        found[column] = row  # the last time counts: extra words at a border go to the line that follows
        step = steps[row, column]
        row -= step != _REFERENCE
        column -= step != _HYPOTHESIS
    return found
