"""The pieces: one sentencepiece model a language, numbered in one table as transformers' Marian layout wants it.

The table stands in the order `</s>`, `<unk>`, pieces of the target language, pieces that only the source has,
`<pad>`. So the output's softmax runs over the first rows alone, and `<pad>` is last, where CTranslate2 looks for it.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import sentencepiece

from pipeline.training.sampling import Splits

END, UNKNOWN = 0, 1


def _learn(lines: Iterable[str], size: int, file: Path, digits: bool = True) -> None:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=model,
        vocab_size=size,
        character_coverage=0.9998,
        split_digits=digits,
        bos_id=-1,
        hard_vocab_limit=False,
        num_threads=2,
        minloglevel=2,
        normalization_rule_name="identity",
        max_sentence_length=20000,
        unk_surface=" ",
    )
    file.write_bytes(model.getvalue())


class Pieces:
    """Text to ids and back, for both languages."""

    def __init__(self, folder: Path) -> None:
        self.source = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        self.target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
        self.ids: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        self.names = [name for name, _ in sorted(self.ids.items(), key=lambda item: item[1])]
        self.pad = self.ids["<pad>"]
        self._source_splits = cache(lambda: Splits(self.source))
        self._target_splits = cache(lambda: Splits(self.target))
        self._from_source = self._table(self.source)
        self._from_target = self._table(self.target)
        self.rows = 1 + max(self._from_target)
        """Ids below this one can be predicted; the others are the source's own pieces and `<pad>`."""

    def _table(self, model: sentencepiece.SentencePieceProcessor) -> list[int]:
        return [self.ids.get(model.id_to_piece(i), UNKNOWN) for i in range(model.get_piece_size())]

    def encode_sources(
        self, texts: Sequence[str], chance: float = 0.0, rng: random.Random | None = None
    ) -> list[list[int]]:
        """Ids of each text, `</s>` last. Where `rng` is given, pieces are taken apart with that chance (`Splits`)."""
        coded = self.source.encode(list(texts), out_type=int)
        return self._numbered(coded, self._from_source, self._source_splits, chance, rng)

    def encode_targets(
        self, texts: Sequence[str], chance: float = 0.0, rng: random.Random | None = None
    ) -> list[list[int]]:
        """Ids of each text, as `encode_sources` gives them."""
        coded = self.target.encode(list(texts), out_type=int)
        return self._numbered(coded, self._from_target, self._target_splits, chance, rng)

    @staticmethod
    def _numbered(
        coded: list[list[int]],
        table: Sequence[int],
        splits: Callable[[], Splits],
        chance: float,
        rng: random.Random | None,
    ) -> list[list[int]]:
        if rng is not None and chance:
            coded = [splits().sample(ids, chance, rng) for ids in coded]
        return [[table[i] for i in ids] + [END] for ids in coded]

    def decode(self, ids: Sequence[int]) -> str:
        """The text of target ids; special ones are left out."""
        pieces = [self.names[i] for i in ids if i not in (END, self.pad)]
        text: str = self.target.decode(pieces)
        return text


def learn_pieces(pairs: Sequence[tuple[str, str]], source: int, target: int, folder: Path) -> Pieces:
    """Learn both models from the pairs and write source.spm, target.spm and vocab.json into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    _learn((a for a, _ in pairs), source, folder / "source.spm")
    _learn((b for _, b in pairs), target, folder / "target.spm")
    names = ["</s>", "<unk>"]
    for file in ("target.spm", "source.spm"):
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / file))
        names += [model.id_to_piece(i) for i in range(model.get_piece_size())]
    table = {name: number for number, name in enumerate(dict.fromkeys((*names, "<pad>")))}
    (folder / "vocab.json").write_text(json.dumps(table, ensure_ascii=False, indent=0), encoding="utf-8")
    return Pieces(folder)
