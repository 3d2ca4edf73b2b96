"""The embedding aligner with a stand-in for its model: a bag of words, each word a random direction."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Sequence
from functools import cache

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


@cache
def direction(word: str) -> Singles:
    return np.random.default_rng(zlib.crc32(word.lower().encode())).normal(size=256).astype(np.float32)


def encode(texts: Sequence[str]) -> Singles:
    rows = []
    for text in texts:
        words = [direction(w) for w in text.split()]
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


def test_addition_is_not_merged_in() -> None:
    added = "Bread prices rose sharply this spring, bakers complained."
    found = pairs(SOURCE, [*SOURCE[:2], added, *SOURCE[2:]])
    assert {*found} == {((0,), (0,)), ((1,), (1,)), ((2,), (3,)), ((3,), (4,)), ((4,), (5,)), ((), (2,))}


def test_two_pairs_are_not_one_bead() -> None:
    confidences = [b.confidence for b in EmbeddingAligner(encode=encode).align(SOURCE, SOURCE)]
    assert min(confidences) > 0.95


def test_strangers_stay_null() -> None:
    others = [
        "Rain fell on vineyards all August.",
        "A goalkeeper broke his arm.",
        "Tickets cost twelve euros.",
        "Nobody answered my letter, sadly.",
    ]
    assert all(not left or not right for left, right in pairs(SOURCE, others))


def test_a_long_text_is_aligned_in_a_band() -> None:
    lines = [f"Item {k} of list {k * 7919 % 1009} concerns district {k * 31 % 997}." for k in range(700)]
    found = pairs(lines, [line for k, line in enumerate(lines) if k % 50 != 25])
    wanted = [((k,), (k - (k + 25) // 50,)) for k in range(700) if k % 50 != 25]
    assert len(set(wanted) & set(found)) > 0.97 * len(wanted)


@pytest.mark.parametrize(
    ("source", "target"),
    [([""] * 3, [""] * 4), (["?!"], ["…", "—"]), (SOURCE[:1] * 30, SOURCE[:1] * 25), (SOURCE[:1] * 3000, SOURCE[:3])],
    ids=["blank", "no words", "duplicates", "3,000 to 3"],
)
def test_odd_texts(source: list[str], target: list[str]) -> None:
    assert EmbeddingAligner(encode=encode).align(source, target).sources == len(source)


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
