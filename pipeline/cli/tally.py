"""How far a translation is, how fast, and how long it still takes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.data import Output


@dataclass(slots=True)
class Tally:
    """Counts of what has come out. `total` and `done`: texts (sentences, where each is one); `total` may be unknown."""

    clock: Callable[[], float] = time.monotonic
    began: float = 0.0
    total: int | None = None
    done: int = 0
    sentences: int = 0
    pieces: int = 0
    remembered: int = 0
    flagged: int = 0
    flags: Counter[str] = field(default_factory=Counter)

    def add(self, output: Output) -> None:
        """One more sentence."""
        self.sentences += 1
        self.pieces += output.pieces
        self.remembered += output.origin == "memory"
        self.flagged += bool(output.flags)
        self.flags.update({flag.name for flag in output.flags})

    @property
    def seconds(self) -> float:
        """Since `began`; never zero."""
        return max(self.clock() - self.began, 1e-9)

    @property
    def left(self) -> float | None:
        """Seconds still to go, if it goes on as it went; None while nothing can be said."""
        if not self.total or not self.done:
            return None
        return max(0, self.total - self.done) * self.seconds / self.done

    @property
    def facts(self) -> dict[str, object]:
        """For a log."""
        seconds, left = self.seconds, self.left
        return {
            "sentences": self.sentences,
            "sentences_per_second": round(self.sentences / seconds, 1),
            "tokens_per_second": round(self.pieces / seconds, 1),
            "seconds": round(seconds, 1),
            "seconds_left": None if left is None else round(left),
            "from_memory": self.remembered,
            "flagged": self.flagged,
            "flags": dict(sorted(self.flags.items())),
        }
