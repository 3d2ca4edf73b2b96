"""The nouns of wirepair: small frozen dataclasses that check themselves. Read this file first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType


def _no_metadata() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a document's raw text: `document.text[start:end] == text`."""

    start: int
    end: int
    text: str
    paragraph: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.text) or not self.text.strip():
            raise ValueError(f"sentence offsets {self.start}:{self.end} do not hold {self.text[:40]!r}")

    @property
    def line(self) -> str:
        """The sentence on one line: every run of white space (a hard wrap, say) is one space."""
        return " ".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Document:
    """One text in one language. `text` is the file as it was, so `text.encode(encoding)` gives its bytes back."""

    id: str
    language: str
    text: str
    sentences: tuple[Sentence, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=_no_metadata)
    encoding: str = "utf-8"

    def __post_init__(self) -> None:
        end = 0
        for s in self.sentences:
            if s.start < end or self.text[s.start : s.end] != s.text:
                raise ValueError(f"{self.id}: sentence at {s.start}:{s.end} is out of order or not in the text")
            end = s.end

    @property
    def lines(self) -> tuple[str, ...]:
        """The sentences, each on one line: what the stages read."""
        return tuple(s.line for s in self.sentences)

    @property
    def paragraphs(self) -> tuple[tuple[int, ...], ...]:
        """Indices of the sentences of each paragraph, in order."""
        groups: dict[int, list[int]] = {}
        for index, sentence in enumerate(self.sentences):
            groups.setdefault(sentence.paragraph, []).append(index)
        return tuple(tuple(group) for group in groups.values())


@dataclass(frozen=True, slots=True)
class Story:
    """A source document and the other-language versions of the same wire story (none, or several)."""

    id: str
    source: Document
    references: tuple[Document, ...] = ()

    def __post_init__(self) -> None:
        names = [r.id for r in self.references]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.id}: two references have the same id: {names}")


@dataclass(frozen=True, slots=True)
class Bead:
    """Source and target sentences that say the same. One side may be empty; `confidence` is in 0..1."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float = 1.0

    def __post_init__(self) -> None:
        if not self.source and not self.target:
            raise ValueError("a bead needs a sentence on one side at least")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence must be between 0 and 1 (inclusive), was: {self.confidence}")

    @property
    def null(self) -> bool:
        """True where one side is empty: an omission or an addition."""
        return not self.source or not self.target


@dataclass(frozen=True, slots=True)
class Alignment:
    """Beads that take every sentence of both sides exactly once. Beads may cross."""

    beads: tuple[Bead, ...]
    sources: int
    targets: int

    def __post_init__(self) -> None:
        for side, size, taken in (
            ("source", self.sources, [i for b in self.beads for i in b.source]),
            ("target", self.targets, [j for b in self.beads for j in b.target]),
        ):
            if sorted(taken) != list(range(size)):
                raise ValueError(f"the beads do not take each of the {size} {side} sentences exactly once")

    def __iter__(self) -> Iterator[Bead]:
        return iter(self.beads)

    def __len__(self) -> int:
        return len(self.beads)


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt about one output: the detector's name and what it saw, in words a reader understands."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Output:
    """The translation of one sentence.

    `score` is the model's mean log-probability per target token (natural logarithm, at most 0), None where no
    model was asked. `origin` says how it came about: `model`, `memory`, `split`, `retry`, `copy`. `pieces` is how
    many target pieces the model took for it, which is work, not what came out: outputs are equal without it.
    """

    text: str
    score: float | None = None
    flags: tuple[Flag, ...] = ()
    origin: str = "model"
    alternatives: tuple[str, ...] = ()
    pieces: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Translation:
    """One output for each source sentence of `document`, and the signature that says how they were made."""

    document: str
    outputs: tuple[Output, ...]
    signature: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The outputs' texts, in the order of the source sentences."""
        return tuple(o.text for o in self.outputs)


@dataclass(frozen=True, slots=True)
class Score:
    """A figure that carries how it was made.

    `value` is on the metric's own scale (0..100 for BLEU and chrF; TER may pass 100). `interval` is the 95 %
    bootstrap interval, `segments` the values block by block, `signature` says how to compute it again.
    """

    metric: str
    value: float
    signature: str
    interval: tuple[float, float] | None = None
    segments: Sequence[float] = ()

    def __post_init__(self) -> None:
        if self.interval is not None and self.interval[0] > self.interval[1]:
            raise ValueError(f"{self.metric}: interval {self.interval} is upside down")
