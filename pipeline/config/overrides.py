"""`key=value` on the command line: the same settings as in the file, later ones win."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from pipeline.config.tree import Tree
from pipeline.errors import ConfigError


def apply_overrides(tree: Tree, overrides: Sequence[str]) -> None:
    """Put each `a.b=value` (value in YAML) into the tree; ConfigError where one is not of that form."""
    for text in overrides:
        key, equals, value = text.partition("=")
        parts = tuple(key.strip().split("."))
        if not equals or not all(parts):
            raise ConfigError(f"override '{text}': want key=value, for example translation.beam=1")
        try:
            parsed = yaml.safe_load(value)
        except yaml.YAMLError:
            raise ConfigError(f"override '{text}': the value is not YAML; put it in quotes") from None
        _put(tree, parts, parsed, text)


def _put(tree: Tree, parts: tuple[str, ...], value: Any, text: str) -> None:
    here: Any = tree.values
    for depth, part in enumerate(parts[:-1]):
        if isinstance(here, list):
            here = here[_index(part, here, text)]
            continue
        here = here.setdefault(part, {})
        if not isinstance(here, (dict, list)):
            raise ConfigError(f"override '{text}': {'.'.join(parts[: depth + 1])} is a value, not a group of settings")
    last = parts[-1]
    if isinstance(here, list):
        here[_index(last, here, text)] = value
    else:
        here[last] = value
    tree.lines.pop(parts, None)


def _index(part: str, items: list[Any], text: str) -> int:
    if not part.isdigit() or int(part) >= len(items):
        raise ConfigError(f"override '{text}': '{part}' is no index of a list of {len(items)}")
    return int(part)
