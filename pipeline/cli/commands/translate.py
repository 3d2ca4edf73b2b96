"""`wirepair translate`: text in, text out."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command("translate")(translate)


def translate(
    file: Annotated[str, typer.Argument(help="Arabic text; - is standard input")],
    output: Annotated[str, typer.Option("--output", "-o", help="Where to write; - is standard output")] = "-",
    lines: Annotated[bool, typer.Option("--lines", help="One sentence a line, one line out for each line in")] = False,
    model: Annotated[str, typer.Option("--model", "-m", help="Name, hub id or folder")] = "wire-ar-en",
    beam: Annotated[int, typer.Option(min=1, max=64, help="Beam size; 1 is greedy")] = 4,
    engine: Annotated[str, typer.Option(help="auto, ctranslate2 or transformers")] = "auto",
    precision: Annotated[str, typer.Option(help="auto, float32, int8, float16, …")] = "auto",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps")] = "auto",
    threads: Annotated[int | None, typer.Option(min=1, help="Cores to use (all)")] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", help="text, lines, jsonl, tsv, csv, html, docx, parquet, xliff, tmx (by the name)"
        ),
    ] = None,
    field: Annotated[str, typer.Option(help="JSON key or column with the Arabic; a number: no row of names")] = "text",
    into: Annotated[str, typer.Option(help="JSON key or column for the English")] = "translation",
    target: Annotated[str | None, typer.Option(help="Target language of a multi-target model")] = None,
    glossary: Annotated[str | None, typer.Option(help="TSV file: Arabic, English")] = None,
    memory: Annotated[str | None, typer.Option(help="SQLite file of earlier translations")] = None,
    alternatives: Annotated[int, typer.Option(min=0, help="Further outputs for each sentence, in --details")] = 0,
    details: Annotated[str | None, typer.Option(help="JSONL file: score, origin and flags of each sentence")] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Try doubtful sentences again in other ways")] = False,
    more: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any other setting, normalisation=[nfc] say")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Of the text")] = "utf-8",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no doubts on standard error")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Progress and doubts as JSON lines")] = False,
) -> None:
    """Translate a text: same paragraphs, blank lines and headline. With --lines: line by line.

    Example: wirepair translate story.ar.txt -o story.en.txt
    """
    from pipeline.cli.options import checked
    from pipeline.cli.progress import make_progress
    from pipeline.cli.translating import Job, translate_file
    from pipeline.formats.translatable import Options
    from pipeline.translation.settings import TranslationSettings

    settings = checked(
        TranslationSettings,
        {
            "model": model,
            "beam": beam,
            "engine": engine,
            "precision": precision,
            "device": device,
            "threads": threads,
            "target": target,
            "glossary": glossary,
            "memory": memory,
            "retry": retry,
            "alternatives": alternatives,
        },
        more or (),
    )
    options = Options(encoding=encoding, field=field, into=into)
    progress = make_progress(quiet, log_json)
    translate_file(Job(file, output, "lines" if lines else form, options, progress, details), settings)
