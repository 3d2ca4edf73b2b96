"""The figures of `wirepair align-score`, gathered and shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pipeline.alignment.score import Calibration, Scores, calibration, crossing, judged, score, score_by_type
from pipeline.data import Bead


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that one comparison gives. `crossing` counts beads out of order in gold and in prediction."""

    all: Scores
    types: dict[str, Scores]
    calibration: Calibration
    threshold: float
    crossing: tuple[int, int]


def measured(gold: Sequence[Bead], predicted: Sequence[Bead], threshold: float) -> Figures:
    """The figures of predicted beads."""
    return Figures(
        score(gold, predicted),
        score_by_type(gold, predicted),
        calibration(judged(gold, predicted), threshold),
        threshold,
        (crossing(gold), crossing(predicted)),
    )


def as_table(figures: Figures) -> str:
    """For a terminal."""
    total = figures.all
    rows = [
        f"{'':<12}{'precision':>10}{'recall':>10}{'F1':>10}",
        _row("strict", total.precision.strict, total.recall.strict, total.f1),
        _row("lax", total.precision.lax, total.recall.lax, total.lax_f1),
        "",
    ]
    rows += [
        f"{_row(kind, s.precision.strict, s.recall.strict, s.f1)}  {_counted(s)}" for kind, s in figures.types.items()
    ]
    c = figures.calibration
    rows += [
        "",
        f"calibration error {c.error:.4f}; at confidence {figures.threshold:g} and above: precision {c.precision:.4f}, "
        f"{c.kept:.1%} of the pairs kept",
        f"out of order: {figures.crossing[0]} beads in the gold, {figures.crossing[1]} in the prediction",
    ]
    return "\n".join(rows)


def as_json(figures: Figures) -> str:
    """The same figures and the counts behind them."""
    shown = {
        "strict": _object(figures.all.precision.strict, figures.all.recall.strict, figures.all.f1),
        "lax": _object(figures.all.precision.lax, figures.all.recall.lax, figures.all.lax_f1),
        "counts": asdict(figures.all),
        "types": {k: _object(s.precision.strict, s.recall.strict, s.f1) for k, s in figures.types.items()},
        "calibration": {**asdict(figures.calibration), "threshold": figures.threshold},
        "crossing": {"gold": figures.crossing[0], "predicted": figures.crossing[1]},
    }
    return json.dumps(shown, indent=2)


def _row(name: str, precision: float, recall: float, f1: float) -> str:
    return f"{name:<12}{precision:>10.4f}{recall:>10.4f}{f1:>10.4f}"


def _counted(scores: Scores) -> str:
    found, gold = scores.precision, scores.recall
    return f"{found.right} of {found.right + found.wrong} right, gold {gold.right + gold.wrong}"


def _object(precision: float, recall: float, f1: float) -> dict[str, float]:
    return {"precision": precision, "recall": recall, "f1": f1}
