"""The reference engine: MarianMTModel.generate, as the model's authors publish it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.errors import ConfigError, ModelError
from pipeline.models.find import Model
from pipeline.models.verify import read_config
from pipeline.translation.engine import Decoding, Hypothesis, Ids, enough_memory, output_limit

_BARRED = -10_000.0
"""The bias of a piece that is never said; what the training writes into a checkpoint too."""

_TYPES = {"auto": "float32", "float32": "float32", "float16": "float16", "bfloat16": "bfloat16"}


class TransformersEngine:
    """One MarianMTModel on one device. `generate` may be called from several threads; they take turns."""

    def __init__(
        self, model: Model, precision: str, device: str, threads: int | None, sayable: Sequence[int] | None = None
    ) -> None:
        """`sayable`: the ids that an output may have; None for all that the model has."""
        if precision not in _TYPES:
            raise ConfigError(
                f"precision: engine transformers has no '{precision}'; choose float32, float16, bfloat16, or engine "
                "ctranslate2"
            )
        import torch

        self._torch = torch
        self.device = _device(device)
        self._type = _TYPES[precision]
        self._lock = threading.Lock()
        if threads:
            torch.set_num_threads(threads)
        config = read_config(model.path)
        self._positions = int(config["max_position_embeddings"])
        self._pad = int(config["pad_token_id"])
        self._model = _load(model, getattr(torch, self._type), self.device)
        if sayable is not None:
            _bar_others(torch, self._model, sayable)
        self._end = int(self._model.generation_config.eos_token_id)

    @property
    def signature(self) -> str:
        """`transformers:float32`."""
        return f"transformers:{self._type}"

    @property
    def step(self) -> int:
        """Without padding other kernels may run: no step."""
        return 1

    def generate(self, batches: Iterable[Sequence[Ids]], decoding: Decoding) -> Iterator[list[list[Hypothesis]]]:
        """Best hypotheses first for each row of each batch; the first row is the longest."""
        for batch in batches:
            with self._lock, self._torch.inference_mode(), enough_memory(self.device):
                found = self._generate(batch, decoding)
            yield found

    def _generate(self, batch: Sequence[Ids], decoding: Decoding) -> list[list[Hypothesis]]:
        longest = len(batch[0])
        source = self._torch.tensor([[*row, *[self._pad] * (longest - len(row))] for row in batch], device=self.device)
        limit = output_limit(longest, self._positions)
        out = self._model.generate(
            input_ids=source,
            attention_mask=(source != self._pad).long(),
            num_beams=decoding.beam,
            num_return_sequences=decoding.hypotheses,
            length_penalty=decoding.length_penalty,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            max_length=limit + 1,
            min_new_tokens=1,  # CTranslate2's default too: no output is empty
            early_stopping=decoding.beam > 1 or None,
            do_sample=False,
            forced_eos_token_id=None,
            bad_words_ids=[[self._pad]],
            renormalize_logits=True,
            return_dict_in_generate=True,
            output_scores=True,
        )
        totals = self._totals(out, decoding)
        rows = [self._hypothesis(ids, total) for ids, total in zip(out.sequences.tolist(), totals, strict=True)]
        n = decoding.hypotheses
        return [rows[start : start + n] for start in range(0, len(rows), n)]

    def _totals(self, out: Any, decoding: Decoding) -> list[float]:
        """Sum of log-probabilities of each returned sequence, `</s>` included."""
        if decoding.beam == 1:
            steps = self._model.compute_transition_scores(out.sequences, out.scores, normalize_logits=False)
            live = out.sequences[:, 1:] != self._pad
            return [float(x) for x in steps.masked_fill(~live, 0.0).sum(dim=1)]
        return [
            float(score) * self._length(ids) ** decoding.length_penalty
            for score, ids in zip(out.sequences_scores, out.sequences.tolist(), strict=True)
        ]

    def _length(self, ids: Ids) -> int:
        return sum(i != self._pad for i in ids[1:])

    def _hypothesis(self, ids: Ids, total: float) -> Hypothesis:
        kept = [i for i in ids[1:] if i not in (self._pad, self._end)]
        finished = self._end in ids[1:]
        return Hypothesis(kept, total / max(1, len(kept) + finished), finished)


def _device(wanted: str) -> str:
    import torch

    have = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if have[name])
    if not have[wanted]:
        raise ConfigError(f"device: no '{wanted}' on this machine; choose cpu or auto")
    return wanted


def _bar_others(torch: Any, network: Any, sayable: Sequence[int]) -> None:
    """As models bar pieces themselves: by the bias of the output layer."""
    barred = torch.ones(network.final_logits_bias.shape[-1], dtype=torch.bool)
    barred[list(sayable)] = False
    network.final_logits_bias[0, barred.to(network.final_logits_bias.device)] = _BARRED


def _load(model: Model, dtype: Any, device: str) -> Any:
    from transformers import MarianMTModel
    from transformers.utils import logging

    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        loaded = MarianMTModel.from_pretrained(model.path, dtype=dtype, local_files_only=True)
    except Exception as error:
        # whatever a damaged checkpoint makes transformers raise, the next step for the user is the same
        fault = " ".join(str(error).split())[:200]
        raise ModelError(f"{model.path}: cannot be loaded ({fault}); fetch the model again") from None
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()
    return loaded.to(device).eval()
