"""`wirepair train`: a model from a config; also goes on with a run that was cut off, and fine-tunes a checkpoint."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("train")(train)


def train(
    config: Annotated[str, typer.Argument(help="YAML file of the training run.")],
    overrides: Annotated[list[str] | None, typer.Argument(help="Settings to change: key=value …")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but the model's folder.")] = False,
) -> None:
    """Train a MarianMT model, from scratch or from a checkpoint. The same command goes on after any interruption.

    Example: wirepair train configs/train-toy.yaml optimisation.steps=200
    """
    import sys
    import time

    from pipeline.config import load
    from pipeline.training.run import train as run_training
    from pipeline.training.settings import TrainingSettings

    def say(message: str) -> None:
        if not quiet:
            print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)

    loaded = load(config, TrainingSettings, overrides or [])
    folder = run_training(loaded, say)
    print(folder)
