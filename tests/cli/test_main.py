"""The command line as a whole: one line and the right status for whatever goes wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

import pipeline
from pipeline.cli import main
from pipeline.errors import InputError

README = Path(__file__).parents[2] / "README.md"


def _app(action: Callable[[], None]) -> Callable[[], typer.Typer]:
    def build() -> typer.Typer:
        app = typer.Typer()
        app.command("go")(action)
        app.command("other")(lambda: None)
        return app

    return build


def _interrupt() -> None:
    raise KeyboardInterrupt


def _mendable() -> None:
    raise InputError("a.txt:3: is bad;\n mend it")


def _system() -> None:
    raise PermissionError(13, "Permission denied", "b.txt")


def _aside() -> None:
    raise typer.Exit(3)


@pytest.mark.parametrize(
    ("action", "status", "said"),
    [
        (lambda: None, 0, ""),
        (_mendable, 2, "wirepair: a.txt:3: is bad; mend it\n"),
        (_system, 2, "wirepair: b.txt: Permission denied; mend that and run the command again\n"),
        (_aside, 3, ""),
        (_interrupt, 130, "wirepair: interrupted; what was done so far is kept, the same command goes on from there\n"),
    ],
    ids=["done", "mendable", "system", "aside", "interrupted"],
)
def test_the_exit_status(
    action: Callable[[], None],
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(main, "build", _app(action))
    assert main.run(["go"]) == status
    assert capsys.readouterr().err.strip() == said.strip()


def test_a_fault_of_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def bug() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(main, "build", _app(bug))
    with pytest.raises(ZeroDivisionError):
        main.run(["go"])


@pytest.mark.parametrize("arguments", [["nonesuch"], ["run"], ["run", "--bogus"], ["check"], ["run", "no-such.yaml"]])
def test_bad_arguments_are_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("wirepair: ")
    assert said.count("\n") == 1


def test_version_and_help_need_no_heavy_library() -> None:
    code = (
        "import sys; from pipeline.cli.main import run; run(['--version']); run(['--help']); "
        "heavy = {'torch', 'transformers', 'ctranslate2', 'numba', 'sacrebleu', 'scipy'} & set(sys.modules); "
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"wirepair {pipeline.__version__}" in done.stdout


def test_the_readme_knows_every_command() -> None:
    text = README.read_text(encoding="utf-8")
    groups = [g.name for g in main.build().registered_groups]
    commands = [c.name for c in main.build().registered_commands]
    for name in (*groups, *commands):
        assert f"wirepair {name}" in text, name
