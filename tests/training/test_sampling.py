"""Pieces taken apart: the text stays the same, the draw can be repeated."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from pipeline.training.vocabulary import Pieces

MODEL = Path(__file__).parents[2] / "models" / "wire-ar-en"
ARABIC = "أعلن وزير الخارجية المصري يوم الثلاثاء أن المحادثات ستستمر."
ENGLISH = "The Egyptian foreign minister said on Tuesday that the talks would continue."


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(MODEL)


def test_the_text_stays_the_same(pieces: Pieces) -> None:
    rng = random.Random(1)
    drawn = [pieces.encode_targets([ENGLISH], 0.3, rng)[0] for _ in range(50)]
    assert {pieces.decode(ids) for ids in drawn} == {ENGLISH}
    assert len({tuple(ids) for ids in drawn}) > 40
    names = ["".join(pieces.names[i] for i in ids[:-1]) for ids in pieces.encode_sources([ARABIC] * 20, 0.3, rng)]
    assert {name.replace("▁", " ").strip() for name in names} == {ARABIC}


def test_the_same_seed_draws_the_same(pieces: Pieces) -> None:
    one, same, other = (pieces.encode_sources([ARABIC] * 9, 0.2, random.Random(seed)) for seed in (1, 1, 2))
    assert one == same != other


def test_without_a_chance_nothing_is_taken_apart(pieces: Pieces) -> None:
    assert pieces.encode_targets([ENGLISH], 0.0, random.Random(1)) == pieces.encode_targets([ENGLISH])


def test_the_chance_is_that_of_a_piece(pieces: Pieces) -> None:
    whole = pieces.encode_targets(["minister"])[0][0]
    drawn = Counter(ids[0] == whole for ids in pieces.encode_targets(["minister"] * 4000, 0.25, random.Random(3)))
    assert drawn[False] / 4000 == pytest.approx(0.25, abs=0.03)
