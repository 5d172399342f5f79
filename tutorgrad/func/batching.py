"""`vmap`: a function of one sample, applied to a batch.

The function runs once per sample and the results are stacked: the same results as PyTorch's, which
runs each operation once on the whole batch, but not its speed.   Source: torch.func.vmap.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .. import random
from ..nodes import Value
from ..ops import movedim, select, stack
from ..trees import Structure, children_of, flatten, leaves_of, spread

RANDOM = (
    "vmap: called random operation while in randomness error mode. Please either use the 'same' or "
    "'different' randomness flags on vmap or perform the randomness operation out of vmap"
)


def vmap(
    func: Callable[..., Any],
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Callable[..., Any]:
    """The function that applies `func` to every sample of its arguments and stacks the results.

    in_dims: which dimension of each argument counts samples, None for an argument that all share;
    an int, or a tree like the arguments.   out_dims: where the samples go in the results.
    randomness: "error" (RuntimeError when `func` draws), "same" (the same numbers for all samples)
    or "different".   chunk_size: accepted; samples run one by one.
    Raises ValueError for dims that do not fit the arguments, for batches of different sizes, and
    for results that are no Tensors.
    """
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(
            "Only allowed values for randomness are 'error', 'different', or 'same'. Got "
            f"{randomness}"
        )
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    @functools.wraps(func, updated=())
    def wrapped(*args: Any, **keywords: Any) -> Any:
        name = name_of(func)
        check_out_dims(out_dims, name)
        leaves, dims, structure = batched(args, in_dims, name)
        size = batch_size(leaves, dims)
        start = random.get_rng_state()
        results = []
        for sample in range(max(size, 1)):
            if randomness == "same":
                random.set_rng_state(start)
            inside = structure.fill(
                leaf if dim is None else taken(leaf, dim, sample, size)
                for leaf, dim in zip(leaves, dims, strict=True)
            )
            results.append(func(*inside, **keywords))
            if randomness == "error" and not sample and not random.get_rng_state().equal(start):
                random.set_rng_state(start)
                raise RuntimeError(RANDOM)
        return stacked(results, out_dims, name, size)

    return wrapped


def taken(leaf: Any, dim: int, sample: int, size: int) -> Any:
    """One sample of an argument; of an empty batch zeros, to see the shape of the results."""
    if size:
        return select(leaf, dim, sample)
    shape = list(leaf.shape)
    del shape[dim]
    return leaf.new_zeros(shape)


def stacked(results: list[Any], out_dims: Any, name: str, size: int) -> Any:
    """The results of all samples, leaf by leaf in one Tensor."""
    structure = Structure(results[0])
    dims = out_dims_of(results[0], out_dims, structure, name)
    columns = zip(*map(leaves_of, results), strict=True)
    leaves = []
    for parts, dim in zip(columns, dims, strict=True):
        if dim is None:
            leaves.append(parts[0])
            continue
        if not isinstance(parts[0], Value):
            raise ValueError(
                f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(parts[0])}. "
                "Did you mean to set out_dims= to None for output?"
            )
        whole = stack(parts) if size else stack(parts)[:0]  # (batch, *sample)
        leaves.append(movedim(whole, 0, dim) if dim else whole)
    return structure.fill(leaves)


# ------------------------------------------------------------------------------------- checks


def batched(
    args: tuple[Any, ...], in_dims: Any, name: str
) -> tuple[list[Any], list[Any], Structure]:
    """The flat arguments, the batch dimension of each, and their structure."""
    call = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): "
    if not isinstance(in_dims, int | tuple):
        raise ValueError(
            f"{call}expected `in_dims` to be int or a (potentially nested) tuple matching the "
            f"structure of inputs, got: {type(in_dims)}."
        )
    if not args:
        raise ValueError(
            f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are "
            "trying to vmap over a function with no inputs. The latter is unsupported."
        )
    leaves, structure = flatten(args)
    dims = spread(in_dims, args)
    if dims is None:
        raise ValueError(
            f"{call}in_dims is not compatible with the structure of `inputs`. in_dims has "
            f"structure {Structure(in_dims)} but inputs has structure {structure}."
        )
    checked = [checked_dim(leaf, dim, call) for leaf, dim in zip(leaves, dims, strict=True)]
    return leaves, checked, structure


def checked_dim(leaf: Any, dim: Any, call: str) -> int | None:
    """The batch dimension of one argument, counted from the front."""
    if dim is None:
        return None
    if not isinstance(dim, int):
        raise ValueError(
            f"{call}Got in_dim={dim} for an input but in_dim must be either an integer dimension "
            "or None."
        )
    if not isinstance(leaf, Value):
        raise ValueError(
            f"{call}Got in_dim={dim} for an input but the input is of type {type(leaf)}. We cannot "
            "vmap over non-Tensor arguments, please use None as the respective in_dim"
        )
    ndim: int = leaf.array.ndim
    if not -ndim <= dim < ndim:
        raise ValueError(
            f"{call}Got in_dim={dim} for some input, but that input is a Tensor of dimensionality "
            f"{ndim} so expected in_dim to satisfy -{ndim} <= in_dim < {ndim}."
        )
    return dim % ndim


def batch_size(leaves: list[Any], dims: list[int | None]) -> int:
    """How many samples there are."""
    sizes = [leaf.size(dim) for leaf, dim in zip(leaves, dims, strict=True) if dim is not None]
    if not sizes:
        raise ValueError("vmap: Expected at least one Tensor to vmap over")
    if any(size != sizes[0] for size in sizes):
        raise ValueError(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            f"{sizes} for the mapped dimension"
        )
    return int(sizes[0])


def check_out_dims(out_dims: Any, name: str) -> None:
    for dim in leaves_of(out_dims):
        if not (dim is None or isinstance(dim, int)):
            raise ValueError(
                f"vmap({name}, ..., out_dims={out_dims}): `out_dims` must be an int, None or a "
                "python collection of ints representing where in the outputs the vmapped dimension "
                "should appear."
            )


def out_dims_of(result: Any, out_dims: Any, structure: Structure, name: str) -> list[Any]:
    """Where the batch goes in every result."""
    if children_of(result) is None and isinstance(out_dims, tuple) and len(out_dims) == 1:
        return list(out_dims)
    dims = spread(out_dims, result)
    if dims is None:
        raise ValueError(
            f"vmap({name}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with "
            f"the structure of `outputs`. out_dims has structure {Structure(out_dims)} but "
            f"outputs has structure {structure}."
        )
    return dims


def name_of(func: Any) -> str:
    """How a message names a function."""
    if hasattr(func, "__name__"):
        return str(func.__name__)
    if isinstance(func, functools.partial):
        return f"functools.partial({name_of(func.func)}, ...)"
    return repr(func)
