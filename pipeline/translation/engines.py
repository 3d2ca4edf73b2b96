"""Which engine runs a model, and which other one could."""

from __future__ import annotations

from importlib.util import find_spec

from pipeline.models.find import Model
from pipeline.translation.convert import can_convert
from pipeline.translation.engine import Engine
from pipeline.translation.pieces import Pieces
from pipeline.translation.settings import Precision, TranslationSettings

_EXACT: Precision = "float32"


def make_engine(model: Model, pieces: Pieces, settings: TranslationSettings) -> Engine:
    """The engine that is asked for. `auto`: ctranslate2, unless it cannot run the model or the device."""
    if _name(model, settings) == "ctranslate2":
        from pipeline.translation.engine_ctranslate2 import CTranslate2Engine

        return CTranslate2Engine(
            model, pieces, _precision(model, settings), settings.device, settings.threads, _all_pieces(settings)
        )
    from pipeline.translation.engine_transformers import TransformersEngine

    sayable = None if _all_pieces(settings) else pieces.sayable
    return TransformersEngine(model, settings.precision, settings.device, settings.threads, sayable)


def other_engine(model: Model, settings: TranslationSettings, own: Engine) -> TranslationSettings | None:
    """Settings, precision named, for the engine that `own` is not; None where there is none or it would say the same.

    In float32 both engines give the same tokens (docs/translation.md), so asking the other one is a waste of time;
    where one of them rounds, it may well mend what the other one spoils.
    """
    name = "transformers" if _name(model, settings) == "ctranslate2" else "ctranslate2"
    if not (_at_hand(model, settings) if name == "ctranslate2" else find_spec("torch")):
        return None
    if name == "ctranslate2":
        precision = _precision(model, settings.model_copy(update={"precision": "auto"}))
    else:
        precision = settings.precision if settings.precision in ("float16", "bfloat16") else _EXACT
    if precision in (_EXACT, "auto"):
        precision = _EXACT
        if own.signature.endswith(f":{_EXACT}"):
            return None
    return settings.model_copy(update={"engine": name, "precision": precision})


def _name(model: Model, settings: TranslationSettings) -> str:
    if settings.engine != "auto":
        return settings.engine
    return "ctranslate2" if _at_hand(model, settings) else "transformers"


def _at_hand(model: Model, settings: TranslationSettings) -> bool:
    """CTranslate2 can run this model on this device."""
    return can_convert(model) and settings.device != "mps"


def _all_pieces(settings: TranslationSettings) -> bool:
    return settings.output_pieces == "all"


def _precision(model: Model, settings: TranslationSettings) -> Precision:
    """What ctranslate2 works with: the setting, else the card's word."""
    if settings.precision == "auto" and model.card is not None and model.card.precision is not None:
        return model.card.precision
    return settings.precision
