"""Linear maps and encodings."""

from __future__ import annotations

from typing import Any

from ... import dtypes, errors, ops
from ...nodes import Value
from ...ops.arguments import check_tensors, one_int
from ...ops.face import explained
from ...ops.linalg.products import linear_
from ...taping import noted

Tensor = Any


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input weightᵀ + bias.

    Shape: (*, in), (out, in), (out) -> (*, out); a weight (in) gives (*).
    Raises RuntimeError when the shapes or dtypes do not go together.
    Source: torch.nn.functional.linear.
    """
    if not (isinstance(input, Value) and isinstance(weight, Value)):
        check_tensors("linear", input=input, weight=weight)
    dims, others = input.array.ndim, weight.array.ndim
    if not (dims and others):
        raise RuntimeError(
            f"both arguments to linear need to be at least 1D, but they are {dims}D and {others}D"
        )
    if bias is None:
        return ops.matmul(input, weight.t())
    if not isinstance(bias, Value):
        raise errors.not_a_tensor("linear", "bias", 3, bias)
    if dims == 2:
        return linear_(bias, input, weight.t())
    rows = input.reshape(-1, input.shape[-1])  # (*, in) -> (rows, in)
    result = linear_(bias, rows, weight.t())  # (rows, out)
    return result.view(*input.shape[:-1], result.shape[1])


@explained()
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input1ᵀ weightₖ input2 + biasₖ, for every output k.

    Shape: (*, in1), (*, in2), (out, in1, in2), (out) -> (*, out). Raises RuntimeError when the
    shapes or dtypes do not go together.   Source: torch.nn.functional.bilinear.
    """
    _check_bilinear(input1, input2, weight, bias)
    one, two = (x.reshape(-1, x.shape[-1]) for x in (input1, input2))  # (rows, in)
    rows = ops.einsum("ri,oij,rj->ro", one, weight, two)  # (rows, out)
    result = rows.view(*input1.shape[:-1], weight.shape[0])
    return result if bias is None else result + bias


def _check_bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Any) -> None:
    """Raise PyTorch's errors for what does not go together."""
    kinds = [t.dtype for t in (input1, input2, weight)]
    if len(set(kinds)) > 1:
        one, two, three = (k.cpp_name for k in kinds)
        raise RuntimeError(
            f"All tensors must have the same dtype, got input1: {one}, input2: {two}, "
            f"weight: {three}"
        )
    if input1.dim() != input2.dim():
        raise RuntimeError(
            f"bilinear(): input dimensions do not match: got {input1.dim()} and {input2.dim()}"
        )
    for i, (m, n) in enumerate(zip(input1.shape[:-1], input2.shape[:-1], strict=True)):
        if m != n:
            raise RuntimeError(
                f"bilinear(): input batch dimensions do not match at dim {i}: got {m} and {n}"
            )
    for at, (name, size) in enumerate(
        (("input1", input1.size(-1)), ("input2", input2.size(-1))), 1
    ):
        if size != weight.size(at):
            raise RuntimeError(
                f"bilinear(): {name} size does not match weight size: got {size} but expected "
                f"{weight.size(at)}"
            )
    if bias is not None and bias.size(0) != weight.size(0):
        raise RuntimeError(
            "bilinear(): bias size does not match weight size: got "
            f"{bias.size(0)} but expected {weight.size(0)}"
        )


@noted
def _check_classes(classes: Any, num_classes: int) -> None:
    if bool(classes.min() < 0):
        raise RuntimeError("Class values must be non-negative.")
    if num_classes != -1 and bool(classes.max() >= num_classes):
        raise RuntimeError("Class values must be smaller than num_classes.")


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Rows of zeros with a 1 at the class: shape (*) -> (*, num_classes), int64.

    num_classes: -1 takes the largest class + 1. Raises RuntimeError for a tensor that is not
    int64 or a class that does not fit.   Source: torch.nn.functional.one_hot.
    """
    check_tensors("one_hot", input=tensor)
    num_classes = one_int(num_classes, "one_hot", "num_classes", 2)
    if tensor.dtype is not dtypes.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if tensor.numel() == 0:
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
    else:
        _check_classes(tensor.array, num_classes)
        if num_classes == -1:
            num_classes = int(tensor.max()) + 1
    result = tensor.new_zeros(*tensor.shape, num_classes)
    return result.scatter_(-1, tensor.unsqueeze(-1), 1)
