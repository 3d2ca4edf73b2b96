"""From settings to a translator: the network inside, one wrapper for each thing that was asked for around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipeline.arabic import RULES
from pipeline.errors import ConfigError, ModelError
from pipeline.models.find import Model, find_model
from pipeline.models.verify import read_config, read_json
from pipeline.translation.apart import ApartTranslator
from pipeline.translation.base import Translator
from pipeline.translation.engine import Decoding, Engine
from pipeline.translation.engines import make_engine, other_engine
from pipeline.translation.flagging import FlaggingTranslator
from pipeline.translation.glossary import read_glossary
from pipeline.translation.memory import Memory, RememberingTranslator
from pipeline.translation.network import NetworkTranslator
from pipeline.translation.pieces import Pieces
from pipeline.translation.protect import ProtectingTranslator
from pipeline.translation.retry import RetryingTranslator, Rung
from pipeline.translation.settings import TranslationSettings
from pipeline.translation.smoke import check_smoke
from pipeline.translation.split import HalvingTranslator, SplittingTranslator
from pipeline.translation.stand_ins import FigureTranslator

_MARGIN = 8
"""Pieces kept free below a model's limit, for `</s>` and a language token."""

_REMEMBERED = 1024
"""Sentences after which a memory is written at the latest."""
_REMEMBERED_EXACT = 4096
"""The same where a batch holds sentences of one length: few sentences make small batches there, and those are slow."""


def make_translator(settings: TranslationSettings) -> Translator:
    """The translator that the settings describe, its model loaded and tried.

    From the inside out: the network; over-long sentences split; what must come through, figures too; doubtful outputs
    tried again; the memory; the flags. Raises ModelError for a missing, damaged or unsuitable model, ConfigError and
    InputError for settings and files that do not fit: one line each.
    """
    glossary = read_glossary(settings.glossary) if settings.glossary else None
    model = find_model(settings.model)
    decoding = decoding_of(settings, model)
    pieces = Pieces(model.path)
    engine = make_engine(model, pieces, settings)
    if settings.memory:  # what a killed job has to do again is one window
        most = _REMEMBERED if _padded(settings, engine) or engine.step > 1 else _REMEMBERED_EXACT
        settings = settings.model_copy(update={"window": min(settings.window, most)})
    network = make_network(model, pieces, engine, settings, decoding)
    longest = longest_source(model, settings)
    check_smoke(model, network)

    def on(other: TranslationSettings) -> NetworkTranslator:
        return make_network(model, pieces, make_engine(model, pieces, other), other, replace(decoding, hypotheses=1))

    def stack(inner: NetworkTranslator) -> Translator:
        split: Translator = SplittingTranslator(inner, longest)
        whole = split
        if settings.protect:
            whole = RetryingTranslator(split, _figure_rungs(split, network.normalise), settings.window, only="number")
        if settings.protect or glossary:  # the last word: a glossary holds whatever happens to figures
            whole = ProtectingTranslator(whole, glossary, settings.protect, settings.window)
        return whole

    translator = stack(network)
    if settings.retry:
        rungs = _rungs(
            decoding, lambda search: stack(make_network(model, pieces, engine, settings, search)), network.normalise
        )
        other = other_engine(model, settings, engine)
        if other is not None:
            rungs.append((f"engine {other.engine}:{other.precision}", lambda: stack(on(other))))
        translator = RetryingTranslator(translator, rungs, settings.window)
    if settings.memory:
        translator = RememberingTranslator(translator, Memory(settings.memory), network.normalise, settings.window)
    if settings.flags:
        translator = FlaggingTranslator(translator, settings.window)
    return translator


def _figure_rungs(inner: Translator, normalise: Callable[[str], str]) -> list[Rung]:
    """For sentences with wrong figures: short ones in their places; the same in halves; around those that are lost."""
    return [
        ("figures", lambda: FigureTranslator(inner, normalise)),
        ("halves", lambda: HalvingTranslator(FigureTranslator(inner, normalise), normalise)),
        ("apart", lambda: ApartTranslator(inner, normalise)),
    ]


def _rungs(plain: Decoding, make: Callable[[Decoding], Translator], normalise: Callable[[str], str]) -> list[Rung]:
    """A wider beam, runs of three pieces barred from coming twice, halves."""
    wider = replace(plain, beam=min(2 * plain.beam + 2, 64), hypotheses=1)
    strict = replace(plain, no_repeat_ngram=3, hypotheses=1)
    return [
        (f"beam {wider.beam}", lambda: make(wider)),
        ("no_repeat_ngram 3", lambda: make(strict)),
        ("halves", lambda: HalvingTranslator(make(replace(plain, hypotheses=1)), normalise)),
    ]


def make_network(
    model: Model, pieces: Pieces, engine: Engine, settings: TranslationSettings, decoding: Decoding
) -> NetworkTranslator:
    """The bare model behind an engine."""
    return NetworkTranslator(
        model,
        pieces,
        engine,
        decoding,
        rules=_rules(model, settings),
        target=_target(model, pieces, settings),
        padded=_padded(settings, engine),
        all_pieces=settings.output_pieces == "all",
        batch_tokens=settings.batch_tokens,
        window=settings.window,
    )


def _padded(settings: TranslationSettings, engine: Engine) -> bool:
    """float32 is not exact to the last digit anyhow; where numbers are coarse, padding could turn an output."""
    if settings.batching != "auto":
        return settings.batching == "padded"
    return engine.signature.endswith(":float32")


def decoding_of(settings: TranslationSettings, model: Model) -> Decoding:
    """The search that the settings ask for; what they leave open, the model's generation_config.json says."""
    hypotheses = 1 + settings.alternatives
    if hypotheses > settings.beam:
        raise ConfigError(
            f"alternatives: {settings.alternatives} need a beam of {hypotheses} at least, was: {settings.beam}"
        )
    barred = settings.no_repeat_ngram
    if barred is None:
        own = model.path / "generation_config.json"
        barred = int(read_json(own).get("no_repeat_ngram_size") or 0) if own.is_file() else 0
    return Decoding(settings.beam, settings.length_penalty, barred, hypotheses)


def longest_source(model: Model, settings: TranslationSettings) -> int:
    """Source pieces above which a sentence is split: the setting, else the card's word, else the model's own limit."""
    limit = int(read_config(model.path)["max_position_embeddings"])
    tokenizer = model.path / "tokenizer_config.json"
    if tokenizer.is_file():
        limit = min(limit, int(read_json(tokenizer).get("model_max_length") or limit))
    limit -= _MARGIN
    if settings.longest is not None:
        if settings.longest > limit:
            raise ConfigError(f"longest: {settings.longest} is above the model's limit of {limit} pieces")
        return settings.longest
    return min(limit, model.card.longest if model.card and model.card.longest else limit)


def _rules(model: Model, settings: TranslationSettings) -> list[str]:
    if settings.normalisation is not None:
        return settings.normalisation
    if model.card is not None and model.card.normalisation is not None:
        return model.card.normalisation
    return list(RULES)


def _target(model: Model, pieces: Pieces, settings: TranslationSettings) -> str | None:
    """A model with several target languages must be told which; others must not."""
    known = pieces.languages()
    if settings.target is None:
        return None
    if settings.target not in known:
        has = f"known: {', '.join(sorted(known))}" if known else "the model has one target language; leave target out"
        raise ModelError(f"target: {model.name} has no '{settings.target}'; {has}")
    return settings.target
