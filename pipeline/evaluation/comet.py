"""COMET (Rei et al., 2020) from an interpreter of its own: unbabel-comet pins versions that cannot live beside ours."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import UserError
from pipeline.evaluation.base import metrics
from pipeline.evaluation.command import ProgramMetric
from pipeline.evaluation.program import Program

SCRIPT = Path(__file__).parent / "programs" / "comet_scores.py"


@metrics.register("comet")
class Comet(ProgramMetric):
    """COMET times 100; needs the source. Several references: the mean over them."""

    class Settings(BaseModel):
        """Where COMET lives."""

        model_config = ConfigDict(extra="forbid")
        python: str = Field(default="", description="The Python of an environment that has unbabel-comet")
        checkpoint: str = Field(default="", description="The model's .ckpt file; nothing is fetched")
        timeout: float = Field(default=600.0, gt=0, description="Seconds without an answer")

    name = "COMET"
    needs_source = True

    def __init__(self, settings: Settings | None = None) -> None:
        chosen = settings or self.Settings()
        if not chosen.python or not chosen.checkpoint:
            raise UserError("metric comet: give --python (an environment with unbabel-comet) and --checkpoint (.ckpt)")
        for option, path in (("--python", chosen.python), ("--checkpoint", chosen.checkpoint)):
            if not Path(path).is_file():
                raise UserError(f"metric comet: {option}: no file '{path}'; check the path")
        command = [chosen.python, str(SCRIPT), "--checkpoint", chosen.checkpoint]
        super().__init__(Program(command, timeout=chosen.timeout, keep=True), scale=100.0)
