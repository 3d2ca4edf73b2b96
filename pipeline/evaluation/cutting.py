"""Cutting a text where the lines of another end, by minimum edit distance (Matusov et al., 2005).

Two uses. Inside a block: a reference that says two source sentences in one is cut at the end of the first, so that
neither sentence of the translation is credited with n-grams of the other. And the older way to score texts of
another shape, kept as a baseline: the whole translation is cut where the reference's lines end.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float64]

_PUNCTUATION = string.punctuation + "“”‘’«»…–—"
_STOPS, _COMMAS = ".!?…", ",;:–—"


def resegment(hypothesis: Sequence[str], reference: Sequence[str]) -> list[str]:
    """The hypothesis' words as one line for each line of the reference: the baseline."""
    return cut(" ".join(hypothesis), reference)


def cut(text: str, lines: Sequence[str], *, leave_none_empty: bool = False) -> list[str]:
    """`text` in as many parts as there are lines: each border where the cheapest word alignment crosses a line's end.

    Words are compared without regard to case and punctuation; every insertion, deletion and substitution costs 1.
    Of equally cheap places the one behind a full stop is taken, then behind a comma, then the first. With
    `leave_none_empty` every part gets a word, if there are as many words as lines.
    """
    words = text.split()
    spare = leave_none_empty and len(words) >= len(lines)
    ends = list(accumulate(len(line.split()) for line in lines))[:-1]
    borders = [0]
    flat = [word for line in lines for word in line.split()]
    for number, costs in enumerate(_through(flat, words, ends), 1):
        low = borders[-1] + spare
        high = len(words) - (len(lines) - number) * spare
        borders.append(low + int(np.argmin(costs[low : high + 1])))
    if lines:
        borders.append(len(words))
    return [" ".join(words[a:b]) for a, b in pairwise(borders)]


def _through(lines: Sequence[str], words: Sequence[str], ends: Sequence[int]) -> Iterator[Costs]:
    """For each end of a line the cost of the cheapest path through each place of the words. *Shape:* (m + 1,)."""
    left, right = [_bare(word) for word in lines], [_bare(word) for word in words]
    forward = _rows(left, right, set(ends))
    backward = _rows(left[::-1], right[::-1], {len(lines) - end for end in ends})
    ties = np.array([0.5, *(_tie(word) for word in words)])
    for end in ends:
        yield forward[end] + backward[len(lines) - end][::-1] + ties


def _rows(source: Sequence[str], target: Sequence[str], wanted: set[int]) -> dict[int, Costs]:
    """Rows of the Levenshtein matrix: cost from the first `row` words of source to each beginning of target."""
    numbers = {word: number for number, word in enumerate({*source, *target})}
    goal = np.array([numbers[word] for word in target], dtype=np.int64)
    places = np.arange(len(target) + 1, dtype=np.float64)
    row, found = places.copy(), {}
    for count in range(len(source) + 1):
        if count:
            both = row[:-1] + (goal != numbers[source[count - 1]])
            start = np.concatenate([[count], np.minimum(both, row[1:] + 1)])
            # Steps along the row cost one each: the cheapest start of such a run is a running minimum.
            row = np.minimum.accumulate(start - places) + places
        if count in wanted:
            found[count] = row
    return found


def _bare(word: str) -> str:
    return (word.strip(_PUNCTUATION) or word).casefold()


def _tie(word: str) -> float:
    """Less than one edit: prefers one place among equally cheap ones."""
    end = word.rstrip("\"'”’)»")[-1:]
    return 0.0 if end and end in _STOPS else 0.25 if end and end in _COMMAS else 0.5
