"""`wirepair compare`: which of several systems is better, and whether that can be said at all."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command("compare")(compare)


def compare(
    systems: Annotated[list[str], typer.Argument(help="Translations: text, run folders, .jsonl, .tsv, .tmx")],
    ref: Annotated[list[str], typer.Option("--ref", "-r", help="Reference; give it again for more")],
    lines: Annotated[bool, typer.Option("--lines", help="Line i against line i: nothing is aligned")] = False,
    metrics: Annotated[
        str, typer.Option("--metrics", "--metric", "-m", help="Names, joined with commas")
    ] = "bleu,chrf,ter",
    test: Annotated[str, typer.Option(help="randomisation or bootstrap, both paired")] = "randomisation",
    unit: Annotated[str, typer.Option(help="What is resampled: blocks (lines), stories, or auto")] = "auto",
    trials: Annotated[int, typer.Option(min=100, max=1_000_000, help="Of the randomisation")] = 10_000,
    resamples: Annotated[int, typer.Option(min=100, max=1_000_000, help="Of the bootstrap")] = 1000,
    level: Annotated[float, typer.Option(min=0.0, max=1.0, help="Significance level, after Holm's correction")] = 0.05,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the resampling")] = 12345,
    differences: Annotated[int, typer.Option(min=0, help="Show the N blocks where the first two differ most")] = 0,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="table, json, tsv, markdown or latex")] = "table",
    output: Annotated[str, typer.Option("--output", "-o", help="Where to write; - is stdout")] = "-",
    aligner: Annotated[str, typer.Option(help="How references are aligned (without --lines)")] = "pivot",
    encoding: Annotated[str, typer.Option(help="Of the text files")] = "utf-8",
    source: Annotated[str, typer.Option(help="Source lines, for metrics that read them")] = "",
    python: Annotated[str, typer.Option(help="comet: the Python that has unbabel-comet")] = "",
    checkpoint: Annotated[str, typer.Option(help="comet: the model's .ckpt file")] = "",
    program: Annotated[str, typer.Option(help="command: the program and its arguments")] = "",
    timeout: Annotated[float, typer.Option(min=1, help="comet, command: seconds without an answer")] = 600,
    embedding_model: Annotated[str, typer.Option(help="embedding: folder of a sentence-transformers model")] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No warnings")] = False,
) -> None:
    """Compare systems: figures, paired tests of all pairs, ranks, and where two of them differ most.

    Example: wirepair compare ours.en theirs.en --ref agency.en --lines --differences 5
    """
    from pipeline.cli.compare_systems import Comparison, compare_systems
    from pipeline.cli.scoring import MetricOptions, Options, Reading, make_metrics, report_findings
    from pipeline.evaluation.render import check_format
    from pipeline.formats.files import write_text_atomically

    shape = check_format("json" if json else form)
    chosen = make_metrics(metrics, MetricOptions(python, checkpoint, program, timeout, embedding_model))
    options = Options(Reading(encoding, aligner), source, resamples, seed)
    wanted = Comparison(test, trials, level, unit, differences)
    result = compare_systems(systems, ref, chosen, options, wanted, lines=lines)
    if not quiet:
        report_findings(result.findings)
    write_text_atomically(output, result.render(shape))
