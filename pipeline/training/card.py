"""The card of a trained model: what it was made of, what it scores, how to tell that its files are whole."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import torch
import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline import __version__
from pipeline.config import Loaded
from pipeline.evaluation.base import make
from pipeline.evaluation.lines import score_lines
from pipeline.formats.files import read_lines, write_text_atomically
from pipeline.models.card import CARD, read_card
from pipeline.runs.folder import hash_file
from pipeline.runs.manifest import commit
from pipeline.training.checkpoint import Progress
from pipeline.training.corpus import Corpus, read_pairs
from pipeline.training.network import Marian
from pipeline.training.settings import About, ScoredSet, TrainingSettings
from pipeline.translation.base import Translator
from pipeline.translation.make import make_translator
from pipeline.translation.settings import TranslationSettings

_METRICS = ("bleu", "chrf", "ter")
_NOT_HASHED = {CARD, "README.md"}


def score_sets(
    loaded: Loaded[TrainingSettings],
    folder: Path,
    find: Callable[[str], Path],
    say: Callable[[str], None],
    longest: int | None = None,
) -> list[dict[str, Any]]:
    """BLEU, chrF and TER of the model in `folder` in float32 and int8, on each set of the config, others beside it.

    `longest`: source pieces above which a sentence is split, as the card is going to say.
    """
    if not loaded.value.scores:
        return []
    name = loaded.value.name
    own = {name: _translator(folder, "float32", longest), f"{name} int8": _translator(folder, "int8", longest)}
    found = []
    for scored in loaded.value.scores:
        sources, references = _lines(scored, find)
        outputs = {name: [o.text for o in translator.translate(sources)] for name, translator in own.items()}
        outputs |= {name: read_lines(find(file))[: len(sources)] for name, file in scored.others.items()}
        systems = {name: _figures(lines, references) for name, lines in outputs.items()}
        found.append({"set": scored.name, "lines": len(sources), "systems": systems})
        say(f"{scored.name}: " + ", ".join(f"{m} {v:.1f}" for m, v in systems[loaded.value.name].items()))
    return found


def _translator(folder: Path, precision: Literal["float32", "int8"], longest: int | None) -> Translator:
    settings = {"model": str(folder), "engine": "ctranslate2", "precision": precision, "longest": longest}
    return make_translator(TranslationSettings.model_validate({**settings, "flags": False}))


def _lines(scored: ScoredSet, find: Callable[[str], Path]) -> tuple[list[str], list[str]]:
    if scored.pairs is not None:
        pairs = list(islice(read_pairs(find(scored.pairs)), scored.lines))
        return [a for a, _ in pairs], [b for _, b in pairs]
    assert scored.source is not None
    assert scored.reference is not None
    return read_lines(find(scored.source))[: scored.lines], read_lines(find(scored.reference))[: scored.lines]


def _figures(hypotheses: Sequence[str], references: Sequence[str]) -> dict[str, float]:
    scores = score_lines(hypotheses, [references], make(_METRICS))
    return {name: round(score.value, 2) for name, score in scores.scores.items()}


def write_card(
    loaded: Loaded[TrainingSettings],
    folder: Path,
    model: Marian,
    corpus: Corpus,
    progress: Progress,
    sets: list[dict[str, Any]],
    earlier: dict[str, Any],
    longest: int | None = None,
) -> None:
    """card.yaml and README.md beside the weights. `earlier` is of `earlier_training`, `longest` of `split_above`."""
    s, shape = loaded.value, model.shape
    card: dict[str, Any] = {
        "name": s.name,
        "title": s.about.title or s.name,
        "source_language": "ar",
        "target_language": "en",
        "licence": s.about.licence,
        "origin": f"trained by `wirepair train {Path(loaded.tree.file).name}`"
        + (f", from {s.start}" if s.start else ", from scratch"),
        "parameters": sum(p.numel() for p in model.parameters()),
        "architecture": f"Marian, {shape.encoder_layers}+{shape.decoder_layers} layers of {shape.width}, "
        f"{shape.heads} heads, feed-forward {shape.inner}, {shape.vocabulary} pieces, half precision",
        "normalisation": list(corpus.rules),
        **({"longest": longest} if longest else {}),
        "data": [_counted(c) for c in corpus.counts.values()],
        "training": {
            **earlier,
            "steps": progress.step,
            "target_tokens": progress.tokens,
            "passes": progress.number,
            "hours": round(progress.seconds / 3600, 2),
            "hardware": _hardware(),
            "seed": s.optimisation.seed,
            "averaged": s.average,
            "wirepair": __version__,
            "commit": commit(),
        },
        "scores": {
            "signatures": {m.name: m.signature(1) for m in make(_METRICS)},
            "beam": 4,
            "sets": sets,
        },
        "intended_use": s.about.intended_use,
        "limits": list(s.about.limits),
        "files": _files(folder),
    }
    _write(folder, card)
    if s.about.smoke:
        translator = make_translator(TranslationSettings(model=str(folder), flags=False))
        card["smoke"] = {"source": s.about.smoke, "expected": translator.translate([s.about.smoke])[0].text}
        _write(folder, card)


def earlier_training(start: Path | None) -> dict[str, Any]:
    """`after`: the training that is behind the checkpoint `start`, as its card tells; empty where nothing is known."""
    if start is None or not (start / CARD).is_file():
        return {}
    card = read_card(start / CARD)
    weights = card.files.get("model.safetensors")
    before = card.training if isinstance(card.training, dict) else {}
    return {"after": {"model": card.name, "weights": weights.sha256 if weights else None, **before}}


def split_above(about: About, start: Path | None) -> int | None:
    """Source pieces above which a sentence is split: what the config says, else what the checkpoint's card says."""
    if about.longest is None and start is not None and (start / CARD).is_file():
        return read_card(start / CARD).longest
    return about.longest


def _write(folder: Path, card: dict[str, Any]) -> None:
    text = yaml.safe_dump(card, allow_unicode=True, sort_keys=False, width=120)
    write_text_atomically(folder / CARD, "# Written by `wirepair train`; README.md says the same in words.\n" + text)
    page = Environment(
        loader=PackageLoader("pipeline.training"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).get_template("model.md.j2")
    write_text_atomically(folder / "README.md", page.render(card=card))


def _counted(counted: Any) -> dict[str, Any]:
    return {"source": counted.source, "licence": counted.licence, "pairs": counted.pairs, "weight": counted.weight}


def _files(folder: Path) -> dict[str, dict[str, Any]]:
    names = sorted(p.name for p in folder.iterdir() if p.is_file() and p.name not in _NOT_HASHED)
    return {n: {"sha256": hash_file(folder / n), "bytes": (folder / n).stat().st_size} for n in names}


def _hardware() -> str:
    if torch.cuda.is_available():
        return f"1 x {torch.cuda.get_device_name(0)}"
    return f"{os.cpu_count()} CPU cores ({platform.machine()})"
