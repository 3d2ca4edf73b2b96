"""The parts that a config names, found and set up; nothing is run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.alignment.base import Aligner, aligners
from pipeline.config import Loaded
from pipeline.errors import ConfigError, InputError, ModelError, did_you_mean
from pipeline.evaluation.base import Metric, make
from pipeline.experiment.settings import AlignmentSettings, ExperimentSettings
from pipeline.models.find import cards, find_model, on_disk
from pipeline.segmentation.base import Segmenter, segmenters


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run works with, but for the translator, which takes a model and so is made when it is needed."""

    segmenter: Segmenter
    aligner: Aligner
    metrics: list[Metric]


def build(loaded: Loaded[ExperimentSettings]) -> Parts:
    """The parts of a config. ConfigError, with file, line and key, for one that does not exist or is set wrongly."""
    s = loaded.value
    segmenter = segmenters.get(s.segmentation.use, loaded.where("segmentation", "use"))()
    try:
        metrics = make(s.evaluation.metrics)
    except ConfigError as error:
        raise ConfigError(f"{loaded.where('evaluation', 'metrics')}: {error}") from None
    return Parts(segmenter, build_aligner(s.alignment, loaded), metrics)


def build_aligner(settings: AlignmentSettings, loaded: Loaded[ExperimentSettings]) -> Aligner:
    """The aligner that `use` names, with its own settings checked."""
    part: Any = aligners.get(settings.use, loaded.where("alignment", "use"))
    own = dict(settings.model_extra or {})
    try:
        made: Aligner = part(part.Settings(**own))
    except ValidationError as error:
        first = error.errors()[0]
        where = loaded.where("alignment", *first["loc"])
        if first["type"] == "extra_forbidden":
            known = ["use", *part.Settings.model_fields]
            raise ConfigError(f"{where}: no such setting{did_you_mean(str(first['loc'][-1]), known)}") from None
        raise ConfigError(f"{where}: {first['msg'].removeprefix('Value error, ').lower()}") from None
    return made


def story_files(loaded: Loaded[ExperimentSettings]) -> list[tuple[str, Path, dict[str, Path]]]:
    """Id, source file and reference files of each story, as paths."""
    return [
        (story.id, loaded.file(story.source), {name: loaded.file(file) for name, file in story.references.items()})
        for story in loaded.value.stories
    ]


def check_files(loaded: Loaded[ExperimentSettings]) -> None:
    """Raises InputError, with the config's line, for the first file of a story that is not there."""
    for number, (_, source, references) in enumerate(story_files(loaded)):
        if not source.is_file():
            raise InputError(f"{loaded.where('stories', number, 'source')}: no file {source}; mend the path")
        for name, file in references.items():
            if not file.is_file():
                where = loaded.where("stories", number, "references", name)
                raise InputError(f"{where}: no file {file}; mend the path")


def model_note(loaded: Loaded[ExperimentSettings]) -> str:
    """Empty where the config's model is on this machine; else, for a model that has a card, how to get it.

    Raises ModelError for a model that nobody knows, or that is damaged.
    """
    name = loaded.value.translation.model
    card = cards().get(name)
    if card is not None and on_disk(card) is None:
        return f" (the model is not on this machine yet: wirepair models fetch {name})"
    try:
        find_model(name)
    except ModelError as error:
        raise ModelError(f"{loaded.where('translation', 'model')}: {error}") from None
    return ""
