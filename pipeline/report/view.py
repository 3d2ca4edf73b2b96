"""One story as a reader sees it: rows of source, translation and every reference, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.data import Alignment, Flag, Output, Story, Translation
from pipeline.evaluation.story import StoryScores


@dataclass(frozen=True, slots=True)
class Cell:
    """What one reference says in a row; `text` is None where it says nothing. `confidence` is in 0..1."""

    reference: str
    text: str | None
    confidence: float | None
    moved: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Sentences that belong together. `number` counts source sentences from 1; `source` is empty for an addition."""

    number: str
    paragraph: bool
    source: str
    outputs: tuple[Output, ...]
    cells: tuple[Cell, ...]
    chrf: float | None

    @property
    def translation(self) -> str:
        """The outputs of the row as one text."""
        return " ".join(o.text for o in self.outputs if o.text)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The flags of all outputs of the row."""
        return tuple(flag for o in self.outputs for flag in o.flags)


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story with its rows, and its scores where it has references."""

    id: str
    references: tuple[str, ...]
    rows: tuple[Row, ...]
    scores: StoryScores | None

    @property
    def headline(self) -> str:
        """The first sentence's output alone, though its row may hold more: the headline of most stories."""
        return next((output.text for row in self.rows for output in row.outputs if output.text), self.id)


def view_story(
    story: Story, translation: Translation, alignments: Mapping[str, Alignment], scores: StoryScores | None
) -> StoryView:
    """The rows of a story, in the order of the source; what only a reference says comes last."""
    if scores is None:
        alone = tuple(_row(story, translation, (i,), (), {}, None) for i in range(len(translation.outputs)))
        return StoryView(story.id, (), alone, None)
    names = tuple(alignments)
    moved = {c.reference: {j for p in c.moved for j in p.target} for c in scores.coverage}
    figures = _figures(scores)
    rows = []
    for block, figure in zip(scores.blocks, figures, strict=True):
        cells = {
            name: Cell(
                name,
                text,
                _confidence(alignments[name], block.source, targets) if text is not None else None,
                bool(set(targets) & moved.get(name, set())),
            )
            for name, text, targets in zip(names, block.references, block.targets, strict=True)
        }
        rows.append(_row(story, translation, block.source, names, cells, figure))
    return StoryView(story.id, names, tuple(rows), scores)


def _row(
    story: Story,
    translation: Translation,
    source: Sequence[int],
    names: Sequence[str],
    cells: Mapping[str, Cell],
    figure: float | None,
) -> Row:
    sentences = story.source.sentences
    return Row(
        number=_number(source),
        paragraph=bool(source) and _begins_paragraph(story, source[0]),
        source=" ".join(sentences[i].line for i in source),
        outputs=tuple(translation.outputs[i] for i in source),
        cells=tuple(cells[name] for name in names),
        chrf=figure,
    )


def _number(source: Sequence[int]) -> str:
    if not source:
        return ""
    first, last = source[0] + 1, source[-1] + 1
    if last - first + 1 == len(source):
        return str(first) if first == last else f"{first}–{last}"
    return ", ".join(str(i + 1) for i in source)


def _begins_paragraph(story: Story, index: int) -> bool:
    sentences = story.source.sentences
    return index > 0 and sentences[index].paragraph != sentences[index - 1].paragraph


def _figures(scores: StoryScores) -> list[float | None]:
    """chrF of each block, None where it is not scored."""
    name = next((n for n in scores.scores if n.startswith("chrF")), None)
    if name is None:
        return [None] * len(scores.blocks)
    segments = iter(scores.scores[name].aligned.segments)
    return [next(segments) if block.covered else None for block in scores.blocks]


def _confidence(alignment: Alignment, source: Sequence[int], target: Sequence[int]) -> float:
    """The least confidence of the beads of a block."""
    inside = [
        b.confidence for b in alignment if not b.null and set(b.source) <= set(source) and set(b.target) <= set(target)
    ]
    return min(inside, default=0.0)
