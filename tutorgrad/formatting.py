"""How a tensor is written: `repr(x)`, letter for letter as PyTorch writes it.

    tensor([[ 0.5000, -1.2500,  3.0000],
            [    inf,  0.0000,     nan]], dtype=torch.float64, requires_grad=True)

Four steps: cut a large array down to its corners; choose one style for all numbers that are shown;
lay the numbers out in brackets and lines; add what is special about the tensor (the suffixes).

Source: PyTorch 2.13, torch.Tensor.__repr__ and torch.set_printoptions.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tutorgrad import dtypes

__all__ = ["get_printoptions", "printoptions", "set_printoptions", "tensor_repr"]

Array = np.ndarray[Any, np.dtype[Any]]


# ================================================================ print options


class _Options:
    precision: int = 4  # digits after the point
    threshold: float = 1000  # larger arrays are summarised
    edgeitems: int = 3  # how many are shown at either end of a summarised axis
    linewidth: int = 80  # characters
    sci_mode: bool | None = None  # 1.0e+00 always (True), never (False), where it helps (None)


_options = _Options()

_PROFILES: dict[str, dict[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Choose how tensors are printed, for the whole process.

    precision: digits after the point. threshold: number of elements above which only the edges are
    shown. edgeitems: how many at each edge. linewidth: characters per line. profile: "default",
    "short" or "full", a set of the four, which the others override. What is left out stays as it
    was, but sci_mode returns to None: scientific notation where the numbers call for it.
    Source: torch.set_printoptions.
    """
    chosen = dict(_PROFILES.get(profile or "", {}))
    given = {
        "precision": precision,
        "threshold": threshold,
        "edgeitems": edgeitems,
        "linewidth": linewidth,
    }
    chosen |= {name: value for name, value in given.items() if value is not None}
    for name, value in chosen.items():
        setattr(_options, name, value)
    _options.sci_mode = sci_mode


def get_printoptions() -> dict[str, Any]:
    """Return the print options as keyword arguments of `set_printoptions`."""
    return {name: getattr(_options, name) for name in _Options.__annotations__}


@contextlib.contextmanager
def printoptions(**options: Any) -> Iterator[None]:
    """Within a `with` block, print with these options (those of `set_printoptions`).

    Source: torch._tensor_str.printoptions.
    """
    before = get_printoptions()
    set_printoptions(**options)
    try:
        yield
    finally:
        set_printoptions(**before)


# ================================================================ the whole text


def tensor_repr(
    array: Any,
    *,
    device: str | None = None,
    grad_fn: str | None = None,
    requires_grad: bool = False,
    prefix: str = "tensor(",
    to_host: Callable[[Any], Array] = np.asarray,
) -> str:
    """Return the text of a tensor with the given elements.

    array: any array with shape, dtype and slices; only what is shown is passed to `to_host`.
    device: "cuda:0" and the like, or None where it need not be said.
    grad_fn: the name of the operation that made it ("AddBackward0"); hides requires_grad.

    >>> print(tensor_repr(np.float32([0.5, -2, 100]), requires_grad=True))
    tensor([  0.5000,  -2.0000, 100.0000], requires_grad=True)
    >>> print(tensor_repr(np.zeros((2, 0), np.int32)))
    tensor([], size=(2, 0), dtype=torch.int32)
    """
    text = prefix + (contents(array, len(prefix), to_host) if math.prod(array.shape) else "[]")
    suffixes = describe(array, device, grad_fn, requires_grad)
    return append(text, suffixes, indent=len(prefix)) + ")"


def describe(
    array: Any, device: str | None, grad_fn: str | None, requires_grad: bool
) -> Iterator[str]:
    """What is said about a tensor after its elements, only where it is not the ordinary case."""
    empty = math.prod(array.shape) == 0
    if device is not None:
        yield f"device='{device}'"
    if empty and len(array.shape) != 1:
        yield f"size={tuple(array.shape)}"
    dtype = dtypes.of_array(array)
    told_by_elements = not empty and dtype in (dtypes.int64, dtypes.bool)
    if dtype is not dtypes.get_default_dtype() and not told_by_elements:
        yield f"dtype={dtype}"
    if grad_fn is not None:
        yield f"grad_fn=<{grad_fn}>"
    elif requires_grad:
        yield "requires_grad=True"


