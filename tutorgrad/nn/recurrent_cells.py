"""One step of a recurrent network: RNNCell, LSTMCell, GRUCell, as compositions to be read.

The equations are those of the layers in `recurrent.py`, which run whole sequences faster.
"""

from __future__ import annotations

import math
from typing import Any

from .. import ops
from ..creation import empty
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter

Tensor = Any


class RNNCellBase(Module):
    """What the cells share: weight_ih, weight_hh, bias_ih, bias_hh, uniform in ±1/sqrt(hidden)."""

    __constants__ = ["input_size", "hidden_size", "bias"]

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool, num_chunks: int,
        device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows = num_chunks * hidden_size
        shapes = {"weight_ih": (rows, input_size), "weight_hh": (rows, hidden_size),
                  "bias_ih": (rows,), "bias_hh": (rows,)}  # fmt: skip
        for name, shape in shapes.items():
            made = bias or name.startswith("weight")
            weight = Parameter(empty(*shape, device=device, dtype=dtype)) if made else None
            self.register_parameter(name, weight)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new starting values for all parameters."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        if not self.bias:
            text += f", bias={self.bias}"
        usual = getattr(self, "nonlinearity", "tanh") == "tanh"
        return text if usual else f"{text}, nonlinearity={self.nonlinearity}"

    def forward(self, input: Tensor, hx: Any = None) -> Any:
        """One step: (B, input_size), or (input_size) alone, and the state (zeros if left out)."""
        name = self._get_name()
        if input.dim() not in (1, 2):
            raise ValueError(f"{name}: Expected input to be 1D or 2D, got {input.dim()}D instead")
        two = isinstance(self, LSTMCell)
        states = hx if two or hx is None else (hx,)
        for i, state in enumerate(states or ()):
            if state.dim() not in (1, 2):
                which = f"hx[{i}]" if two else "hidden"
                raise ValueError(
                    f"{name}: Expected {which} to be 1D or 2D, got {state.dim()}D instead"
                )
        alone = input.dim() == 1
        if alone:
            input = input.unsqueeze(0)
            states = states and [state.unsqueeze(0) for state in states]
        if states is None:
            states = [input.new_zeros(input.size(0), self.hidden_size)] * (1 + two)
        self._check(input, states)
        result = self._step(F.linear(input, self.weight_ih, self.bias_ih), *states)
        if two:
            return tuple(state.squeeze(0) for state in result) if alone else result
        return result.squeeze(0) if alone else result

    def _step(self, gates: Tensor, *states: Tensor) -> Any:
        raise NotImplementedError

    def _check(self, input: Tensor, states: Any) -> None:
        """Raise RuntimeError for sizes that do not go with the weights."""
        if input.size(1) != self.input_size:
            raise RuntimeError(
                f"input has inconsistent input_size: got {input.size(1)} expected {self.input_size}"
            )
        for i, state in enumerate(states):
            if state.size(0) != input.size(0):
                raise RuntimeError(
                    f"Input batch size {input.size(0)} doesn't match hidden{i} batch size "
                    f"{state.size(0)}"
                )
            if state.size(1) != self.hidden_size:
                raise RuntimeError(
                    f"hidden{i} has inconsistent hidden_size: got {state.size(1)}, expected "
                    f"{self.hidden_size}"
                )


class RNNCell(RNNCellBase):
    """One step of an `RNN`: h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu.

    Shape: (B, input_size), (B, hidden_size) -> (B, hidden_size).   Source: torch.nn.RNNCell.
    """

    __constants__ = [*RNNCellBase.__constants__, "nonlinearity"]

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh",
        device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def _step(self, gates: Tensor, *states: Tensor) -> Tensor:
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        total = gates + F.linear(states[0], self.weight_hh, self.bias_hh)
        return ops.tanh(total) if self.nonlinearity == "tanh" else ops.relu(total)


class LSTMCell(RNNCellBase):
    """One step of an `LSTM`: (x, (h, c)) -> (h', c').

    Shape: (B, input_size), two of (B, hidden_size) -> two of (B, hidden_size).
    Source: torch.nn.LSTMCell.
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input: Tensor, hx: Any = None) -> Any:
        """One step; hx: the two states (zeros if left out)."""
        if hx is not None and not isinstance(hx, tuple | list):
            raise TypeError(
                "lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors, not "
                f"{type(hx).__name__}"
            )
        return super().forward(input, hx)

    def _step(self, gates: Tensor, *states: Tensor) -> tuple[Tensor, Tensor]:
        h, c = states
        total = gates + F.linear(h, self.weight_hh, self.bias_hh)
        i, f, g, o = total.chunk(4, 1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c


class GRUCell(RNNCellBase):
    """One step of a `GRU`. Shapes as `RNNCell`.   Source: torch.nn.GRUCell."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def _step(self, gates: Tensor, *states: Tensor) -> Tensor:
        h = states[0]
        hidden = F.linear(h, self.weight_hh, self.bias_hh)
        (r, z, n), (to_r, to_z, to_n) = gates.chunk(3, 1), hidden.chunk(3, 1)
        r, z = (r + to_r).sigmoid(), (z + to_z).sigmoid()
        n = (n + r * to_n).tanh()
        return n + z * (h - n)
