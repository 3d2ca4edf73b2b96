from __future__ import annotations

from pathlib import Path

import torch
from toy_model import sentences
from transformers import MarianMTModel, MarianTokenizer


def test_the_toy_model_translates_unseen_sentences(toy_model: Path) -> None:
    pairs = sentences(100, seed=99)
    tokenizer = MarianTokenizer.from_pretrained(toy_model)
    model = MarianMTModel.from_pretrained(toy_model).eval()
    batch = tokenizer([a for a, _ in pairs], return_tensors="pt", padding=True)
    with torch.inference_mode():
        out = tokenizer.batch_decode(model.generate(**batch, num_beams=1), skip_special_tokens=True)
    assert sum(text == english for text, (_, english) in zip(out, pairs, strict=True)) >= 90
