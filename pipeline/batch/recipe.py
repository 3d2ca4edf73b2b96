"""What a job's outputs are made with, known before a model is loaded: the same recipe, the same bytes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from pipeline import __version__
from pipeline.batch.story import Form
from pipeline.errors import UserError
from pipeline.models.find import find_model
from pipeline.translation.glossary import read_glossary
from pipeline.translation.memory import Memory
from pipeline.translation.settings import TUNING, TranslationSettings

SEGMENTER = "rules"


def recipe(settings: TranslationSettings, form: Form) -> dict[str, object]:
    """Every setting that can change a byte, files by their hashes. UserError for a model or a file that is not there.

    Shorter than the translator's signature in what `auto` and the model's card decide, but it needs no loaded model.
    """
    model = find_model(settings.model)
    made: dict[str, object] = {"wirepair": __version__, "segmentation": SEGMENTER}
    made |= settings.model_dump(mode="json", exclude=set(TUNING))
    made["model"] = f"{model.name}@{model.fingerprint}"
    if settings.glossary:
        made["glossary"] = read_glossary(settings.glossary).fingerprint
    made["imported"] = _imported(settings.memory)
    return made | dataclasses.asdict(form)


def check_same(output: Path, then: Mapping[str, object], now: Mapping[str, object]) -> None:
    """Raises UserError, one line with the settings that differ, where `output` was made in another way."""
    differ = [
        f"{name} {_shown(then.get(name))} (now {_shown(now.get(name))})"
        for name in dict.fromkeys((*now, *then))
        if then.get(name) != now.get(name)
    ]
    if differ:
        raise UserError(
            f"{output}: holds a job made with {', '.join(differ)}; go on with the same settings, choose another "
            "output folder, or begin anew with --again"
        )


def _shown(value: object) -> str:
    return "off" if value in (None, "", False) else "on" if value is True else str(value)


def _imported(memory: str | None) -> str:
    """People's translations in a memory go before the model's, so they are part of what the outputs are made with."""
    if memory is None or not Path(memory).is_file():
        return ""
    with closing(Memory(memory)) as opened:
        return opened.imported
