"""A metric that runs any program: no dependency of its own enters this environment (program.py has the protocol)."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import InputError, UserError
from pipeline.evaluation.base import Counts, References, metrics
from pipeline.evaluation.mean import MeanMetric, mean_counts
from pipeline.evaluation.program import Item, Program
from pipeline.evaluation.sacre import check_lengths


class ProgramMetric(MeanMetric):
    """Base of metrics computed by a program. Each distinct segment is sent once."""

    name: str
    needs_source = False

    def __init__(self, program: Program, scale: float = 1.0) -> None:
        self._program = program
        self._scale = scale
        self._known: dict[Item, tuple[float, bool]] = {}

    def count(self, hypotheses: Sequence[str], references: References, sources: Sequence[str] | None = None) -> Counts:
        """See Metric.count; also raises InputError without needed sources, UserError where the program fails."""
        check_lengths(hypotheses, references)
        if self.needs_source and sources is None and hypotheses:
            raise InputError(f"{self.name} reads the source too: give it with --source, or a file that holds it")
        items = [
            Item(
                hypothesis,
                tuple(text for stream in references if (text := stream[i]) is not None),
                None if sources is None else sources[i],
            )
            for i, hypothesis in enumerate(hypotheses)
        ]
        new = [item for item in dict.fromkeys(items) if item not in self._known]
        for item, answer in zip(new, self._program.score(new), strict=True):
            self._known[item] = (answer.score * self._scale, answer.truncated)
        found = [self._known[item] for item in items]
        return mean_counts([figure for figure, _ in found], [short for _, short in found])

    def signature(self, references: int) -> str:
        """Number of references and what the program says of itself, once it has been asked."""
        number = "var" if references < 0 else str(references)
        about = [f"{key}:{value}" for key, value in self._program.about.items()]
        scale = [] if self._scale == 1 else [f"scale:{self._scale:g}"]
        return "|".join([f"nrefs:{number}", f"program:{Path(self._program.command[0]).name}", *about, *scale])


@metrics.register("command")
class Command(ProgramMetric):
    """The figures of a program of the user's; their mean is the corpus figure, and higher is better."""

    class Settings(BaseModel):
        """Which program, and how long it may be silent."""

        model_config = ConfigDict(extra="forbid")
        program: str = Field(default="", description="The program and its arguments, as on a command line")
        timeout: float = Field(default=600.0, gt=0, description="Seconds without an answer")

    name = "command"

    def __init__(self, settings: Settings | None = None) -> None:
        chosen = settings or self.Settings()
        words = shlex.split(chosen.program)
        if not words:
            raise UserError("metric command: no program; give it with --program 'PATH ARGUMENTS'")
        super().__init__(Program(words, timeout=chosen.timeout))
        self.name = Path(words[0]).stem
