"""The fast engine: CTranslate2, on a copy of the checkpoint that is converted on first use."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import ctranslate2

from pipeline.errors import ConfigError, ModelError
from pipeline.models.find import Model
from pipeline.models.verify import read_config
from pipeline.translation.convert import converted
from pipeline.translation.engine import Decoding, Hypothesis, Ids, enough_memory, output_limit
from pipeline.translation.pieces import Pieces

_STEP = 16
"""On a CPU a row's arithmetic depends on its own length and the length that it is padded to, not on other rows."""


class CTranslate2Engine:
    """One ctranslate2.Translator. On the CPU each thread takes a batch of its own."""

    def __init__(
        self,
        model: Model,
        pieces: Pieces,
        precision: str,
        device: str,
        threads: int | None,
        all_pieces: bool = False,
    ) -> None:
        self._model, self._pieces, self._all_pieces = model, pieces, all_pieces
        self._ids = {name: number for number, name in enumerate(pieces.names)}
        self._positions = int(read_config(model.path)["max_position_embeddings"])
        self.device = _device(device)
        try:
            self._load(precision, threads)
        except ModelError:
            if (device, self.device) != ("auto", "cuda"):
                raise
            self.device = "cpu"  # a GPU without the libraries that it needs is none
            self._load(precision, threads)

    def _load(self, precision: str, threads: int | None) -> None:
        self._type = _compute_type(precision, self.device)
        self._threads = (threads or available_cores()) if self.device == "cpu" else 1
        folder = converted(self._model, self._type, self._all_pieces)
        try:
            self._translator = ctranslate2.Translator(
                str(folder),
                device=self.device,
                compute_type=self._type,
                inter_threads=self._threads,
                intra_threads=1,
            )
            if self.device == "cuda":  # a library that is missing shows at the first sentence only
                list(self.generate([[[*range(2, 8), self._pieces.end]]], Decoding(beam=1)))
        except (RuntimeError, ValueError) as error:
            fault = " ".join(str(error).split())[:200]
            if self.device == "cuda":
                raise ModelError(f"device: the GPU cannot be used ({fault}); mend that, or choose cpu") from None
            raise ModelError(f"{folder}: cannot be loaded ({fault}); run 'wirepair models convert --again'") from None

    @property
    def signature(self) -> str:
        """`ctranslate2:float32`."""
        return f"ctranslate2:{self._type}"

    @property
    def step(self) -> int:
        """16 where numbers are coarse, on a CPU: padding shows there, so every row is padded to a length of its own."""
        return _STEP if self.device == "cpu" and self._type != "float32" else 1

    def generate(self, batches: Iterable[Sequence[Ids]], decoding: Decoding) -> Iterator[list[list[Hypothesis]]]:
        """Best hypotheses first for each row of each batch; a few batches a thread are under way at a time."""
        waiting: deque[tuple[int, list[Any]]] = deque()
        for batch in batches:
            waiting.append(self._submit(batch, decoding))
            if len(waiting) > 4 * self._threads:
                yield self._collect(*waiting.popleft(), decoding)
        while waiting:
            yield self._collect(*waiting.popleft(), decoding)

    def _submit(self, batch: Sequence[Ids], decoding: Decoding) -> tuple[int, list[Any]]:
        names = self._pieces.source_names
        limit = output_limit(len(batch[0]), self._positions)
        return limit, self._translator.translate_batch(
            [[names[i] for i in row] for row in batch],
            asynchronous=True,
            beam_size=decoding.beam,
            num_hypotheses=decoding.hypotheses,
            length_penalty=decoding.length_penalty,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            max_input_length=0,
            max_decoding_length=limit,
            return_scores=True,
        )

    def _collect(self, limit: int, jobs: list[Any], decoding: Decoding) -> list[list[Hypothesis]]:
        found = []
        for job in jobs:
            with enough_memory(self.device):
                result = job.result()
            pairs = zip(result.hypotheses, result.scores, strict=True)
            found.append([self._hypothesis(names, score, limit, decoding) for names, score in pairs])
        return found

    def _hypothesis(self, names: list[str], score: float, limit: int, decoding: Decoding) -> Hypothesis:
        ids = [self._ids[name] for name in names]
        length = len(ids) + (len(ids) < limit)
        # CTranslate2 divides by length ** length_penalty; the mean is wanted whatever the penalty
        return Hypothesis(ids, score * length ** (decoding.length_penalty - 1.0), len(ids) < limit)


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _device(wanted: str) -> str:
    cuda = ctranslate2.get_cuda_device_count() > 0
    if wanted == "mps" or (wanted == "cuda" and not cuda):
        raise ConfigError(f"device: engine ctranslate2 finds no '{wanted}' on this machine; choose cpu or auto")
    return "cuda" if cuda and wanted == "auto" else wanted.replace("auto", "cpu")


def _compute_type(precision: str, device: str) -> str:
    wanted = "float32" if precision == "auto" else precision
    known = sorted(ctranslate2.get_supported_compute_types(device))
    if wanted not in known:
        raise ConfigError(f"precision: no '{wanted}' on this {device}; known: {', '.join(known)}")
    return wanted
