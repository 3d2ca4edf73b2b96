"""A tiny Marian checkpoint of a toy language, trained in seconds, so that translation means something in tests.

The language: Arabic words stand for English words one by one; an adjective goes before its noun in English; numbers
and codes are copied; punctuation is turned. `sentences` makes pairs of it, `build` a model folder in the hub's layout.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path


def _words(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


NOUNS = _words(
    """
    الرئيس=president الوزير=minister الملك=king السفير=envoy المجلس=council الجيش=army البنك=bank
    الاتفاق=deal الاجتماع=meeting القرار=decision البيان=statement الحكومة=government المدينة=city
    العاصمة=capital الدولة=state الحدود=border اللجنة=committee الشركة=company الصحيفة=newspaper
    الوكالة=agency
    """
)
ADJECTIVES = _words(
    """
    الجديد=new القديم=old الكبير=big الصغير=small الأول=first الأخير=last الروسي=Russian
    التركي=Turkish المصري=Egyptian السوري=Syrian
    """
)
VERBS = _words(
    """
    قال=said أعلن=announced زار=visited أكد=confirmed رفض=rejected وقع=signed ناقش=discussed
    انتخب=elected افتتح=opened غادر=left
    """
)
OTHERS = _words(
    """
    في=in من=from إلى=to مع=with عن=about بعد=after قبل=before اليوم=today أمس=yesterday
    غدا=tomorrow و=and أن=that لم=not لن=never كل=every دمشق=Damascus القاهرة=Cairo موسكو=Moscow
    باريس=Paris لندن=London
    """
)
MARKS = {".": ".", "؟": "?", "،": ",", "؛": ";"}
LEXICON = (NOUNS, ADJECTIVES, VERBS, OTHERS)
LIMIT = 48
"""Pieces that the model takes at most, `</s>` counted; it is trained up to this length."""

Unit = tuple[list[str], list[str]]
"""Arabic words and the English words that stand for them, which are as many."""


def _unit(dice: random.Random) -> Unit:
    kind = dice.random()
    if kind < 0.32:
        noun, adjective = dice.choice(list(NOUNS)), dice.choice(list(ADJECTIVES))
        return [noun, adjective], [ADJECTIVES[adjective], NOUNS[noun]]
    if kind < 0.44:
        number = str(dice.randrange(10 ** dice.randint(1, 4)))
        return [number], [number]
    if kind < 0.48:
        code = "".join(dice.choices("ABCDEFGHKLMNPRSTUX", k=dice.randint(2, 3)))
        return [code], [code]
    words = dice.choices([NOUNS, VERBS, OTHERS], [2, 2, 3])[0]
    word = dice.choice(list(words))
    return [word], [words[word]]


def _sentence(dice: random.Random, words: int) -> list[tuple[str, str, int]]:
    """English word by English word: (Arabic word in the same place, English word, place of its Arabic word)."""
    row: list[tuple[str, str, int]] = []
    while len(row) < words:
        source, target = _unit(dice)
        places = range(len(row), len(row) + len(source))
        row += zip(source, target, reversed(places), strict=True)
    arabic = [a for a, _, _ in row]
    english = [b for _, b, _ in row]
    places = [p for _, _, p in row]
    for at in range(2, len(row) - 2):
        if dice.random() < 0.06 and places[at] == at:
            mark = dice.choice("،؛")
            arabic[at], english[at] = arabic[at] + mark, english[at] + MARKS[mark]
    end = dice.choice("...؟")
    if places[-1] == len(row) - 1:
        arabic[-1], english[-1] = arabic[-1] + end, english[-1] + MARKS[end]
    return list(zip(arabic, english, places, strict=True))


def sentences(count: int, seed: int, words: tuple[int, int] = (1, 14)) -> list[tuple[str, str]]:
    """`count` pairs of the toy language, their number of words drawn from `words` (a noun's adjective may add one)."""
    dice = random.Random(seed)
    rows = [_sentence(dice, dice.randint(*words)) for _ in range(count)]
    return [(" ".join(a for a, _, _ in row), " ".join(b for _, b, _ in row)) for row in rows]


@dataclass(frozen=True)
class _Coded:
    source: list[int]
    target: list[int]
    points: list[tuple[int, int]]
    """(target position, source position) pairs that mean the same."""


def code_key() -> str:
    """What the model depends on: this file."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]


def build(folder: Path, steps: int = 440) -> Path:
    """Train the toy model and write its folder; returns the folder. About 10 s on one core."""
    import torch

    threads = torch.get_num_threads()
    state = torch.get_rng_state()
    torch.set_num_threads(1)
    try:
        torch.manual_seed(7)
        folder.mkdir(parents=True, exist_ok=True)
        _learn_pieces(folder)
        _train(folder, steps)
    finally:
        torch.set_num_threads(threads)
        torch.set_rng_state(state)
    return folder


def _learn_pieces(folder: Path) -> None:
    import io

    import sentencepiece

    pairs = sentences(4000, seed=1)
    names = ["</s>", "<unk>"]
    for file, column in (("target.spm", 1), ("source.spm", 0)):
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter([pair[column] for pair in pairs]),
            model_writer=model,
            model_type="char",
            vocab_size=1000,
            user_defined_symbols=[f"▁{word}" for words in LEXICON for word in (words, words.values())[column]],
            character_coverage=1.0,
            bos_id=-1,
            minloglevel=2,
            num_threads=1,
            normalization_rule_name="identity",
        )
        (folder / file).write_bytes(model.getvalue())
        learned = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
        names += [learned.id_to_piece(i) for i in range(learned.get_piece_size()) if learned.id_to_piece(i) != "<s>"]
    table = {name: number for number, name in enumerate(dict.fromkeys((*names, "<pad>")))}
    (folder / "vocab.json").write_text(json.dumps(table, ensure_ascii=False, indent=0), encoding="utf-8")


def _encode(folder: Path, count: int, seed: int) -> list[_Coded]:
    """Word by word, which gives the same pieces as the whole sentence, so that the words' alignment is known."""
    import sentencepiece

    ids: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    source = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
    dice = random.Random(seed)
    coded = []
    while len(coded) < count:
        row = _sentence(dice, dice.randint(1, 22))
        x, starts, y, points = [], [], [], []
        for arabic, _, _ in row:
            starts.append((len(x), source.encode(arabic, out_type=str)))
            x += [ids[p] for p in starts[-1][1]]
        for _, english, place in row:
            pieces = target.encode(english, out_type=str)
            begin, own = starts[place]
            points += [(len(y) + i, begin + min(i, len(own) - 1)) for i in range(len(pieces))]
            y += [ids[p] for p in pieces]
        points.append((len(y), len(x)))
        if max(len(x), len(y)) < LIMIT:
            coded.append(_Coded([*x, 0], [*y, 0], points))
    return coded


def _config(size: int):  # type: ignore[no-untyped-def]
    from transformers import MarianConfig

    return MarianConfig(
        vocab_size=size,
        d_model=64,
        encoder_layers=2,
        decoder_layers=1,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=128,
        decoder_ffn_dim=128,
        max_position_embeddings=LIMIT,
        activation_function="swish",
        scale_embedding=True,
        dropout=0.0,
        pad_token_id=size - 1,
        eos_token_id=0,
        bos_token_id=None,
        forced_eos_token_id=0,
        decoder_start_token_id=size - 1,
        decoder_vocab_size=size,
        share_encoder_decoder_embeddings=True,
        tie_word_embeddings=True,
        static_position_embeddings=True,
    )


def _train(folder: Path, steps: int) -> None:
    import torch
    from torch.nn import functional as F
    from transformers import MarianMTModel

    data = sorted(_encode(folder, 6400, seed=2), key=lambda c: len(c.source))
    size = len(json.loads((folder / "vocab.json").read_text(encoding="utf-8")))
    model = MarianMTModel(_config(size))
    model.set_attn_implementation("eager")
    _lexical_start(model, data)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps, pct_start=0.15)
    dice = random.Random(3)
    model.train()
    for _ in range(steps):
        start = dice.randrange(len(data) - 32)
        rows = data[start : start + 32]
        source, mask = _padded([r.source for r in rows], size - 1)
        gold, gold_mask = _padded([r.target for r in rows], size - 1)
        inputs = torch.cat([torch.full_like(gold[:, :1], size - 1), gold[:, :-1]], dim=1)
        out = model(input_ids=source, attention_mask=mask, decoder_input_ids=inputs, output_attentions=True)
        real = gold_mask.bool()
        loss = F.cross_entropy(out.logits[real], gold[real], label_smoothing=0.02)
        points = torch.tensor([(n, t, s) for n, row in enumerate(rows) for t, s in row.points]).T
        attention = out.cross_attentions[-1].mean(dim=1)
        loss = loss - 0.5 * attention[points[0], points[1], points[2]].clamp_min(1e-6).log().mean()
        optimizer.zero_grad()
        loss.backward()
        model.model.shared.weight.grad[-1] = 0  # the pad row stays zero: a sentence starts from nothing
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    _write(folder, model, size)


