"""`wirepair dictionary`: a dictionary for the aligner `lexicon`, induced from paired sentences."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command("dictionary")(dictionary)


def dictionary(
    bitext: Annotated[list[str], typer.Argument(help="Arabic TAB English, one pair of sentences a line")],
    output: Annotated[str, typer.Option("--output", "-o", help="Where to write; - is stdout")] = "-",
    least: Annotated[float, typer.Option(min=0.001, max=1, help="Least probability in both directions")] = 0.03,
    encoding: Annotated[str, typer.Option(help="Of the text files")] = "utf-8",
) -> None:
    """Learn which word translates which from paired sentences (IBM model 1), for `align --dictionary`.

    Example: wirepair dictionary archive.tsv -o ours.tsv
    """
    from pipeline.alignment.arabic_tokens import arabic_tokens
    from pipeline.alignment.dictionary import as_file
    from pipeline.alignment.ibm1 import induced
    from pipeline.alignment.tokens import tokens
    from pipeline.errors import InputError
    from pipeline.formats.files import read_lines, write_text_atomically

    sources, targets = [], []
    for path in bitext:
        for number, line in enumerate(read_lines(path, encoding), 1):
            cells = line.split("\t")
            if line.strip() and len(cells) < 2:
                raise InputError(f"{path}:{number}: no tab between an Arabic and an English sentence: {line[:60]!r}")
            if line.strip():
                sources.append(arabic_tokens(cells[0]))
                targets.append(tokens(cells[1]))
    write_text_atomically(output, as_file(induced(sources, targets, least)))
