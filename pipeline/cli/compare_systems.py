"""Several systems on the same references: figures, tests of all pairs, ranks, and the blocks where two differ most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from pipeline.cli.compare_units import Units, document_units, line_units
from pipeline.cli.figures import Figures, Table
from pipeline.cli.scoring import Options
from pipeline.errors import UserError, did_you_mean
from pipeline.evaluation.base import Counts, Metric
from pipeline.evaluation.blocks import join
from pipeline.evaluation.joint import joint_counts
from pipeline.significance.systems import Ranking, Test, compare

UNITS = ("auto", "blocks", "stories")
TESTS: dict[str, Test] = {"randomisation": "randomisation", "bootstrap": "bootstrap"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare` is asked for besides the options that it shares with `evaluate`."""

    test: str = "randomisation"
    trials: int = 10_000
    level: float = 0.05
    unit: str = "auto"
    """blocks (lines, with --lines), stories, or auto: stories where there are several."""
    differences: int = 0
    """How many blocks to show on which the first two systems differ most."""

    def __post_init__(self) -> None:
        for option, value, known in (("--test", self.test, list(TESTS)), ("--unit", self.unit, UNITS)):
            if value not in known:
                raise UserError(f"{option}: no '{value}'{did_you_mean(value, known)}")


@dataclass(frozen=True, slots=True)
class Difference:
    """A block on which two systems differ. `sentence`: its first one, from 1."""

    story: str
    sentence: int
    figures: tuple[float, float]
    systems: tuple[str, str]
    references: tuple[str, ...]


def compare_systems(
    systems: Sequence[str],
    references: Sequence[str],
    metrics: Sequence[Metric],
    options: Options,
    wanted: Comparison,
    *,
    lines: bool = False,
) -> Figures:
    """Compares the systems of these files or run folders. Raises InputError where their texts do not fit together."""
    units = (line_units if lines else document_units)(systems, references, options)
    by_story = wanted.unit == "stories" or (wanted.unit == "auto" and len(units.stories) > 1)
    if by_story and len(units.stories) < 2:
        raise UserError("--unit stories: there is one story only, which tells nothing of others; take --unit blocks")
    name = "stories" if by_story else "lines" if lines else "blocks"
    results = [_compare(metric, units, options, wanted, by_story=by_story) for metric in metrics]
    tables = [_standings_table(results, units, name)]
    if len(units.systems) > 1:
        tables.append(_pairs_table(results))
    tables += [_differences_table(result, units) for result in results if result.differences]
    objects = [_object(result, units, name) for result in results]
    return Figures(tuple(tables), tuple(objects), tuple(units.findings))


@dataclass(frozen=True, slots=True)
class _Result:
    metric: Metric
    ranking: Ranking
    differences: tuple[Difference, ...]


def _compare(metric: Metric, units: Units, options: Options, wanted: Comparison, *, by_story: bool) -> _Result:
    counts = [joint_counts(metric, units.blocks, number) for number in range(len(units.systems))]
    sums = [units.by_story(array) for array in counts] if by_story else counts
    ranking = compare(
        metric,
        dict(zip(units.systems, sums, strict=True)),
        test=TESTS[wanted.test],
        resamples=max(1, options.resamples),
        trials=wanted.trials,
        level=wanted.level,
        seed=options.seed,
    )
    differences = _differences(metric, counts, units, wanted.differences) if len(counts) > 1 else ()
    return _Result(metric, ranking, differences)


def _signature(result: _Result, units: Units, unit: str) -> str:
    numbers = {sum(text is not None for text in block.references) for block in units.blocks}
    own = result.metric.signature(numbers.pop() if len(numbers) == 1 else -1)
    parts = [own, f"unit:{unit}", result.ranking.signature]
    if units.alignment:
        parts.append(f"alignment:[{units.alignment}]")
    return "|".join(parts)


def _standings_table(results: Sequence[_Result], units: Units, unit: str) -> Table:
    rows = tuple(
        (r.ranking.metric, str(s.rank), s.system, f"{s.value:.2f}", f"[{s.interval.low:.2f}, {s.interval.high:.2f}]")
        for r in results
        for s in r.ranking.standings
    )
    title = f"{results[0].ranking.units} {unit}; systems of the same rank are not told apart"
    notes = tuple(f"{r.ranking.metric}: {_signature(r, units, unit)}" for r in results)
    return Table(title, ("metric", "rank", "system", "figure", "95 %"), rows, notes=notes)


def _pairs_table(results: Sequence[_Result]) -> Table:
    rows = tuple(
        (
            r.ranking.metric,
            pair.better,
            pair.worse,
            f"{pair.result.difference:+.2f}",
            f"{pair.result.p:.4f}",
            f"{pair.adjusted:.4f}",
            "significant" if pair.significant else "not significant",
        )
        for r in results
        for pair in r.ranking.pairs
    )
    doubts = tuple(
        words
        for r in results
        for pair, words in zip(r.ranking.pairs, r.ranking.words(), strict=True)
        if not pair.significant
    )
    header = ("metric", "first", "second", "difference", "p", "p (Holm)", "the difference is")
    return Table("all pairs", header, rows, notes=doubts)


def _object(result: _Result, units: Units, unit: str) -> dict[str, object]:
    ranking, signature = result.ranking, _signature(result, units, unit)
    return {
        "name": ranking.metric,
        "signature": signature,
        "figure": f"{signature}|{units.texts}",
        "test": ranking.test,
        "unit": unit,
        "units": ranking.units,
        "level": ranking.level,
        "systems": [
            {
                "system": s.system,
                "score": round(s.value, 2),
                "value": s.value,
                "interval": [s.interval.low, s.interval.high],
                "rank": s.rank,
            }
            for s in ranking.standings
        ],
        "pairs": [
            {
                "better": p.better,
                "worse": p.worse,
                "difference": p.result.difference,
                "p": p.result.p,
                "p_holm": p.adjusted,
                "significant": p.significant,
                "words": words,
            }
            for p, words in zip(ranking.pairs, ranking.words(), strict=True)
        ],
        "differences": [asdict(difference) for difference in result.differences],
    }


def _differences(metric: Metric, counts: Sequence[Counts], units: Units, number: int) -> tuple[Difference, ...]:
    """The blocks where the first two systems' figures are farthest apart, farthest first."""
    first, second = metric.segments(counts[0]), metric.segments(counts[1])
    order = np.argsort(-np.abs(first - second), kind="stable")[:number]
    return tuple(
        Difference(
            story=units.stories[units.story[i]],
            sentence=units.blocks[i].place + 1,
            figures=(float(first[i]), float(second[i])),
            systems=(join(units.blocks[i].systems[0]), join(units.blocks[i].systems[1])),
            references=tuple(text for text in units.blocks[i].references if text is not None),
        )
        for i in map(int, order)
    )


def _differences_table(result: _Result, units: Units) -> Table:
    rows = tuple(
        (
            f"{d.story}:{d.sentence}".lstrip(":"),
            f"{d.figures[0] - d.figures[1]:+.1f}",
            *d.systems,
            " / ".join(d.references),
        )
        for d in result.differences
    )
    title = f"{result.ranking.metric}: where {units.systems[0]} and {units.systems[1]} differ most"
    return Table(title, ("where", "difference", units.systems[0], units.systems[1], "reference"), rows)
