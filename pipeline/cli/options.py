"""Options of the command line as checked settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipeline.errors import ConfigError, did_you_mean

M = TypeVar("M", bound=BaseModel)


def checked(model: type[M], values: Mapping[str, object], more: Sequence[str] = ()) -> M:
    """The settings of the options, and of every `--set NAME=VALUE` (the value in YAML), which wins.

    ConfigError that names the option (`--no-repeat-ngram: …`) for the first one that is wrong.
    """
    named = dict(_named(model, text) for text in more)
    try:
        return model.model_validate({**values, **named})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        option = f"--set {name}" if name in named else "--" + name.replace("_", "-")
        message = first["msg"].removeprefix("Value error, ")
        raise ConfigError(f"{option}: {message[0].lower()}{message[1:]}, was: {first['input']!r}") from None


def _named(model: type[BaseModel], text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ConfigError(f"--set {text}: want NAME=VALUE, for example no_repeat_ngram=3")
    if name not in model.model_fields:
        raise ConfigError(f"--set {name}: no such setting{did_you_mean(name, model.model_fields)}")
    try:
        return name, yaml.safe_load(value)
    except yaml.YAMLError:
        raise ConfigError(f"--set {text}: the value is not YAML; put it in quotes") from None
