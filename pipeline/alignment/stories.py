"""Which story belongs to which: stories of two languages matched by what they speak of.

A story becomes a bag of features: stems of its words (a dictionary's translations for an Arabic story without a pivot),
numbers, and the consonants of words that may be names. Features are weighted by tf-idf (Salton and Buckley 1988) and
compared by cosine; common features are dropped first, so that the work grows with the number of stories, not with
their pairs. Pairs are taken one to one, the surest first.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipeline.alignment.arabic_tokens import arabic_stem, arabic_tokens, arabic_words, sounds
from pipeline.alignment.dictionary import Dictionary, packaged
from pipeline.alignment.lattice import Floats
from pipeline.alignment.tokens import FUNCTION_WORDS, is_number, skeleton, tokens

COMMON = 100
"""Stories of one side that a feature may occur in; what more of them share does not tell them apart …"""
SHARE = 0.2
"""… nor, among few stories, what this share of them has in common."""
SOUND = 3
"""Consonants that a name needs to be compared by its sound."""

LEAST = 0.02
"""Cosine below which nothing is kept."""
CHANCE = 0.1
STEEP = 40.0
"""Strangers rarely reach a cosine of CHANCE, versions of one story rarely stay below; STEEP is how sharp that is."""

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Match:
    """Story `source` and story `target`, by their indices, tell the same news with this confidence, 0..1."""

    source: int
    target: int
    confidence: float
    cosine: float


def english_features(lines: Sequence[str]) -> Features:
    """The features of an English story, or of a story's English pivot."""
    counts: Counter[str] = Counter()
    for line in lines:
        for token in tokens(line):
            if token not in FUNCTION_WORDS:
                counts[token] += 1
                if not is_number(token) and len(skeleton(token)) >= SOUND:
                    counts[_sound(skeleton(token))] += 1
    return {feature: 1.0 + math.log(count) for feature, count in counts.items()}


def arabic_features(lines: Sequence[str], book: Dictionary | None = None) -> Features:
    """The features of an Arabic story through a dictionary; what it does not know is compared by sound."""
    book = book or packaged()
    counts: dict[str, float] = defaultdict(float)
    for line in lines:
        for token in arabic_tokens(line):
            if token.isascii():
                counts[token] += 1.0
        for word in arabic_words(line):
            for english, p, _ in book.of(arabic_stem(word)):
                counts[english] += p
            if len(sounds(word)) >= SOUND:
                counts[_sound(sounds(word))] += 1
    return {feature: math.log1p(count) for feature, count in counts.items()}


def matched(sources: Sequence[Features], targets: Sequence[Features], threshold: float = 0.5) -> list[Match]:
    """The matches of two sets of stories, each story in one at most, in the order of the sources.

    `threshold` is the least confidence: how far the cosine is from that of strangers, and from that of the next best
    story on either side.
    """
    left, right = _weighted(sources, targets)
    table = sparse.coo_array(left @ right.T)
    close = table.data > LEAST
    rows, columns, cosines = table.row[close].tolist(), table.col[close].tolist(), table.data[close].tolist()
    ranks: dict[tuple[int, int], list[float]] = {}  # (side, story): its two best cosines
    for i, j, cosine in zip(rows, columns, cosines, strict=True):
        for key in ((0, i), (1, j)):
            ranks[key] = sorted([*ranks.get(key, [0.0, 0.0]), cosine], reverse=True)[:2]
    taken: set[tuple[int, int]] = set()
    found = []
    for cosine, i, j in sorted(zip(cosines, rows, columns, strict=True), key=lambda entry: (-entry[0], *entry[1:])):
        if (0, i) not in taken and (1, j) not in taken:
            taken |= {(0, i), (1, j)}
            rival = max(_rival(ranks[0, i], cosine), _rival(ranks[1, j], cosine))
            confidence = _confidence(cosine, rival)
            if confidence >= threshold:
                found.append(Match(i, j, confidence, cosine))
    return sorted(found, key=lambda match: match.source)


def _rival(best: Sequence[float], cosine: float) -> float:
    """The best cosine that a story has with another one than this."""
    return best[1] if best[0] <= cosine else best[0]


def _confidence(cosine: float, rival: float) -> float:
    return 1.0 / (1.0 + math.exp(-STEEP * (cosine - CHANCE) - 2.0 * math.log(cosine / max(rival, LEAST))))


def _weighted(sources: Sequence[Features], targets: Sequence[Features]) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Unit vectors of the stories, without the features that are common or on one side only (these count in the norm).

    *Shapes:* (sources, features), (targets, features)
    """
    spread = [Counter(feature for story in side for feature in story) for side in (sources, targets)]
    most = [max(3.0, min(COMMON, SHARE * len(side))) for side in (sources, targets)]
    shared = (f for f in spread[0] if spread[1][f] and all(s[f] <= m for s, m in zip(spread, most, strict=True)))
    number = {feature: k for k, feature in enumerate(shared)}
    return _vectors(sources, spread[0], number), _vectors(targets, spread[1], number)


def _vectors(stories: Sequence[Features], spread: Mapping[str, int], number: Mapping[str, int]) -> sparse.csr_array:
    rows, columns, values = [], [], []
    norms: Floats = np.ones(len(stories))
    for row, story in enumerate(stories):
        weights = {f: tf * math.log((len(stories) + 1.0) / (spread[f] + 0.5)) for f, tf in story.items()}
        norms[row] = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        for feature, weight in weights.items():
            if feature in number:
                rows.append(row)
                columns.append(number[feature])
                values.append(weight / norms[row])
    return sparse.csr_array((values, (rows, columns)), (len(stories), len(number)))


def _sound(letters: str) -> str:
    """A feature that no word can be."""
    return f"~{letters}"
