"""Jacobians, Hessians and their products with vectors, for functions of Tensors.

    J[i, j] = ∂f_i/∂x_j        vjp: vᵀJ, one backward
    H = J of the gradient      jvp: J u, two backwards (the gradient of vᵀJ with respect to v)

Source: torch.autograd.functional.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import engine, ops
from ..creation import ones_like, zeros_like
from ..nodes import Value
from .grad_mode import enable_grad

Tensors = Any  # a Tensor or a tuple of Tensors


def as_tuple(value: Any, function: str, argument: str) -> tuple[tuple[Any, ...], bool]:
    """The Tensors in a tuple, and whether they came in one. TypeError for anything else."""
    several = isinstance(value, tuple)
    values = value if several else (value,)
    for i, v in enumerate(values):
        if not isinstance(v, Value):
            where = f" at index {i}" if several else ""
            raise TypeError(
                f"The {argument} given to {function} must be either a Tensor or a tuple of Tensors "
                f"but the value{where} has type {type(v)}."
            )
    return values, several


def fresh(inputs: tuple[Any, ...], create_graph: bool) -> tuple[Any, ...]:
    """Inputs to differentiate by: new leaves, or views of the originals that keep their history."""
    if create_graph:
        return tuple(
            x.view_as(x) if x.requires_grad else x.detach().requires_grad_() for x in inputs
        )
    return tuple(x.detach().requires_grad_() for x in inputs)


def finished(values: Any, create_graph: bool) -> Any:
    """Results without history, unless a graph was wanted."""
    if isinstance(values, tuple):
        return tuple(finished(v, create_graph) for v in values)
    return values if create_graph else values.detach()


def gradients(
    outputs: Any, inputs: Any, v: Any, create_graph: bool, strict: bool = False, what: str = ""
) -> tuple[Any, ...]:
    """vᵀJ for each input; zeros where an output does not depend on it (an error when strict)."""
    live = [(o, g) for o, g in zip(outputs, v, strict=True) if o.requires_grad]
    found: tuple[Any, ...] = (None,) * len(inputs)
    if live:
        found = engine.grad(
            [o for o, _ in live],
            inputs,
            [g for _, g in live],
            create_graph=create_graph,
            retain_graph=True,
            allow_unused=True,
        )
    for i, grad in enumerate(found):
        if grad is None and strict:
            raise RuntimeError(
                f"Output of the user-provided function is independent of input {i}. This is not "
                f"allowed in strict mode.{what}"
            )
    return tuple(zeros_like(x) if g is None else g for g, x in zip(found, inputs, strict=True))


def _vector(v: Any, like: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    """The vector of a product: given in the shape of `like`, or 1 for a single number."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(
                f"The vector v can only be None if the {name} returns a single Tensor with a "
                "single element."
            )
        return (ones_like(like[0]),)
    given, _ = as_tuple(v, "the product", "v")
    if len(given) != len(like):
        raise RuntimeError(
            f"v is a tuple of invalid length: should be {len(like)} but got {len(given)}."
        )
    for i, (a, b) in enumerate(zip(given, like, strict=True)):
        if a.size() != b.size():
            raise RuntimeError(
                f"Entry {i} in v has invalid size: should be {b.size()} but got {a.size()}."
            )
    return given


def vjp(
    func: Callable[..., Any],
    inputs: Tensors,
    v: Tensors = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Any, Any]:
    """(func(inputs), vᵀJ): v in the shape of the output, the product in the shape of the inputs.

    Source: torch.autograd.functional.vjp.
    """
    xs, several = as_tuple(inputs, "vjp", "inputs")
    with enable_grad():
        xs = fresh(xs, create_graph)
        outputs, many = as_tuple(func(*xs), "vjp", "outputs of the user-provided function")
        products = gradients(
            outputs, xs, _vector(v, outputs, "user-provided function"), create_graph, strict
        )
    shown = finished(outputs if many else outputs[0], create_graph)
    return shown, finished(products if several else products[0], create_graph)


