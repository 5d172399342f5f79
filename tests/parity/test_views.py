"""Random programs of views and in-place writes, run by PyTorch and by tutorgrad.

A program has a pool of tensors that begins with leaves and values computed from them. Each step
takes tensors of the pool, makes a view, writes in place or computes, and adds what it made.
Protects: which writes are refused, and with what words; values, versions, bases, histories; and
every gradient, or the refusal of a backward because something was overwritten.
"""

from __future__ import annotations

import os
import re
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tutorgrad

pytestmark = pytest.mark.torch

EXAMPLES = int(os.environ.get("VIEW_PROGRAMS", "400"))  # 3,000 take half a minute
ERRORS = (RuntimeError, TypeError, ValueError, IndexError, ZeroDivisionError)

# Each takes the library, a tensor with at least one dimension, another tensor and a small number.
VIEWS = {
    "select": lambda torch, x, y, n: x.select(n % x.dim(), n % max(x.shape[n % x.dim()], 1)),
    "row": lambda torch, x, y, n: x[n % max(x.shape[0], 1)],
    "slice": lambda torch, x, y, n: x[n % 2 :],
    "step": lambda torch, x, y, n: x[..., :: 1 + n % 2],
    "narrow": lambda torch, x, y, n: x.narrow(n % x.dim(), 0, 1 + n % x.shape[n % x.dim()]),
    "none": lambda torch, x, y, n: x[None],
    "all": lambda torch, x, y, n: x[...],
    "t": lambda torch, x, y, n: x.t(),
    "transpose": lambda torch, x, y, n: x.transpose(0, n % x.dim()),
    "permute": lambda torch, x, y, n: x.permute(*reversed(range(x.dim()))) if x.dim() else x,
    "view": lambda torch, x, y, n: x.view(-1),
    "view2": lambda torch, x, y, n: x.view(2, -1),
    "reshape": lambda torch, x, y, n: x.reshape(-1, 2),
    "flatten": lambda torch, x, y, n: x.flatten(),
    "squeeze": lambda torch, x, y, n: x.squeeze(),
    "unsqueeze": lambda torch, x, y, n: x.unsqueeze(n % (x.dim() + 1)),
    "expand": lambda torch, x, y, n: x.expand(2, *x.shape),
    "expand_as": lambda torch, x, y, n: x.expand_as(y),
    "diagonal": lambda torch, x, y, n: x.diagonal(n % 2),
    "unfold": lambda torch, x, y, n: x.unfold(0, 1 + n % 2, 2) if x.dim() and x.shape[0] > 1 else x,
    "detach": lambda torch, x, y, n: x.detach(),
    "data": lambda torch, x, y, n: x.data,
    "view_as": lambda torch, x, y, n: x.view_as(x),
    "unbind": lambda torch, x, y, n: x.unbind()[n % 2],
    "split": lambda torch, x, y, n: x.split(1, -1)[n % 2],
    "chunk": lambda torch, x, y, n: x.chunk(2)[0],
    "as_strided": lambda torch, x, y, n: x.as_strided((2, 1), (n + 1, 1)),
    "contiguous": lambda torch, x, y, n: x.contiguous(),
}  # fmt: skip
WRITES = {
    "mul_": lambda torch, x, y, n: x.mul_(y),
    "add_": lambda torch, x, y, n: x.add_(y, alpha=n),
    "sub_": lambda torch, x, y, n: x.__isub__(y),
    "scale_": lambda torch, x, y, n: x.mul_(0.5 + n),
    "sin_": lambda torch, x, y, n: x.sin_(),
    "sigmoid_": lambda torch, x, y, n: x.sigmoid_(),
    "relu_": lambda torch, x, y, n: x.relu_(),
    "clamp_": lambda torch, x, y, n: x.clamp_(-0.5, 0.5),
    "neg_": lambda torch, x, y, n: x.neg_(),
    "zero_": lambda torch, x, y, n: x.zero_(),
    "fill_": lambda torch, x, y, n: x.fill_(0.25 * n),
    "copy_": lambda torch, x, y, n: x.copy_(y),
    "set row": lambda torch, x, y, n: x.__setitem__(n % x.shape[0], y) or x,
    "set slice": lambda torch, x, y, n: x.__setitem__((slice(n % 2, None)), y) or x,
    "set last": lambda torch, x, y, n: x.__setitem__((..., -1), 0.5) or x,
    "set list": lambda torch, x, y, n: x.__setitem__([0, -1], y) or x,
    "set mask": lambda torch, x, y, n: x.__setitem__(x > 0, 0.1 * n) or x,
    "masked_fill_": lambda torch, x, y, n: x.masked_fill_(x > 0.3, 0.1 * n),
    "unsqueeze_": lambda torch, x, y, n: x.unsqueeze_(n % (x.dim() + 1)),
    "squeeze_": lambda torch, x, y, n: x.squeeze_(),
    "t_": lambda torch, x, y, n: x.t_() if x.dim() < 3 else x,
    "transpose_": lambda torch, x, y, n: x.transpose_(0, n % x.dim()),
    "detach_": lambda torch, x, y, n: x.detach_(),
    "requires_grad_": lambda torch, x, y, n: x.requires_grad_(n % 2 == 1),
}  # fmt: skip
VALUES = {
    "mul": lambda torch, x, y, n: x * y,
    "square": lambda torch, x, y, n: x * x,
    "sin": lambda torch, x, y, n: x.sin(),
    "tanh": lambda torch, x, y, n: x.tanh(),
    "sum": lambda torch, x, y, n: x.sum(0),
    "clone": lambda torch, x, y, n: x.clone(),
    "cat": lambda torch, x, y, n: torch.cat([x, x]),
}  # fmt: skip
STEPS = {**VIEWS, **WRITES, **VALUES}
# PyTorch writes to expanded memory with some of these, and warns; tutorgrad refuses.
NOT_EXPANDED = {"fill_", "zero_", "masked_fill_", "set list", "set mask", "set last"}
RESHAPED = {"t_", "transpose_", "squeeze_", "unsqueeze_"}

