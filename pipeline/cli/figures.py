"""The figures of one translation, as rows for people and objects for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.cli.scoring import (
    Reading,
    align_story,
    check_inputs,
    fingerprint,
    match_stories,
    read_parallel,
    read_stories,
    reference_names,
)
from pipeline.data import Score
from pipeline.evaluation.base import Metric
from pipeline.evaluation.checks import Finding, entity_gain
from pipeline.evaluation.coverage import Coverage
from pipeline.evaluation.errors import Report, Unit, error_report
from pipeline.evaluation.lines import score_lines
from pipeline.evaluation.render import as_json, figure, score_json, tabulate
from pipeline.evaluation.story import CorpusScores, LevelScores, score_corpus, score_story
from pipeline.significance.intervals import bootstrap_interval, with_intervals


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of texts. `signatures` has one entry a row, where the rows are figures."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    signatures: tuple[str, ...] = ()

    def render(self, form: str) -> str:
        """Signatures are a column in TSV, comments in LaTeX, and lines below the table elsewhere."""
        if form == "tsv" and self.signatures:
            rows = [(*row, signature) for row, signature in zip(self.rows, self.signatures, strict=True)]
            return tabulate((*self.header, "signature"), rows, form)
        lines = [f"{row[0]}: {signature}" for row, signature in zip(self.rows, self.signatures, strict=False)]
        if form == "markdown":
            lines = [f"- {line}" for line in lines]
        below = "".join(f"% {line}\n" if form == "latex" else f"{line}\n" for line in lines)
        gap = "\n" if below and form == "markdown" else ""
        return tabulate(self.header, self.rows, form, self.title) + gap + below


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that an evaluation found out; `render` shows it in one of the forms."""

    tables: tuple[Table, ...]
    objects: tuple[dict[str, object], ...]
    findings: tuple[Finding, ...] = ()

    def render(self, form: str) -> str:
        """Text in one of render.FORMATS; JSON holds everything, TSV the first table alone."""
        if form == "json":
            return as_json(self.objects)
        tables = self.tables[:1] if form == "tsv" else self.tables
        return "\n".join(table.render(form) for table in tables)


@dataclass(frozen=True, slots=True)
class Resampling:
    """How many resamples for the intervals (0: none) and their seed."""

    resamples: int = 1000
    seed: int = 12345


def evaluate_lines(
    hypothesis: str,
    references: Sequence[str],
    metrics: Sequence[Metric],
    *,
    source: str = "",
    reading: Reading,
    resampling: Resampling,
    worst: int = 0,
) -> Figures:
    """Line i against line i. Raises InputError, with both counts, where numbers of lines differ."""
    lines, streams, sources = read_parallel(hypothesis, references, source, reading)
    findings = check_inputs(hypothesis, references, lines, streams)
    found = score_lines(lines, streams, metrics, sources)
    if any(finding.name == "entities" for finding in findings):
        findings = [*findings, *_entity_gains(lines, streams, metrics)]
    texts = _texts(hypothesis, lines, references, streams)
    objects: list[dict[str, object]] = []
    rows, signatures = [], []
    for name, score in found.scores.items():
        mean = None
        if resampling.resamples and len(lines) > 1:
            interval = bootstrap_interval(
                found.metrics[name], found.counts[name], resampling.resamples, resampling.seed
            )
            mean = interval.mean
            signature = f"{score.signature}|bs:{resampling.resamples}|seed:{resampling.seed}"
            score = replace(score, interval=(interval.low, interval.high), signature=signature)
        rows.append((name, figure(score)))
        signatures.append(score.signature)
        objects.append(
            {
                **score_json(score, found.verbose[name], mean),
                "lines": len(lines),
                "figure": f"{score.signature}|{texts}",
            }
        )
    units = [
        Unit((i,), line, tuple(stream[i] for stream in streams), sources[i] if sources else "")
        for i, line in enumerate(lines)
    ]
    first = next(iter(found.scores.values()))
    best = next(iter(found.metrics.values())).best
    report = error_report(units, first.segments, best, worst) if worst else None
    title = f"{hypothesis}: {len(lines)} lines"
    table = Table(title, ("metric", "figure [95 %]"), tuple(rows), tuple(signatures))
    return _assemble([table], objects, findings, report)


def evaluate_documents(
    hypothesis: str,
    references: Sequence[str],
    metrics: Sequence[Metric],
    *,
    source: str = "",
    reading: Reading,
    resampling: Resampling,
    worst: int = 0,
) -> Figures:
    """Stories against references of their own shape: aligned, then scored over the blocks that all share."""
    names = reference_names(references)
    stories = match_stories(
        read_stories(hypothesis, reading), [read_stories(path, reading) for path in references], names
    )
    scored = []
    signature = ""
    for story, versions in stories:
        aligned, signature = align_story(story.lines, versions, names, reading)
        scored.append(
            score_story(story.lines, aligned, metrics, id=story.id, sources=story.sources, alignment=signature)
        )
    corpus = score_corpus(scored, alignment=signature)
    if resampling.resamples:
        unit = "stories" if len(scored) > 1 else "blocks"
        corpus = with_intervals(corpus, unit, resampling.resamples, resampling.seed)
    hypotheses = [line for story, _ in stories for line in story.lines]
    streams = [[line for _, versions in stories for line in versions[r].lines] for r in range(len(names))]
    findings = check_inputs(hypothesis, references, hypotheses, streams)
    units = [
        Unit(block.source, block.hypothesis, tuple(t for t in block.references if t is not None), "", story.id)
        for story in corpus.stories
        for block in story.covered
    ]
    first = next(iter(corpus.scores))
    best = corpus.tallies[first].metric.best
    report = error_report(units, corpus.scores[first].aligned.segments, best, worst) if worst else None
    texts = _texts(hypothesis, hypotheses, references, streams)
    objects = [_story_object(name, levels, corpus, texts) for name, levels in corpus.scores.items()]
    return _assemble([_levels_table(hypothesis, corpus), _coverage_table(corpus)], objects, findings, report)


def _assemble(
    tables: Sequence[Table],
    objects: Sequence[dict[str, object]],
    findings: Sequence[Finding],
    report: Report | None,
) -> Figures:
    kept = [
        {
            **found,
            "warnings": [{"name": f.name, "detail": f.detail, "lines": [i + 1 for i in f.lines]} for f in findings],
            **({"errors": report.as_object()} if report else {}),
        }
        for found in objects
    ]
    shown = list(tables)
    if report:
        shown += [Table(title, header, rows) for title, header, rows in report.tables()]
    return Figures(tuple(shown), tuple(kept), tuple(findings))


def _texts(hypothesis: str, lines: Sequence[str], references: Sequence[str], streams: Sequence[Sequence[str]]) -> str:
    """The texts' part of a signature."""
    found = [f"hyp:{fingerprint(hypothesis, lines)}"]
    found += [f"ref:{fingerprint(path, stream)}" for path, stream in zip(references, streams, strict=True)]
    return "|".join(found)


def _entity_gains(lines: Sequence[str], streams: Sequence[Sequence[str]], metrics: Sequence[Metric]) -> list[Finding]:
    gains = ", ".join(
        f"{entity_gain(lines, streams, metric):+.2f} {metric.name}" for metric in metrics if not metric.needs_source
    )
    return [Finding("entity_gain", f"as characters the entities would change the figures by {gains}")] if gains else []


def _story_object(name: str, levels: LevelScores, corpus: CorpusScores, texts: str) -> dict[str, object]:
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
