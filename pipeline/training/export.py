"""Weights to a folder in the layout of Marian models on the hub, whole or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from transformers import MarianConfig

from pipeline.training.network import Shape
from pipeline.training.vocabulary import Pieces


def hub_config(shape: Shape, pad: int) -> MarianConfig:
    """The shape in the words of transformers."""
    return MarianConfig(
        vocab_size=shape.vocabulary,
        d_model=shape.width,
        encoder_ffn_dim=shape.inner,
        decoder_ffn_dim=shape.inner,
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        encoder_layers=shape.encoder_layers,
        decoder_layers=shape.decoder_layers,
        max_position_embeddings=shape.positions,
        activation_function="swish",
        scale_embedding=True,
        dropout=0.1,
        attention_dropout=0.0,
        activation_dropout=0.0,
        pad_token_id=pad,
        eos_token_id=0,
        bos_token_id=None,
        forced_eos_token_id=0,
        decoder_start_token_id=pad,
        decoder_vocab_size=shape.vocabulary,
        share_encoder_decoder_embeddings=True,
        tie_word_embeddings=True,
        static_position_embeddings=True,
        normalize_embedding=False,
        normalize_before=False,
        add_final_layer_norm=False,
        add_bias_logits=False,
    )


def bar_source_pieces(bias: Tensor, pieces: Pieces) -> None:
    """Make ids that only the source has impossible in the output, in place: the softmax never ran over them."""
    bias[:, pieces.rows :] = -10000.0


def write_model(
    folder: Path,
    weights: dict[str, Tensor],
    shape: Shape,
    pieces: Path,
    half: bool = True,
    no_repeat_ngram: int = 0,
) -> None:
    """The model folder: config.json, generation_config.json, tokenizer files, model.safetensors.

    `pieces`: the folder of source.spm, target.spm and vocab.json. Pieces that only the source has are barred.
    """
    folder.mkdir(parents=True, exist_ok=True)
    coded = Pieces(pieces)
    dtype = torch.float16 if half else torch.float32
    state = {name: value.to(dtype).contiguous() for name, value in weights.items()}
    bar_source_pieces(state["final_logits_bias"], coded)
    config = hub_config(shape, coded.pad).to_dict() | {
        "architectures": ["MarianMTModel"],
        "dtype": "float16" if half else "float32",
        "bad_words_ids": None,
    }
    for key in ("transformers_version", "_name_or_path", "bad_words_ids"):
        config.pop(key, None)
    generation = {
        "bad_words_ids": [[coded.pad]],
        "decoder_start_token_id": coded.pad,
        "eos_token_id": 0,
        "forced_eos_token_id": 0,
        "max_length": shape.positions,
        "num_beams": 4,
        "no_repeat_ngram_size": no_repeat_ngram,
        "pad_token_id": coded.pad,
        "renormalize_logits": True,
    }
    tokenizer = {
        "model_max_length": shape.positions,
        "separate_vocabs": False,
        "source_lang": "ar",
        "target_lang": "en",
        "tokenizer_class": "MarianTokenizer",
    }
    for name in ("source.spm", "target.spm", "vocab.json"):
        if (pieces / name).resolve() != (folder / name).resolve():
            shutil.copyfile(pieces / name, folder / name)
    for name, content in (
        ("config.json", config),
        ("generation_config.json", generation),
        ("tokenizer_config.json", tokenizer),
    ):
        (folder / name).write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    temporary = folder / "model.safetensors.tmp"
    save_file(state, temporary, metadata={"format": "pt"})
    temporary.chmod(0o644)
    temporary.replace(folder / "model.safetensors")
