"""Scores of whole stories against references that need not be line by line (docs/evaluation.md has the formulas)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.data import Score
from pipeline.errors import InputError
from pipeline.evaluation.base import Counts, Metric
from pipeline.evaluation.blocks import AlignedReference, Block, join, shared_blocks
from pipeline.evaluation.coverage import Coverage, coverage
from pipeline.evaluation.pieces import count_pieces, pieces


@dataclass(frozen=True, eq=False)
class Tally:
    """One metric's statistics. *Shapes:* `blocks` (b, k), `strict` (s, k), `document` (s, k); a story has s = 1.

    A block's statistics are the sum over its sentences (pieces.py). `strict` are the summed blocks and the uncovered
    text; `document` is the whole story as one segment, None where the metric cannot count one. `references`: their
    number, -1 where blocks differ in it.
    """

    metric: Metric
    blocks: Counts
    story: tuple[int, ...]
    """For each block the number of its story."""
    strict: Counts
    document: Counts | None
    references: int

    @property
    def stories(self) -> Counts:
        """The blocks summed story by story. *Shape:* (s, k)."""
        sums = np.zeros_like(self.strict)
        np.add.at(sums, list(self.story), self.blocks)
        return sums


@dataclass(frozen=True, slots=True)
class LevelScores:
    """The figures of one metric: over aligned blocks, strict, and whole stories as segments."""

    aligned: Score
    strict: Score
    document: Score | None


@dataclass(frozen=True, eq=False)
class StoryScores:
    """What one story's translation is worth against its references. Mappings are by metric name.

    `blocks` are all blocks, uncovered ones included; `scores[m].aligned.segments` has a figure for each covered one,
    in the same order. `by_reference` holds the scores against each reference alone (empty where there is only one).
    """

    id: str
    blocks: tuple[Block, ...]
    coverage: tuple[Coverage, ...]
    scores: Mapping[str, LevelScores]
    tallies: Mapping[str, Tally]
    by_reference: Mapping[str, StoryScores] = field(default_factory=dict)

    @property
    def covered(self) -> tuple[Block, ...]:
        """The blocks that are scored."""
        return tuple(block for block in self.blocks if block.covered)


@dataclass(frozen=True, eq=False)
class CorpusScores:
    """The same over several stories: figures of summed statistics, never means of figures."""

    stories: tuple[StoryScores, ...]
    scores: Mapping[str, LevelScores]
    tallies: Mapping[str, Tally]


def score_story(
    hypothesis: Sequence[str],
    references: Sequence[AlignedReference],
    metrics: Sequence[Metric],
    *,
    id: str = "",
    sources: Sequence[str] | None = None,
    alignment: str = "",
) -> StoryScores:
    """Scores one story.

    `hypothesis`: one line for each source sentence. `sources`: the source sentences, for metrics that read them.
    `alignment`: how the references were aligned, for the signatures.

    Raises InputError for no reference, an alignment for another number of lines, or sources of another number.
    """
    if sources is not None and len(sources) != len(hypothesis):
        raise InputError(f"{id or 'story'}: {len(sources)} source lines but {len(hypothesis)} hypothesis lines")
    blocks = shared_blocks(hypothesis, references)
    tallies = {metric.name: _tally(metric, blocks, hypothesis, references, sources) for metric in _distinct(metrics)}
    alone = {}
    if len(references) > 1:
        alone = {
            r.id: score_story(hypothesis, [r], metrics, id=id, sources=sources, alignment=alignment) for r in references
        }
    return StoryScores(
        id=id,
        blocks=blocks,
        coverage=tuple(coverage(hypothesis, reference) for reference in references),
        scores={name: _levels(tally, alignment) for name, tally in tallies.items()},
        tallies=tallies,
        by_reference=alone,
    )


def score_corpus(stories: Sequence[StoryScores], *, alignment: str = "") -> CorpusScores:
    """Scores all stories together. They must have been scored with the same metrics.

    Raises InputError where there is no story, or the metrics differ.
    """
    if not stories:
        raise InputError("no story to score")
    names = list(stories[0].tallies)
    for story in stories:
        if list(story.tallies) != names:
            raise InputError(f"{story.id}: scored with {list(story.tallies)}, the first story with {names}")
    tallies = {name: _pool([story.tallies[name] for story in stories]) for name in names}
    return CorpusScores(
        stories=tuple(stories),
        scores={name: _levels(tally, alignment) for name, tally in tallies.items()},
        tallies=tallies,
    )


def figure_signature(metric: str, level: str, alignment: str = "") -> str:
    """One line that says how a figure came about: the metric's signature, the level, the alignment's signature."""
    parts = [metric, f"level:{level}"]
    if alignment:
        parts.append(f"alignment:[{alignment}]")
    return "|".join(parts)


def _distinct(metrics: Sequence[Metric]) -> list[Metric]:
    return list({metric.name: metric for metric in metrics}.values())


def _tally(
    metric: Metric,
    blocks: Sequence[Block],
    hypothesis: Sequence[str],
    references: Sequence[AlignedReference],
    sources: Sequence[str] | None,
) -> Tally:
    covered = [block for block in blocks if block.covered]
    counts = count_pieces(
        metric,
        [
            pieces(
                [hypothesis[i] for i in block.source],
                block.references,
                None if sources is None else [sources[i] for i in block.source],
            )
            for block in covered
        ],
    )
    unmatched = [block.hypothesis for block in blocks if block.source and not block.covered]
    missing = [text for block in blocks if not block.source for text in block.references if text is not None]
    # Each reference's additions count 1/r: the story is held to what an average version adds.
    uncovered = metric.unmatched(unmatched).sum(axis=0) + metric.missing(missing).sum(axis=0) / len(references)
    document = None
    if metric.whole_story:
        whole = None if sources is None else [join(sources)]
        document = metric.count([join(hypothesis)], [[join(r.lines)] for r in references], whole)
    same = all(text is not None for block in covered for text in block.references)
    return Tally(
        metric=metric,
        blocks=counts,
        story=(0,) * len(covered),
        strict=(counts.sum(axis=0) + uncovered)[np.newaxis],
        document=document,
        references=len(references) if same else -1,
    )


def _pool(tallies: Sequence[Tally]) -> Tally:
    numbers = {tally.references for tally in tallies}
    documents = [tally.document for tally in tallies if tally.document is not None]
    return Tally(
        metric=tallies[0].metric,
        blocks=np.concatenate([tally.blocks for tally in tallies]),
        story=tuple(number for number, tally in enumerate(tallies) for _ in tally.story),
        strict=np.concatenate([tally.strict for tally in tallies]),
        document=np.concatenate(documents) if len(documents) == len(tallies) else None,
        references=numbers.pop() if len(numbers) == 1 else -1,
    )


def _levels(tally: Tally, alignment: str) -> LevelScores:
    metric = tally.metric
    signature = metric.signature(tally.references)

    def score(counts: Counts, level: str, segments: Sequence[float] = ()) -> Score:
        value = float(metric.value(counts.sum(axis=0)))
        return Score(metric.name, value, figure_signature(signature, level, alignment), segments=segments)

    return LevelScores(
        aligned=score(tally.blocks, "blocks|cut:edits", tuple(float(x) for x in metric.segments(tally.blocks))),
        strict=score(tally.strict, "strict|cut:edits"),
        document=None if tally.document is None else score(tally.document, "document"),
    )
