"""`wirepair evaluate`: scores of one translation."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command("evaluate")(evaluate)


def evaluate(
    hypothesis: Annotated[str, typer.Argument(help="Translation: text, run folder, .jsonl, .tsv, .tmx; - is stdin")],
    ref: Annotated[list[str] | None, typer.Option("--ref", "-r", help="Reference; give it again for more")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="Line i against line i: nothing is aligned")] = False,
    metrics: Annotated[
        str, typer.Option("--metrics", "--metric", "-m", help="Names, joined with commas")
    ] = "bleu,chrf,ter",
    json: Annotated[bool, typer.Option("--json", help="The same as --format json")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="table, json, tsv, markdown or latex")] = "table",
    output: Annotated[str, typer.Option("--output", "-o", help="Where to write; - is stdout")] = "-",
    resamples: Annotated[int, typer.Option(min=0, max=1_000_000, help="For the 95 % intervals; 0: none")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the resampling")] = 12345,
    worst: Annotated[int, typer.Option(min=0, help="Error report with the worst N blocks")] = 0,
    aligner: Annotated[str, typer.Option(help="How references are aligned (without --lines)")] = "pivot",
    encoding: Annotated[str, typer.Option(help="Of the text files")] = "utf-8",
    python: Annotated[str, typer.Option(help="comet: the Python that has unbabel-comet")] = "",
    checkpoint: Annotated[str, typer.Option(help="comet: the model's .ckpt file")] = "",
    source: Annotated[str, typer.Option(help="Source lines, for metrics that read them")] = "",
    program: Annotated[str, typer.Option(help="command: the program and its arguments")] = "",
    timeout: Annotated[float, typer.Option(min=1, help="comet, command: seconds without an answer")] = 600,
    embedding_model: Annotated[str, typer.Option(help="embedding: folder of a sentence-transformers model")] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No warnings")] = False,
) -> None:
    """Score a translation against one reference or several.

    Without --lines the texts are documents: they are aligned, and the aligned, strict and whole-story scores shown.
    Without --ref the flags of the translation are shown, for which its source is needed.

    Example: wirepair evaluate story.hyp.en --ref agency.en --ref desk.en
    """
    from pipeline.cli.evaluate_documents import evaluate_documents
    from pipeline.cli.evaluate_flags import evaluate_flags
    from pipeline.cli.evaluate_lines import evaluate_lines
    from pipeline.cli.scoring import MetricOptions, Options, Reading, make_metrics, report_findings
    from pipeline.evaluation.render import check_format
    from pipeline.formats.files import write_text_atomically

    shape = check_format("json" if json else form)
    options = Options(Reading(encoding, aligner), source, resamples, seed, worst)
    chosen = make_metrics(metrics, MetricOptions(python, checkpoint, program, timeout, embedding_model))
    if not ref:
        result = evaluate_flags(hypothesis, options)
    else:
        result = (evaluate_lines if lines else evaluate_documents)(hypothesis, ref, chosen, options)
    if not quiet:
        report_findings(result.findings)
    write_text_atomically(output, result.render(shape))
