"""The Marian network as it is trained: lean, with the parameter names of transformers' MarianMTModel.

`MarianMTModel.from_pretrained` reads these weights unchanged and gives the same logits (a test holds both side by
side). What is left out is what training does not need (caches, outputs of every layer); what is added is the
attention of the last decoder layer, which the guided-alignment loss reads (Chen et al. 2016, section 3), and a
softmax over the pieces that the target language has.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pipeline.training.softmax_gradient import turn_into_gradient


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network. `heads` must divide `width`."""

    vocabulary: int
    width: int = 256
    inner: int = 1024
    heads: int = 8
    encoder_layers: int = 4
    decoder_layers: int = 2
    positions: int = 512
    dropout: float = 0.1


def sinusoids(positions: int, width: int) -> Tensor:
    """Sines in the first half, cosines in the second, as Marian has them. *Shape:* (positions, width)."""
    rates = 10000.0 ** (-2.0 * torch.arange(width // 2 + width % 2, dtype=torch.float64) / width)
    angles = torch.arange(positions, dtype=torch.float64)[:, None] * rates
    return torch.cat([torch.sin(angles), torch.cos(angles[:, : width // 2])], dim=1).float()


class Attention(nn.Module):
    """Multi-head attention; keys and values come from `memory`, which is the input itself in self-attention."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.dropout = shape.heads, shape.dropout
        self.k_proj = nn.Linear(shape.width, shape.width)
        self.v_proj = nn.Linear(shape.width, shape.width)
        self.q_proj = nn.Linear(shape.width, shape.width)
        self.out_proj = nn.Linear(shape.width, shape.width)

    def forward(
        self, x: Tensor, memory: Tensor, mask: Tensor | None, causal: bool = False, weights: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """*Shape:* x (b, t, d), memory (b, s, d), mask (b, 1, 1, s) added to the scores; weights (b, h, t, s)."""
        b, t, d = x.shape
        q, k, v = (p.view(b, p.shape[1], self.heads, -1).transpose(1, 2) for p in self._project(x, memory))
        if x.is_cuda and not weights:
            mixed = F.scaled_dot_product_attention(q, k, v, mask, is_causal=causal)
            return self.out_proj(mixed.transpose(1, 2).reshape(b, t, d)), None
        # written out: on a CPU the fused kernel's gradient costs more than everything else in a layer
        scores = (q / math.sqrt(d / self.heads)) @ k.transpose(2, 3)
        if causal:
            mask = torch.full((t, t), -1e9, dtype=scores.dtype, device=x.device).triu(1)
        attention = torch.softmax(scores if mask is None else scores + mask, dim=-1, dtype=torch.float32)
        mixed = attention.to(v.dtype) @ v
        return self.out_proj(mixed.transpose(1, 2).reshape(b, t, d)), attention if weights else None

    def _project(self, x: Tensor, memory: Tensor) -> tuple[Tensor, ...]:
        """Queries, keys, values. One product for all three where they come from the same input: it is read once."""
        if memory is x:
            return _joint(x, self.q_proj, self.k_proj, self.v_proj).chunk(3, dim=2)
        return self.q_proj(x), *_joint(memory, self.k_proj, self.v_proj).chunk(2, dim=2)


def _joint(x: Tensor, *layers: nn.Linear) -> Tensor:
    """What the layers give for `x`, side by side."""
    weight = torch.cat([layer.weight for layer in layers])
    return F.linear(x, weight, torch.cat([layer.bias for layer in layers]))


class EncoderLayer(nn.Module):
    """Self-attention and a feed-forward net, each followed by its residual and a layer norm (post-norm)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self_attn = Attention(shape)
        self.self_attn_layer_norm = nn.LayerNorm(shape.width)
        self.fc1 = nn.Linear(shape.width, shape.inner)
        self.fc2 = nn.Linear(shape.inner, shape.width)
        self.final_layer_norm = nn.LayerNorm(shape.width)
        self.drop = nn.Dropout(shape.dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """*Shape:* (b, s, d) to (b, s, d)."""
        x = self.self_attn_layer_norm(x + self.drop(self.self_attn(x, x, mask)[0]))
        out: Tensor = self.final_layer_norm(x + self.drop(self.fc2(F.silu(self.fc1(x)))))
        return out


class DecoderLayer(nn.Module):
    """Causal self-attention, attention over the source, a feed-forward net; post-norm."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self_attn = Attention(shape)
        self.self_attn_layer_norm = nn.LayerNorm(shape.width)
        self.encoder_attn = Attention(shape)
        self.encoder_attn_layer_norm = nn.LayerNorm(shape.width)
        self.fc1 = nn.Linear(shape.width, shape.inner)
        self.fc2 = nn.Linear(shape.inner, shape.width)
        self.final_layer_norm = nn.LayerNorm(shape.width)
        self.drop = nn.Dropout(shape.dropout)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor, weights: bool) -> tuple[Tensor, Tensor | None]:
        """*Shape:* (b, t, d), and the attention over the source (b, h, t, s) where `weights` asks for it."""
        x = self.self_attn_layer_norm(x + self.drop(self.self_attn(x, x, None, causal=True)[0]))
        seen, attention = self.encoder_attn(x, memory, mask, weights=weights)
        x = self.encoder_attn_layer_norm(x + self.drop(seen))
        return self.final_layer_norm(x + self.drop(self.fc2(F.silu(self.fc1(x))))), attention


class Stack(nn.Module):
    """A pile of layers, under the names that transformers gives them."""

    def __init__(self, layers: list[nn.Module]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)


class Body(nn.Module):
    """Embeddings (one table for both languages and for the output), encoder, decoder."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shared = nn.Embedding(shape.vocabulary, shape.width)
        self.encoder = Stack([EncoderLayer(shape) for _ in range(shape.encoder_layers)])
        self.decoder = Stack([DecoderLayer(shape) for _ in range(shape.decoder_layers)])


class Marian(nn.Module):
    """The network. `forward` gives decoder states; `logits` or `smoothed_loss` turn them into pieces or a loss."""

    positions: Tensor
    final_logits_bias: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.model = Body(shape)
        self.drop = nn.Dropout(shape.dropout)
        self.register_buffer("positions", sinusoids(shape.positions, shape.width), persistent=False)
        self.register_buffer("final_logits_bias", torch.zeros(1, shape.vocabulary))
        for name, parameter in self.named_parameters():
            if name.endswith("norm.weight"):
                nn.init.ones_(parameter)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)
            elif name.endswith("shared.weight"):
                nn.init.normal_(parameter, std=shape.width**-0.5)
            else:
                nn.init.xavier_uniform_(parameter)

    def embed(self, ids: Tensor) -> Tensor:
        """*Shape:* (b, t) to (b, t, d): scaled embeddings plus positions."""
        x = self.model.shared(ids) * math.sqrt(self.shape.width)
        out: Tensor = self.drop(x + self.positions[: ids.shape[1]])
        return out

    def forward(self, source: Tensor, pad: Tensor, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """*Shape:* source, pad (b, s), pad true on padding; inputs (b, t): states (b, t, d), attention (b, h, t, s)."""
        x = self.embed(source)
        kind = x.device.type
        dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else x.dtype
        mask = torch.zeros(pad.shape, dtype=dtype, device=x.device).masked_fill(pad, -1e9)[:, None, None, :]
        for layer in self.model.encoder.layers:
            x = layer(x, mask)
        y, attention = self.embed(inputs), None
        last = len(self.model.decoder.layers) - 1
        for depth, layer in enumerate(self.model.decoder.layers):
            y, attention = layer(y, x, mask, weights=depth == last)
        assert attention is not None
        return y, attention

    def logits(self, states: Tensor) -> Tensor:
        """*Shape:* (..., d) to (..., vocabulary)."""
        return F.linear(states, self.model.shared.weight) + self.final_logits_bias


def _gradient(scores: Tensor, bias: Tensor, gold: Tensor, smoothing: float) -> tuple[Tensor, float | Tensor]:
    """d loss / d scores, and the loss. *Shape:* scores (n, v), which may be overwritten; bias (v,), gold (n,)."""
    if scores.dtype == torch.bfloat16 and scores.device.type == "cpu":
        bits = scores.view(torch.uint16).numpy()
        return scores, turn_into_gradient(bits, bias.float().numpy(), gold.numpy(), smoothing)
    wide, at = scores.float() + bias, gold[:, None]
    lse = torch.logsumexp(wide, dim=1, keepdim=True)
    picked = wide.gather(1, at)
    loss = ((1 - smoothing) * (lse - picked)).sum() + smoothing * (lse.sum() - wide.mean(dim=1).sum())
    gradient = wide.sub_(lse).exp_().sub_(smoothing / scores.shape[1])
    gradient.scatter_add_(1, at, torch.full_like(picked, smoothing - 1))
    return gradient.to(scores.dtype), loss


def _apart(one: Tensor, other: Tensor, bias: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """KL(p, q) + KL(q, p) of the softmax of two tables of scores, and its gradient by each. *Shape:* (n, v)."""
    p, q = torch.log_softmax(one.float() + bias, dim=1), torch.log_softmax(other.float() + bias, dim=1)
    gap, p, q = p - q, p.exp(), q.exp()
    forth, back = (p * gap).sum(dim=1, keepdim=True), -(q * gap).sum(dim=1, keepdim=True)
    away = p - q
    return forth.sum() + back.sum(), p * (gap - forth) + away, q * (-gap - back) - away


class _SmoothedLoss(torch.autograd.Function):
    """Cross-entropy with label smoothing over some rows of the output table, gradients made on the way forward.

    The full table of log-probabilities (tokens x vocabulary) is never kept: a chunk of tokens at a time is turned
    into its gradient, which is then multiplied out. Szegedy et al. 2016, section 7, for the smoothing.
    """

    @staticmethod
    def forward(
        ctx: torch.autograd.function.FunctionCtx,
        states: Tensor,
        table: Tensor,
        bias: Tensor,
        gold: Tensor,
        smoothing: float,
        dtype: torch.dtype,
        consistency: float,
    ) -> Tensor:
        total = torch.zeros((), dtype=torch.float32, device=states.device)
        weights = table.to(dtype)
        d_states, d_table = torch.empty_like(states), torch.zeros_like(table, dtype=torch.float32)
        chunk = 16384 if states.is_cuda else 1024
        half = len(gold) // 2
        for rows in _chunks(half if consistency else len(gold), chunk):
            parts = [rows, slice(rows.start + half, rows.stop + half)] if consistency else [rows]
            scores = [states[part].to(dtype) @ weights.T for part in parts]
            drawn: list[Tensor] = []
            if consistency:
                apart, *drawn = _apart(scores[0], scores[1], bias)
                total += 0.5 * consistency * apart
            for n, part in enumerate(parts):
                g, loss = _gradient(scores[n], bias, gold[part], smoothing)
                total += loss
                if consistency:
                    g = (g.float() + 0.5 * consistency * drawn[n]).to(dtype)
                d_states[part] = (g @ weights).to(states.dtype)
                d_table += (g.T @ states[part].to(dtype)).float()
        ctx.save_for_backward(d_states, d_table)
        return total

    @staticmethod
    def backward(
        ctx: torch.autograd.function.FunctionCtx, grad: Tensor
    ) -> tuple[Tensor, Tensor, None, None, None, None, None]:
        d_states, d_table = ctx.saved_tensors  # type: ignore[attr-defined]
        return d_states * grad, d_table * grad, None, None, None, None, None


def _chunks(rows: int, size: int) -> Iterator[slice]:
    for start in range(0, rows, size):
        yield slice(start, min(rows, start + size))


def smoothed_loss(
    states: Tensor,
    table: Tensor,
    bias: Tensor,
    gold: Tensor,
    smoothing: float,
    dtype: torch.dtype,
    consistency: float = 0.0,
) -> Tensor:
    """Summed cross-entropy in nats. *Shape:* states (n, d), table (v, d), bias (v,), gold (n,) rows of the table.

    The bias is a constant: scratch models have none, fine-tuned ones keep that of their checkpoint. `consistency`
    above 0: the second half of `states` are the same positions as the first half under other dropout, and that weight
    times half the sum of both Kullback-Leibler divergences of each two distributions is added (Liang et al. 2021,
    R-Drop, equation 4).
    """
    loss: Tensor = _SmoothedLoss.apply(  # type: ignore[no-untyped-call]
        states, table, bias, gold, smoothing, dtype, consistency
    )
    return loss


def guided_loss(attention: Tensor, sentence: Tensor, target: Tensor, source: Tensor) -> Tensor:
    """Summed cross-entropy of the mean attention of the heads against alignment points (Chen et al. 2016, eq. 6).

    *Shape:* attention (b, h, t, s); sentence, target, source (n,): point k says that the piece predicted at position
    target[k] of row sentence[k] comes from source[k].
    """
    drawn = attention.mean(dim=1)[sentence, target, source]
    return -torch.log(drawn + 1e-6).sum()