def jvp(
    func: Callable[..., Any],
    inputs: Tensors,
    v: Tensors = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Any, Any]:
    """(func(inputs), J v): v in the shape of the inputs, the product in the shape of the output.

    vᵀJ is linear in v, and its derivative by v is J: two backwards give J v.
    Source: torch.autograd.functional.jvp.
    """
    xs, _ = as_tuple(inputs, "jvp", "inputs")
    with enable_grad():
        xs = fresh(xs, create_graph)
        direction = _vector(v, xs, "input")
        outputs, many = as_tuple(func(*xs), "jvp", "outputs of the user-provided function")
        dummies = tuple(zeros_like(o).requires_grad_() for o in outputs)
        backs = gradients(outputs, xs, dummies, True, strict)
        products = gradients(backs, dummies, direction, create_graph, strict)
    shown = finished(outputs if many else outputs[0], create_graph)
    return shown, finished(products if many else products[0], create_graph)


def jacobian(
    func: Callable[..., Any],
    inputs: Tensors,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The matrix of all first derivatives.

    Shape: output.shape + input.shape for each pair; a tuple over inputs, inside a tuple over
    outputs, where there are several.   vectorize, strategy: accepted; rows are computed one by one.
    Source: torch.autograd.functional.jacobian.
    """
    xs, several = as_tuple(inputs, "jacobian", "inputs")
    with enable_grad():
        xs = fresh(xs, create_graph)
        outputs, many = as_tuple(func(*xs), "jacobian", "outputs of the user-provided function")
        blocks = tuple(_rows(output, xs, create_graph, strict) for output in outputs)
    blocks = finished(blocks, create_graph)
    shaped = tuple(row if several else row[0] for row in blocks)
    return shaped if many else shaped[0]


def _rows(output: Any, xs: tuple[Any, ...], create_graph: bool, strict: bool) -> tuple[Any, ...]:
    """The Jacobian blocks of one output: one backward per number."""
    rows = []
    for number in output.reshape(-1):
        rows.append(gradients((number,), xs, (ones_like(number),), create_graph, strict))
    shape = tuple(output.shape)
    if not rows:
        return tuple(zeros_like(x).new_zeros(shape + tuple(x.shape)) for x in xs)
    return tuple(
        ops.stack(column).reshape(shape + tuple(x.shape))  # (*output, *input)
        for column, x in zip(zip(*rows, strict=True), xs, strict=True)
    )


def hessian(
    func: Callable[..., Any],
    inputs: Tensors,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The matrix of all second derivatives of a function with one number as its value.

    Shape: input.shape + input.shape (nested tuples for several inputs).
    Raises RuntimeError when the function's value is no single number.
    Source: torch.autograd.functional.hessian.
    """
    _, several = as_tuple(inputs, "hessian", "inputs")

    def gradient(*xs: Any) -> Any:
        value = single(func(*xs), "hessian")
        found = gradients((value,), xs, (ones_like(value),), True, strict)
        return found if several else found[0]

    return jacobian(gradient, inputs, create_graph, strict)


def single(value: Any, function: str) -> Any:
    """The one number that a function must give to have a Hessian."""
    if not isinstance(value, Value):
        raise RuntimeError(f"The function given to {function} should return a single Tensor")
    if value.array.size != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {function} should contain a single "
            "element"
        )
    return value.squeeze()  # type: ignore[attr-defined]


def hvp(
    func: Callable[..., Any],
    inputs: Tensors,
    v: Tensors = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Any, Any]:
    """(func(inputs), H v) for a function with one number as its value.

    Source: torch.autograd.functional.hvp.
    """
    xs, several = as_tuple(inputs, "hvp", "inputs")
    with enable_grad():
        xs = fresh(xs, create_graph)
        value = single(func(*xs), "hvp")
        slope = gradients((value,), xs, (ones_like(value),), True, strict)
        products = gradients(slope, xs, _vector(v, xs, "input"), create_graph, strict)
    return finished(value, create_graph), finished(
        products if several else products[0], create_graph
    )


def vhp(
    func: Callable[..., Any],
    inputs: Tensors,
    v: Tensors = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Any, Any]:
    """(func(inputs), vᵀH), which equals H v, as H is symmetric.

    Source: torch.autograd.functional.vhp.
    """
    return hvp(func, inputs, v, create_graph, strict)
