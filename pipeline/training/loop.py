"""The training run: passes over the corpus, steps, checkpoints, validation."""

from __future__ import annotations

import json
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pipeline.training import checkpoint
from pipeline.training.ahead import Ahead
from pipeline.training.batches import Batch, Rows, encode, make_all, to_batch
from pipeline.training.corpus import Corpus
from pipeline.training.lexical import Lexicon
from pipeline.training.network import Marian, guided_loss, smoothed_loss
from pipeline.training.settings import Optimisation, TrainingSettings
from pipeline.training.validation import Validator
from pipeline.training.vocabulary import Pieces

_LONGEST = 250
"""Pieces of the longest side that is trained on."""


def rate_at(step: int, o: Optimisation) -> float:
    """The learning rate of step `step` (from 1). Vaswani et al. 2017, section 5.3, for the inverse square root."""
    warm = min(1.0, step / o.warmup)
    after = max(0.0, step - o.warmup)
    if o.schedule == "inverse-sqrt":
        warm *= (1.0 + after / (4.0 * o.warmup)) ** -0.5
    elif o.schedule == "cosine":
        share = min(1.0, after / max(1, o.steps - o.warmup))
        warm *= 0.5 * (1.0 + float(torch.cos(torch.tensor(share * torch.pi))))
    left = (o.steps - step) / o.cooldown if o.cooldown else 1.0
    return o.rate * warm * min(1.0, max(0.0, left))


def guide_at(step: int, o: Optimisation) -> float:
    """Weight of the guided-alignment loss: falls to a tenth in `guide_steps`, then stays."""
    return o.guide * float(0.1 ** min(1.0, step / o.guide_steps))


