"""Recurrent layers have two adjoints: one on arrays, in place, and one of operations on Tensors."""

import pytest

import tutorgrad as torch
from tutorgrad import nn

LAYERS = {
    "rnn": lambda: nn.RNN(3, 4),
    "relu": lambda: nn.RNN(3, 4, nonlinearity="relu", bias=False),
    "gru": lambda: nn.GRU(3, 4),
    "gru, no bias": lambda: nn.GRU(3, 4, bias=False),
    "lstm": lambda: nn.LSTM(3, 4),
    "lstm, projected": lambda: nn.LSTM(3, 4, proj_size=2),
    "lstm, both ways": lambda: nn.LSTM(3, 4, num_layers=2, bidirectional=True),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", LAYERS)
def test_both_adjoints_agree(name, packed):
    torch.manual_seed(0)
    layer = LAYERS[name]().double()
    x = torch.randn(5, 3, 3, dtype=torch.float64, requires_grad=True)
    sequence = nn.utils.rnn.pack_padded_sequence(x, [5, 5, 2]) if packed else x
    output, last = layer(sequence)
    output = output.data if packed else output
    states = last if isinstance(last, tuple) else (last,)
    loss = (output * torch.randn_like(output)).sum() + sum(s.square().sum() for s in states)
    wanted = [x, *layer.parameters()]
    fast = torch.autograd.grad(loss, wanted, retain_graph=True)
    slow = torch.autograd.grad(loss, wanted, create_graph=True)
    again = torch.autograd.grad(loss, wanted)
    for one, other, third in zip(fast, slow, again, strict=True):
        torch.testing.assert_close(one, other.detach(), rtol=1e-10, atol=1e-12)
        assert torch.equal(one, third)


def test_a_batch_without_sequences():
    layer = nn.LSTM(3, 4)
    output, (h, c) = layer(torch.zeros(2, 0, 3))
    output.sum().backward()
    assert output.shape == (2, 0, 4) and h.shape == c.shape == (1, 0, 4)
    assert torch.equal(layer.weight_hh_l0.grad, torch.zeros(16, 4))
