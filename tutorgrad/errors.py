"""Messages that several operations share, each worded as PyTorch words it.

Exceptions of our own (everything else is a builtin exception, as in PyTorch):

    Exception
    ├── RuntimeError
    │   ├── GradcheckError        autograd.gradcheck: analytic and numerical gradients differ
    │   ├── AcceleratorError      an accelerator that is not there, or a failure on it
    │   ├── OutOfMemoryError      the device has no room for an array
    │   └── LinAlgError           a matrix that has no inverse, no Cholesky factor, …
    └── UserWarning               what PyTorch warns about
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any


class GradcheckError(RuntimeError):
    """Analytic and numerical gradients differ. Source: torch.autograd.gradcheck.GradcheckError."""


class AcceleratorError(RuntimeError):
    """An accelerator that is not there, or a failure on it. Source: torch.AcceleratorError."""


class OutOfMemoryError(RuntimeError):
    """The device has no room for an array. Source: torch.OutOfMemoryError."""


class _LinAlgError(RuntimeError):
    """A matrix is not what the method needs. Source: torch.linalg.LinAlgError."""


LinAlgError = _LinAlgError  # shown with the underscore, as in PyTorch


def warn_factor(
    name: str,
    factor: str,
    tensors: list[str],
    first: str = "",
    last: Sequence[str] = (),
    stacklevel: int = 3,
) -> None:
    """The warning for a call with its factor in front, as earlier PyTorch took it."""
    number, start, end = f"Number {factor}", [first] if first else [], ["*", *last] if last else []
    old, new = [*start, number, *tensors, *end], [*start, *tensors, "*", f"{number} = 1", *last]
    text = f"This overload of {name} is deprecated:\n\t{name}({', '.join(old)})\nConsider using "
    text += f"one of the following signatures instead:\n\t{name}({', '.join(new)})"
    warnings.warn(text, stacklevel=stacklevel)


def wrap_dim(dim: int, ndim: int, of: str = "") -> int:
    """A dimension counted from the front: -1 -> ndim - 1. A 0-d tensor is treated as 1-d.

    of: the function that was called, for the TypeError. Raises IndexError when `dim` is outside
    [-ndim, ndim - 1], TypeError for what is no whole number.
    """
    reach = max(ndim, 1)
    if dim.__class__ is not int:
        dim = as_index(dim, of)
    if not -reach <= dim < reach:
        raise IndexError(
            "Dimension out of range "
            f"(expected to be in range of [{-reach}, {reach - 1}], but got {dim})"
        )
    return dim % reach


def wrap_dims(dims: Any, ndim: int) -> tuple[int, ...]:
    """Several dimensions counted from the front; one number counts as one dimension.

    Raises IndexError out of range, RuntimeError when a dimension stands twice.
    """
    found = tuple(wrap_dim(d, ndim) for d in (dims if isinstance(dims, Sequence) else (dims,)))
    for d in found:
        if found.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return found


def as_index(dim: Any, of: str = "") -> int:
    """A dimension from what stands for an int: one of NumPy's, or a 0-d integer tensor.

    Raises TypeError for all else, also for a bool.
    """
    if hasattr(dim, "__index__") and not isinstance(dim, bool):
        return int(dim.__index__())
    function = f"{of}(): " if of else ""
    raise TypeError(f"{function}argument 'dim' must be int, not {type_name(dim)}")


def check_spread(array: Any) -> None:
    """Raise for a write to an array in which one memory cell stands for several elements."""
    spread = any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape, strict=True))
    if spread and array.size:
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a "
            "single memory location. Please clone() the tensor before performing the operation."
        )


def check_broadcast(a: Sequence[int], b: Sequence[int]) -> None:
    """Raise PyTorch's RuntimeError when two shapes do not broadcast, else nothing."""
    ndim = max(len(a), len(b))
    for dim in range(ndim - 1, -1, -1):  # from the last axis to the first, as broadcasting does
        i, j = dim - ndim + len(a), dim - ndim + len(b)
        if i >= 0 and j >= 0 and a[i] != b[j] and a[i] != 1 and b[j] != 1:
            raise RuntimeError(
                f"The size of tensor a ({a[i]}) must match the size of tensor b ({b[j]}) "
                f"at non-singleton dimension {dim}"
            )


def not_a_tensor(function: str, argument: str, position: int, got: Any) -> TypeError:
    """The TypeError for a list, number or array where a Tensor must stand."""
    return wrong_kind(function, argument, "Tensor", got, position)


def wrong_kind(
    function: str, argument: str, kind: str, got: Any, position: int | None = None
) -> TypeError:
    """The TypeError for an argument of another kind; its position, where it was given by one."""
    place = "" if position is None else f" (position {position})"
    return TypeError(
        f"{function}(): argument '{argument}'{place} must be {kind}, not {type_name(got)}"
    )


def too_many(function: str, most: int, given: int) -> TypeError:
    """The TypeError for more arguments than a function has."""
    plural = "argument" if most == 1 else "arguments"
    return TypeError(f"{function}() takes {most} positional {plural} but {given} were given")


def two_devices(one: Any, other: Any) -> RuntimeError:
    """The RuntimeError for tensors that do not live in one place."""
    return RuntimeError(
        "Expected all tensors to be on the same device, but found at least two devices, "
        f"{one} and {other}!"
    )


def no_overload(function: str, args: Sequence[Any], forms: Sequence[str]) -> TypeError:
    """The TypeError for arguments that fit none of a function's forms."""
    got = ", ".join(type_name(a) for a in args)
    lines = "".join(f" * ({form})\n" for form in forms)
    return TypeError(
        f"{function}() received an invalid combination of arguments - got ({got}), but expected "
        f"one of:\n{lines}"
    )


def type_name(thing: Any) -> str:
    """How PyTorch names a type in its messages: "list", "float", "numpy.ndarray", "Tensor"."""
    kind = type(thing)
    if kind.__module__ == "numpy":
        return f"numpy.{kind.__name__}"
    return kind.__name__


SECOND_BACKWARD = (
    "Trying to backward through the graph a second time (or directly access saved tensors after "
    "they have already been freed). Saved intermediate values of the graph are freed when you call "
    ".backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the "
    "graph a second time or if you need to access saved tensors after calling backward."
)
