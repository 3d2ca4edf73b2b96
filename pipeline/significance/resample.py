"""Resampling as matrix products: how often each unit was drawn, times its statistics.

A unit is a row of the statistics: a line, a block, or a story. All systems and metrics are resampled in one pass,
with the same draws, which is what makes the tests paired.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.evaluation.base import Counts

SEED = 12345
"""sacreBLEU's standard seed: with it the draws are the same as sacreBLEU's."""

_CELLS = 4_000_000  # draws held at a time: 32 MB


def bootstrap_sums(statistics: Sequence[Counts], resamples: int, seed: int = SEED) -> list[Counts]:
    """Sums of units drawn with replacement, as many as there are (Efron and Tibshirani, 1993).

    `statistics`: one array a system and metric, all with the same n units. *Shape:* each (n, k) to (resamples, k).
    Raises InputError for no units or unequal numbers of them.
    """
    units = same_units(statistics)
    rng = np.random.default_rng(seed)

    def draws(rows: int) -> NDArray[np.float64]:
        # 32-bit numbers are the same draws as 64-bit ones, in half the time.
        drawn = rng.integers(0, units, size=(rows, units), dtype=np.int32)
        return np.array([np.bincount(row, minlength=units) for row in drawn], dtype=np.float64)

    return _multiply((draws(rows) for rows in _chunks(resamples, units)), statistics)


def half_sums(statistics: Sequence[Counts], trials: int, seed: int = SEED) -> list[Counts]:
    """Sums of a random half: each unit is taken or left with equal chance, independently.

    *Shape:* each (n, k) to (trials, k). The same halves for every array. Raises InputError as `bootstrap_sums`.
    """
    units = same_units(statistics)
    rng = np.random.default_rng(seed)
    # Bits are buffered inside the generator: drawn in one go where they fit, so that they are sacreBLEU's.
    bits = (rng.integers(2, size=(rows, units), dtype=bool) for rows in _chunks(trials, units, cells=100 * _CELLS))
    parts = (
        whole[start : start + rows].astype(np.float64) for whole in bits for start, rows in _starts(len(whole), units)
    )
    return _multiply(parts, statistics)


def same_units(statistics: Sequence[Counts]) -> int:
    """How many units the arrays have; InputError where there are none, or not equally many."""
    sizes = {len(array) for array in statistics}
    if len(sizes) != 1 or sizes == {0}:
        raise InputError(f"resampling needs the same units for all systems, one at least; numbers: {sorted(sizes)}")
    return sizes.pop()


def _multiply(draws: Iterator[NDArray[np.float64]], statistics: Sequence[Counts]) -> list[Counts]:
    widths = [array.shape[1] for array in statistics]
    joined = np.concatenate(statistics, axis=1)
    sums = np.concatenate([chunk @ joined for chunk in draws])
    return np.split(sums, np.cumsum(widths)[:-1], axis=1)


def _chunks(rows: int, units: int, cells: int = _CELLS) -> Iterator[int]:
    step = max(1, cells // units)
    for start in range(0, rows, step):
        yield min(step, rows - start)


def _starts(rows: int, units: int) -> Iterator[tuple[int, int]]:
    start = 0
    for size in _chunks(rows, units):
        yield start, size
        start += size
