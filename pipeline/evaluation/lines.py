"""Line-parallel scores: line i of the hypothesis against line i of each reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.data import Score
from pipeline.evaluation.base import Counts, Metric, References
from pipeline.evaluation.sacre import check_lengths


@dataclass(frozen=True, eq=False)
class LineScores:
    """Figures and per-line statistics by metric name. `verbose`: sacreBLEU's own words about a figure."""

    scores: Mapping[str, Score]
    counts: Mapping[str, Counts]
    metrics: Mapping[str, Metric]
    verbose: Mapping[str, str]


def score_lines(
    hypothesis: Sequence[str],
    references: References,
    metrics: Sequence[Metric],
    sources: Sequence[str] | None = None,
) -> LineScores:
    """Scores lines as they stand. Raises InputError, with both counts, where numbers of lines differ."""
    check_lengths(hypothesis, references)
    kept = {metric.name: metric for metric in metrics}
    counts = {name: metric.count(hypothesis, references, sources) for name, metric in kept.items()}
    scores, verbose = {}, {}
    for name, metric in kept.items():
        sums = counts[name].sum(axis=0)
        segments = tuple(float(x) for x in metric.segments(counts[name]))
        signature = metric.signature(len(references))
        scores[name] = Score(name, float(metric.value(sums)), signature, segments=segments)
        verbose[name] = metric.verbose(sums)
    return LineScores(scores, counts, kept, verbose)
