"""Line i of a hypothesis against line i of its references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.cli.figures import Figures, Table, assemble
from pipeline.cli.scoring import Options, check_inputs, gains_finding, read_parallel, text_signature
from pipeline.data import Score
from pipeline.evaluation.base import Metric
from pipeline.evaluation.checks import Finding, entity_gain
from pipeline.evaluation.errors import Report, Unit, error_report
from pipeline.evaluation.lines import LineScores, score_lines
from pipeline.evaluation.render import figure, score_json
from pipeline.significance.intervals import Interval, bootstrap_intervals


def evaluate_lines(hypothesis: str, references: Sequence[str], metrics: Sequence[Metric], options: Options) -> Figures:
    """All figures of a file. Raises InputError, with both counts, where numbers of lines differ."""
    lines, streams, sources = read_parallel(hypothesis, references, options)
    found = score_lines(lines, streams, metrics, sources)
    findings = _findings(hypothesis, references, lines, streams, metrics)
    texts = text_signature(hypothesis, lines, references, streams)
    intervals = _intervals(found, options)
    scores, objects = [], []
    for name, plain in found.scores.items():
        score = _with_interval(plain, intervals.get(name), options)
        mean = intervals[name].mean if name in intervals else None
        scores.append(score)
        shown = score_json(score, found.verbose[name], mean)
        objects.append({**shown, "lines": len(lines), "figure": f"{score.signature}|{texts}"})
    table = Table(
        f"{hypothesis}: {len(lines)} lines",
        ("metric", "figure [95 %]" if options.resamples else "figure"),
        tuple((score.metric, figure(score)) for score in scores),
        tuple(score.signature for score in scores),
    )
    report = _report(found, lines, streams, sources, options.worst) if options.worst else None
    return assemble([table], objects, findings, report)


def _intervals(found: LineScores, options: Options) -> dict[str, Interval]:
    """By metric name; none where nothing is resampled or there is only one line."""
    if not options.resamples or len(next(iter(found.counts.values()))) < 2:
        return {}
    tallies = [(metric, found.counts[name]) for name, metric in found.metrics.items()]
    return dict(zip(found.metrics, bootstrap_intervals(tallies, options.resamples, options.seed), strict=True))


def _with_interval(score: Score, interval: Interval | None, options: Options) -> Score:
    if interval is None:
        return score
    signature = f"{score.signature}|bs:{options.resamples}|seed:{options.seed}"
    return replace(score, interval=(interval.low, interval.high), signature=signature)


def _findings(
    hypothesis: str,
    references: Sequence[str],
    lines: Sequence[str],
    streams: Sequence[Sequence[str]],
    metrics: Sequence[Metric],
) -> list[Finding]:
    found = check_inputs(hypothesis, references, lines, streams)
    if any(finding.name == "entities" for finding in found):
        cheap = [metric for metric in metrics if not metric.needs_source]
        found += gains_finding({metric.name: entity_gain(lines, streams, metric) for metric in cheap})
    return found


def _report(
    found: LineScores,
    lines: Sequence[str],
    streams: Sequence[Sequence[str]],
    sources: Sequence[str] | None,
    worst: int,
) -> Report:
    units = [
        Unit((i,), line, tuple(stream[i] for stream in streams), sources[i] if sources else "")
        for i, line in enumerate(lines)
    ]
    name = next(iter(found.scores))
    return error_report(units, found.scores[name].segments, found.metrics[name].best, worst)
