"""Layers with a memory: RNN, LSTM, GRU over whole sequences.

    layer 0    h_0 ─> h_1 ─> h_2 ─> …      each h_t sees the input x_t and the state before it;
    layer 1    h_0 ─> h_1 ─> h_2 ─> …      a layer's states are the next layer's inputs

The recurrence itself, and the equations, are in `ops/nn/recurrent.py`.
Source: torch.nn.RNN, torch.nn.LSTM, torch.nn.GRU.
"""

from __future__ import annotations

import math
import numbers
import warnings
from typing import Any

import numpy as np

from .. import ops
from ..creation import empty, from_numpy, zeros
from ..ops.nn import recurrent
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter
from .utils.rnn import PackedSequence

Tensor = Any
GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}


class RNNBase(Module):
    """What RNN, LSTM and GRU share: the parameters of all layers, and the way through them.

    Layer k has weight_ih_lk (gates · hidden, input), weight_hh_lk (gates · hidden, hidden),
    bias_ih_lk and bias_hh_lk; the same with `_reverse` for the way back from the end
    (bidirectional). All start uniform in ±1/sqrt(hidden_size).   Source: torch.nn.RNNBase.
    """

    __constants__ = [
        "mode", "input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout",
        "bidirectional", "proj_size",
    ]  # fmt: skip

    def __init__(
        self, mode: str, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
        batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False,
        proj_size: int = 0, device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = dropout
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        check_sizes(self)
        self._all_weights: list[list[str]] = []
        state, rows = proj_size or hidden_size, GATES[mode] * hidden_size
        for layer in range(num_layers):
            width = input_size if layer == 0 else state * (1 + bidirectional)
            for suffix in (f"_l{layer}", f"_l{layer}_reverse")[: 1 + bidirectional]:
                shapes: dict[str, tuple[int, ...]] = {
                    "weight_ih": (rows, width),
                    "weight_hh": (rows, state),
                }
                if bias:
                    shapes.update(bias_ih=(rows,), bias_hh=(rows,))
                if proj_size:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                self._all_weights.append([name + suffix for name in shapes])
                for name, shape in shapes.items():
                    weight = Parameter(empty(*shape, device=device, dtype=dtype))
                    self.register_parameter(name + suffix, weight)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new starting values for all parameters."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def flatten_parameters(self) -> None:
        """Nothing: PyTorch puts the weights into one piece of GPU memory here."""

    @property
    def all_weights(self) -> list[list[Any]]:
        """The parameters, a list for each layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    def extra_repr(self) -> str:
        shown = {"proj_size": 0, "num_layers": 1, "bias": True, "batch_first": False,
                 "dropout": 0, "bidirectional": False}  # fmt: skip
        rest = [
            f"{n}={getattr(self, n)}" for n, usual in shown.items() if getattr(self, n) != usual
        ]
        return ", ".join([str(self.input_size), str(self.hidden_size), *rest])

    # ----------------------------------------------------------------------------- forward

    def forward(self, input: Any, hx: Any = None) -> Any:
        """Run all layers over a batch, plain (T, B, input), (B, T, input) or (T, input), or packed.

        hx: the states to begin with, (layers · directions, B, hidden) (LSTM: two of them).
        Returns all states of the last layer, and the last states of all layers.
        """
        two = self._kinds == 2
        states = hx if two or hx is None else (hx,)
        packed = isinstance(input, PackedSequence)
        output, last = (self._packed if packed else self._plain)(input, states)
        return output, tuple(last) if two else last[0]

    def _packed(self, input: PackedSequence, states: Any) -> tuple[Any, list[Tensor]]:
        """Over a packed batch, whose order is that of falling lengths."""
        data, sizes, order, back = input
        if states is not None and order is not None:
            states = [state.index_select(1, order) for state in states]
        output, last = self._layers(data, states, tuple(sizes.tolist()), 2)
        if back is not None:
            last = [state.index_select(1, back) for state in last]
        return PackedSequence(output, sizes, order, back), last

    def _plain(self, input: Tensor, states: Any) -> tuple[Any, list[Tensor]]:
        """Over a batch of sequences of one length, or a single sequence."""
        self._check_dims(input, states)
        batched = input.dim() == 3
        if not batched:
            input = input.unsqueeze(1)
            states = states and [state.unsqueeze(1) for state in states]
        elif self.batch_first:
            input = input.transpose(0, 1)
        steps, batch = input.shape[:2]
        output, last = self._layers(input, states, (batch,) * steps, 3)
        if not batched:
            return output.squeeze(1), [state.squeeze(1) for state in last]
        if self.batch_first:
            swap = ops.transpose if self.mode == "LSTM" else recurrent.swapped
            output = swap(output, dim0=0, dim1=1)  # (T, B, H) -> (B, T, H)
        return output, last

    def _layers(
        self, input: Tensor, states: Any, sizes: tuple[int, ...], dims: int
    ) -> tuple[Tensor, list[Tensor]]:
        """Layer after layer, with dropout between them. Steps and sequences are the first axes."""
        states = self._checked(input, states, sizes, dims)
        last: list[tuple[Tensor, ...]] = []
        for layer in range(self.num_layers):
            ways = []
            for _ in range(1 + self.bidirectional):
                number = len(last)
                output, final = self._way(number, input, [s[number] for s in states], sizes)
                ways.append(output)
                last.append(final)
            input = ways[0] if len(ways) == 1 else ops.cat(ways, -1)
            if layer < self.num_layers - 1:
                input = F.dropout(input, self.dropout, self.training)
        return input, [ops.stack(each) for each in zip(*last, strict=True)]

    def _way(
        self, number: int, input: Tensor, states: list[Tensor], sizes: tuple[int, ...]
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """One layer in one direction: all states h, and the last ones of each kind."""
        own = {n.partition("_l")[0]: getattr(self, n) for n in self._all_weights[number]}
        bias, inner_bias, weight = own.get("bias_ih"), own.get("bias_hh"), own["weight_hh"]
        backwards = self.bidirectional and number % 2 == 1
        if backwards:
            input = turned(input, sizes)
        if bias is not None and self.mode != "GRU":  # whose b_hh stands inside the gate r
            bias = bias + inner_bias
        joins = self.mode == "LSTM" and recurrent.joins(input.shape[-1], self.hidden_size)
        if not joins:
            input = F.linear(input, own["weight_ih"], bias)  # (T, B, gates · hidden), all at once
        if self.mode == "LSTM":
            weights = own["weight_ih"] if joins else None, weight, bias if joins else None
            projection = own.get("weight_hr")
            kinds = recurrent.lstm_layer(input, *states, *weights, projection, sizes=sizes)[:2]
        elif self.mode == "GRU":
            kinds = recurrent.gru_layer(input, *states, weight, inner_bias, sizes=sizes)[:1]
        else:
            relu = self.mode == "RNN_RELU"
            kinds = (recurrent.rnn_layer(input, *states, weight, sizes=sizes, relu=relu),)
        output = turned(kinds[0], sizes) if backwards else kinds[0]
        return output, tuple(ends(kind, sizes) for kind in kinds)

    # ------------------------------------------------------------------------------ checks

    def _check_dims(self, input: Tensor, states: Any) -> None:
        """Raise for inputs and states whose numbers of dimensions do not go together."""
        if input.dim() not in (2, 3):
            tensor = " tensor" if self.mode.startswith("RNN") else ""
            raise ValueError(
                f"{self._get_name()}: Expected input to be 2D or 3D, got {input.dim()}D{tensor} "
                "instead"
            )
        if states is None:
            return
        dims, wanted = [states[i].dim() for i in range(self._kinds)], input.dim()
        if dims != [wanted] * len(dims):
            which = "batched 3-D" if wanted == 3 else "unbatched 2-D"
            if self._kinds == 1:
                raise RuntimeError(
                    f"For {which} input, hx should also be {wanted}-D but got {dims[0]}-D tensor"
                )
            raise RuntimeError(
                f"For {which} input, hx and cx should also be {wanted}-D but got "
                f"({dims[0]}-D, {dims[1]}-D) tensors"
            )

    @property
    def _kinds(self) -> int:
        """How many kinds of state: h, and for an LSTM c."""
        return 2 if self.mode == "LSTM" else 1

    def _checked(self, input: Tensor, states: Any, sizes: tuple[int, ...], dims: int) -> Any:
        """The states to begin with, zeros when none are given.

        Raises ValueError for another dtype than the weights', RuntimeError for sizes.
        """
        weight = getattr(self, self._all_weights[0][0])
        if input.dtype is not weight.dtype:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({weight.dtype}). "
                f"Convert input: input.to({weight.dtype}), or convert model: "
                f"model.to({input.dtype})"
            )
        if input.dim() != dims:
            raise RuntimeError(f"input must have {dims} dimensions, got {input.dim()}")
        if input.size(-1) != self.input_size:
            raise RuntimeError(
                "input.size(-1) must be equal to input_size. "
                f"Expected {self.input_size}, got {input.size(-1)}"
            )
        if not sizes:
            raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
        widths = (self.proj_size or self.hidden_size, self.hidden_size)[: self._kinds]
        count = self.num_layers * (1 + self.bidirectional)
        shapes = [(count, sizes[0], width) for width in widths]
        if states is None:
            return [zeros(shape, dtype=input.dtype, device=input.device) for shape in shapes]
        for i, (state, shape) in enumerate(zip(states, shapes, strict=True)):
            if tuple(state.shape) != shape:
                name = f"hidden[{i}]" if self._kinds == 2 else "hidden"
                raise RuntimeError(f"Expected {name} size {shape}, got {list(state.shape)}")
            if state.dtype is not weight.dtype:
                raise RuntimeError(
                    "mat1 and mat2 must have the same dtype, but got "
                    f"{state.dtype.scalar_name} and {weight.dtype.scalar_name}"
                )
        return states


def check_sizes(layer: RNNBase) -> None:
    """Raise TypeError or ValueError for arguments that make no recurrent layer."""
    dropout = layer.dropout
    number = isinstance(dropout, numbers.Number) and not isinstance(dropout, bool)
    if not number or not 0 <= dropout <= 1:
        raise ValueError(
            "dropout should be a number in range [0, 1] representing the probability of an element "
            "being zeroed"
        )
    if dropout > 0 and layer.num_layers == 1:
        warnings.warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout "
            f"expects num_layers greater than 1, but got dropout={dropout} and "
            f"num_layers={layer.num_layers}",
            stacklevel=4,
        )
    for name, kind in {
        "bias": bool,
        "batch_first": bool,
        "input_size": int,
        "hidden_size": int,
    }.items():
        value = getattr(layer, name)
        if not isinstance(value, kind):
            got = type(value).__name__
            raise TypeError(f"{name} should be of type {kind.__name__}, got: {got}")
    for name in ("input_size", "hidden_size", "num_layers"):
        if getattr(layer, name) <= 0:
            raise ValueError(f"{name} must be greater than zero")
    if layer.proj_size < 0:
        raise ValueError("proj_size should be a positive integer or zero to disable projections")
    if layer.proj_size >= layer.hidden_size:
        raise ValueError("proj_size has to be smaller than hidden_size")
    if layer.mode not in GATES:
        raise ValueError("Unrecognized RNN mode: " + layer.mode)


def turned(input: Tensor, sizes: tuple[int, ...]) -> Tensor:
    """Each sequence from its end to its start."""
    if input.dim() == 3:
        return input.flip(0)
    lengths = (np.array(sizes)[:, None] > np.arange(sizes[0])).sum(0)  # (B)
    starts = np.cumsum([0, *sizes[:-1]])
    rows = [starts[lengths[b] - 1 - t] + b for t, size in enumerate(sizes) for b in range(size)]
    return input.index_select(0, from_numpy(np.array(rows)).to(input.device))


def ends(states: Tensor, sizes: tuple[int, ...]) -> Tensor:
    """The last state of each sequence: the short ones of a packed batch end earlier."""
    if states.dim() == 3:
        return states[-1]
    running = (*sizes[1:], 0)  # at the next step
    steps = zip(recurrent.steps(sizes), running, strict=True)
    return ops.cat([states[at][count:] for at, count in reversed(list(steps))])


class RNN(RNNBase):
    """h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh), or relu: Elman's network.

    Shape: (T, B, input_size) and h_0 (layers · directions, B, hidden_size) -> all states of the
    last layer (T, B, directions · hidden_size), the last states of all layers (as h_0).
    batch_first: (B, T, …) for input and output. Without B: one sequence; packed ones work too.
    Source: torch.nn.RNN; J. L. Elman: "Finding structure in time", Cognitive Science 14 (1990).

    >>> RNN(3, 4, num_layers=2, batch_first=True)
    RNN(3, 4, num_layers=2, batch_first=True)
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        refuse_projection(kwargs)
        if len(args) > 3:
            nonlinearity, args = args[3], (*args[:3], *args[4:])
        else:
            nonlinearity = kwargs.pop("nonlinearity", "tanh")
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(
                f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'."
            )
        super().__init__(f"RNN_{nonlinearity.upper()}", *args, **kwargs)
        self.nonlinearity = nonlinearity


class LSTM(RNNBase):
    """Long short-term memory: a cell state c that gates write, keep and show.

        i, f, o = sigmoid(W x_t + b + W' h_(t-1) + b')     g = tanh(…)
        c_t = f c_(t-1) + i g                              h_t = o tanh(c_t)

    Shape: as `RNN`, with two states (h_0, c_0) and (h_n, c_n). proj_size: h is projected to that
    many numbers.   Source: torch.nn.LSTM.

    >>> LSTM(3, 4, bidirectional=True)
    LSTM(3, 4, bidirectional=True)
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("LSTM", *args, **kwargs)


class GRU(RNNBase):
    """Gated recurrent unit: r says what to read of the state, z what to keep.

        r, z = sigmoid(W x_t + b + W' h_(t-1) + b')     n = tanh(W x_t + b + r (W' h_(t-1) + b'))
        h_t = (1 - z) n + z h_(t-1)

    Shape: as `RNN`.   Source: torch.nn.GRU.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        refuse_projection(kwargs)
        super().__init__("GRU", *args, **kwargs)


def refuse_projection(kwargs: dict[str, Any]) -> None:
    if "proj_size" in kwargs:
        raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
