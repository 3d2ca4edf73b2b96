"""`wirepair run`: a config through all stages, to a run folder and a report."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(
    config: Annotated[str, typer.Argument(help="YAML file of the experiment.")],
    overrides: Annotated[list[str] | None, typer.Argument(help="Settings to change: key=value …")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the path of the report.")] = False,
    width: Annotated[int | None, typer.Option(help="Columns of the output; those of the terminal by default.")] = None,
) -> None:
    """Translate the stories of a config, align and score them, and write the report.

    Example: wirepair run configs/demo.yaml translation.beam=1
    """
    from rich.console import Console

    from pipeline.config import load
    from pipeline.experiment.run import run as run_experiment
    from pipeline.experiment.settings import ExperimentSettings
    from pipeline.report.terminal import show

    loaded = load(config, ExperimentSettings, overrides or [])
    log = Console(stderr=True, quiet=quiet, highlight=False)
    done = run_experiment(loaded, lambda message: log.print(message, style="dim", soft_wrap=True, markup=False))
    report = done.folder.path / "report.html"
    if quiet:
        print(report)
    else:
        console = Console(width=width, highlight=False)
        show(done.page, console)
        console.print(f"report: {report}", soft_wrap=True, markup=False)
    if done.set_aside:
        raise typer.Exit(3)
