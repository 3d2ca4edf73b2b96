"""`wirepair`: finds the commands, and turns what goes wrong into one line and an exit status.

0 done; 2 something the user can mend; 3 done, but some stories were set aside; 130 interrupted.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

import typer

from pipeline import __version__
from pipeline.errors import Interrupted, WirepairError

HELP = """Translate Arabic wire stories, pair their sentences with English versions, score them.

Start with: wirepair run configs/demo.yaml
"""


# typer carries a click of its own, or uses the one beside it: take the class from what it exports
_ClickError = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")


def build() -> typer.Typer:
    """The application with every command in `pipeline/cli/commands`."""
    app = typer.Typer(
        name="wirepair",
        help=HELP,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,
    )

    @app.callback(invoke_without_command=True)
    def _root(version: bool = typer.Option(False, "--version", help="Print the version and stop.")) -> None:
        if version:
            print(f"wirepair {__version__}")
            raise typer.Exit

    package = importlib.import_module("pipeline.cli.commands")
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        importlib.import_module(f"pipeline.cli.commands.{module.name}").register(app)
    return app


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; the exit status. Nothing but a fault of this program raises."""
    as_json = "--log-json" in (sys.argv[1:] if arguments is None else arguments)
    try:
        status = typer.main.get_command(build()).main(
            args=None if arguments is None else list(arguments), prog_name="wirepair", standalone_mode=False
        )
        return _interrupted(as_json) if status == 130 else status if isinstance(status, int) else 0
    except typer.Exit as leave:
        return leave.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted(as_json)
    except WirepairError as error:
        return _say(str(error), 130 if isinstance(error, Interrupted) else 2, as_json)
    except BrokenPipeError:
        # whoever read our output has seen enough; keep the interpreter from complaining when it flushes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _say(f"{place}{error.strerror or error}; mend that and run the command again", 2, as_json)
    except Exception as error:
        if isinstance(error, _ClickError):
            return _say(f"{_usage(error)}; see 'wirepair --help'", 2, as_json)
        raise


def _interrupted(as_json: bool) -> int:
    return _say("interrupted; what was done so far is kept, the same command goes on from there", 130, as_json)


def _usage(error: Exception) -> str:
    message = getattr(error, "format_message", lambda: str(error))()
    return str(message).rstrip(".")


def _say(message: str, status: int, as_json: bool) -> int:
    """One line on standard error, for people or, where all other lines are JSON, for machines."""
    message = " ".join(message.split())
    if as_json:
        from pipeline.batch.events import event_line

        name = "interrupted" if status == 130 else "error"
        message = event_line({"event": name, "message": message, "status": status})
    print(message if as_json else f"wirepair: {message}", file=sys.stderr)
    return status


def main() -> None:
    """The entry point of the `wirepair` command."""
    # the threads of OpenMP must not spin while they wait: two processes side by side would starve each other
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    sys.exit(run())


if __name__ == "__main__":
    main()
