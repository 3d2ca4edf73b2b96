"""The translator at the bottom: sentences to ids, through an engine, and back."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.arabic import RULES, normalise
from pipeline.data import Output
from pipeline.models.find import Model
from pipeline.models.verify import read_config
from pipeline.translation.batching import batches, stepped, usual_tokens
from pipeline.translation.engine import Decoding, Engine, Hypothesis, usual_limit
from pipeline.translation.pieces import Pieces
from pipeline.translation.stream import WINDOW, Streaming


class NetworkTranslator(Streaming):
    """Runs one Marian model. Sentences must be below the model's limit: `split.py` sees to that."""

    def __init__(
        self,
        model: Model,
        pieces: Pieces,
        engine: Engine,
        decoding: Decoding,
        *,
        rules: Sequence[str],
        target: str | None = None,
        padded: bool = False,
        all_pieces: bool = False,
        batch_tokens: int | None = None,
        window: int = WINDOW,
    ) -> None:
        self._model, self._pieces, self._engine, self._decoding = model, pieces, engine, decoding
        self._rules = [name for name in RULES if name in rules]
        self._prefix = f">>{target}<< " if target else ""
        self._padded, self._tokens, self._all_pieces = padded, batch_tokens, all_pieces
        self._positions = int(read_config(model.path)["max_position_embeddings"])
        self._step = 1 if padded else engine.step
        self.window = window

    @property
    def signature(self) -> str:
        """Model, hash, engine, search, target language, normalisation rules, and what else is not as usual."""
        target = f"|target:{self._prefix[2:-3]}" if self._prefix else ""
        coarse = not self._engine.signature.endswith(":float32")
        padded = "|batching:padded" if self._padded and coarse else ""
        step = f"|step:{self._step}" if self._step > 1 else ""
        pieces = "|pieces:all" if self._all_pieces else ""
        rules = "all" if len(self._rules) == len(RULES) else "+".join(self._rules) or "none"
        return (
            f"model:{self._model.name}@{self._model.fingerprint}|engine:{self._engine.signature}"
            f"|{self._decoding.signature}{target}|norm:{rules}{padded}{step}{pieces}"
        )

    def normalise(self, sentence: str) -> str:
        """The sentence as the network reads it."""
        return normalise(sentence, self._rules)

    def count(self, sentences: Sequence[str]) -> list[int]:
        """Source pieces of each sentence after normalisation, `</s>` counted."""
        return [len(ids) for ids in self._encode(sentences)]

    def translate(self, sentences: Sequence[str]) -> list[Output]:
        """One output for each sentence, in order; an empty output for an empty one."""
        coded = self._encode(sentences)
        outputs = [Output("", origin="copy")] * len(coded)
        # equal sentences are translated once, and so are equal after all
        groups: dict[tuple[int, ...], list[int]] = {}
        for index, ids in enumerate(coded):
            if len(ids) > 1 and sentences[index].strip():
                groups.setdefault(tuple(ids), []).append(index)
        for indices, hypotheses in zip(groups.values(), self._search(list(groups)), strict=True):
            output = self._output(hypotheses)
            for index in indices:
                outputs[index] = output
        return outputs

    def _search(self, rows: Sequence[Sequence[int]]) -> list[list[Hypothesis]]:
        """Hypotheses of each row. A padded batch is searched to the longest row's limit: a row that passed its own
        limit there is searched again among its equals, so that neighbours do not decide where an output ends."""
        found = self._run(rows, self._padded)
        if self._padded:
            late = [n for n, row in enumerate(rows) if any(len(h.ids) >= usual_limit(len(row)) for h in found[n])]
            for n, hypotheses in zip(late, self._run([rows[n] for n in late], padded=False), strict=True):
                found[n] = hypotheses
        return found

    def _run(self, rows: Sequence[Sequence[int]], padded: bool) -> list[list[Hypothesis]]:
        # neighbours in length stand together inside a step too, so the first of a batch is its longest
        order = sorted(range(len(rows)), key=lambda i: -len(rows[i]))
        lengths = [self._length(rows[i]) for i in order]
        tokens = self._tokens or usual_tokens(sum(lengths), self._engine.device, self._decoding.beam, self._step > 1)
        plan = [[order[i] for i in batch] for batch in batches(lengths, tokens, padded)]
        answers = self._engine.generate((self._batch([rows[i] for i in batch]) for batch in plan), self._decoding)
        found: list[list[Hypothesis]] = [[] for _ in rows]
        for batch, answer in zip(plan, answers, strict=True):
            for number, hypotheses in zip(batch, answer[-len(batch) :], strict=True):  # a filler's comes before them
                found[number] = hypotheses
        return found

    def _length(self, row: Sequence[int]) -> int:
        return stepped(len(row), self._step, self._positions)

    def _batch(self, rows: Sequence[Sequence[int]]) -> list[list[int]]:
        """Rows for the engine, longest first; one of `</s>` alone before them where none has the length of its step."""
        length = self._length(rows[0])
        filler = [[self._pieces.end] * length] if length > len(rows[0]) else []
        return [*filler, *map(list, rows)]

    def _encode(self, sentences: Sequence[str]) -> list[list[int]]:
        return self._pieces.encode([self._prefix + self.normalise(sentence) for sentence in sentences])

    def _output(self, hypotheses: Sequence[Hypothesis]) -> Output:
        texts = [self._pieces.decode(h.ids) for h in hypotheses]
        best = hypotheses[0]
        return Output(
            texts[0],
            score=round(min(best.score, 0.0), 5),
            alternatives=tuple(texts[1:]),
            pieces=len(best.ids) + best.finished,
        )