step = st.tuples(
    st.one_of(st.sampled_from([*VIEWS]), st.sampled_from([*WRITES]), st.sampled_from([*VALUES])),
    st.integers(0, 7),  # which tensor of the pool; counted from the newest
    st.integers(0, 7),  # the other one
    st.integers(0, 3),
    st.sampled_from(["", "", "", "", "no_grad"]),
)
programs = st.tuples(
    st.sampled_from([(2, 3), (2, 2), (3,), (2, 1, 3), (4, 2)]),
    st.lists(step, min_size=1, max_size=8),
)


def outcome(function: Any) -> Any:
    """The result, or the type and text of the error."""
    try:
        return function()
    except ERRORS as error:
        text = re.sub(r"\nException raised from .*", "", str(error), flags=re.S)
        text = re.sub("(by an inplace operation): .*", r"\1", text)  # of which tensor: by chance
        return type(error).__name__, text


def run(torch: Any, shape: tuple[int, ...], steps: Any) -> list[Any]:
    """Everything that a program shows: after each step the outcome, at the end all tensors."""
    numbers = np.linspace(-0.9, 1.1, int(np.prod(shape))).reshape(shape)
    leaf = torch.from_numpy(numbers.copy()).requires_grad_()
    scale = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
    plain = torch.from_numpy(numbers[::-1].copy())
    pool = [leaf, scale, plain, plain * 1, leaf * 1]
    seen: list[Any] = []
    for name, i, j, n, mode in steps:
        x, y = pool[-1 - i % len(pool)], pool[-1 - j % len(pool)]
        if name in NOT_EXPANDED and 0 in x.stride() or undefined(name, x, y, pool):
            continue
        with torch.set_grad_enabled(not mode):
            made = outcome(lambda: STEPS[name](torch, x, y, n))  # noqa: B023
        if isinstance(made, tuple):
            seen.append((name, made))
        elif not any(made is t for t in pool):
            pool.append(made)
    seen += [outcome(lambda: look(t, pool)) for t in pool]  # noqa: B023
    return seen + backwards(torch, pool, leaf, scale)


