"""`wirepair models`: what there is, where it is, whether it is whole."""

from __future__ import annotations

from typing import Annotated

import typer

Name = Annotated[str, typer.Argument(help="Name, hub id or folder of a model")]


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    group = typer.Typer(
        help="List, show, fetch, verify, convert and remove models.\n\nExample: wirepair models list",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for command in (list_models, show, fetch, verify, convert, remove):
        group.command(command.__name__.removesuffix("_models"))(command)
    app.add_typer(group, name="models")


def list_models() -> None:
    """Every known model: its licence, and whether its weights are on this machine.

    Example: wirepair models list
    """
    from pipeline.models.find import cards, on_disk

    rows = [(c.name, "here" if on_disk(c) else "to fetch", c.licence, c.title) for c in cards().values()]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(3)]
    for row in sorted(rows):
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]))


def show(name: Name) -> None:
    """A model's card, its folder and its fingerprint.

    Example: wirepair models show opus-mt-ar-en
    """
    import yaml

    from pipeline.errors import ModelError
    from pipeline.models.find import find_card, find_model

    card = find_card(name)
    if card is not None:
        shown = card.model_dump(exclude_none=True, exclude_defaults=True)
        print(yaml.safe_dump(shown, allow_unicode=True, sort_keys=False, width=100), end="")
    try:
        model = find_model(name)
    except ModelError as fault:
        if card is None:
            raise
        print(f"# {fault}")
        return
    print(f"# folder: {model.path}\n# fingerprint: {model.fingerprint}")


def fetch(
    name: Name,
    revision: Annotated[str | None, typer.Option(help="Another commit, tag or branch than the card's")] = None,
) -> None:
    """Get a model from the hub (the only command that uses the network); goes on where it was broken off.

    Example: wirepair models fetch opus-mt-ar-en
    """
    from pipeline.models.fetch import fetch as get
    from pipeline.models.find import require_card

    print(get(require_card(name), revision))


def verify(name: Name) -> None:
    """Check every file of a model, load it, and try its smoke sentence.

    Example: wirepair models verify wire-ar-en
    """
    from pipeline.models.find import find_model
    from pipeline.translation.make import make_translator
    from pipeline.translation.settings import TranslationSettings

    model = find_model(name)
    for file, value in sorted(model.hashes.items()):
        known = model.card is not None and file in model.card.files
        print(f"{value[:16]}  {'as in the card' if known else 'not in a card '}  {file}")
    make_translator(TranslationSettings(model=name))
    smoke = model.card.smoke if model.card else None
    print("loads" + (", and the smoke sentence comes out as expected" if smoke else "; the card has no smoke sentence"))


def convert(
    name: Name,
    precision: Annotated[str, typer.Option(help="float32, int8, …")] = "auto",
    again: Annotated[bool, typer.Option("--again", help="Even if a converted copy is there")] = False,
) -> None:
    """Convert a model for the ctranslate2 engine now, not on first use.

    Example: wirepair models convert wire-ar-en --precision int8
    """
    import shutil

    from pipeline.models.find import find_model
    from pipeline.translation.convert import converted, converted_folder

    model = find_model(name)
    if again:
        shutil.rmtree(converted_folder(model, precision), ignore_errors=True)
    print(converted(model, precision))


def remove(name: Name) -> None:
    """Delete a fetched model and every converted copy of it. Models that come with wirepair stay.

    Example: wirepair models remove opus-mt-ar-en
    """
    from pipeline.models.remove import remove as delete

    for path in delete(name):
        print(f"removed {path}")
