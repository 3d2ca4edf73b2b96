"""Beads against gold beads: precision, recall and F1 as Vecalign's `score.py` counts them, and calibration.

Strict: a bead is right if the gold has exactly that bead. Lax: it is right if it shares a pair of sentences with a gold
bead. Precision is over all predicted beads, nulls included; recall is over the gold beads that have both sides
(Thompson and Koehn 2019 follow Sennrich and Volk 2010). Beads may cross: only their indices count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.data import Bead

Key = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Counts:
    """Right and wrong beads, strict and lax, of what is looked at; they add up over stories."""

    right: int = 0
    wrong: int = 0
    lax_right: int = 0
    lax_wrong: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right,
            self.wrong + other.wrong,
            self.lax_right + other.lax_right,
            self.lax_wrong + other.lax_wrong,
        )

    @property
    def strict(self) -> float:
        """Share of right beads, 0 where there are none."""
        return _share(self.right, self.wrong)

    @property
    def lax(self) -> float:
        """Share of beads that are right in part at least, 0 where there are none."""
        return _share(self.lax_right, self.lax_wrong)


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision and recall counts of one story, or of many added up."""

    precision: Counts = Counts()
    recall: Counts = Counts()

    def __add__(self, other: Scores) -> Scores:
        return Scores(self.precision + other.precision, self.recall + other.recall)

    @property
    def f1(self) -> float:
        """Harmonic mean of strict precision and recall, 0..1."""
        return _harmonic(self.precision.strict, self.recall.strict)

    @property
    def lax_f1(self) -> float:
        """Harmonic mean of lax precision and recall, 0..1."""
        return _harmonic(self.precision.lax, self.recall.lax)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether confidences mean what they say, over the predicted beads that have both sides.

    `error` is the expected calibration error over `bins` equal bins (Naeini et al. 2015); `precision` is that of the
    beads at or above the threshold, `kept` their share of all.
    """

    error: float
    precision: float
    kept: float


def score(gold: Iterable[Bead], predicted: Iterable[Bead]) -> Scores:
    """The scores of one story."""
    keys, found = _keys(gold), _keys(predicted)
    return Scores(_counts(keys, found), _counts(_both(found), _both(keys)))


def score_by_type(gold: Iterable[Bead], predicted: Iterable[Bead]) -> dict[str, Scores]:
    """Strict scores for each bead type of gold or prediction (`1-1`, `2-1`, `0-1` …), the most frequent first."""
    keys, found = _keys(gold), _keys(predicted)
    types = Counter(_type(k) for k in keys) + Counter(_type(k) for k in found)
    return {
        kind: Scores(
            _counts(keys, {k for k in found if _type(k) == kind}), _counts(found, {k for k in keys if _type(k) == kind})
        )
        for kind, _ in sorted(types.items(), key=lambda item: (-item[1], item[0]))
    }


def crossing(beads: Sequence[Bead]) -> int:
    """How many beads stand out of order: those to be taken away so that no two of the others cross."""
    starts = [b.target[0] for b in sorted((b for b in beads if not b.null), key=lambda b: b.source)]
    tails: list[int] = []  # the longest rising subsequence, by patience
    for start in starts:
        place = next((k for k, tail in enumerate(tails) if tail >= start), len(tails))
        tails[place : place + 1] = [start]
    return len(starts) - len(tails)


def calibration(judged: Iterable[tuple[float, bool]], threshold: float = 0.9, bins: int = 10) -> Calibration:
    """Calibration from the confidence of each bead and whether it was right."""
    pairs = list(judged)
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in pairs:
        groups.setdefault(min(bins - 1, int(confidence * bins)), []).append((confidence, right))
    gaps = (abs(sum(c for c, _ in g) - sum(r for _, r in g)) for g in groups.values())
    sure = [right for confidence, right in pairs if confidence >= threshold]
    return Calibration(sum(gaps) / max(1, len(pairs)), sum(sure) / max(1, len(sure)), len(sure) / max(1, len(pairs)))


def judged(gold: Iterable[Bead], predicted: Iterable[Bead]) -> list[tuple[float, bool]]:
    """The confidence of each predicted bead with both sides, and whether the gold has it."""
    keys = _keys(gold)
    return [(b.confidence, (b.source, b.target) in keys) for b in predicted if not b.null]


def _keys(beads: Iterable[Bead]) -> set[Key]:
    return {(tuple(sorted(b.source)), tuple(sorted(b.target))) for b in beads}


def _both(keys: set[Key]) -> set[Key]:
    return {k for k in keys if k[0] and k[1]}


def _type(key: Key) -> str:
    return f"{len(key[0])}-{len(key[1])}"


def _counts(truth: set[Key], tested: set[Key]) -> Counts:
    """How many of `tested` are in `truth`, and how many share a pair of sentences with one of them."""
    partners: dict[int, set[int]] = {}
    for source, target in truth:
        for i in source:
            partners.setdefault(i, set()).update(target)
    right = len(tested & truth)
    near = sum(any(partners.get(i, set()) & {*target} for i in source) for source, target in tested - truth)
    wrong = len(tested) - right
    return Counts(right, wrong, right + near, wrong - near)


def _share(right: int, wrong: int) -> float:
    return right / (right + wrong) if right + wrong else 0.0


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0
