"""The nouns of a run as JSON records, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.data import Document, Flag, Output, Score, Story, Translation
from pipeline.evaluation.story import CorpusScores, LevelScores, StoryScores


def document_record(story: str, role: str, document: Document) -> dict[str, object]:
    """A document with its raw text and the offsets of its sentences. `role`: source, or the reference's name."""
    return {
        "story": story,
        "role": role,
        "id": document.id,
        "language": document.language,
        "encoding": document.encoding,
        "metadata": dict(document.metadata),
        "text": document.text,
        "sentences": [[s.start, s.end, s.paragraph] for s in document.sentences],
    }


def translation_record(story: str, sources: Sequence[str], translation: Translation) -> dict[str, object]:
    """A story's translation, sentence by sentence, its source beside it."""
    return {
        "story": story,
        "signature": translation.signature,
        "sentences": [
            {"source": source, **_output_record(o)} for source, o in zip(sources, translation.outputs, strict=True)
        ],
    }


def _output_record(o: Output) -> dict[str, object]:
    record: dict[str, object] = {
        "text": o.text,
        "score": None if o.score is None else round(o.score, 6),
        "origin": o.origin,
        "flags": [{"name": f.name, "detail": f.detail} for f in o.flags],
    }
    if o.alternatives:
        record["alternatives"] = list(o.alternatives)
    return record


def read_translation(document: str, record: Mapping[str, Any]) -> Translation:
    """The Translation of a record that `translation_record` made."""
    outputs = tuple(
        Output(
            text=o["text"],
            score=o["score"],
            flags=tuple(Flag(f["name"], f["detail"]) for f in o["flags"]),
            origin=o["origin"],
            alternatives=tuple(o.get("alternatives", ())),
        )
        for o in record["sentences"]
    )
    return Translation(document, outputs, record["signature"])


def scores_record(corpus: CorpusScores) -> dict[str, object]:
    """All figures of a run, each with its signature."""
    return {
        "all": _levels(corpus.scores),
        "stories": [
            {
                "story": story.id,
                "scores": _levels(story.scores),
                "by_reference": {name: _levels(alone.scores) for name, alone in story.by_reference.items()},
                "coverage": [_coverage(c) for c in story.coverage],
            }
            for story in corpus.stories
        ],
    }


def _levels(scores: Mapping[str, LevelScores]) -> dict[str, object]:
    return {
        name: {
            "aligned": _score(levels.aligned),
            "strict": _score(levels.strict),
            "document": _score(levels.document) if levels.document is not None else None,
        }
        for name, levels in scores.items()
    }


def _score(score: Score) -> dict[str, object]:
    record: dict[str, object] = {"value": round(score.value, 4)}
    if score.interval is not None:
        record["interval"] = [round(x, 4) for x in score.interval]
    return record | {"signature": score.signature}


def _coverage(c: Any) -> dict[str, object]:
    return {
        "reference": c.reference,
        "source_share": round(c.source_share, 4),
        "reference_share": round(c.reference_share, 4),
        "omissions": list(c.omissions),
        "additions": list(c.additions),
        "moved": [{"source": list(p.source), "target": list(p.target)} for p in c.moved],
    }


def segment_header(references: Sequence[str], metrics: Sequence[str]) -> list[str]:
    """The columns of segments.tsv."""
    return ["story", "sentences", "source", "translation", *references, *metrics]


def segment_rows(story: Story, scores: StoryScores, references: Sequence[str]) -> Iterator[list[str]]:
    """The blocks of a story as rows of segments.tsv; an empty cell where a side says nothing or nothing is scored.

    `references`: the columns; a story that lacks one of them has empty cells there.
    """
    lines = story.source.lines
    own = [r.id for r in story.references]
    figures = {name: iter(levels.aligned.segments) for name, levels in scores.scores.items()}
    for block in scores.blocks:
        texts = dict(zip(own, block.references, strict=True))
        values = [f"{next(f):.2f}" if block.covered else "" for f in figures.values()]
        yield [
            story.id,
            " ".join(str(i) for i in block.source),
            " ".join(lines[i] for i in block.source),
            block.hypothesis,
            *(texts.get(name) or "" for name in references),
            *values,
        ]
