"""Parts by name: one file adds a part, no other file changes.

A stage's package owns a Registry. Every module of the package that defines a part registers it with the
decorator; the modules are found by looking into the package, so nothing lists them by hand.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Generic, TypeVar

from pipeline.errors import ConfigError, did_you_mean

P = TypeVar("P")


class Registry(Generic[P]):
    """The parts of one kind (`kind` is the word used in messages: aligner, metric, translator …)."""

    def __init__(self, kind: str, package: str) -> None:
        self.kind = kind
        self._package = package
        self._parts: dict[str, type[P]] = {}
        self._searched = False

    def register(self, name: str) -> Callable[[type[P]], type[P]]:
        """Class decorator that makes the class known as `name`. Raises ValueError if the name is taken."""

        def keep(part: type[P]) -> type[P]:
            if self._parts.get(name, part) is not part:
                raise ValueError(f"two {self.kind}s are called {name!r}")
            self._parts[name] = part
            return part

        return keep

    def names(self) -> list[str]:
        """The names of all parts, sorted."""
        self._search()
        return sorted(self._parts)

    def get(self, name: str, where: str = "") -> type[P]:
        """The part called `name`; ConfigError (with `where`, a file:line: key, before it) if there is none."""
        self._search()
        if name not in self._parts:
            place = f"{where}: " if where else ""
            raise ConfigError(f"{place}no {self.kind} '{name}'{did_you_mean(name, self._parts)}")
        return self._parts[name]

    def _search(self) -> None:
        if self._searched:
            return
        package = importlib.import_module(self._package)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{self._package}.{module.name}")
        self._searched = True
