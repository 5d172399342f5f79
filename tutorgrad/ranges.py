"""Numbers in a row: a step apart, evenly spaced between two ends, or the places of a triangle.

Every function takes `dtype`, `device` and `requires_grad` as in PyTorch.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from . import dtypes, errors, factory
from .creation import finish, new
from .nodes import Value
from .ops.arguments import as_int
from .ops.face import is_number
from .tensor import Tensor

ARANGE_FORMS = [
    f"{numbers}, *, Tensor out = None, torch.dtype dtype = None, torch.device device = None, "
    "bool requires_grad = False"
    for numbers in ("Number end", "Number start, Number end, Number step = 1")
]


def arange(
    start: Any = None,
    end: Any = None,
    step: Any = None,
    *,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers from start (0) up to but without end, a step apart.

    dtype: int64 when all three are ints, else the default.
    Raises RuntimeError for step 0 or a step in the wrong direction, TypeError for a step without
    an end.   Source: torch.arange.
    """
    if end is None:
        if start is None or step is not None:
            raise errors.no_overload("arange", [v for v in (start, step) if v], ARANGE_FORMS)
        start, end = None, start
    given = (0 if start is None else start, end, 1 if step is None else step)
    start, end, step, whole = bounds_of("arange", *given)
    wanted = factory.numpy_dtype(dtype, dtypes.int64.numpy if whole else None, of="arange")
    if wanted.kind != "f":
        start, end, step = int(start), int(end), int(step)
    count = math.ceil((end - start) / step)
    return finish(new(evenly_stepped(start, step, count, wanted), device, requires_grad), out)


def range(
    start: Any = 0,
    end: Any = None,
    step: Any = 1,
    *,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers from start to end, with the end, a step apart; deprecated for `arange`.

    Raises RuntimeError as `arange` does.   Source: torch.range.
    """
    warnings.warn(RANGE, UserWarning, stacklevel=2)
    start, end = (0, start) if end is None else (start, end)
    start, end, step, _ = bounds_of("range", start, end, step)
    count = math.floor((end - start) / step) + 1
    values = evenly_stepped(start, step, count, factory.numpy_dtype(dtype, of="range"))
    return finish(new(values, device, requires_grad), out)


RANGE = (
    "torch.range is deprecated and will be removed in a future release because its behavior is "
    "inconsistent with Python's range builtin. Instead, use torch.arange, which produces values "
    "in [start, end)."
)


def bounds_of(function: str, start: Any, end: Any, step: Any) -> tuple[Any, Any, Any, bool]:
    """start, end and step as plain numbers, and whether all are whole."""
    given = start, end, step
    numbers = tuple(v.item() if isinstance(v, Tensor) and not v.dim() else v for v in given)
    for name, v in zip(("start", "end", "step"), numbers, strict=True):
        if not isinstance(v, int | float | np.number):
            raise errors.wrong_kind(function, name, "Number", v, 1)
    start, end, step = numbers
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start:g} -> {end:g}")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    return start, end, step, all(isinstance(v, int | np.integer) for v in numbers)


def evenly_stepped(start: Any, step: Any, count: int, dtype: np.dtype[Any]) -> Any:
    """start, start + step, …: counted in float64, or in int64 for whole numbers."""
    work = np.float64 if isinstance(start, float) or isinstance(step, float) else np.int64
    return (start + step * np.arange(count, dtype=work)).astype(dtype)


def linspace(
    start: Any,
    end: Any,
    steps: int,
    *,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`steps` numbers, evenly spaced from start to end, both included.

    The second half is counted back from the end, as PyTorch does, so that both ends are exact.
    Raises RuntimeError for a negative number of steps.   Source: torch.linspace.
    """
    start, end = ends_of("linspace", start, end, steps)
    wanted = factory.numpy_dtype(dtype, of="linspace")
    return finish(new(evenly_spaced(start, end, steps, wanted), device, requires_grad), out)


def ends_of(function: str, start: Any, end: Any, steps: Any) -> tuple[Any, Any]:
    """Both ends as numbers. Raises for wrong numbers of steps and for tensors with dimensions."""
    ends = all(is_number(v) or isinstance(v, Value) for v in (start, end))
    if as_int(steps) is None or not ends:
        raise errors.no_overload(
            function, (start, end, steps), ["Number start, Number end, int steps"]
        )
    sides = [v.array.ndim if isinstance(v, Value) else 0 for v in (start, end)]
    if any(sides):
        tensors = [isinstance(v, Value) for v in (start, end)]
        which = "start and end tensors" if all(tensors) else "start or end tensors"
        raise RuntimeError(
            f"{function} only supports 0-dimensional {which}, but got "
            + " and ".join(
                f"{name} with {side} dimension(s)"
                for name, side, given in zip(("start", "end"), sides, tensors, strict=True)
                if given
            )
            + "."
        )
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    return tuple(v.item() if isinstance(v, Value) else v for v in (start, end))  # type: ignore


def evenly_spaced(start: float, end: float, steps: int, dtype: np.dtype[Any]) -> Any:
    """The numbers of linspace in one dtype: each half counted from its own end."""
    if steps == 1:
        return np.array([start], dtype)
    work = dtype.type if dtype.kind == "f" and dtype.itemsize > 2 else np.float32
    if dtype.kind != "f":
        work = np.float64
    first, last = work(start), work(end)
    step = work((last - first) / work(steps - 1)) if steps else work(0)
    place_of_number = np.arange(steps).astype(work)
    forward = first + step * place_of_number
    backward = last - step * (work(steps - 1) - place_of_number)
    return np.where(np.arange(steps) < steps // 2, forward, backward).astype(dtype)


def logspace(
    start: Any,
    end: Any,
    steps: int,
    base: float = 10.0,
    *,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """base to the powers that linspace(start, end, steps) gives. Source: torch.logspace."""
    start, end = ends_of("logspace", start, end, steps)
    wanted = factory.numpy_dtype(dtype, of="logspace")
    if wanted.kind != "f":  # as PyTorch, which rounds the ends and each step to the dtype
        start, end = int(start), int(end)
    powers = evenly_spaced(start, end, steps, np.dtype("float64"))
    return finish(new((base**powers).astype(wanted), device, requires_grad), out)


def tril_indices(
    row: int,
    col: int,
    offset: int = 0,
    *,
    dtype: Any = None,
    device: Any = None,
    layout: Any = None,
) -> Tensor:
    """Rows and columns of the elements of a lower triangle. Source: torch.tril_indices."""
    return triangle("tril_indices", row, col, offset, dtype, device)


def triu_indices(
    row: int,
    col: int,
    offset: int = 0,
    *,
    dtype: Any = None,
    device: Any = None,
    layout: Any = None,
) -> Tensor:
    """Rows and columns of the elements of an upper triangle. Source: torch.triu_indices."""
    return triangle("triu_indices", row, col, offset, dtype, device)


def triangle(name: str, row: int, col: int, offset: int, dtype: Any, device: Any) -> Tensor:
    for side, size in (("row", row), ("col", col)):
        if size < 0:
            raise RuntimeError(f"{side} must be non-negative, got{size}")
    wanted = factory.numpy_dtype(dtype, dtypes.int64.numpy, of=name)
    return new(np.stack(getattr(np, name)(row, offset, col)).astype(wanted), device)
