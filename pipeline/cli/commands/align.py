"""`wirepair align`: the sentences of a story paired with those of its English version."""

from __future__ import annotations

from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command("align")(align)


def align(
    source: Annotated[str, typer.Argument(help="Arabic text; - is standard input")],
    target: Annotated[str, typer.Argument(help="English text")],
    output: Annotated[str, typer.Option("--output", "-o", help="Where to write; - is stdout")] = "-",
    lines: Annotated[bool, typer.Option("--lines", help="One sentence a line: nothing is segmented")] = False,
    pivot: Annotated[
        list[str] | None, typer.Option(help="English for each source sentence, one a line; again for more")
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="vecalign, tsv, jsonl, tmx, xliff, ladder or moses")] = "",
    aligner: Annotated[str, typer.Option(help="pivot, lexicon, length or embedding")] = "pivot",
    borders: Annotated[str, typer.Option(help="Not to be crossed: none, headline or paragraphs")] = "none",
    beads: Annotated[str, typer.Option(help="Largest bead: source-target sentences; 4-4 unless said")] = "",
    monotone: Annotated[bool, typer.Option("--monotone", help="Do not look for moved sentences")] = False,
    threshold: Annotated[
        float, typer.Option(min=0, max=1, help="Keep only pairs of at least this confidence; 0.9 for a bitext")
    ] = 0,
    dictionary: Annotated[str, typer.Option(help="lexicon: Arabic TAB English TAB probability, one a line")] = "",
    encoder: Annotated[str, typer.Option(help="embedding: name or folder of a sentence-transformers model")] = "",
    model: Annotated[str, typer.Option(help="Model that translates where no pivot is given")] = "",
    encoding: Annotated[str, typer.Option(help="Of the text files")] = "utf-8",
    source_language: Annotated[str, typer.Option(help="Language of SOURCE")] = "ar",
    target_language: Annotated[str, typer.Option(help="Language of TARGET")] = "en",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No warnings")] = False,
) -> None:
    """Pair the sentences of a text with those of its translation: every sentence in exactly one bead.

    Without --pivot the source is translated first. Sentences left out or added stand alone; beads may cross.

    Example: wirepair align story.ar.txt desk.en.txt -o beads.jsonl
    """
    from pipeline.cli import align_texts as work
    from pipeline.formats.beads import Sides, format_of

    shape = format_of(output, form)
    reading = work.Reading(lines, encoding, source_language, target_language, borders)
    options: dict[str, Any] = {**work.largest(beads), **({"crossing": False} if monotone else {})}
    options |= {key: value for key, value in (("dictionary", dictionary), ("encoder", encoder)) if value}
    chosen = work.make_aligner(aligner, options)
    left = work.read_text_lines(source, source_language, reading)
    right = work.read_text_lines(target, target_language, reading)
    between = work.borders_of(left, right, borders)
    pivots = work.read_pivots(pivot or [], left, reading)
    if chosen.needs_pivot and not pivots:
        pivots = [work.translated(left.lines, model)]
    found = chosen.align(left.lines, right.lines, pivots=pivots, source_borders=between[0], target_borders=between[1])
    if not quiet:
        work.warn(found)
    sides = Sides(left.lines, right.lines, source_language, target_language)
    work.write(work.filtered(found, threshold), sides, shape, output)
