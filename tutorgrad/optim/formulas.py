"""What the update rules are written with: their formulas run in place, a block at a time.

    for w, g, v in parts(param, grad, velocity):
        v *= momentum
        v += g
        w -= lr * v

The arrays are those of the tensors themselves. A large one comes in blocks that stay in the cache
together with all that a formula makes on the way; whole, each of Adam's dozen steps would fetch the
arrays from memory again (1024 x 1024 weights: 3.6 ms instead of 2.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from .. import dtypes
from ..backend import blocks, same_place
from ..backend.blocks import BLOCK
from ..inplace import check_inference, check_overlap, writable
from ..ops.elementwise.functions import widen as wide

Array = Any


def parts(param: Any, grad: Any, *memory: Any, writes: int = 1) -> Iterable[Any]:
    """Arrays of a parameter, its descent, and what is remembered of it, block by block.

    All but the descent may be written to. writes: as how many writes to the parameter it counts.
    float16: the descent comes as float32; a formula takes others as `wide(m)` where PyTorch rounds
    only its result.
    """
    array = param.array
    arrays = [array, grad.array]
    for tensor in (param, *memory):
        if tensor.inference:
            check_inference(tensor)
        tensor.version[0] += writes
    for tensor in memory:
        arrays.append(tensor.array)
    if array.__class__ is not np.ndarray:
        same_place(arrays, "step", ())
    elif not array.flags.forc:
        check_overlap(param)
    writable(array)
    if array.dtype == np.float16:
        return widened(arrays)
    return [arrays] if array.size <= BLOCK else blocks(*arrays)


def widened(arrays: list[Array]) -> Iterator[Any]:
    """The arrays block by block, the descent in float32."""
    for views in blocks(*arrays):
        yield views[0], wide(views[1]), *views[2:]


def approach(mean: Array, value: Array, share: float) -> Array:
    """mean ← mean + share · (value - mean), reckoned from the nearer end as `lerp` does.

    Returns an array of that size for the caller to overwrite: it is in the cache already.
    Raises RuntimeError when the dtypes differ.
    """
    if mean.dtype is not value.dtype and wide(mean).dtype != value.dtype:
        found, wanted = (dtypes.of_array(a).cpp_name for a in (value, mean))
        raise RuntimeError(f"expected dtype {wanted} for `end` but got dtype {found}")
    change = np.empty_like(value)
    np.subtract(value, mean, out=change)
    if share < 0.5:
        change *= share
        mean += change
    else:
        change *= 1 - share
        mean[...] = value - change
    return change


__all__ = ["approach", "parts", "wide"]
