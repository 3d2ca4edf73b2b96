"""What an experiment's config may say."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipeline.translation.settings import TranslationSettings


class Strict(BaseModel):
    """Settings that know all their keys."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())


class StorySettings(Strict):
    """One wire story and the files that hold it. Paths are taken from the config's folder."""

    id: str = Field(pattern=r"^[\w.-]+$", description="a name for the story, used in file names")
    source: str = Field(description="the Arabic text")
    references: dict[str, str] = Field({}, description="English versions of the story: name to file")

    @field_validator("references")
    @classmethod
    def _names(cls, value: dict[str, str]) -> dict[str, str]:
        for name in value:
            if not name or not all(c.isalnum() or c in "_.-" for c in name):
                raise ValueError(f"a reference's name is letters, digits, '.', '_' and '-', was: {name!r}")
        return value


class SegmentationSettings(Strict):
    """How a text is cut into sentences."""

    use: str = Field("rules", description="rules: our own; lines: one sentence a line")


class AlignmentSettings(BaseModel):
    """How sentences are paired: `use` names the aligner, the other keys are its own settings."""

    model_config = ConfigDict(extra="allow", protected_namespaces=())

    use: str = Field("pivot", description="pivot, length, lexicon, embedding")


class EvaluationSettings(Strict):
    """How the translation is scored against the references."""

    metrics: list[str] = Field(["bleu", "chrf", "ter"], min_length=1)
    resamples: int = Field(1000, ge=0, le=100_000, description="bootstrap resamples of the intervals; 0 is none")
    seed: int = Field(12345, ge=0, description="seed of the resampling")


class ExperimentSettings(Strict):
    """A run: stories through all stages, into a run folder and a report."""

    name: str = Field(pattern=r"^[\w.-]+$", description="the experiment's name: runs/NAME/KEY/ holds what it makes")
    stories: list[StorySettings] = Field(min_length=1)
    encoding: str = Field("utf-8", description="of all text files")
    segmentation: SegmentationSettings = SegmentationSettings()
    translation: TranslationSettings = TranslationSettings()
    alignment: AlignmentSettings = AlignmentSettings()
    evaluation: EvaluationSettings = EvaluationSettings()
    output: str = Field("../runs", description="the folder of all runs")

    @field_validator("stories")
    @classmethod
    def _distinct(cls, value: list[StorySettings]) -> list[StorySettings]:
        names = [story.id for story in value]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two stories have the same id: {', '.join(twice)}")
        return value
