"""`wirepair align-score`: beads against gold beads."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command("align-score")(align_score)


def align_score(
    gold: Annotated[str, typer.Argument(help="Gold beads: vecalign, jsonl, tsv, tmx, xliff or ladder")],
    predicted: Annotated[str, typer.Argument(help="Beads to be judged, in any of these formats")],
    gold_format: Annotated[str, typer.Option(help="Where the file's name does not tell it")] = "",
    form: Annotated[str, typer.Option("--format", "-f", help="Format of PREDICTED where its name is silent")] = "",
    source: Annotated[str, typer.Option(help="The aligned source lines, for files that hold only texts")] = "",
    target: Annotated[str, typer.Option(help="The aligned target lines")] = "",
    threshold: Annotated[float, typer.Option(min=0, max=1, help="Confidence for the precision of a bitext")] = 0.9,
    json: Annotated[bool, typer.Option("--json", help="Machine-readable")] = False,
    encoding: Annotated[str, typer.Option(help="Of the text files")] = "utf-8",
) -> None:
    """Score beads against gold beads: strict and lax precision, recall, F1, by type, and calibration.

    Strict and lax figures are those of Vecalign's score.py; crossing beads count like others.

    Example: wirepair align-score gold.jsonl beads.jsonl
    """
    from pipeline.cli.align_figures import as_json, as_table, measured
    from pipeline.errors import ConfigError
    from pipeline.formats.beads import Sides, read_beads
    from pipeline.formats.files import read_lines

    if bool(source) != bool(target):
        raise ConfigError("--source and --target: give both or neither")
    sides = Sides(read_lines(source, encoding), read_lines(target, encoding)) if source else None
    figures = measured(
        read_beads(gold, gold_format, sides, encoding), read_beads(predicted, form, sides, encoding), threshold
    )
    print(as_json(figures) if json else as_table(figures))
