"""The embedding aligner with a stand-in for its model: a bag of words, each word a random direction."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.alignment.embedding import EmbeddingAligner
from pipeline.alignment.lattice import Singles
from pipeline.errors import InputError, ModelError

SOURCE = [
    "Foreign ministers met on Monday in Aden.",
    "They discussed the airport and salaries.",
    "Thirty trucks with medicine crossed the border.",
    "Hospitals in the north asked for fuel.",
    "Envoy Karim Haddad chairs the talks next week.",
]


def encode(texts: Sequence[str]) -> Singles:
    rows = []
    for text in texts:
        words = [np.random.default_rng(zlib.crc32(w.lower().encode())).normal(size=256) for w in text.split()]
        total = np.sum(words, axis=0) if words else np.ones(256)
        rows.append(total / np.linalg.norm(total))
    return np.array(rows, np.float32)


def pairs(source: list[str], target: list[str]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(b.source, b.target) for b in EmbeddingAligner(encode=encode).align(source, target)]


def test_same_order() -> None:
    assert pairs(SOURCE, SOURCE) == [((i,), (i,)) for i in range(5)]


def test_merge() -> None:
    target = [SOURCE[0], f"{SOURCE[1]} {SOURCE[2]}", *SOURCE[3:]]
    assert pairs(SOURCE, target) == [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((4,), (3,))]


def test_omission() -> None:
    assert ((3,), ()) in pairs(SOURCE, [*SOURCE[:3], SOURCE[4]])


def test_moved() -> None:
    assert ((4,), (0,)) in pairs(SOURCE, [SOURCE[4], *SOURCE[:4]])


def test_pivot_is_read_in_place_of_the_source() -> None:
    found = EmbeddingAligner(encode=encode).align(["؟"] * 5, SOURCE, pivots=[SOURCE])
    assert [(b.source, b.target) for b in found] == [((i,), (i,)) for i in range(5)]
    with pytest.raises(InputError, match="1 lines for 5"):
        EmbeddingAligner(encode=encode).align(SOURCE, SOURCE, pivots=[["x"]])


def test_empty_side() -> None:
    assert pairs([], SOURCE[:1]) == [((), (0,))]


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    settings = EmbeddingAligner.Settings(encoder="not-there")
    with pytest.raises(ModelError, match="pip install"):
        EmbeddingAligner(settings).align(SOURCE, SOURCE)
