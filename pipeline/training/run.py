"""From a config to a finished model folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from pipeline.config import Loaded
from pipeline.errors import ConfigError, ModelError
from pipeline.models.card import CARD
from pipeline.models.find import find_model
from pipeline.training import checkpoint
from pipeline.training.batches import encode
from pipeline.training.card import earlier_training, score_sets, split_above, write_card
from pipeline.training.corpus import Corpus, Pair
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
    """How a path of the config is read: `corpus:` below `data.corpus`, `sets:` below `data.sets`, others beside it."""
    data = loaded.value.data
    roots = {"corpus": data.corpus, "sets": data.sets}

    def find(name: str) -> Path:
        prefix, colon, rest = name.partition(":")
        if not colon or prefix not in roots:
            return loaded.file(name)
        root = roots[prefix]
        if root is None:
            raise ConfigError(f"{loaded.where('data')}: '{name}' needs a folder; give data.{prefix}=FOLDER")
        return loaded.file(root) / rest

    return find


def prepare(loaded: Loaded[TrainingSettings], say: Callable[[str], None]) -> Run:
    """Read the data, learn (or take over) pieces and lexicon, build the network: all but the training."""
    s, find = loaded.value, finder(loaded)
    work = loaded.file(s.work)
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(s.optimisation.seed)
    if s.threads:
        torch.set_num_threads(s.threads)
    corpus = Corpus(s.data, find, s.optimisation.seed, s.workers)
    for counted in corpus.counts.values():
        say(f"{counted.source}: {counted.pairs:,} pairs, weight {counted.weight:g}")
    pieces = _pieces(loaded, corpus, work, say)
    model = _network(s, pieces, None if s.start is None else _start(loaded))
    lexicon = _lexicon(s, corpus, pieces, work, say)
    if lexicon is not None and s.optimisation.lexical_start:
        lexical_start(model, lexicon)
    if s.start is None:
        with torch.no_grad():
            model.model.shared.weight[pieces.pad] = 0
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    validator = None
    if s.validation.path:
        validator = Validator(find(s.validation.path), s.validation.lines, corpus.clean, pieces, model.shape, device)
    return Run(s, corpus, pieces, model, lexicon, validator, work, say, device)


def train(loaded: Loaded[TrainingSettings], say: Callable[[str], None]) -> Path:
    """The whole run; returns the folder of the model. A run that was cut off goes on where it was."""
    run = prepare(loaded, say)
    progress = run.go()
    return finish(loaded, run, progress)


def finish(loaded: Loaded[TrainingSettings], run: Run, progress: checkpoint.Progress) -> Path:
    """Average the last checkpoints into the model folder, score it, write its card; returns the folder."""
    folder = loaded.file(loaded.value.output)
    start = None if loaded.value.start is None else _start(loaded)
    earlier, longest = earlier_training(start), split_above(loaded.value.about, start)
    weights = checkpoint.average(checkpoint.kept(run.work)[-loaded.value.average :])
    (folder / CARD).unlink(missing_ok=True)  # an earlier model's card would refuse the new files
    write_model(folder, weights, run.model.shape, run.work, no_repeat_ngram=loaded.value.no_repeat_ngram)
    sets = score_sets(loaded, folder, finder(loaded), run.say, longest)
    write_card(loaded, folder, run.model, run.corpus, progress, sets, earlier, longest)
    return folder


def _start(loaded: Loaded[TrainingSettings]) -> Path:
    """The folder of the checkpoint to go on from: a path beside the config, or a model's name."""
    assert loaded.value.start is not None
    beside = loaded.file(loaded.value.start)
    return beside if beside.is_dir() else find_model(loaded.value.start).path


def _pieces(loaded: Loaded[TrainingSettings], corpus: Corpus, work: Path, say: Callable[[str], None]) -> Pieces:
    s = loaded.value
    if s.start is not None:
        start = _start(loaded)
        for name in _PIECES:
            if not (start / name).is_file():
                raise ModelError(f"{start}: {name} is missing; name a folder that holds a MarianMT checkpoint")
            shutil.copyfile(start / name, work / name)
    elif not all((work / name).exists() for name in _PIECES):
        pairs = _some(corpus, s)
        say(f"learning pieces from {len(pairs):,} pairs")
        return learn_pieces(pairs, s.vocabulary.source, s.vocabulary.target, work)
    return Pieces(work)


def _some(corpus: Corpus, s: TrainingSettings) -> list[Pair]:
    """As many pairs as pieces are learned from: pass after pass of what comes after the curriculum."""
    pairs: list[Pair] = []
    for number in range(s.data.curriculum, s.data.curriculum + 20):
        pairs += corpus.draw(number)
        if len(pairs) >= s.vocabulary.lines:
            break
    return pairs[: s.vocabulary.lines]


def _network(s: TrainingSettings, pieces: Pieces, start: Path | None) -> Marian:
    if start is not None:
        return load_checkpoint(start, s.network.dropout)
    n = s.network
    return Marian(
        Shape(len(pieces.ids), n.width, n.inner, n.heads, n.encoder_layers, n.decoder_layers, dropout=n.dropout)
    )


def load_checkpoint(folder: Path, dropout: float = 0.0) -> Marian:
    """The network of a MarianMT checkpoint, its sizes taken from the checkpoint.

    Raises ModelError where the folder holds no MarianMT checkpoint, or one of a kind that is not trained here.
    """
    from transformers import MarianMTModel

    try:
        loaded = MarianMTModel.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        fault = " ".join(str(error).split())[:160]
        raise ModelError(f"{folder}: not a MarianMT checkpoint ({fault}); name another folder") from None
    c = loaded.config
    if c.activation_function not in ("swish", "silu") or not c.scale_embedding:
        raise ModelError(f"{folder}: a Marian model of a kind that training does not know; fine-tune another one")
    sizes = (c.d_model, c.encoder_ffn_dim, c.encoder_attention_heads, c.encoder_layers, c.decoder_layers)
    model = Marian(Shape(c.vocab_size, *sizes, c.max_position_embeddings, dropout))
    weights = loaded.state_dict()
    model.load_state_dict({name: weights[name] for name in model.state_dict()})
    return model


def _lexicon(
    s: TrainingSettings, corpus: Corpus, pieces: Pieces, work: Path, say: Callable[[str], None]
) -> Lexicon | None:
    if s.start is not None or not (s.optimisation.guide or s.optimisation.lexical_start):
        return None
    path = work / "lexicon.npz"
    if path.exists():
        return Lexicon(np.load(path)["both"].astype(np.float32))
    pairs = corpus.draw(0) + _some(corpus, s)
    say(f"learning the lexicon from {len(pairs):,} pairs")
    coded = encode(pairs, pieces, _LONGEST)
    lexicon = Lexicon.learn([a for a, _ in coded], [b for _, b in coded], (len(pieces.ids), pieces.rows))
    checkpoint.write_whole(path, lambda p: _write_table(p, lexicon))
    return Lexicon(lexicon.both.astype(np.float16).astype(np.float32))  # what a run that goes on will read


def _write_table(path: Path, lexicon: Lexicon) -> None:
    with path.open("wb") as file:
        np.savez_compressed(file, both=lexicon.both.astype(np.float16))
