"""Figures for people and programs: sacreBLEU's JSON and more, and one table in five forms."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence

from pipeline.data import Score
from pipeline.errors import UserError, did_you_mean

FORMATS = ("table", "json", "tsv", "markdown", "latex")
_PART = re.compile(r"(?:[^|\[]|\[[^\]]*\])+")  # a signature in brackets is one part
_WIDTH = 120  # of a table that goes to a file or a pipe
_LATEX = str.maketrans({c: "\\" + c for c in "&%$#_{}"} | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})


def score_json(score: Score, verbose: str = "", mean: float | None = None) -> dict[str, object]:
    """sacreBLEU's own JSON object (`score` with two digits), and `value` in full, `interval`, `segments`.

    The parts of the signature are keys too, as in sacreBLEU.
    """
    found: dict[str, object] = {
        "name": score.metric,
        "score": round(score.value, 2),
        "signature": score.signature,
    }
    if score.interval is not None:
        low, high = score.interval
        middle = (low + high) / 2 if mean is None else mean
        half = (high - low) / 2
        found["confidence_mean"] = round(middle, 2)
        found["confidence_var"] = round(half, 2)
        found["confidence"] = f"μ = {middle:.2f} ± {half:.2f}"
    if verbose:
        found["verbose_score"] = verbose
    for part in _PART.findall(score.signature):
        key, _, value = part.partition(":")
        found.setdefault(key, value)
    found["value"] = score.value
    found["interval"] = None if score.interval is None else list(score.interval)
    return found


def as_json(objects: Sequence[Mapping[str, object]]) -> str:
    """One object for one figure, a list for several, as sacreBLEU prints them."""
    content: object = objects[0] if len(objects) == 1 else list(objects)
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def figure(score: Score) -> str:
    """`33.93 [32.73, 35.09]`."""
    shown = f"{score.value:.2f}"
    if score.interval is not None:
        shown += f" [{score.interval[0]:.2f}, {score.interval[1]:.2f}]"
    return shown


def check_format(name: str) -> str:
    """`name`, if it is one of FORMATS; UserError otherwise."""
    if name not in FORMATS:
        raise UserError(f"--format: no format '{name}'{did_you_mean(name, FORMATS)}")
    return name


def tabulate(header: Sequence[str], rows: Sequence[Sequence[str]], form: str, title: str = "") -> str:
    """The table as text of one of FORMATS but json. All rows are as long as the header."""
    if form == "tsv":
        return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in [header, *rows])
    if form == "markdown":
        return _markdown(header, rows)
    if form == "latex":
        return _latex(header, rows)
    return _terminal(header, rows, title)


def _markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |\n"

    rule = "|---|" + "---:|" * (len(header) - 1) + "\n"
    return line(header) + rule + "".join(line(row) for row in rows)


def _latex(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        escaped = (cell.replace("\\", r"\textbackslash ").translate(_LATEX) for cell in cells)
        return "  " + " & ".join(escaped) + r" \\" + "\n"

    top = "\\begin{tabular}{l" + "r" * (len(header) - 1) + "}\n  \\hline\n"
    return top + line(header) + "  \\hline\n" + "".join(line(row) for row in rows) + "  \\hline\n\\end{tabular}\n"


def _terminal(header: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, title_justify="left")
    for number, name in enumerate(header):
        table.add_column(Text(name), justify="left" if number == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    with console.capture() as captured:
        console.print(table)
    return captured.get()
