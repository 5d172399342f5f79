# ruff: noqa: E501 (a row is a row)
"""Recurrent layers, as functions of their input, states and weights."""

from __future__ import annotations

from tests.ops.row import Row

W = "'weight_ih_l0': w.double(), 'weight_hh_l0': v.double()"
B = ", 'bias_ih_l0': b.double(), 'bias_hh_l0': c.double()"
SIZES = "w={0},2 v={0},3 b={0} c={0} h=1,2,3 "


def layer(made: str, weights: str, states: str = ", h.double()") -> str:
    """A call of a layer with the sample's tensors as weights."""
    return f"torch.nn.utils.stateless.functional_call(torch.nn.{made}, {{{weights}}}, (a.double(){states},))"


# two sequences, of 3 steps and of 1
PACKED = "torch.nn.utils.rnn.pack_padded_sequence(a.double(), [3, 1])"

ROWS = [
    Row("rnn", (layer("RNN(2, 3)", W + B), layer("RNN(2, 3, bias=False, nonlinearity='relu', batch_first=True)", W, ", h[:, [0, 1, 0]].double()")),
        (SIZES.format(3) + "a=3,2,2",),
        bad=(layer("RNN(2, 3)", W + B, ", h[0].double()"), layer("RNN(2, 3)", W + B, ", h[:, :1].double()"), layer("RNN(3, 3)", W + B),
             layer("RNN(2, 3)", W + B, "").replace("a.double()", "a[0, 0].double()"), layer("RNN(2, 3)", W + B, "").replace("a.double()", "a[:0].double()"))),
    Row("gru", (layer("GRU(2, 3)", W + B), layer("GRU(2, 3, bias=False)", W, ""), layer("GRU(2, 3)", W + B).replace("a.double()", PACKED) + "[1]"),
        (SIZES.format(9) + "a=3,2,2",)),
    Row("lstm", (layer("LSTM(2, 3)", W + B, ", (h.double(), h.double() * 2)"), layer("LSTM(2, 3)", W + B, "").replace("a.double()", PACKED) + "[1]"),
        (SIZES.format(12) + "a=3,2,2",)),
    Row("lstm", layer("LSTM(2, 3, proj_size=2, bias=False)", W + ", 'weight_hr_l0': p.double()", ""), ("w=12,2 v=12,2 p=2,3 a=3,2,2",)),
    # few inputs, which join the state in one product
    Row("lstm", (layer("LSTM(1, 3)", W + B, ", (h.double(), h.double() * 2)"), layer("LSTM(1, 3)", W + B, "").replace("a.double()", PACKED) + "[1]"),
        (SIZES.format(12).replace("w=12,2", "w=12,1") + "a=3,2,1",)),
    Row("lstm", layer("LSTM(1, 3, proj_size=2, bias=False)", W + ", 'weight_hr_l0': p.double()", ""), ("w=12,1 v=12,2 p=2,3 a=3,2,1",)),
]  # fmt: skip
