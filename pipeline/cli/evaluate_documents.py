"""Stories against references of their own shape: aligned, then scored over the blocks that all share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.cli.figures import Figures, Table, assemble
from pipeline.cli.scoring import (
    Options,
    align_story,
    check_inputs,
    gains_finding,
    match_stories,
    read_stories,
    reference_names,
    text_signature,
)
from pipeline.data import Score
from pipeline.evaluation.base import Metric
from pipeline.evaluation.blocks import AlignedReference
from pipeline.evaluation.checks import Finding, unescape
from pipeline.evaluation.coverage import Coverage
from pipeline.evaluation.errors import Report, Unit, error_report
from pipeline.evaluation.inputs import Text
from pipeline.evaluation.render import figure, score_json
from pipeline.evaluation.story import CorpusScores, LevelScores, score_corpus, score_story
from pipeline.significance.intervals import with_intervals


@dataclass(frozen=True, slots=True)
class _Aligned:
    """One story with its references, aligned."""

    text: Text
    references: tuple[AlignedReference, ...]
    signature: str


def evaluate_documents(
    hypothesis: str, references: Sequence[str], metrics: Sequence[Metric], options: Options
) -> Figures:
    """All figures of the stories of a file or run folder. Raises InputError for what cannot be read or matched."""
    names = reference_names(references)
    versions = [read_stories(path, options.reading, "reference") for path in references]
    matched = match_stories(read_stories(hypothesis, options.reading), versions, names)
    stories = []
    for story, texts in matched:
        aligned, signature = align_story(story.lines, texts, names, options.reading)
        stories.append(_Aligned(story, tuple(aligned), signature))
    corpus = _score(stories, metrics)
    findings = _findings(hypothesis, references, stories, corpus, metrics)
    if options.resamples:
        unit = "stories" if len(stories) > 1 else "blocks"
        corpus = with_intervals(corpus, unit, options.resamples, options.seed)
    lines = [line for story in stories for line in story.text.lines]
    texts_part = text_signature(hypothesis, lines, references, _streams(stories), stories[0].text.made_by)
    objects = [_object(name, levels, corpus, texts_part) for name, levels in corpus.scores.items()]
    report = _report(corpus, stories, options.worst) if options.worst else None
    return assemble([_levels_table(hypothesis, corpus), _coverage_table(corpus)], objects, findings, report)


def _score(stories: Sequence[_Aligned], metrics: Sequence[Metric], *, mended: bool = False) -> CorpusScores:
    scored = [
        score_story(
            [unescape(line) for line in story.text.lines] if mended else story.text.lines,
            story.references,
            metrics,
            id=story.text.id,
            sources=story.text.sources,
            alignment=story.signature,
        )
        for story in stories
    ]
    return score_corpus(scored, alignment=stories[0].signature)


def _streams(stories: Sequence[_Aligned]) -> list[list[str]]:
    """The lines of each reference, all stories joined."""
    return [
        [line for story in stories for line in story.references[r].lines] for r in range(len(stories[0].references))
    ]


def _findings(
    hypothesis: str,
    references: Sequence[str],
    stories: Sequence[_Aligned],
    corpus: CorpusScores,
    metrics: Sequence[Metric],
) -> list[Finding]:
    lines = [line for story in stories for line in story.text.lines]
    found = check_inputs(hypothesis, references, lines, _streams(stories))
    if any(finding.name == "entities" for finding in found):
        cheap = [metric for metric in metrics if not metric.needs_source]
        mended = _score(stories, cheap, mended=True).scores
        found += gains_finding(
            {name: score.aligned.value - corpus.scores[name].aligned.value for name, score in mended.items()}
        )
    return found


def _report(corpus: CorpusScores, stories: Sequence[_Aligned], worst: int) -> Report:
    units = []
    for story, scores in zip(stories, corpus.stories, strict=True):
        for block in scores.covered:
            texts = tuple(text for text in block.references if text is not None)
            source = " ".join(story.text.sources[i] for i in block.source) if story.text.sources else ""
            units.append(Unit(block.source, block.hypothesis, texts, source, scores.id))
    first = next(iter(corpus.scores))
    return error_report(units, corpus.scores[first].aligned.segments, corpus.tallies[first].metric.best, worst)


def _object(name: str, levels: LevelScores, corpus: CorpusScores, texts: str) -> dict[str, object]:
    def nested(score: Score | None) -> dict[str, object] | None:
        return None if score is None else score_json(score)

    several = corpus.stories[0].by_reference
    alone = {key: score_corpus([story.by_reference[key] for story in corpus.stories]).scores[name] for key in several}
    verbose = corpus.tallies[name].metric.verbose(corpus.tallies[name].blocks.sum(axis=0))
    return {
        **score_json(levels.aligned, verbose),
        "strict": nested(levels.strict),
        "document": nested(levels.document),
        "by_reference": {
            key: {"aligned": found.aligned.value, "strict": found.strict.value} for key, found in alone.items()
        },
        "coverage": [coverage_object(c, story.id) for story in corpus.stories for c in story.coverage],
        "stories": len(corpus.stories),
        "blocks": len(levels.aligned.segments),
        "figure": f"{levels.aligned.signature}|{texts}",
    }


def coverage_object(found: Coverage, story: str) -> dict[str, object]:
    """One reference's account as a JSON object; sentences are counted from 0."""
    return {
        "story": story,
        "reference": found.reference,
        "source_share": found.source_share,
        "reference_share": found.reference_share,
        "source_sentence_share": found.source_sentence_share,
        "reference_sentence_share": found.reference_sentence_share,
        "omissions": list(found.omissions),
        "additions": list(found.additions),
        "moved": [{"source": list(p.source), "target": list(p.target)} for p in found.moved],
    }


def _levels_table(title: str, corpus: CorpusScores) -> Table:
    rows = []
    for name, levels in corpus.scores.items():
        document = "–" if levels.document is None else figure(levels.document)
        rows.append((name, figure(levels.aligned), figure(levels.strict), document))
    header = ("metric", "aligned [95 %]", "strict", "whole story")
    signatures = tuple(levels.aligned.signature for levels in corpus.scores.values())
    number = len(corpus.stories)
    return Table(f"{title}: {number} {'story' if number == 1 else 'stories'}", header, tuple(rows), signatures)


def _coverage_table(corpus: CorpusScores) -> Table:
    rows = []
    for number in range(len(corpus.stories[0].coverage)):
        found = [story.coverage[number] for story in corpus.stories]
        source = sum(c.source_words for c in found) or 1
        target = sum(c.target_words for c in found) or 1
        rows.append(
            (
                found[0].reference,
                f"{1 - sum(c.omitted_words for c in found) / source:.1%}",
                f"{1 - sum(c.added_words for c in found) / target:.1%}",
                str(sum(len(c.omissions) for c in found)),
                str(sum(len(c.additions) for c in found)),
                str(sum(len(c.moved) for c in found)),
            )
        )
    header = (
        "reference",
        "source covered",
        "reference explained",
        "omissions",
        "additions",
        "moved passages",
    )
    return Table("coverage (shares of words; sentences left out, added; passages moved)", header, tuple(rows))
