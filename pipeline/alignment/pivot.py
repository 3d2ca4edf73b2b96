"""The default aligner: reads the source's machine translation (the pivot) beside the target."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.alignment.anchors import lattice_for
from pipeline.alignment.bags import background_of, bags_of
from pipeline.alignment.base import aligners
from pipeline.alignment.chained import ChainSettings, aligned, one_sided
from pipeline.alignment.evidence import Lexical, Weights, expansion
from pipeline.alignment.lattice import Floats
from pipeline.alignment.similarity import same_language, table
from pipeline.alignment.tokens import tokens
from pipeline.data import Alignment
from pipeline.errors import InputError


@aligners.register("pivot")
class PivotAligner:
    """Pairs the lines of a pivot with those of a target in the same language, by words and lengths."""

    needs_pivot = True

    class Settings(ChainSettings):
        """Those of every chain."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or self.Settings()

    def align(
        self,
        source: Sequence[str],
        target: Sequence[str],
        *,
        pivots: Sequence[Sequence[str]] = (),
        source_borders: Sequence[int] = (),
        target_borders: Sequence[int] = (),
    ) -> Alignment:
        """See Aligner.align. Several pivots are read as one that has the words of each."""
        _check(source, pivots)
        if not source or not target:
            return one_sided(len(source), len(target))
        evidence = _evidence(source, pivots, target)
        lattice = lattice_for(evidence.source, evidence.target, evidence.forth)
        return aligned(evidence, lattice, self.settings, source_borders, target_borders)

    @property
    def signature(self) -> str:
        """See Aligner.signature."""
        return self.settings.signature("pivot")


def _check(source: Sequence[str], pivots: Sequence[Sequence[str]]) -> None:
    if not pivots:
        raise InputError("aligner pivot: no pivot; give the source's translation, or use the aligner 'lexicon'")
    for number, pivot in enumerate(pivots, 1):
        if len(pivot) != len(source):
            raise InputError(f"pivot {number}: {len(pivot)} lines for {len(source)} source lines; one each is needed")


def _evidence(source: Sequence[str], pivots: Sequence[Sequence[str]], target: Sequence[str]) -> Lexical:
    left = [[token for line in lines for token in tokens(line)] for lines in zip(*pivots, strict=True)]
    right = [tokens(line) for line in target]
    background = background_of(left + right)
    ours, theirs = bags_of(left, background, len(pivots)), bags_of(right, background)
    entries = same_language(ours.types, theirs.types)
    source_length = _lengths(source, np.array([_size(line) for line in left], np.float64) / len(pivots))
    target_length = np.array([_size(line) for line in right], np.float64)
    return Lexical(
        ours,
        theirs,
        table(entries, len(ours.types)),
        table(((k, h, v) for h, k, v in entries), len(theirs.types)),
        source_length,
        target_length,
        expansion(source_length, target_length),
        Weights(),
    )


def _lengths(source: Sequence[str], translated: Floats) -> Floats:
    """What the source lines count as: the mean of the logarithms of their own and of their translations' characters.

    Each is wrong at times, and not at the same ones: a network drops a clause, or a language is brief. *Shapes:* (n,)
    """
    own = np.array([len(line) for line in source], np.float64) + 1.0
    return np.asarray(np.sqrt(own * (translated + 1.0) * ((translated.sum() + 1.0) / own.sum())))


def _size(line: Sequence[str]) -> int:
    """Characters of tokens and of the spaces between them."""
    return sum(map(len, line)) + len(line)
