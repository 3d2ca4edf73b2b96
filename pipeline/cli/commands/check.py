"""`wirepair check`: builds everything that a config names, and runs nothing."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.errors import UserError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(
    configs: Annotated[list[str] | None, typer.Argument(help="YAML files: experiments, or training runs.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of configs, for editors.")] = False,
) -> None:
    """Check configs: every setting, every part, every file, the model. One line for each config.

    Example: wirepair check configs/*.yaml
    """
    if schema:
        import json

        from pipeline.cli.schema import json_schema

        print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
        return
    if not configs:
        raise UserError("no config given; name one, for example configs/demo.yaml")
    faults = 0
    for config in configs:
        try:
            note = _check(config)
        except UserError as error:
            faults += 1
            print(f"wirepair: {' '.join(str(error).split())}", file=sys.stderr)
        else:
            print(f"{config}: ok{note}")
    if faults:
        raise typer.Exit(2)


def _check(config: str) -> str:
    from pathlib import Path

    from pipeline.config.load import load
    from pipeline.config.tree import read_tree

    # an experiment has stories, a training run has data: that tells them apart
    if "data" in read_tree(Path(config)).values:
        from pipeline.training.settings import TrainingSettings

        load(config, TrainingSettings)
        return ""
    from pipeline.experiment.parts import build, check_files, model_note
    from pipeline.experiment.settings import ExperimentSettings

    loaded = load(config, ExperimentSettings)
    build(loaded)
    check_files(loaded)
    return model_note(loaded)
