"""The texts of several systems as units that can be compared: lines, or blocks that all of them share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.cli.scoring import (
    Options,
    align_story,
    check_inputs,
    fingerprint,
    match_stories,
    read_parallel,
    read_stories,
    reference_names,
    system_names,
)
from pipeline.errors import InputError
from pipeline.evaluation.base import Counts
from pipeline.evaluation.blocks import AlignedReference
from pipeline.evaluation.checks import Finding
from pipeline.evaluation.inputs import Text
from pipeline.evaluation.joint import JointBlock, SystemText, joint_blocks


@dataclass(slots=True)
class Units:
    """The blocks of all systems, and for each the number of its story."""

    systems: tuple[str, ...]
    blocks: list[JointBlock] = field(default_factory=list)
    story: list[int] = field(default_factory=list)
    stories: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    texts: str = ""
    alignment: str = ""

    def add(self, story: str, blocks: Sequence[JointBlock]) -> None:
        """The blocks of one more story."""
        self.story.extend([len(self.stories)] * len(blocks))
        self.blocks.extend(blocks)
        self.stories.append(story)

    def by_story(self, counts: Counts) -> Counts:
        """Statistics of blocks summed story by story. *Shape:* (blocks, k) to (stories, k)."""
        sums = np.zeros((len(self.stories), counts.shape[1]))
        np.add.at(sums, self.story, counts)
        return sums


def line_units(systems: Sequence[str], references: Sequence[str], options: Options) -> Units:
    """A unit is a line. Raises InputError, with both counts, where numbers of lines differ."""
    units = Units(tuple(system_names(systems)))
    hypotheses, sources = [], None
    streams: list[list[str]] = []
    for path in systems:
        lines, streams, sources = read_parallel(path, references, options)
        hypotheses.append(lines)
        units.findings += _named(path, check_inputs(path, references, lines, streams))
    units.add(
        "",
        [
            JointBlock(
                i, tuple((h[i],) for h in hypotheses), tuple(r[i] for r in streams), sources[i] if sources else None
            )
            for i in range(len(hypotheses[0]))
        ],
    )
    units.texts = _prints(units.systems, hypotheses, references, streams)
    return units


def document_units(systems: Sequence[str], references: Sequence[str], options: Options) -> Units:
    """A unit is a block that all systems and references of a story share. Raises InputError for a missing story."""
    units = Units(tuple(system_names(systems)))
    names = reference_names(references)
    versions = [read_stories(path, options.reading, "reference") for path in references]
    matched = [match_stories(read_stories(path, options.reading), versions, names) for path in systems]
    for position, (first, texts) in enumerate(matched[0]):
        story = [_story_of(stories, position, first, path) for stories, path in zip(matched, systems, strict=True)]
        aligned, units.alignment = _align(story, texts, names, options)
        blocks = joint_blocks(
            [SystemText(n, t.lines, a) for n, t, a in zip(units.systems, story, aligned, strict=True)]
        )
        units.add(first.id, blocks)
    streams = [_flat(texts) for texts in versions]
    hypotheses = [[line for text, _ in stories for line in text.lines] for stories in matched]
    for path, lines in zip(systems, hypotheses, strict=True):
        units.findings += _named(path, check_inputs(path, references, lines, streams))
    units.texts = _prints(units.systems, hypotheses, references, streams)
    return units


def _flat(texts: Sequence[Text]) -> list[str]:
    return [line for text in texts for line in text.lines]


def _story_of(stories: Sequence[tuple[Text, list[Text]]], position: int, first: Text, path: str) -> Text:
    if len(stories) == 1 and position == 0:
        return stories[0][0]
    found = {text.id: text for text, _ in stories}
    if first.id not in found:
        raise InputError(f"{path}: no story '{first.id}', which the first system has; compare the same stories")
    return found[first.id]


def _align(
    story: Sequence[Text], texts: Sequence[Text], names: Sequence[str], options: Options
) -> tuple[list[tuple[AlignedReference, ...]], str]:
    """For each system the aligned references.

    Systems with equally many sentences translate the same source sentences, so that one alignment, made with all of
    them as pivots, serves them all: no system is judged by borders of its own. Others are aligned one by one.
    """
    sizes = {len(text.lines) for text in story}
    if len(sizes) == 1 and all(text.sources is not None for text in story):
        shared, signature = align_story(story[0].lines, texts, names, options.reading, [t.lines for t in story])
        return [tuple(shared)] * len(story), signature
    found, signature = [], ""
    for text in story:
        aligned, signature = align_story(text.lines, texts, names, options.reading)
        found.append(tuple(aligned))
    return found, signature


def _named(path: str, findings: Sequence[Finding]) -> list[Finding]:
    return [Finding(f.name, f"{path}: {f.detail}", f.lines) for f in findings]


def _prints(
    systems: Sequence[str],
    hypotheses: Sequence[Sequence[str]],
    references: Sequence[str],
    streams: Sequence[Sequence[str]],
) -> str:
    found = [f"hyp:{fingerprint(name, lines)}" for name, lines in zip(systems, hypotheses, strict=True)]
    found += [f"ref:{fingerprint(name, lines)}" for name, lines in zip(references, streams, strict=True)]
    return "|".join(found)
