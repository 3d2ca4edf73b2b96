"""`wirepair batch`: the overnight job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command("batch")(batch)


def batch(
    inputs: Annotated[list[str], typer.Argument(help="Folders of .txt files; .jsonl files; each also .gz or .zst")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write to; made where it is missing")],
    model: Annotated[str, typer.Option("--model", "-m", help="Name, hub id or folder")] = "wire-ar-en",
    beam: Annotated[int, typer.Option(min=1, max=64, help="Beam size; 1 is greedy")] = 4,
    engine: Annotated[str, typer.Option(help="auto, ctranslate2 or transformers")] = "auto",
    precision: Annotated[str, typer.Option(help="auto, float32, int8, float16, …")] = "auto",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps")] = "auto",
    threads: Annotated[int | None, typer.Option(min=1, help="Cores to use (all)")] = None,
    window: Annotated[int, typer.Option(min=1, help="Sentences at a time: what a kill may cost")] = 4096,
    field: Annotated[str, typer.Option(help="JSON key with the Arabic")] = "text",
    into: Annotated[str, typer.Option(help="JSON key for the English")] = "translation",
    sentences: Annotated[bool, typer.Option("--sentences", help="Add the sentences, scored, to JSON lines")] = False,
    target: Annotated[str | None, typer.Option(help="Target language of a multi-target model")] = None,
    glossary: Annotated[str | None, typer.Option(help="TSV file: Arabic, English")] = None,
    memory: Annotated[str | None, typer.Option(help="SQLite file of earlier translations")] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Try doubtful sentences again in other ways")] = False,
    more: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any other setting, normalisation=[nfc] say")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Of text files; JSON lines are UTF-8")] = "utf-8",
    again: Annotated[bool, typer.Option("--again", help="Begin anew, whatever is in the output folder")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on standard error but errors")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Progress as JSON lines")] = False,
) -> None:
    """Translate many stories. A job that was killed goes on with the same command; bad stories are set aside.

    Example: wirepair batch stories/ archive.jsonl.zst -o english/
    """
    from pipeline.batch.job import Job, run_job
    from pipeline.batch.progress import make_progress
    from pipeline.batch.story import Form
    from pipeline.cli.options import checked
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
            "window": window,
            "target": target,
            "glossary": glossary,
            "memory": memory,
            "retry": retry,
        },
        more or (),
    )
    form = Form(encoding, field, into, sentences)
    if run_job(Job(inputs, output, form, again), settings, make_progress(quiet, log_json)).set_aside:
        raise typer.Exit(3)
