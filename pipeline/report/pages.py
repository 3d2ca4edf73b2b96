"""A run as pages: HTML that stands by itself (no script, no network), and Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pipeline.data import Score
from pipeline.evaluation.story import CorpusScores
from pipeline.report.linked import linked
from pipeline.report.view import StoryView


@dataclass(frozen=True, slots=True)
class Page:
    """What a report tells. `facts`: short lines about the run (model, engine, aligner), in order."""

    experiment: str
    key: str
    stories: Sequence[StoryView]
    scores: CorpusScores | None
    facts: Mapping[str, str]
    set_aside: Mapping[str, str]


def figure(score: Score | None) -> str:
    """`27.4`, and its interval where it has one: `27.4 (24.1 to 30.9)`."""
    if score is None:
        return "–"
    if score.interval is None:
        return f"{score.value:.1f}"
    low, high = score.interval
    return f"{score.value:.1f} ({low:.1f} to {high:.1f})"


def percent(share: float) -> str:
    """`0.931` as `93 %`."""
    return f"{share:.0%}".replace("%", " %")


def heat(value: float | None) -> str:
    """The class of a block's figure (chrF): low, fair, good, or none."""
    if value is None:
        return "none"
    return "low" if value < 35 else "fair" if value < 55 else "good"


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"figure": figure, "percent": percent, "heat": heat, "cell": _cell}
    return made


def _cell(text: str) -> str:
    """Text that may stand in a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def html(page: Page) -> str:
    """The page as one HTML file."""
    rows = [[linked(row) for row in story.rows] for story in page.stories]
    words = max((row.words for story in rows for row in story), default=0)
    return _environment().get_template("report.html.j2").render(page=page, linked=rows, words=words)


def markdown(page: Page) -> str:
    """The page as Markdown."""
    return _environment().get_template("report.md.j2").render(page=page)
