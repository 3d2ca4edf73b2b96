"""One sentence tried whenever a model is loaded: a library upgrade that turns a good model to garbage is seen here."""

from __future__ import annotations

import difflib

from pipeline.errors import ModelError
from pipeline.models.find import Model
from pipeline.translation.base import Translator

_ALIKE = 0.6
"""Share of equal characters (difflib's ratio). Another beam or precision changes a word; garbage shares nothing."""


def check_smoke(model: Model, translator: Translator) -> None:
    """Raises ModelError where the card's smoke sentence does not come out as the card says, or nearly so."""
    smoke = model.card.smoke if model.card else None
    if smoke is None:
        return
    found = translator.translate([smoke.source])[0].text
    if difflib.SequenceMatcher(None, found, smoke.expected).ratio() < _ALIKE:
        raise ModelError(
            f"{model.path}: {smoke.source!r} gives {found!r}, the card says {smoke.expected!r}; "
            "the installed libraries spoil this model: install those of constraints.txt"
        )
