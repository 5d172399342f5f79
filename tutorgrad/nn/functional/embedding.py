"""Embeddings: vectors for numbered things, such as words."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors, ops
from ...autograd import is_grad_enabled, no_grad
from ...backend import place_of
from ...nodes import Value
from ...ops.index.getitem import _index
from ...ops.nn.embedding import bag_sum, lookup
from ...taping import noted

Tensor = Any
Array = Any


def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Tensor:  # fmt: skip
    """The rows of `weight` with the numbers in `input`.

    Shape: (*) int64 or int32, (V, D) -> (*, D). padding_idx: a row without a gradient. max_norm:
    first shorten, in place, the rows asked for that are longer. scale_grad_by_freq: divide a row's
    gradient by how often it was asked for. Raises IndexError for a number that is no row,
    NotImplementedError for sparse gradients.
    Source: torch.nn.functional.embedding.
    """
    _check("embedding", input, weight)
    padding_idx = _wrapped(padding_idx, weight)
    if weight.dim() != 2:
        raise RuntimeError("'weight' must be 2-D")
    indices = _indices("embedding", input)
    _check_rows(indices, weight.shape[0])
    _refuse_sparse("embedding", sparse, weight)
    if max_norm is not None:
        _renorm(weight, indices, max_norm, norm_type)
    return lookup(weight, indices=indices, scale=_scale(indices, padding_idx, scale_grad_by_freq))


def embedding_bag(
    input: Tensor, weight: Tensor, offsets: Tensor | None = None, max_norm: float | None = None,
    norm_type: float = 2, scale_grad_by_freq: bool = False, mode: str = "mean",
    sparse: bool = False, per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False, padding_idx: int | None = None,
) -> Tensor:  # fmt: skip
    """The mean, sum or largest of the embeddings in each bag, 0 for an empty bag.

    Shape: (B, n), (V, D) -> (B, D); or (n) cut into bags at the `offsets` (B), which begin with 0
    (with include_last_offset they end with n). per_sample_weights: factors in the shape of the
    input, for "sum". Other arguments as in `embedding`; the padding row counts nothing.
    Source: torch.nn.functional.embedding_bag.
    """
    _check("embedding_bag", input, weight)
    offsets = _check_bags(input, weight, offsets, per_sample_weights, mode, scale_grad_by_freq)
    home = place_of(weight.array)
    indices = home.to_host(_indices("embedding_bag", input)).reshape(-1)
    factors = None if per_sample_weights is None else per_sample_weights.reshape(-1)
    starts = np.arange(0, indices.size, max(input.shape[-1], 1)) if offsets is None else offsets
    bags, count = _bags(indices, starts, include_last_offset and offsets is not None)
    _check_numbers(indices, len(weight), padding_idx)
    if weight.array.dtype.kind != "f":
        raise RuntimeError(
            "Expected tensor for argument #1 'weight' to have one of the following scalar types: "
            f"Half, BFloat16, Float, Double; but got torch.{weight.dtype.scalar_name}Tensor "
            "instead (while checking arguments for embedding_bag)"
        )
    _refuse_sparse("embedding_bag", sparse, weight)
    if max_norm is not None:
        _renorm(weight, home.from_host(indices), max_norm, norm_type)
    counts = indices >= 0 if padding_idx is None else indices != padding_idx % len(weight)
    if mode == "max":
        return _bag_max(weight, indices, bags, count, counts)
    shares = counts.astype(weight.array.dtype)
    if mode == "mean":
        sizes = np.bincount(bags[counts], minlength=count)
        shares = shares / np.maximum(sizes, 1)[bags].astype(shares.dtype)
    made = weight.wrap(home.from_host(shares), None)
    if factors is not None:
        made = factors if padding_idx is None else factors * made
    there = home.from_host(indices)
    return bag_sum(
        weight, made, indices=there, bags=home.from_host(bags), count=count,
        scale=_scale(there, None, scale_grad_by_freq),
    )  # fmt: skip


def _bag_max(weight: Tensor, indices: Array, bags: Array, count: int, counts: Array) -> Tensor:
    """For every bag and column the largest number, 0 where the bag is empty."""
    home = place_of(weight.array)
    table = home.to_host(weight.array)
    best = np.zeros((count, table.shape[1]), np.int64)
    filled = np.zeros((count, 1), table.dtype)
    for bag in np.unique(bags[counts]):
        members = indices[(bags == bag) & counts]
        best[bag], filled[bag] = members[np.argmax(table[members], axis=0)], 1
    key = home.from_host(best), home.from_host(np.arange(table.shape[1])[None])
    result = _index(weight, key=key, name="EmbeddingBag")
    return result if filled.all() else result * weight.wrap(home.from_host(filled), None)


# ---------------------------------------------------------------------------------- helpers


def _check(function: str, input: Any, weight: Any) -> None:
    for position, (name, value) in enumerate((("weight", weight), ("indices", input)), 1):
        if not isinstance(value, Value):
            raise errors.not_a_tensor(function, name, position, value)


def _indices(function: str, input: Tensor) -> Array:
    if input.dtype.name not in ("int64", "int32"):
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: "
            f"Long, Int; but got torch.{input.dtype.scalar_name}Tensor instead (while checking "
            f"arguments for {function})"
        )
    return input.array


@noted
def _check_rows(indices: Array, rows: int) -> None:
    if bool(((indices < 0) | (indices >= rows)).any()):
        raise IndexError("index out of range in self")


def _wrapped(padding_idx: int | None, weight: Tensor) -> int | None:
    if padding_idx is None:
        return None
    if not -weight.shape[0] <= padding_idx < weight.shape[0]:
        raise AssertionError("Padding_idx must be within num_embeddings")
    return padding_idx % int(weight.shape[0])


def _refuse_sparse(function: str, sparse: bool, weight: Tensor) -> None:
    if sparse and weight.requires_grad and is_grad_enabled():
        raise NotImplementedError(
            f"{function}(sparse=True) makes sparse gradients, which are outside tutorgrad: leave "
            "sparse=False"
        )


def _scale(indices: Array, padding_idx: int | None, by_frequency: bool) -> Array:
    """What the gradient of each row found is multiplied by; None for 1."""
    if padding_idx is None and not by_frequency:
        return None
    scale = np.ones_like(indices, dtype=np.float64)
    if by_frequency:
        _, place, times = np.unique(indices, return_inverse=True, return_counts=True)
        scale = scale / times[place].reshape(indices.shape)
    return scale if padding_idx is None else np.where(indices == padding_idx, 0.0, scale)


def _renorm(weight: Tensor, indices: Array, max_norm: float, norm_type: float) -> None:
    """Shorten, in place, the rows that are asked for and longer than max_norm."""
    if not weight.is_floating_point():
        raise RuntimeError(
            "norm(): input dtype should be either floating point or complex. Got "
            f"{weight.dtype.scalar_name} instead."
        )
    if not isinstance(max_norm, int | float):
        raise errors.wrong_kind("embedding_renorm_", "max_norm", "float", max_norm, 3)
    with no_grad():
        rows = weight.detach()[weight.wrap(np.unique(indices), None)]
        size = rows.norm(norm_type, 1, keepdim=True)
        factor = ops.where(size > max_norm, max_norm / (size + 1e-7), 1.0)
        weight.index_copy_(0, weight.wrap(np.unique(indices).astype(np.int64), None), rows * factor)


def _check_bags(
    input: Tensor, weight: Tensor, offsets: Any, factors: Any, mode: str, by_frequency: bool
) -> Array:
    """The offsets as an array, None for bags of one size. Raises PyTorch's errors."""
    if factors is not None:
        _check_factors(input, weight, factors, mode)
    if weight.dim() != 2:
        raise ValueError(
            f"weight has to be a 2D Tensor, but got Tensor of dimension {weight.dim()}"
        )
    if input.dim() == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch "
                f"of fixed length sequences. However, found offsets of type {type(offsets)}"
            )
    elif input.dim() != 1:
        raise ValueError(
            f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.dim()}"
        )
    elif offsets is None:
        raise ValueError("offsets has to be a 1D Tensor but got None")
    elif offsets.dim() != 1:
        raise ValueError("offsets has to be a 1D Tensor")
    if mode not in ("sum", "mean", "max"):
        raise ValueError("mode has to be one of sum, mean or max")
    if mode == "max" and by_frequency:
        raise ValueError("max mode does not support scaling the gradient by the frequency")
    if offsets is None:
        return None
    return place_of(offsets.array).to_host(_indices("embedding_bag", offsets))


