"""`wirepair match`: which Arabic story and which English one tell the same news."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command("match")(match)


def match(
    sources: Annotated[str, typer.Argument(help="Folder of Arabic stories, one a file")],
    targets: Annotated[str, typer.Argument(help="Folder of English stories")],
    output: Annotated[str, typer.Option("--output", "-o", help="Table of the matches (TSV); - is stdout")] = "-",
    threshold: Annotated[float, typer.Option(min=0, max=1, help="Least confidence of a match")] = 0.5,
    align: Annotated[str, typer.Option(help="Folder for the alignments of the matches; none: they are not made")] = "",
    pair_threshold: Annotated[
        float, typer.Option(min=0, max=1, help="--align: keep only sentence pairs this sure; 0.9 for a bitext")
    ] = 0,
    form: Annotated[str, typer.Option("--format", "-f", help="Of the alignments: jsonl, tsv, tmx …")] = "jsonl",
    aligner: Annotated[str, typer.Option(help="pivot, lexicon, length or embedding")] = "pivot",
    pivots: Annotated[str, typer.Option(help="Folder of translations, the same names, a line a sentence")] = "",
    model: Annotated[str, typer.Option(help="Model that translates for --align where there are no --pivots")] = "",
    lines: Annotated[bool, typer.Option("--lines", help="The files hold one sentence a line")] = False,
    encoding: Annotated[str, typer.Option(help="Of the text files")] = "utf-8",
) -> None:
    """Find the Arabic and the English stories that belong together, one to one; many may belong to none.

    Words are compared through a dictionary (or --pivots), names by their sound, numbers as they are.

    Example: wirepair match arabic/ english/ -o matches.tsv --align beads/ --aligner lexicon
    """
    from pathlib import Path

    from pipeline.cli import match_stories as work
    from pipeline.cli.align_texts import Reading, make_aligner
    from pipeline.formats.beads import format_of
    from pipeline.formats.files import write_text_atomically

    reading = Reading(lines, encoding)
    made = work.Alignments(Path(align), format_of("-", form), make_aligner(aligner, {}), pivots, model, pair_threshold)
    left, right = work.read_shelf(sources, "ar", reading), work.read_shelf(targets, "en", reading)
    found = work.pairs_of(left, right, pivots, reading, threshold)
    if align:
        for pair in found:
            made.write(pair, left, right, reading)
    write_text_atomically(output, work.as_table(found, left, right))
    if left.aside or right.aside:
        raise typer.Exit(3)