@contextmanager
def asked_to_stop() -> Iterator[threading.Event]:
    """An event that Ctrl-C or SIGTERM sets, so that a step is never left half done; a second signal does not wait."""
    event = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield event
        return

    def note(number: int, _: object) -> None:
        event.set()
        signal.signal(number, signal.default_int_handler)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield event
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(slots=True)
class Run:
    """Everything a run holds. `go()` works until the steps are done, and can be called again after any crash."""

    settings: TrainingSettings
    corpus: Corpus
    pieces: Pieces
    model: Marian
    lexicon: Lexicon | None
    validator: Validator | None
    work: Path
    say: Callable[[str], None]
    device: torch.device

    def go(self) -> checkpoint.Progress:
        """Train from the last checkpoint, if there is one, to the last step. Returns how far the run got."""
        o = self.settings.optimisation
        with Ahead(self._make_pass, self.settings.workers) as passes, asked_to_stop() as stop:
            self.model.to(self.device)
            # cuDNN's attention plans anew for every shape of batch: 706 ms a step on an H100, without it 52
            torch.backends.cuda.enable_cudnn_sdp(False)
            optimiser = torch.optim.Adam(self.model.parameters(), lr=o.rate, betas=(0.9, 0.98), eps=1e-8, fused=True)
            progress = checkpoint.resume(self.work, self.model, optimiser)
            if progress.step:
                self.say(f"going on from step {progress.step}")
            while progress.step < o.steps and not self._tired(progress) and not stop.is_set():
                self._pass(passes.take(progress.number), optimiser, progress, stop)
        self._save(optimiser, progress)
        if stop.is_set():
            raise KeyboardInterrupt
        return progress

    def _tired(self, progress: checkpoint.Progress) -> bool:
        patience = self.settings.validation.patience
        return patience > 0 and progress.waited >= patience

    def _make_pass(self, number: int) -> list[Rows]:
        """All batches of a pass, the same whenever and wherever they are made."""
        s = self.settings
        rng = random.Random(f"{s.optimisation.seed}/order/{number}")
        coded = encode(self.corpus.draw(number), self.pieces, _LONGEST, s.vocabulary.sampling, rng)
        guide = self.lexicon if s.optimisation.guide > 0 else None
        return make_all(coded, s.optimisation.tokens, self.pieces.pad, guide, rng)

    def _pass(
        self,
        rows: list[Rows],
        optimiser: torch.optim.Optimizer,
        progress: checkpoint.Progress,
        stop: threading.Event,
    ) -> None:
        s = self.settings
        began = time.monotonic()
        for one in rows[progress.batch :]:
            batch = to_batch(one, self.pieces.pad, self.device)
            loss, drawn = self._step(batch, optimiser, progress.step + 1)
            progress.step += 1
            progress.batch += 1
            progress.tokens += one.tokens
            if progress.step % 20 == 0:  # reading a figure waits for the device: not in every step
                self._log(progress, loss=float(loss), guide=float(drawn), rate=rate_at(progress.step, s.optimisation))
            progress.seconds += time.monotonic() - began
            if progress.step % s.validation.every == 0 and self.validator is not None:
                self._validate(progress)
            if progress.step % s.checkpoint_every == 0:
                self._save(optimiser, progress)
            if progress.step >= s.optimisation.steps or self._tired(progress) or stop.is_set():
                return
            began = time.monotonic()
        progress.number, progress.batch = progress.number + 1, 0

    def _step(self, batch: Batch, optimiser: torch.optim.Optimizer, step: int) -> tuple[Tensor, Tensor]:
        """One step; the loss a token and the guiding loss a point, both in nats, still on the device."""
        o, kind = self.settings.optimisation, self.device.type
        half = o.precision == "bf16" or (o.precision == "auto" and kind == "cuda")
        dtype = torch.bfloat16 if half else torch.float32
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, o)
        copies = 2 if o.consistency else 1
        with torch.autocast(kind, dtype=torch.bfloat16, enabled=half):
            states, attention = self.model(*(t.repeat(copies, 1) for t in (batch.source, batch.pad, batch.inputs)))
        table, bias = self.model.model.shared.weight[: self.pieces.rows], self.model.final_logits_bias[0]
        states = states.view(copies, -1, states.shape[2])[:, batch.real].flatten(0, 1).float()
        gold = batch.gold.repeat(copies)
        loss = smoothed_loss(
            states, table, bias[: self.pieces.rows], gold, o.smoothing, dtype, copies * o.consistency
        ) / len(gold)
        drawn = torch.zeros((), device=self.device)
        if batch.points.shape[1]:
            drawn = guided_loss(attention, *batch.points) / batch.points.shape[1]
        torch.autograd.backward(loss + guide_at(step, o) * drawn)
        table_grad = self.model.model.shared.weight.grad
        assert table_grad is not None
        table_grad[self.pieces.pad] = 0  # CTranslate2 starts decoding from a vector of zeros: keep the row at that
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), o.clip)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        return loss.detach(), drawn.detach()

    def _log(self, progress: checkpoint.Progress, **figures: float) -> None:
        row: dict[str, Any] = {
            "step": progress.step,
            "tokens": progress.tokens,
            "hours": round(progress.seconds / 3600, 4),
        }
        row |= {name: round(value, 6) for name, value in figures.items()}
        with (self.work / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        if progress.step % 100 == 0 or "chrf" in figures:
            speed = progress.tokens / max(progress.seconds, 1e-6)
            told = " ".join(f"{name} {value:.4g}" for name, value in figures.items())
            self.say(f"step {progress.step}: {told}, {progress.tokens:,} tokens, {speed:,.0f} a second")

    def _validate(self, progress: checkpoint.Progress) -> None:
        assert self.validator is not None
        figures = self.validator.score(self.model.state_dict())
        if figures["chrf"] > progress.best:
            progress.best, progress.waited = figures["chrf"], 0
        else:
            progress.waited += 1
        self._log(progress, **figures)

    def _save(self, optimiser: torch.optim.Optimizer, progress: checkpoint.Progress) -> None:
        checkpoint.save(self.work, self.model, optimiser, progress, self.settings.average)
