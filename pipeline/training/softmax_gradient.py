"""The gradient of label-smoothed cross-entropy by the scores, in place, for bfloat16 scores on a CPU.

Written with torch's operations it is a dozen passes over a table of tokens times vocabulary, and a third of a training
step. Here each row is read three times while it lies in the cache. Rows do not depend on each other, so the number of
threads changes nothing.
"""

# mypy: disable-error-code="no-untyped-call, no-untyped-def, untyped-decorator, misc"

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

_HALF = np.uint32(0x7FFF)
_ONE = np.uint32(1)
_SIXTEEN = np.uint32(16)


@numba.njit(inline="always")
def _wide(bits):
    """float32 of a bfloat16's bits."""
    return np.uint32(np.uint32(bits) << _SIXTEEN).view(np.float32)


@numba.njit(inline="always")
def _narrow(value):
    """Bits of the nearest bfloat16, ties to even."""
    bits = np.float32(value).view(np.uint32)
    return np.uint16((bits + _HALF + ((bits >> _SIXTEEN) & _ONE)) >> _SIXTEEN)


@numba.njit(fastmath=True, inline="always")
def _exp(x):
    """exp(x) for x <= 0, to 2e-7 of its value: whole powers of two by the exponent's bits, a polynomial in between."""
    power = np.float32(max(np.float32(x * np.float32(1.4426950408889634)), np.float32(-126.0)))
    whole = np.float32(math.floor(power))
    rest = np.float32(power - whole)
    p = np.float32(1.8775767e-3)
    p = np.float32(p * rest + np.float32(8.9893397e-3))
    p = np.float32(p * rest + np.float32(5.5826318e-2))
    p = np.float32(p * rest + np.float32(2.4015361e-1))
    p = np.float32(p * rest + np.float32(6.9315308e-1))
    p = np.float32(p * rest + np.float32(9.9999994e-1))
    scale = np.uint32(np.int32(whole) + np.int32(127)) << np.uint32(23)
    return np.float32(p * np.uint32(scale).view(np.float32))


@numba.njit(parallel=True, fastmath=True, cache=True)
def _rows(scores, bias, gold, smoothing, losses):
    n, v = scores.shape
    share = np.float32(smoothing / v)
    for i in numba.prange(n):
        row = scores[i]
        top, total = np.float32(-3e38), np.float32(0)
        for j in range(v):
            x = np.float32(_wide(row[j]) + bias[j])
            top = max(top, x)
            total += x
        mass = np.float32(0)
        for j in range(v):
            mass += _exp(np.float32(_wide(row[j]) + bias[j] - top))
        lse = np.float32(top + np.float32(math.log(mass)))
        at = gold[i]
        picked = np.float32(_wide(row[at]) + bias[at])
        losses[i] = (1.0 - smoothing) * (lse - picked) + smoothing * (lse - total / v)
        for j in range(v):
            row[j] = _narrow(np.float32(_exp(np.float32(_wide(row[j]) + bias[j] - lse)) - share))
        row[at] = _narrow(np.float32(_exp(np.float32(picked - lse)) - share - np.float32(1.0 - smoothing)))


def turn_into_gradient(
    scores: NDArray[np.uint16], bias: NDArray[np.float32], gold: NDArray[np.int64], smoothing: float
) -> float:
    """Overwrites `scores` with d loss / d scores; returns the summed loss in nats.

    *Shape:* scores (n, v), the bits of bfloat16 numbers; bias (v,) is added to every row; gold (n,) in 0..v-1.
    Szegedy et al. 2016, section 7: (1 - smoothing) on the gold piece and smoothing / v on every piece.
    """
    losses = np.zeros(len(scores))
    _rows(scores, bias, gold, smoothing, losses)
    return float(losses.sum())
