"""A YAML file as plain values, with the line of every key; repeated keys are errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import ConfigError

Path_ = tuple[str | int, ...]
"""Where a value stands: keys and list indices from the root."""


@dataclass(slots=True)
class Tree:
    """The values of one file and where each of them stands in it."""

    file: str
    values: dict[str, Any]
    lines: dict[Path_, int] = field(default_factory=dict)

    def where(self, path: Path_) -> str:
        """`file:line: a.b` of the value at `path`, or of its nearest ancestor that stands in the file."""
        key = ".".join(str(part) for part in path)
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        line = self.lines.get(known)
        place = f"{self.file}:{line}" if line else self.file
        return f"{place}: {key}" if key else place


def read_tree(path: Path) -> Tree:
    """The tree of a YAML file. ConfigError where it cannot be read, is no mapping, or repeats a key."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; name a config file, for example configs/demo.yaml") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: is a folder; name a config file in it") from None
    except UnicodeDecodeError as e:
        raise ConfigError(f"{path}: not UTF-8 (byte {e.start}); save the file as UTF-8") from None
    except OSError as e:
        raise ConfigError(f"{path}: cannot be read ({e.strerror}); check its permissions") from None
    return parse_tree(text, str(path))


def parse_tree(text: str, file: str) -> Tree:
    """The tree of a YAML text; `file` is the name used in messages."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as e:
        line = e.problem_mark.line + 1 if e.problem_mark else 1
        raise ConfigError(f"{file}:{line}: not YAML: {e.problem}; mend the line") from None
    except yaml.YAMLError as e:
        raise ConfigError(f"{file}: not YAML: {' '.join(str(e).split())}; mend the file") from None
    tree = Tree(file, {})
    if node is None:
        raise ConfigError(f"{file}: is empty; write settings as 'key: value' lines")
    if not isinstance(node, yaml.MappingNode):
        raise ConfigError(f"{file}:1: want 'key: value' lines at the top, got {_kind(node)}")
    tree.values = _value(node, (), tree)
    return tree


def _kind(node: yaml.Node) -> str:
    return "a list" if isinstance(node, yaml.SequenceNode) else "a single value"


def _value(node: yaml.Node, path: Path_, tree: Tree) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, tree)
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            here = (*path, index)
            tree.lines[here] = item.start_mark.line + 1
            items.append(_value(item, here, tree))
        return items
    return _scalar(node, path, tree)


def _mapping(node: yaml.MappingNode, path: Path_, tree: Tree) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = str(key_node.value)
        here = (*path, key)
        if key in values:
            first = tree.lines[here]
            raise ConfigError(f"{tree.file}:{line}: {'.'.join(map(str, here))}: stands twice (first in line {first})")
        tree.lines[here] = line
        values[key] = _value(value_node, here, tree)
    return values


def _scalar(node: yaml.Node, path: Path_, tree: Tree) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError) as e:
        raise ConfigError(f"{tree.where(path)}: cannot be read: {' '.join(str(e).split())}") from None
    finally:
        loader.dispose()
