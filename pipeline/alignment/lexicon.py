"""The aligner for when no translation is at hand: a dictionary, names by their sound, and numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.alignment.anchors import lattice_for
from pipeline.alignment.arabic_tokens import arabic_stem, arabic_tokens, arabic_words, sounds
from pipeline.alignment.bags import background_of, bags_of
from pipeline.alignment.base import aligners
from pipeline.alignment.chained import ChainSettings, aligned, one_sided
from pipeline.alignment.dictionary import Dictionary, packaged, read_dictionary
from pipeline.alignment.evidence import Lexical, Weights, expansion
from pipeline.alignment.similarity import table
from pipeline.alignment.tokens import FUNCTION_WORDS, is_number, skeleton, tokens
from pipeline.data import Alignment

NAME = 0.5
"""Strength of two words with the same consonants: likely one name, written in two scripts."""
SHORTEST_SOUND = 3
WEIGHTS = Weights(quality=0.12, length=1.0)
"""Far fewer tokens find a match in a dictionary than in a translation."""

Pair = tuple[int, int]


@aligners.register("lexicon")
class LexiconAligner:
    """Pairs Arabic lines with English ones by word translations, sounds and lengths; nothing is translated before."""

    needs_pivot = False

    class Settings(ChainSettings):
        """Those of every chain, and `dictionary`, a file that adds to the one in the package (see dictionary.py)."""

        dictionary: str = ""

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
        """See Aligner.align; pivots are not read."""
        if not source or not target:
            return one_sided(len(source), len(target))
        books = [packaged()] + ([read_dictionary(self.settings.dictionary)] if self.settings.dictionary else [])
        evidence = _evidence(source, target, books)
        lattice = lattice_for(evidence.source, evidence.target, evidence.forth)
        return aligned(evidence, lattice, self.settings, source_borders, target_borders)

    @property
    def signature(self) -> str:
        """See Aligner.signature."""
        return self.settings.signature("lexicon")


def _evidence(source: Sequence[str], target: Sequence[str], books: Sequence[Dictionary]) -> Lexical:
    left, right = [arabic_tokens(line) for line in source], [tokens(line) for line in target]
    mine, theirs = bags_of(left, background_of(left)), bags_of(right, background_of(right))
    heard = {arabic_stem(word): sounds(word) for line in source for word in arabic_words(line)}
    forth, back = _matches(mine.types, theirs.types, books, heard)
    source_length = np.array([len(line) for line in source], np.float64)
    target_length = np.array([len(line) for line in target], np.float64)
    return Lexical(
        mine,
        theirs,
        # a source token is asked for given the target: p(source | target), and the other way round
        table(((s, t, p) for (s, t), p in back.items()), len(mine.types)),
        table(((t, s, p) for (s, t), p in forth.items()), len(theirs.types)),
        source_length,
        target_length,
        expansion(source_length, target_length),
        WEIGHTS,
    )


def _matches(
    source: Sequence[str], target: Sequence[str], books: Sequence[Dictionary], heard: Mapping[str, str]
) -> tuple[dict[Pair, float], dict[Pair, float]]:
    """p(target type | source type) and p(source type | target type) of the pairs that have any; `heard`: the sounds of
    a word behind each source stem."""
    number = {t: k for k, t in enumerate(target)}
    by_sound: dict[str, list[int]] = defaultdict(list)
    for k, t in enumerate(target):
        if t and not is_number(t) and t not in FUNCTION_WORDS and len(skeleton(t)) >= SHORTEST_SOUND:
            by_sound[skeleton(t)].append(k)
    forth: dict[Pair, float] = {}
    back: dict[Pair, float] = {}

    def keep(pair: Pair, p: float, q: float) -> None:
        forth[pair], back[pair] = max(p, forth.get(pair, 0.0)), max(q, back.get(pair, 0.0))

    for h, s in enumerate(source):
        for book in books:
            for word, p, q in book.of(s):
                if word in number:
                    keep((h, number[word]), p, q)
        if s in number:  # a number, or a Latin word in the Arabic text
            keep((h, number[s]), 1.0, 1.0)
        elif not is_number(s):
            for k in by_sound.get(heard.get(s, ""), ()):
                keep((h, k), NAME, NAME)
    return forth, back
