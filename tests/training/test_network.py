"""The lean network is transformers' Marian: same weights, same logits; its loss is PyTorch's."""

from __future__ import annotations

import torch
from torch.nn import functional as F
from transformers import MarianMTModel

from pipeline.training.export import hub_config
from pipeline.training.network import Marian, Shape, guided_loss, smoothed_loss
from pipeline.training.softmax_gradient import turn_into_gradient

SHAPE = Shape(vocabulary=40, width=32, inner=48, heads=4, encoder_layers=2, decoder_layers=2, positions=64, dropout=0.0)


def test_logits_equal_those_of_transformers() -> None:
    torch.manual_seed(5)
    ours = Marian(SHAPE).eval()
    with torch.no_grad():
        for parameter in ours.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    theirs = MarianMTModel(hub_config(SHAPE, pad=39)).eval()
    theirs.load_state_dict(ours.state_dict(), strict=False)
    theirs.tie_weights()
    source = torch.tensor([[5, 6, 7, 0], [8, 0, 39, 39]])
    inputs = torch.tensor([[39, 3, 4], [39, 9, 2]])
    pad = source == 39
    with torch.no_grad():
        states, attention = ours(source, pad, inputs)
        mine = ours.logits(states)
        found = theirs(
            input_ids=source, attention_mask=(~pad).long(), decoder_input_ids=inputs, output_attentions=False
        ).logits
    torch.testing.assert_close(mine, found, rtol=1e-4, atol=1e-4)
    assert attention.shape == (2, 4, 3, 4)
    torch.testing.assert_close(attention.sum(-1), torch.ones(2, 4, 3))
    assert float(attention[1, :, :, 2:].abs().max()) == 0.0


def test_the_smoothed_loss_and_its_gradients_are_those_of_pytorch() -> None:
    torch.manual_seed(1)
    states = torch.randn(7, 8, requires_grad=True)
    table, bias = torch.randn(11, 8, requires_grad=True), torch.randn(11)
    gold = torch.randint(0, 11, (7,))
    expected = F.cross_entropy(states @ table.T + bias, gold, label_smoothing=0.1, reduction="sum")
    wanted = torch.autograd.grad(expected, (states, table))
    loss = smoothed_loss(states, table, bias, gold, 0.1, torch.float32)
    got = torch.autograd.grad(loss, (states, table))
    torch.testing.assert_close(loss, expected)
    for a, b in zip(got, wanted, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)


def test_the_gradient_made_in_place_is_pytorchs_to_the_precision_of_bfloat16() -> None:
    torch.manual_seed(2)
    scores, bias, gold = (torch.randn(5, 300) * 8).bfloat16(), torch.randn(300), torch.tensor([0, 299, 7, 7, 150])
    exact = scores.float().requires_grad_()
    expected = F.cross_entropy(exact + bias, gold, label_smoothing=0.1, reduction="sum")
    (wanted,) = torch.autograd.grad(expected, exact)
    loss = turn_into_gradient(scores.view(torch.uint16).numpy(), bias.numpy(), gold.numpy(), 0.1)
    assert abs(loss - expected.item()) < 1e-4 * expected.item()
    torch.testing.assert_close(scores.float(), wanted, rtol=0.005, atol=1e-7)


def test_the_guided_loss_is_the_cross_entropy_of_the_points() -> None:
    attention = torch.full((1, 2, 3, 4), 0.25)
    points = (torch.tensor([0, 0]), torch.tensor([0, 2]), torch.tensor([1, 3]))
    torch.testing.assert_close(guided_loss(attention, *points), -2 * torch.log(torch.tensor(0.25)))


def test_the_consistency_term_and_its_gradients_are_those_of_pytorch() -> None:
    torch.manual_seed(3)
    states = torch.randn(10, 8, requires_grad=True)
    table, bias = torch.randn(11, 8, requires_grad=True), torch.randn(11)
    gold = torch.randint(0, 11, (5,)).repeat(2)
    scores = states @ table.T + bias
    one, other = torch.log_softmax(scores[:5], 1), torch.log_softmax(scores[5:], 1)
    both = F.kl_div(one, other, reduction="sum", log_target=True) + F.kl_div(
        other, one, reduction="sum", log_target=True
    )
    expected = F.cross_entropy(scores, gold, label_smoothing=0.1, reduction="sum") + 3.0 * both / 2
    wanted = torch.autograd.grad(expected, (states, table))
    loss = smoothed_loss(states, table, bias, gold, 0.1, torch.float32, consistency=3.0)
    got = torch.autograd.grad(loss, (states, table))
    torch.testing.assert_close(loss, expected)
    for a, b in zip(got, wanted, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)
