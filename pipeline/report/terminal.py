"""A run in the terminal: each row of a story stacked, then the figures."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.report.pages import Page, figure, heat, percent
from pipeline.report.view import Row, StoryView

_COLOURS = {"good": "green", "fair": "yellow", "low": "red", "none": "default"}


def show(page: Page, console: Console) -> None:
    """Print the stories of a page side by side with their references, flags and scores."""
    for story in page.stories:
        _story(story, console)
    if page.scores is not None:
        console.print(_figures(page))
    for id, reason in page.set_aside.items():
        console.print(Text(f"set aside: {id}: {reason}", style="yellow"))


def _story(story: StoryView, console: Console) -> None:
    width = max((len(name) for name in ("translation", *story.references)), default=0)
    console.rule(Text(story.headline, style="bold"), align="left", style="dim")
    for row in story.rows:
        console.print(_row(row, width))
    if story.scores is not None:
        console.print(_coverage(story))


def _row(row: Row, width: int) -> Padding:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(style="dim", width=6, justify="right")
    table.add_column(style="dim", width=width)
    table.add_column(ratio=1)
    if row.source:
        table.add_row(row.number, "source", Text(row.source))
        table.add_row("", "translation", _translation(row))
    for cell in row.cells:
        if cell.text is not None:
            marks = " (moved)" if cell.moved else ""
            number = "" if row.source else "+"
            table.add_row(number, cell.reference, Text(cell.text).append(marks, style="cyan"))
        elif row.source:
            table.add_row("", cell.reference, Text("left out", style="dim italic"))
    return Padding(table, (1 if row.paragraph or not row.source else 0, 0, 0, 0))


def _translation(row: Row) -> Text:
    text = Text(row.translation, style="bold")
    if row.chrf is not None:
        text.append(f"  chrF {row.chrf:.0f}", style=_COLOURS[heat(row.chrf)])
    for flag in row.flags:
        text.append(f"  [{flag.name}: {flag.detail}]", style="yellow")
    return text


def _coverage(story: StoryView) -> Table:
    assert story.scores is not None
    table = Table(box=box.SIMPLE_HEAD, title=None, pad_edge=False)
    for head in ("reference", "covers of the source", "explained by it", "left out", "added", "moved"):
        table.add_column(head, justify="left" if head == "reference" else "right")
    for c in story.scores.coverage:
        table.add_row(
            c.reference,
            percent(c.source_share),
            percent(c.reference_share),
            str(len(c.omissions)),
            str(len(c.additions)),
            str(len(c.moved)),
        )
    return table


def _figures(page: Page) -> Table:
    assert page.scores is not None
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("metric", "aligned text", "strict", "whole story"):
        table.add_column(head, justify="left" if head == "metric" else "right")
    for name, levels in page.scores.scores.items():
        table.add_row(name, figure(levels.aligned), figure(levels.strict), figure(levels.document))
    return table
