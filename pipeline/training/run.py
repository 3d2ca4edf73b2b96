"""From a config to a finished model folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from pipeline.config import Loaded
from pipeline.errors import ConfigError, ModelError
from pipeline.training import checkpoint
from pipeline.training.batches import encode
from pipeline.training.corpus import Corpus
from pipeline.training.export import write_model
from pipeline.training.lexical import Lexicon
from pipeline.training.loop import _LONGEST, Run
from pipeline.training.network import Marian, Shape
from pipeline.training.settings import TrainingSettings
from pipeline.training.start import lexical_start
from pipeline.training.validation import Validator
from pipeline.training.vocabulary import Pieces, learn_pieces

_PIECES = ("source.spm", "target.spm", "vocab.json")


def finder(loaded: Loaded[TrainingSettings]) -> Callable[[str], Path]:
    """How a path of the config is read: `corpus:` below `data.corpus`, others from the config's folder."""
    corpus = loaded.value.data.corpus

    def find(name: str) -> Path:
        if not name.startswith("corpus:"):
            return loaded.file(name)
        if corpus is None:
            raise ConfigError(f"{loaded.where('data')}: '{name}' needs the corpus; give data.corpus=FOLDER")
        return loaded.file(corpus) / name.removeprefix("corpus:")

    return find


def prepare(loaded: Loaded[TrainingSettings], say: Callable[[str], None]) -> Run:
    """Read the data, learn (or take over) pieces and lexicon, build the network: all but the training."""
    s, find = loaded.value, finder(loaded)
    work = loaded.file(s.work)
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(s.optimisation.seed)
    if s.threads:
        torch.set_num_threads(s.threads)
    corpus = Corpus(s.data, find, s.optimisation.seed)
    for counted in corpus.counts.values():
        say(f"{counted.source}: {counted.pairs:,} pairs, weight {counted.weight:g}")
    pieces = _pieces(loaded, corpus, work, say)
    model = _network(loaded, pieces, find)
    lexicon = _lexicon(s, corpus, pieces, work, say)
    if lexicon is not None and s.start is None and s.optimisation.lexical_start:
        lexical_start(model, lexicon)
    with torch.no_grad():
        if s.start is None:
            model.model.shared.weight[pieces.pad] = 0
    validator = None
    if s.validation.path:
        validator = Validator(find(s.validation.path), s.validation.lines, corpus.clean, pieces, model.shape)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return Run(s, corpus, pieces, model, lexicon, validator, work, say, device)


def train(loaded: Loaded[TrainingSettings], say: Callable[[str], None]) -> checkpoint.Progress:
    """The whole run; the model folder is written at its end. A run that was cut off goes on where it was."""
    run = prepare(loaded, say)
    progress = run.go()
    finish(loaded, run)
    return progress


def finish(loaded: Loaded[TrainingSettings], run: Run) -> Path:
    """Average the last checkpoints into the model folder; returns the folder."""
    folder = loaded.file(loaded.value.output)
    weights = checkpoint.average(checkpoint.kept(run.work)[-loaded.value.average :])
    write_model(folder, weights, run.model.shape, run.work)
    return folder


def _pieces(loaded: Loaded[TrainingSettings], corpus: Corpus, work: Path, say: Callable[[str], None]) -> Pieces:
    s = loaded.value
    if s.start is not None:
        start = loaded.file(s.start)
        for name in _PIECES:
            if not (start / name).is_file():
                raise ModelError(f"{start}: {name} is missing; name a folder that holds a MarianMT checkpoint")
            (work / name).write_bytes((start / name).read_bytes())
    elif not all((work / name).exists() for name in _PIECES):
        pairs = corpus.draw(s.data.curriculum)[: s.vocabulary.lines]
        say(f"learning pieces from {len(pairs):,} pairs")
        return learn_pieces(pairs, s.vocabulary.source, s.vocabulary.target, work)
    return Pieces(work)


def _network(loaded: Loaded[TrainingSettings], pieces: Pieces, find: Callable[[str], Path]) -> Marian:
    s = loaded.value
    n = s.network
    shape = Shape(len(pieces.ids), n.width, n.inner, n.heads, n.encoder_layers, n.decoder_layers, dropout=n.dropout)
    model = Marian(shape)
    if s.start is not None:
        weights = {
            k: v.float() for k, v in load_file(find(s.start) / "model.safetensors").items() if k != "final_logits_bias"
        }
        try:
            model.load_state_dict(weights, strict=False)
        except RuntimeError as error:
            fault = " ".join(str(error).split())[:200]
            raise ModelError(f"{s.start}: its shape is not that of `network` ({fault}); write the same sizes") from None
    return model


def _lexicon(
    s: TrainingSettings, corpus: Corpus, pieces: Pieces, work: Path, say: Callable[[str], None]
) -> Lexicon | None:
    if not s.optimisation.guide and not s.optimisation.lexical_start:
        return None
    path = work / "lexicon.npz"
    if path.exists():
        return Lexicon(np.load(path)["both"].astype(np.float32))
    pairs = corpus.draw(0) + corpus.draw(s.data.curriculum)
    say(f"learning the lexicon from {len(pairs):,} pairs")
    coded = encode(pairs, pieces, 0.0, _LONGEST)
    lexicon = Lexicon.learn([a for a, _ in coded], [b for _, b in coded], (len(pieces.ids), pieces.rows))
    checkpoint.write_whole(path, lambda p: np.savez_compressed(p.open("wb"), both=lexicon.both.astype(np.float16)))
    return lexicon
