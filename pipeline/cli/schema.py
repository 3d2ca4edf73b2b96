"""The JSON Schema of configs, for editors. configs/schema.json is this, and a test keeps it so."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from pipeline.alignment.base import aligners
from pipeline.evaluation.base import metrics
from pipeline.experiment.settings import ExperimentSettings
from pipeline.segmentation.base import segmenters
from pipeline.training.settings import TrainingSettings


def json_schema() -> dict[str, Any]:
    """One schema for both kinds of config: an experiment has `stories`, a training run has `data`."""
    experiment, training = _schema(ExperimentSettings), _schema(TrainingSettings)
    definitions = experiment.pop("$defs") | training.pop("$defs")
    definitions["AlignmentSettings"] = {"anyOf": [_aligner(name) for name in aligners.names()]}
    definitions["SegmentationSettings"]["properties"]["use"]["enum"] = segmenters.names()
    known = {"type": "string", "enum": metrics.names()}
    definitions["EvaluationSettings"]["properties"]["metrics"]["items"] = known
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wirepair config",
        "if": {"required": ["data"]},
        "then": training,
        "else": experiment,
        "$defs": definitions,
    }


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    made = model.model_json_schema()
    return made | {"$defs": dict(sorted(made.get("$defs", {}).items()))}


def _aligner(name: str) -> dict[str, Any]:
    """One aligner's settings, `use` first."""
    part: Any = aligners.get(name)
    own = part.Settings.model_json_schema()
    if "$defs" in own:
        raise ValueError(f"the settings of aligner {name} must be flat: they share a group with `use`")
    use = {"const": name, "type": "string"}
    if name == "pivot":
        use["default"] = name
    required = [] if name == "pivot" else ["use"]
    return {
        "title": f"aligner {name}",
        "type": "object",
        "properties": {"use": use, **own.get("properties", {})},
        "required": [*required, *own.get("required", [])],
        "additionalProperties": False,
    }
