"""Losses, activations and layers: values, gradients and second gradients agree with PyTorch.

Every row is one call on named arguments; it is run by both libraries on the same random numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import tutorgrad

# name -> (program, shapes of the arguments that want a gradient, fixed arguments)
LOSSES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {}


def loss(name: str, code: str, shapes: dict[str, Any], fixed: dict[str, Any] | None = None) -> None:
    for reduction in ("mean", "sum", "none"):
        program = code.replace("REDUCTION", f"reduction='{reduction}'")
        LOSSES[f"{name} {reduction}"] = (program, shapes, fixed or {})


RANDOM = np.random.RandomState(0)
CLASSES = RANDOM.randint(0, 3, 5)
SOME_IGNORED = np.where(np.arange(5) % 2, CLASSES, -100)
PIXELS = RANDOM.randint(0, 3, (2, 4, 2))
PROBABILITIES = RANDOM.dirichlet(np.ones(3), 5)
WEIGHT = np.array([0.2, 1.0, 3.0])
UNIT = RANDOM.rand(5, 3)

PAIR = {"x": (5, 3), "y": (5, 3)}
loss("mse", "F.mse_loss(x, y, REDUCTION)", PAIR)
loss("mse weight", "F.mse_loss(x, y, weight=u, REDUCTION)", PAIR, {"u": UNIT})
loss("l1", "F.l1_loss(x, y, REDUCTION)", PAIR)
loss("l1 weight", "F.l1_loss(x, y, weight=u, REDUCTION)", PAIR, {"u": UNIT})
for kind, target, extra in (
    ("classes", CLASSES, ""),
    ("ignored", SOME_IGNORED, ""),
    ("weight", CLASSES, "weight=w, "),
    ("weight ignored", SOME_IGNORED, "weight=w, "),
    ("ignore 1", CLASSES, "ignore_index=1, "),
):
    given = {"t": target, "w": WEIGHT}
    loss(f"nll {kind}", f"F.nll_loss(x, t, {extra}REDUCTION)", {"x": (5, 3)}, given)
    loss(f"ce {kind}", f"F.cross_entropy(x, t, {extra}REDUCTION)", {"x": (5, 3)}, given)
    smooth = f"F.cross_entropy(x, t, {extra}label_smoothing=0.3, REDUCTION)"
    loss(f"ce smooth {kind}", smooth, {"x": (5, 3)}, given)
loss("ce one sample", "F.cross_entropy(x, t[0], REDUCTION)", {"x": (3,)}, {"t": CLASSES})
loss("ce 3d", "F.cross_entropy(x, t[:, 0], REDUCTION)", {"x": (2, 3, 2)}, {"t": PIXELS})
loss("ce 4d", "F.cross_entropy(x, t, REDUCTION)", {"x": (2, 3, 4, 2)}, {"t": PIXELS})
loss(
    "ce 4d weight smooth",
    "F.cross_entropy(x, t, weight=w, label_smoothing=0.1, REDUCTION)",
    {"x": (2, 3, 4, 2)},
    {"t": PIXELS, "w": WEIGHT},
)
for kind, extra in (("", ""), (" weight", "weight=w, "), (" smooth", "label_smoothing=0.2, ")):
    given = {"p": PROBABILITIES, "w": WEIGHT}
    loss(f"ce p{kind}", f"F.cross_entropy(x, p, {extra}REDUCTION)", {"x": (5, 3)}, given)
for kind, extra in (("", ""), (" weight", "weight=u, ")):
    given = {"u": UNIT}
    code = f"F.binary_cross_entropy(x.sigmoid(), y.sigmoid(), {extra}REDUCTION)"
    loss(f"bce{kind}", code, PAIR, given)
    code = f"F.binary_cross_entropy_with_logits(3 * x, y.sigmoid(), {extra}REDUCTION)"
    loss(f"bce logits{kind}", code, PAIR, given)
    code = f"F.binary_cross_entropy_with_logits(x, y, pos_weight=w, {extra}REDUCTION)"
    loss(f"bce logits positive{kind}", code, PAIR, {**given, "w": WEIGHT})

ONE = {"x": (4, 5)}
CALLS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    name: (code, ONE, {})
    for name, code in {
        "relu": "F.relu(x)",
        "relu inplace": "F.relu(x * 1, inplace=True)",
        "leaky_relu": "F.leaky_relu(x, 0.2)",
        "leaky_relu inplace": "F.leaky_relu(x * 1, 0.2, inplace=True)",
        "elu": "F.elu(x, 1.5)",
        "elu inplace": "F.elu(x * 1, 1.5, inplace=True)",
        "silu": "F.silu(3 * x)",
        "silu inplace": "F.silu(x * 1, inplace=True)",
        "gelu": "F.gelu(2 * x)",
        "gelu tanh": "F.gelu(2 * x, approximate='tanh')",
        "softplus": "F.softplus(x, 2, 1.5)",
        "logsigmoid": "F.logsigmoid(3 * x)",
        "sigmoid": "F.sigmoid(x)",
        "tanh": "F.tanh(x)",
        "softmax": "F.softmax(x, dim=1)",
        "log_softmax": "F.log_softmax(x, dim=0)",
        "normalize": "F.normalize(x)",
        "erf": "torch.erf(2 * x)",
    }.items()
}
LINEAR = {"w": (3, 4), "b": (3,)}
for dims in [(4,), (2, 4), (2, 5, 4), (2, 1, 3, 4), (0, 4)]:
    CALLS[f"linear {dims}"] = ("F.linear(x, w, b)", {"x": dims, **LINEAR}, {})
    CALLS[f"linear without bias {dims}"] = ("F.linear(x, w)", {"x": dims, "w": (3, 4)}, {})
CALLS["linear transposed"] = ("F.linear(x.transpose(0, 1), w)", {"x": (5, 2, 4), "w": (3, 4)}, {})
CALLS["flatten"] = ("nn.Flatten()(x)", {"x": (2, 3, 4)}, {})
CALLS["unflatten"] = ("nn.Unflatten(1, (2, 3))(x)", {"x": (2, 6)}, {})

ROWS = {**LOSSES, **CALLS}


def results(library: Any, name: str, dtype: str) -> list[Any]:
    """The value, the gradients, and the gradients of the gradients' squares, as arrays."""
    code, shapes, fixed = ROWS[name]
    space: dict[str, Any] = {"torch": library, "nn": library.nn, "F": library.nn.functional}
    random = np.random.RandomState(1)
    inputs = []
    for key, shape in shapes.items():
        tensor = library.from_numpy(random.randn(*shape).astype(dtype)).requires_grad_()
        inputs.append(tensor)
        space[key] = tensor
    for key, value in fixed.items():
        array = np.asarray(value)
        space[key] = library.from_numpy(
            array.astype(dtype) if array.dtype.kind == "f" else array.astype("int64")
        )
    value = eval(code, space)
    grads = library.autograd.grad((value * value.cos()).sum(), inputs, create_graph=True)
    found = [value, *grads]
    squares = sum((g * g).sum() for g in grads)
    if squares.requires_grad:
        again = library.autograd.grad(squares, inputs, allow_unused=True)
        found += [g if g is not None else library.zeros(1) for g in again]
    return [tensor.detach().numpy() for tensor in found] + [value.grad_fn.name()]


