"""From a config file to a checked object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipeline.config.overrides import apply_overrides
from pipeline.config.tree import Tree, read_tree
from pipeline.errors import ConfigError, did_you_mean

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[M]):
    """Checked settings that still know where each of them stands."""

    value: M
    tree: Tree
    folder: Path

    def where(self, *path: str | int) -> str:
        """`file:line: a.b`, the head of a message about the setting at `path`."""
        return self.tree.where(path)

    def file(self, name: str) -> Path:
        """A path written in the file: taken from the file's own folder unless absolute."""
        return (self.folder / name).resolve() if not Path(name).is_absolute() else Path(name)


def load(path: Path | str, model: type[M], overrides: Sequence[str] = ()) -> Loaded[M]:
    """The settings in the YAML file `path`, checked against `model`.

    Raises ConfigError, one line for the first fault: unreadable file, repeated or unknown key (with the closest known
    one), wrong type, value out of range.
    """
    path = Path(path)
    tree = read_tree(path)
    apply_overrides(tree, overrides)
    return Loaded(check(tree, model), tree, path.resolve().parent)


def check(tree: Tree, model: type[M], under: tuple[str | int, ...] = ()) -> M:
    """The values of `tree` below the path `under` as a `model`; ConfigError for the first fault."""
    values: Any = tree.values
    for part in under:
        values = values[part]
    try:
        return model.model_validate(values)
    except ValidationError as e:
        # a misspelled key is also a missing one: name the misspelling
        first = min(e.errors(), key=lambda error: error["type"] != "extra_forbidden")
        raise ConfigError(_message(first, tree, model, under)) from None


def _message(error: ErrorDetails, tree: Tree, model: type[BaseModel], under: tuple[str | int, ...]) -> str:
    location = (*under, *_in_tree(error, tree, under))
    where = tree.where(location)
    if error["type"] == "extra_forbidden":
        known = _fields_at(model, tuple(location[len(under) : -1]))
        return f"{where}: no such setting{did_you_mean(str(location[-1]), known)}"
    if error["type"] == "missing":
        return f"{where}: is missing; add it"
    message = error["msg"].removeprefix("Value error, ")
    said = f", was: {error['input']!r}" if isinstance(error["input"], (str, int, float, bool, type(None))) else ""
    return f"{where}: {message[0].lower()}{message[1:]}{said}"


def _in_tree(error: ErrorDetails, tree: Tree, under: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """pydantic names the branches of a union inside its location; keep only what stands in the file."""
    kept: list[str | int] = []
    values: Any = tree.values
    for part in under:
        values = values[part]
    for part in error["loc"]:
        if _holds(values, part):
            values = values[part]
            kept.append(part)
    if error["type"] == "missing":
        kept.append(error["loc"][-1])
    return tuple(kept)


def _holds(values: Any, part: str | int) -> bool:
    if isinstance(values, list):
        return isinstance(part, int) and part < len(values)
    return isinstance(values, dict) and part in values


def _fields_at(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    here: Any = model
    for part in path:
        field = here.model_fields.get(part) if isinstance(part, str) else None
        if field is None:
            return []
        kinds = [field.annotation, *getattr(field.annotation, "__args__", ())]
        models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if not models:
            return []
        here = models[0]
    return list(here.model_fields)