def undefined(name: str, x: Any, y: Any, pool: list[Any]) -> bool:
    """What PyTorch leaves to chance: another shape for a leaf, reading what is being written; and
    places in memory that has no elements."""
    if name in ("as_strided", "set mask"):
        return x.numel() == 0 or x.dim() == 0
    if name in RESHAPED:
        return x.requires_grad and outcome(lambda: x.is_leaf) is True
    if name in ("copy_", "set slice") and x is y:
        return True
    if name not in WRITES or x is y or not (x.numel() and y.numel()):
        return False
    starts = {t.data_ptr() - t.storage_offset() * t.element_size() for t in (x, y)}
    return len(starts) == 1 and not (dense(x) and dense(y))


def dense(tensor: Any) -> bool:
    """Do the elements fill a stretch of memory?"""
    step = 1
    for stride, n in sorted(zip(tensor.stride(), tensor.shape, strict=True)):
        if n > 1 and stride != step:
            return False
        step *= n
    return True


def look(tensor: Any, pool: list[Any]) -> tuple[Any, ...]:
    """All that can be seen of a tensor, but its strides."""
    node = tensor.grad_fn
    base = next((i for i, t in enumerate(pool) if t is tensor._base), tensor._base is not None)
    return (
        shown(tensor, 10),
        tensor._version,
        tensor.requires_grad,
        tensor.is_leaf,
        base,
        node and node.name(),
        [f and f.name() for f, _ in node.next_functions] if node else [],
    )


def shown(tensor: Any, digits: int) -> str:
    """The numbers as text, in which NaN equals NaN and there is no -0."""
    return str((np.round(tensor.detach().numpy(), digits) + 0.0).tolist())


def backwards(torch: Any, pool: list[Any], *leaves: Any) -> list[Any]:
    """Back from each tensor by itself."""
    return [backward(torch, tensor, leaves) for tensor in pool if tensor.requires_grad]


def backward(torch: Any, tensor: Any, leaves: tuple[Any, ...]) -> Any:
    """The leaves' gradients, or the type of the error."""
    weights = torch.arange(1.0, tensor.numel() + 1, dtype=torch.float64)
    options = {"retain_graph": True, "allow_unused": True}
    v = weights.reshape(tuple(tensor.shape))
    found = outcome(lambda: torch.autograd.grad(tensor, leaves, v, **options))
    if isinstance(found[0], str):
        return found[0]
    return [g if g is None else shown(g, 9) for g in found]


def agree(ours: Any, theirs: Any) -> bool:
    """The same; or two mistakes at once, one of them a view that must not change its history."""
    if ours == theirs:
        return True
    text = str(ours) + str(theirs)
    return STALE in text and all("Error'" in str(x) for x in (ours, theirs))


STALE = "its base or another view of its base has been modified"


@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(programs)
def test_programs_of_views_and_writes(torch: Any, program: Any) -> None:
    shape, steps = program
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours, theirs = run(tutorgrad, shape, steps), run(torch, shape, steps)
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert agree(a, b)


CONTIGUOUS = {
    "softmax": lambda torch, x: torch.softmax(x, 0),
    "log_softmax": lambda torch, x: torch.log_softmax(x, -1),
    "layer_norm": lambda torch, x: torch.nn.functional.layer_norm(x, (4,)),
    "group_norm": lambda torch, x: torch.nn.functional.group_norm(x, 1),
    "stack": lambda torch, x: torch.stack([x, x]),
    "embedding": lambda torch, x: torch.nn.functional.embedding(torch.tensor([[0, 1]]), x),
    "batch": lambda torch, x: next(iter(batches_of(torch, x)))[0],
}  # fmt: skip


def batches_of(torch: Any, x: Any) -> Any:
    data = torch.utils.data
    return data.DataLoader(data.TensorDataset(x), batch_size=2, shuffle=True)


@pytest.mark.parametrize("name", CONTIGUOUS)
def test_new_memory_is_contiguous(torch: Any, name: str) -> None:
    """Of a transposed tensor, too, so that `view` takes the result."""
    for library in (torch, tutorgrad):
        library.manual_seed(0)
        x = library.arange(12.0).reshape(4, 3).t()
        assert CONTIGUOUS[name](library, x).is_contiguous()