@pytest.mark.parametrize("name", ROWS)
def test_values_and_gradients(name: str) -> None:
    *ours, our_node = results(tutorgrad, name, "float64")
    *theirs, their_node = results(torch, name, "float64")
    assert our_node == their_node
    assert len(ours) == len(theirs)
    for mine, reference in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, reference, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", ROWS)
def test_single_precision(name: str) -> None:
    ours, theirs = results(tutorgrad, name, "float32")[0], results(torch, name, "float32")[0]
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize("name", [n for n in ROWS if "(0, 4)" not in n])
def test_gradcheck(name: str) -> None:
    """The derivative is the slope, without asking PyTorch."""
    code, shapes, fixed = ROWS[name]
    names = list(shapes)
    random = np.random.RandomState(2)

    def function(*tensors: Any) -> Any:
        space = {"torch": tutorgrad, "nn": tutorgrad.nn, "F": tutorgrad.nn.functional}
        arrays = {k: tutorgrad.from_numpy(np.asarray(v)) for k, v in fixed.items()}
        return eval(code, {**space, **arrays, **dict(zip(names, tensors, strict=True))})

    inputs = [tutorgrad.from_numpy(random.randn(*shapes[n])).requires_grad_() for n in names]
    assert tutorgrad.autograd.gradcheck(function, inputs)
