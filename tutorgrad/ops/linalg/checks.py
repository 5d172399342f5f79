"""What the functions of `torch.linalg` demand of their matrices, and how they say so.

Each helper takes raw arrays and the function's name, and raises what PyTorch raises.
Source: aten/src/ATen/native/LinearAlgebraUtils.h.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ... import dtypes
from ...backend import place_of
from ...errors import LinAlgError
from ...graph import op
from ...nodes import Value
from ...taping import noted
from ..arguments import array_of
from ..shape.views import matrix_transpose

Array = Any
Tensor = Any


def check_matrices(
    array: Array,
    name: str,
    *,
    square: bool = True,
    kernel: str = "",
    late: bool = False,
    argument: str = "A",
) -> None:
    """Raise unless `array` is a batch of (square) matrices of float32 or float64.

    kernel: what PyTorch names when it refuses half precision late (late: and every other dtype);
    without one it refuses early.
    """
    check_shape(array, name, square, argument)
    check_floating(array, name, kernel, late)


def check_shape(array: Array, name: str, square: bool = True, argument: str = "A") -> None:
    """Raise RuntimeError unless `array` is a batch of (square) matrices."""
    if array.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor {argument} must have at least 2 dimensions.")
    m, n = array.shape[-2:]
    if square and m != n:
        raise RuntimeError(
            f"{name}{': ' * bool(name)}{argument} must be batches of square matrices, "
            f"but they are {m} by {n} matrices"
        )


def check_floating(array: Array, name: str, kernel: str = "", late: bool = False) -> None:
    """Raise unless the dtype is float32 or float64."""
    kind = dtypes.of_array(array)
    if not kind.is_floating_point and not late:
        raise RuntimeError(
            f"{name}: Expected a floating point or complex tensor as input. Got {kind.scalar_name}"
        )
    if array.dtype == np.float16 or not kind.is_floating_point:
        if kernel:
            raise NotImplementedError(f"\"{kernel}\" not implemented for '{kind.scalar_name}'")
        raise RuntimeError(f"{name}: Low precision dtypes not supported. Got {kind.scalar_name}")


def check_same_dtype(a: Array, b: Array, name: str, first: str = "A") -> None:
    if a.dtype != b.dtype:
        one, other = (dtypes.of_array(x).scalar_name for x in (a, b))
        raise RuntimeError(
            f"{name}: Expected {first} and B to have the same dtype, but found {first} of type "
            f"{one} and B of type {other} instead"
        )


def check_fits(a: Array, b: Array, left: bool, name: str) -> None:
    """Raise RuntimeError unless AX = B (or XA = B) can be solved as far as shapes go."""
    if a.shape[-1] != b.shape[-2 if left else -1]:
        raise RuntimeError(
            f"{name}: Incompatible shapes of A and B for the equation {'AX' if left else 'XA'} = B "
            f"({a.shape[-2]}x{a.shape[-1]} and {b.shape[-2]}x{b.shape[-1]})"
        )


TROUBLE = {  # what went wrong, given the number of the row
    "inv": "The diagonal element {} is zero, the inversion could not be completed because the "
    "input matrix is singular.",
    "solve": "The solver failed because the input matrix is singular.",
    "cholesky": "The factorization could not be completed because the input is not "
    "positive-definite (the leading minor of order {} is not positive-definite).",
}


def check_info(info: Tensor, name: str, trouble: str) -> None:
    """Raise LinAlgError for the first matrix of a batch whose `info` is not 0."""
    raise_for(array_of(info, name), name, trouble)


@noted
def raise_for(codes: Array, name: str, trouble: str) -> None:
    if codes.size and int(codes.max()):
        at = int(codes.reshape(-1).astype(bool).argmax())
        batch = f"(Batch element {at}): " if codes.ndim else ""
        code = int(codes.reshape(-1)[at])
        raise LinAlgError(f"{name}: {batch}" + TROUBLE[trouble].format(code))


def received(results: Any, out: Any, name: str) -> Any:
    """The results, written into the tensors of `out=` where that was given."""
    if out is None:
        return results
    if not isinstance(results, tuple):
        return out.receive(results, name)
    parts = [o.receive(r, name) for o, r in zip(out, results, strict=True)]
    return type(results)(*parts) if hasattr(results, "_fields") else tuple(parts)


@op(node=lambda input, name, **_: f"{name}Backward0")
def named(input: Array, *, name: str, turned: bool = False) -> Array:
    """A copy (turned: of the transpose) whose node has the name that PyTorch has for all the steps
    before it, which are one operation there."""
    return (input.swapaxes(-1, -2) if turned else input).copy()


named.derivative(input=lambda grad, turned: matrix_transpose(grad) if turned else grad)


def identity(like: Any, rows: int, columns: int | None = None) -> Any:
    """The identity matrix, where `like` is and in its dtype: a Tensor or a raw array."""
    array = like.array if isinstance(like, Value) else like
    eye = place_of(array).xp.eye(rows, columns, dtype=array.dtype)
    return like.wrap(eye, None) if isinstance(like, Value) else eye


def deprecated(text: str) -> None:
    """Warn as PyTorch does where it has a newer function."""
    warnings.warn(text, UserWarning, stacklevel=4)