def append(text: str, suffixes: Iterator[str], indent: int) -> str:
    """Add each suffix after a comma, on a new line where it would not fit the line width."""
    used = len(text) - (text.rfind("\n") + 1) + 2  # characters of the last line, and ", "
    for suffix in suffixes:
        if used + len(suffix) + 2 > _options.linewidth:
            text += ",\n" + " " * indent + suffix
            used = indent + len(suffix)
        else:
            text += ", " + suffix
            used += len(suffix) + 2
    return text


# ================================================================ the elements


def contents(array: Any, indent: int, to_host: Callable[[Any], Array]) -> str:
    """The elements in brackets; `indent` is the column where the first bracket stands."""
    edge = _options.edgeitems
    cut = [False] * len(array.shape)
    if math.prod(array.shape) > _options.threshold:
        cut = [size > 2 * edge for size in array.shape]
        shown = corners(array, cut, edge, to_host)
    else:
        shown = to_host(array)
    words, width = numbers(shown)
    return layout(words.reshape(shown.shape), cut, width, indent)


def corners(
    array: Any, cut: list[bool], edge: int, to_host: Callable[[Any], Array], axis: int = 0
) -> Array:
    """The first and last `edge` entries along each axis in `cut`, on the host.

    Takes slices only, so neither the device nor the host copies the whole array.
    """
    if axis == len(cut):
        return to_host(array)
    if not cut[axis]:
        return corners(array, cut, edge, to_host, axis + 1)
    before = (slice(None),) * axis
    ends = (slice(0, edge), slice(array.shape[axis] - edge, None))
    parts = [corners(array[(*before, end)], cut, edge, to_host, axis + 1) for end in ends]
    return np.concatenate(parts, axis)


def numbers(values: Array) -> tuple[Array, int]:
    """Write every element in one common style: an array of right-aligned words, and their width.

    Zeros, nan and inf have no say in the style; they may even be wider than the others.
    """
    items = values.ravel().tolist()
    if values.dtype.kind == "f":
        flat = values.ravel().astype(np.float64)
        decides = np.isfinite(flat) & (flat != 0)
        style = float_style(flat[decides])
        words = [style(item) for item in items]
        width = max((len(word) for word, d in zip(words, decides, strict=True) if d), default=1)
    else:
        words = [str(item) for item in items]
        width = max(map(len, words))
    return np.array([word.rjust(width) for word in words], object), width


def float_style(values: np.ndarray[Any, np.dtype[np.float64]]) -> Callable[[float], str]:
    """How to write floats among which the finite ones other than zero are `values`.

    1.2346e+05 if they lie far apart or far from 1; `3.` if all are whole numbers; else `3.1416`.
    """
    precision, scientific = _options.precision, _options.sci_mode
    if not values.size:
        return whole
    least, most = float(np.abs(values).min()), float(np.abs(values).max())
    if scientific is None:
        scientific = most / least > 1000 or most > 1e8 or least < 1e-4
    if scientific:
        return f"{{:.{precision}e}}".format
    if (values == np.ceil(values)).all():
        return whole
    return f"{{:.{precision}f}}".format


def whole(value: float) -> str:
    """A float without fractional part, as `3.`; nan and inf without the point."""
    return f"{value:.0f}." if math.isfinite(value) else f"{value:.0f}"


def layout(words: Array, cut: list[bool], width: int, indent: int) -> str:
    """Nested brackets around `words`, with dots in the middle of each axis that was cut."""
    if words.ndim == 0:
        return str(words.item())
    inner = words.ndim > 1
    items = [layout(row, cut[1:], width, indent + 1) for row in words] if inner else list(words)
    if cut[0]:
        items.insert(len(items) // 2, "..." if inner else " ...")
    margin = " " * (indent + 1)
    if inner:
        return "[" + ("," + "\n" * (words.ndim - 1) + margin).join(items) + "]"
    per_line = max(1, math.floor((_options.linewidth - indent) / (width + 2)))
    lines = [", ".join(items[i : i + per_line]) for i in range(0, len(items), per_line)]
    return "[" + (",\n" + margin).join(lines) + "]"
