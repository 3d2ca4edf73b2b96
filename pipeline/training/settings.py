"""What a training config may say. Every setting has a meaning, a range and a default."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Strict(BaseModel):
    """Settings that know all their keys."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())


class Source(Strict):
    """Where pairs come from: one file (or a pattern) of pairs, or a grammar's folder."""

    path: str | None = Field(None, description="TSV, JSONL or TMX, each .gz too; `*` matches several files")
    grammar: str | None = Field(None, description="folder of a bilingual grammar, sampled freshly in every pass")
    weight: float = Field(1.0, gt=0, le=100, description="how often a pair is seen in one pass")
    pairs: int | None = Field(None, ge=1, description="pairs a pass: needed for a grammar, a cap for a file")
    confidence: float = Field(0.0, ge=0, le=1, description="JSONL: the least confidence of a bead that is used")
    licence: str = Field("unknown", description="goes into the model's card")

    @model_validator(mode="after")
    def _one_kind(self) -> Source:
        if (self.path is None) == (self.grammar is None):
            raise ValueError("give either path or grammar")
        if self.grammar is not None and self.pairs is None:
            raise ValueError("a grammar has no end: say how many pairs a pass")
        return self


class Filters(Strict):
    """What is left out of every source."""

    words: int = Field(100, ge=1, description="most words of either side")
    ratio: float = Field(
        4.0, ge=1, description="longer side over shorter side in characters, for pairs above 20 characters"
    )
    script: float = Field(0.4, ge=0, le=1, description="least share of Arabic letters among the source's letters")


class Data(Strict):
    """Sources, filters, and the sets that must stay unseen."""

    corpus: str | None = Field(None, description="the folder that `corpus:` stands for in the paths below")
    sets: str | None = Field(None, description="the folder that `sets:` stands for: test sets that stay unseen")
    sources: list[Source] = Field(min_length=1)
    first: list[Source] = Field([], description="the sources of the first passes (`curriculum`): short, easy pairs")
    curriculum: int = Field(0, ge=0, description="passes over `first` before those over `sources`")
    filters: Filters = Filters()
    rules: list[str] | None = Field(None, description="normalisation rules of the source; all of them by default")
    spelling: str | None = Field(None, description="TSV of English words to respell (british<TAB>american)")
    noise: float = Field(0.0, ge=0, le=1, description="share of the pairs that get the faults that wire text has")
    joined: float = Field(
        0.0, ge=0, lt=1, description="share of the pairs that are joined to the one before: long input"
    )
    heldout: list[str] = Field([], description="files none of whose lines may be trained on; checked")


class Vocabulary(Strict):
    """Sentencepiece models, one a language, numbered in one table."""

    source: int = Field(8000, ge=50, le=64000)
    target: int = Field(8000, ge=50, le=64000)
    lines: int = Field(300_000, ge=100, description="pairs that they are learned from")
    sampling: float = Field(
        0.0, ge=0, le=0.5, description="chance that a piece is taken apart, anew in every pass; 0 is off"
    )


class Network(Strict):
    """Sizes of the network."""

    width: int = Field(256, ge=8)
    inner: int = Field(1024, ge=8)
    heads: int = Field(8, ge=1)
    encoder_layers: int = Field(4, ge=1)
    decoder_layers: int = Field(2, ge=1)
    dropout: float = Field(0.0, ge=0, lt=1)


class Optimisation(Strict):
    """How the weights move."""

    tokens: int = Field(4000, ge=16, description="target tokens a batch, padding counted")
    steps: int = Field(10_000, ge=1)
    rate: float = Field(1e-3, gt=0)
    warmup: int = Field(300, ge=1)
    schedule: Literal["inverse-sqrt", "cosine", "constant"] = "inverse-sqrt"
    cooldown: int = Field(0, ge=0, description="last steps, over which the rate falls to nothing in a straight line")
    smoothing: float = Field(0.1, ge=0, lt=1)
    clip: float = Field(1.0, gt=0)
    consistency: float = Field(
        0.0, ge=0, le=10, description="weight of R-Drop: each pair twice a step, under two dropouts; 0 is off"
    )
    guide: float = Field(1.0, ge=0, description="weight of the guided-alignment loss at the start; 0 is off")
    guide_steps: int = Field(3000, ge=1, description="steps in which that weight falls to a tenth")
    lexical_start: bool = Field(True, description="start the source's embeddings from its translations (IBM-1)")
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    seed: int = 1


class Validation(Strict):
    """Parallel text that is translated now and then."""

    path: str | None = Field(None, description="TSV: source<TAB>target")
    lines: int = Field(200, ge=1)
    every: int = Field(500, ge=1, description="steps")
    patience: int = Field(0, ge=0, description="stop after so many validations without a better chrF; 0 never")


class ScoredSet(Strict):
    """Parallel lines that the finished model is scored on, for its card."""

    name: str = Field(min_length=1)
    pairs: str | None = Field(None, description="TSV: source<TAB>reference")
    source: str | None = Field(None, description="or a file of source lines")
    reference: str | None = Field(None, description="and one of reference lines")
    lines: int | None = Field(None, ge=1, description="only the first so many lines")
    others: dict[str, str] = Field({}, description="outputs of other systems on the same lines: name to file")

    @model_validator(mode="after")
    def _one_form(self) -> ScoredSet:
        if (self.pairs is None) == (self.source is None) or (self.source is None) != (self.reference is None):
            raise ValueError("give either pairs, or source and reference")
        return self


class About(Strict):
    """What the card says that no machine can find out."""

    title: str = ""
    licence: str = "unknown"
    intended_use: str = ""
    limits: list[str] = []
    longest: int | None = Field(
        None, ge=8, description="source pieces above which a sentence is split before it is translated"
    )
    smoke: str | None = Field(
        None, description="a source sentence whose output is checked whenever the model is loaded"
    )


class TrainingSettings(Strict):
    """A training run."""

    name: str = Field(min_length=1)
    output: str = Field(description="folder of the model that is made")
    work: str = Field(description="folder of checkpoints and logs; the run goes on from what lies there")
    start: str | None = Field(None, description="a MarianMT checkpoint to go on from (fine-tuning); name or folder")
    data: Data
    vocabulary: Vocabulary = Vocabulary()
    network: Network = Network()
    optimisation: Optimisation = Optimisation()
    validation: Validation = Validation()
    scores: list[ScoredSet] = Field([], description="sets for the card; nothing of them may be trained on")
    about: About = About()
    no_repeat_ngram: int = Field(
        0,
        ge=0,
        le=20,
        description="into generation_config.json: runs of so many pieces that may not come twice; 0 is off",
    )
    average: int = Field(4, ge=1, description="last checkpoints that are averaged into the model")
    checkpoint_every: int = Field(500, ge=1, description="steps")
    threads: int | None = Field(None, ge=1)
    workers: int = Field(
        0, ge=0, le=64, description="processes that make batches ahead, at most one a core; same result"
    )