def _check_factors(input: Tensor, weight: Tensor, factors: Tensor, mode: str) -> None:
    """Raise for per_sample_weights that do not fit the input, the mode or the table."""
    if input.size() != factors.size():
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({factors.shape}) is not None, then it must "
            f"have the same shape as the input ({input.shape})"
        )
    if mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported "
            f"for mode='sum' (got mode='{mode}'). Please open a feature request on GitHub."
        )
    if factors.dtype is not weight.dtype:
        kinds = (f"torch.{t.dtype.scalar_name}Tensor" for t in (weight, factors))
        raise RuntimeError(
            "Expected tensor for argument #1 'weight' to have the same type as tensor for "
            "argument #1 'per_sample_weights'; but type {} does not equal {} (while checking "
            "arguments for embedding_bag)".format(*kinds)
        )


def _check_numbers(indices: Array, rows: int, padding_idx: int | None) -> None:
    """Raise RuntimeError for an index, or a padding index, that is no row."""
    wrong = indices[(indices < 0) | (indices >= rows)]
    if wrong.size:
        raise RuntimeError(
            "embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be "
            f"{int(wrong[0])}"
        )
    if padding_idx is not None and not -rows <= padding_idx < rows:
        raise RuntimeError(
            f"padding_idx must be within the number of embeddings, {-rows} through "
            f"{rows - 1}, but got {padding_idx}"
        )


def _bags(indices: Array, starts: Array, include_last: bool) -> tuple[Array, int]:
    """The bag of every index, and the number of bags."""
    if starts.size and starts[0] != 0:
        raise RuntimeError(
            "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from "
            f"position 0. However, got {int(starts[0])}"
        )
    if starts.size and starts[-1] > indices.size:
        raise RuntimeError(
            "offsets[-1] can not be greater than input's length "
            f"{indices.size} but got offsets[-1] of {int(starts[-1])}"
        )
    starts = starts[:-1] if include_last else starts
    return np.searchsorted(starts, np.arange(indices.size), side="right") - 1, starts.size
