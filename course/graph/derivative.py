"""The derivative of one box of a graph by itself, found by asking the box.

A box turns the gradient `g` of its result into the gradient of an input. What it does to `g` is
linear, so a few questions tell what it is: the numbers that `g` is multiplied by (most operations),
a matrix on one side of `g` (matrix products), or the whole table of derivatives, the Jacobian,
where that is small. Each answer is tried on other numbers before it is believed.
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.graph.reading import Vertex, saved_tensors
from course.graph.walking import gradients, library_of, shapes

__all__ = ["Local", "array_of", "local_derivatives", "same"]

MOST_OF_A_TABLE = 8
"""Rows or columns of a Jacobian that is still shown."""


@dataclass(frozen=True)
class Local:
    """What a gradient meets in a box.

    form: "times" (number by number), "right" and "left" (a matrix at that side of it), "shape" (the
    same numbers in another shape), "turned" (rows become columns), "table" (as one row, times the
    Jacobian), or "rule" (none of these).   factor: those numbers.
    """

    form: str
    factor: Any = None


RULE = Local("rule")


def local_derivatives(box: Vertex, like: Any) -> list[Local]:
    """For each input of a box its own derivative; `like` is a tensor of the library.

    A box whose saved tensors are gone, or with several results, has "rule" everywhere. A custom
    Function is asked several times; what it prints meanwhile is not shown.
    """
    unknown = [RULE] * len(box.inputs)
    if box.kind != "operation" or len(shapes(box.node)) != 1:
        return unknown
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return ask(box, like)
    except Exception:  # its own run will tell what is wrong
        return unknown


def ask(box: Vertex, like: Any) -> list[Local]:
    """Ask with ones, then with other numbers, then with one number at a time."""
    (shape,) = shapes(box.node)
    library = library_of(like)
    ones = library.ones(shape, dtype=box.node._input_metadata[0].dtype, device=like.device)
    numbers = (library.arange(ones.numel(), device=like.device) * 37 % 101).reshape(shape)
    trial = (numbers / 50 + 0.5).to(ones.dtype)
    plain, tried = gradients(box.node, [ones]), gradients(box.node, [trial])
    matrices = [each for each in (saved_tensors(box.node) or {}).values() if each.ndim == 2]
    found = []
    for at, (factor, part) in enumerate(zip(plain, tried, strict=True)):
        if factor is None or part is None:
            found.append(RULE)
        elif same(product(trial, factor), part):
            found.append(Local("times", factor))
        else:
            form = beside(trial, part, matrices) or moved(trial, part)
            found.append(form or table(box.node, at, ones, part))
    return found


def product(gradient: Any, factor: Any) -> Any:
    """Their product number by number; None where the shapes do not go together."""
    try:
        return gradient * factor.detach()
    except RuntimeError:
        return None


def same(one: Any, other: Any) -> bool:
    """Whether two tensors have one shape and, but for rounding, the same numbers (or NaN)."""
    if one is None or other is None or tuple(one.shape) != tuple(other.shape):
        return one is other
    left, right = array_of(one), array_of(other)
    if np.array_equal(left, right) or not left.size:
        return True
    room = 1e-4 * float(np.abs(right).max())
    return bool(np.allclose(left, right, rtol=0, atol=room, equal_nan=True))


def array_of(tensor: Any) -> np.ndarray:
    """The numbers of a tensor of either library."""
    tensor = tensor.detach()
    if tensor.device.type != "cpu":
        tensor = tensor.cpu()
    try:
        return np.asarray(tensor.numpy())
    except TypeError:  # bfloat16: NumPy has no such numbers
        return np.asarray(tensor.float().numpy())


def beside(gradient: Any, part: Any, matrices: list[Any]) -> Local | None:
    """A saved matrix that the gradient is multiplied by, from the right or from the left."""
    if gradient.ndim != 2:
        return None
    for matrix in matrices:
        turned = matrix.detach().T
        if gradient.shape[1] == turned.shape[0] and same(gradient @ turned, part):
            return Local("right", turned)
        if turned.shape[1] == gradient.shape[0] and same(turned @ gradient, part):
            return Local("left", turned)
    return None


def moved(gradient: Any, part: Any) -> Local | None:
    """The same numbers in another place."""
    if gradient.numel() == part.numel() and same(gradient.reshape(part.shape), part):
        return Local("shape")
    return Local("turned") if gradient.ndim == 2 and same(gradient.T, part) else None


def table(node: Any, at: int, ones: Any, part: Any) -> Local:
    """The Jacobian, one row for each number of the result, if it is small."""
    count = ones.numel()
    if max(count, part.numel()) > MOST_OF_A_TABLE or not part.numel():
        return RULE
    library = library_of(ones)
    rows = []
    for row in library.eye(count, dtype=ones.dtype, device=ones.device):
        rows.append(gradients(node, [row.reshape(ones.shape)])[at].reshape(-1))
    return Local("table", library.stack(rows))
