"""What a config or a command line may say about translation."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipeline.arabic import RULES
from pipeline.errors import did_you_mean

Precision = Literal["auto", "float32", "float16", "bfloat16", "int8", "int8_float16", "int8_bfloat16", "int8_float32"]

TUNING = frozenset({"device", "threads", "batch_tokens", "window", "memory"})
"""Settings that say where and how fast, not what: they are no part of the signature."""


class TranslationSettings(BaseModel):
    """How a text is translated."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())

    model: str = Field("wire-ar-en", min_length=1, description="name of a model, its hub id, or a folder")
    engine: Literal["auto", "transformers", "ctranslate2"] = Field(
        "auto", description="auto: ctranslate2 where it can run the model, else transformers"
    )
    precision: Precision = Field("auto", description="numbers the network works with; auto: the card's, else float32")
    beam: int = Field(4, ge=1, le=64, description="beam size; 1 is greedy search")
    length_penalty: float = Field(1.0, ge=0, le=5, description="exponent of the length that a score is divided by")
    no_repeat_ngram: int | None = Field(
        None,
        ge=0,
        le=20,
        description="bar runs of this many pieces from coming twice; 0: off; none: the model's own word",
    )
    alternatives: int = Field(0, ge=0, le=64, description="further outputs of the beam that are kept (n-best)")
    normalisation: list[str] | None = Field(None, description="rules for the source; none: those of the model's card")
    target: str | None = Field(None, description="target language of a multi-target model: eng for >>eng<<")
    longest: int | None = Field(
        None, ge=8, description="source pieces above which a sentence is split first; none: the card's or the model's"
    )
    output_pieces: Literal["target", "all"] = Field(
        "target",
        description="target: an output is made of pieces of target.spm, all that a model can have learned to say; all: "
        "also of pieces that are the source language's alone, at up to twice the cost of a step",
    )
    batching: Literal["auto", "exact", "padded"] = Field(
        "auto",
        description="exact: only sentences of one length go together (int8 on a CPU: of one multiple of 16); padded: "
        "neighbours in length do; auto: padded in float32, else exact, since there what a sentence is padded to "
        "changes last digits, and so an output now and then",
    )
    flags: bool = Field(True, description="look for lost numbers, repetition and other doubtful outputs")
    retry: bool = Field(False, description="try flagged sentences again in other ways, keep the better output")
    protect: bool = Field(
        True, description="bring figures, dates, URLs, e-mail addresses, hashtags and codes through unchanged"
    )
    glossary: str | None = Field(None, description="TSV file: Arabic, English, and `case` where case matters")
    memory: str | None = Field(None, description="SQLite file of earlier translations, made where it is missing")
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    threads: int | None = Field(None, ge=1, le=1024, description="cores to use; none: all that this process may use")
    batch_tokens: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="source pieces a batch; none: 4,096 by the beam (2,048 in int8), 1,024 at least; on a GPU 16,384",
    )
    window: int = Field(4096, ge=1, description="sentences that are sorted by length together")

    @field_validator("normalisation")
    @classmethod
    def _known_rules(cls, value: list[str] | None) -> list[str] | None:
        for name in value or ():
            if name not in RULES:
                raise ValueError(f"no normalisation rule '{name}'{did_you_mean(name, RULES)}")
        return value
