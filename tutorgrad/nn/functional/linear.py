"""Linear maps and encodings."""

from __future__ import annotations

from typing import Any

from ... import dtypes, errors, ops
from ...nodes import Value

Tensor = Any


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input weightᵀ + bias.

    Shape: (*, in), (out, in), (out) -> (*, out); a weight (in) gives (*).
    Raises RuntimeError when the shapes or dtypes do not go together.
    Source: torch.nn.functional.linear.
    """
    for position, (name, value) in enumerate((("input", input), ("weight", weight)), 1):
        if not isinstance(value, Value):
            raise errors.not_a_tensor("linear", name, position, value)
    dims = input.dim(), weight.dim()
    if min(dims) == 0:
        raise RuntimeError(
            f"both arguments to linear need to be at least 1D, but they are {dims[0]}D and "
            f"{dims[1]}D"
        )
    if bias is None:
        return ops.matmul(input, weight.t())
    if dims[0] == 2:
        return ops.addmm(bias, input, weight.t())
    rows = input.reshape(-1, input.shape[-1])  # (*, in) -> (rows, in)
    result = ops.addmm(bias, rows, weight.t())  # (rows, out)
    return result.view(*input.shape[:-1], result.shape[1])


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Rows of zeros with a 1 at the class: shape (*) -> (*, num_classes), int64.

    num_classes: -1 takes the largest class + 1. Raises RuntimeError for a tensor that is not
    int64 or a class that does not fit.   Source: torch.nn.functional.one_hot.
    """
    if tensor.dtype is not dtypes.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if tensor.numel() == 0:
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
    elif bool(tensor.min() < 0):
        raise RuntimeError("Class values must be non-negative.")
    elif num_classes == -1:
        num_classes = int(tensor.max()) + 1
    elif bool(tensor.max() >= num_classes):
        raise RuntimeError("Class values must be smaller than num_classes.")
    result = tensor.new_zeros(*tensor.shape, num_classes)
    return result.scatter_(-1, tensor.unsqueeze(-1), 1)
