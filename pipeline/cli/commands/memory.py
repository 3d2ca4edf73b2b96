"""`wirepair memory`: what a translation memory holds, out of it, into it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[Path, typer.Argument(help="The memory's file, as given to --memory")]


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    group = typer.Typer(
        help="Look into a translation memory, export, import and prune it.\n\nExample: wirepair memory stats wire.db",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("stats")(stats)
    group.command("export")(export)
    group.command("import")(import_)
    group.command("prune")(prune)
    app.add_typer(group, name="memory")


def stats(file: File) -> None:
    """Entries, hits, models, size.

    Example: wirepair memory stats wire.db
    """
    from pipeline.translation.memory import Memory

    found = Memory(file, must_exist=True).statistics()
    print(f"entries     {found.entries:,}\nhits        {found.hits:,}")
    print(f"signatures  {found.signatures:,}\nbytes       {found.size:,}")


def export(file: File, output: Annotated[Path, typer.Argument(help="TMX file to write")]) -> None:
    """Write all entries as TMX 1.4.

    Example: wirepair memory export wire.db wire.tmx
    """
    from pipeline.translation.memory import Memory
    from pipeline.translation.memory_tmx import export_tmx

    print(f"{export_tmx(Memory(file, must_exist=True), output):,} entries")


def import_(file: File, source: Annotated[Path, typer.Argument(metavar="TMX", help="TMX file to read")]) -> None:
    """Take over the units of a TMX file. Those that are not wirepair's own serve every model.

    Example: wirepair memory import wire.db agency.tmx
    """
    from pipeline.translation.memory import Memory
    from pipeline.translation.memory_tmx import import_tmx

    print(f"{import_tmx(Memory(file), source):,} entries")


def prune(
    file: File,
    unused_days: Annotated[float | None, typer.Option(min=0, help="Delete what was not used for so many days")] = None,
    keep: Annotated[str | None, typer.Option(help="Delete what was not made by this (part of a) signature")] = None,
) -> None:
    """Delete entries that are old, or made by other models.

    Example: wirepair memory prune wire.db --unused-days 90
    """
    from pipeline.errors import UserError
    from pipeline.translation.memory import Memory

    if unused_days is None and keep is None:
        raise UserError("prune: nothing to go by; give --unused-days or --keep")
    print(f"{Memory(file, must_exist=True).prune(unused_days, keep):,} entries deleted")