def _padded(rows: list[list[int]], pad: int):  # type: ignore[no-untyped-def]
    import torch

    longest = max(len(r) for r in rows)
    ids = torch.tensor([r + [pad] * (longest - len(r)) for r in rows])
    return ids, torch.tensor([[1] * len(r) + [0] * (longest - len(r)) for r in rows])


def _lexical_start(model, data: list[_Coded]) -> None:  # type: ignore[no-untyped-def]
    """A source piece begins where its translation is, and cross-attention hands through what it looks at."""
    import torch

    with torch.no_grad():
        table = model.model.shared.weight
        table.normal_(std=0.6 * table.shape[1] ** -0.5)
        table[-1] = 0
        for row in data:
            for t, s in row.points:
                if row.source[s] != row.target[t]:
                    table[row.source[s]] = table[row.target[t]]
        layer = model.model.decoder.layers[-1].encoder_attn
        # each head gets sine and cosine of its own frequencies, so that it looks at the same place in the source
        order = [half + head * 8 + i for head in range(4) for half in (0, 32) for i in range(8)]
        for part in (layer.q_proj, layer.k_proj):
            part.weight.mul_(0.1).add_(1.5 * torch.eye(64)[order])
        layer.v_proj.weight.mul_(0.1).add_(torch.eye(64))
        layer.out_proj.weight.mul_(0.1).add_(2 * torch.eye(64))


def _write(folder: Path, model, size: int) -> None:  # type: ignore[no-untyped-def]
    """The folder as the hub has it: `bad_words_ids`, `renormalize_logits`, the pad row last.

    Pieces that only the source has are barred from the output, as in the embedded model.
    """
    import sentencepiece
    from safetensors.torch import save_file

    state = {k: v.contiguous() for k, v in model.state_dict().items() if k in _hub_names(model)}
    target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
    ids = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    said = max(ids[target.id_to_piece(i)] for i in range(target.get_piece_size()) if target.id_to_piece(i) in ids)
    state["final_logits_bias"][:, said + 1 :] = -10000.0
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    config = model.config.to_dict() | {"architectures": ["MarianMTModel"], "model_type": "marian", "dtype": "float32"}
    config = {k: v for k, v in config.items() if k not in ("_name_or_path", "transformers_version")}
    generation = {
        "bad_words_ids": [[size - 1]],
        "decoder_start_token_id": size - 1,
        "eos_token_id": 0,
        "forced_eos_token_id": 0,
        "max_length": LIMIT,
        "num_beams": 4,
        "pad_token_id": size - 1,
        "renormalize_logits": True,
    }
    tokenizer = {
        "model_max_length": LIMIT,
        "separate_vocabs": False,
        "source_lang": "ar",
        "target_lang": "en",
        "tokenizer_class": "MarianTokenizer",
    }
    for name, content in (
        ("config.json", config),
        ("generation_config.json", generation),
        ("tokenizer_config.json", tokenizer),
    ):
        (folder / name).write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _hub_names(model) -> set[str]:  # type: ignore[no-untyped-def]
    """Names that a hub file has: tied tables once, positions not at all."""
    tied = ("encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight", "embed_positions.weight")
    return {name for name in model.state_dict() if not name.endswith(tied)}


if __name__ == "__main__":
    import sys

    began = time.time()
    print(build(Path(sys.argv[1])), f"{time.time() - began:.1f} s")
