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

__all__ = ["vjp", "jvp", "jacobian", "hessian", "hvp", "vhp"]

Tensors = Any  # a Tensor or a tuple of Tensors


def as_tuple(value: Any, function: str, argument: str) -> tuple[tuple[Any, ...], bool]:
    """The Tensors in a tuple, and whether they came in one. TypeError for anything else."""
    several = isinstance(value, tuple)
    values = value if several else (value,)
    for i, v in enumerate(values):
        if not isinstance(v, Value):
            where = f"value at index {i}" if several else f"given {argument}"
            raise TypeError(
                f"The {argument} given to {function} must be either a Tensor or a tuple of Tensors "
                f"but the {where} has type {type(v)}."
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
    outputs: Any, inputs: Any, v: Any, create_graph: bool, strict: bool = False, text: str = ""
) -> tuple[Any, ...]:
    """vᵀJ for each input; zeros where an output does not depend on it (an error when strict).

    text: that error's, when outputs are themselves gradients.
    """
    for i, output in enumerate(outputs):
        if strict and not output.requires_grad:
            raise RuntimeError(text.format(0) if text else NOT_COMPUTED.format(i))
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
            raise RuntimeError((text or INDEPENDENT).format(i))
    return tuple(zeros_like(x) if g is None else g for g, x in zip(found, inputs, strict=True))


NOT_COMPUTED = (
    "Output {} of the user-provided function does not require gradients. The outputs must be "
    "computed in a differentiable manner from the input when running in strict mode."
)
INDEPENDENT = (
    "The output of the user-provided function is independent of input {}. This is not allowed in "
    "strict mode."
)
LINEAR = (
    "While computing the hessian, found that the jacobian of the user-provided function with "
    "respect to input {} is independent of the input. This is not allowed in strict mode. You "
    "should ensure that your function is twice differentiable and that the jacobian depends on the "
    "inputs (this would be violated by a linear function for example)."
)


def _vector(v: Any, like: tuple[Any, ...], several: bool, name: str) -> tuple[Any, ...]:
    """The vector of a product: given in the shape of `like`, or 1 for a single number."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(
                f"The vector v can only be None if the {name} a single Tensor with a single "
                "element."
            )
        return (ones_like(like[0]),)
    given, _ = as_tuple(v, "the product", "v")
    if len(given) != len(like):
        if several:
            raise RuntimeError(
                f"v is a tuple of invalid length: should be {len(like)} but got {len(given)}."
            )
        raise RuntimeError("The given v should contain a single Tensor.")
    for i, (a, b) in enumerate(zip(given, like, strict=True)):
        if a.size() != b.size():
            where = f"Entry {i} in v" if several else "v"
            raise RuntimeError(
                f"{where} has invalid size: should be {b.size()} but got {a.size()}."
            )
    return given


def check_strategy(strategy: str, vectorize: bool, strict: bool, outer: bool = False) -> None:
    """Raise for a strategy that does not exist, or options that do not go together."""
    if strategy not in ("forward-mode", "reverse-mode"):
        hint = (
            ' Hint: If your function has more outputs than inputs, "forward-mode" tends to be more '
            'performant. Otherwise, prefer to use "reverse-mode".'
        )
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode".'
            + ("" if outer else hint)
        )
    if strict and vectorize:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not "
            "supported together. Please either set `strict=False` or `vectorize=False`."
        )
    if strategy == "forward-mode" and not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian is"
            "only implemented for `vectorize=True`."
        )


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
            outputs,
            xs,
            _vector(v, outputs, many, "user-provided function returns"),
            create_graph,
            strict,
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
    xs, several = as_tuple(inputs, "jvp", "inputs")
    with enable_grad():
        xs = fresh(xs, create_graph)
        direction = _vector(v, xs, several, "input to the user-provided function is")
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
    outputs, where there are several.   vectorize, strategy: checked; one backward a row.
    Source: torch.autograd.functional.jacobian.
    """
    check_strategy(strategy, vectorize, strict)
    return jacobian_of(func, inputs, create_graph, strict)


def jacobian_of(
    func: Any, inputs: Tensors, create_graph: bool, strict: bool, text: str = ""
) -> Any:
    """The Jacobian; `text` is the error of the strict mode."""
    xs, several = as_tuple(inputs, "jacobian", "inputs")
    with enable_grad():
        xs = fresh(xs, create_graph)
        outputs, many = as_tuple(func(*xs), "jacobian", "outputs of the user-provided function")
        blocks = tuple(
            _rows(nr, output, xs, create_graph, strict, text) for nr, output in enumerate(outputs)
        )
    blocks = finished(blocks, create_graph)
    shaped = tuple(row if several else row[0] for row in blocks)
    return shaped if many else shaped[0]


def _rows(
    nr: int, output: Any, xs: tuple[Any, ...], create_graph: bool, strict: bool, text: str
) -> tuple[Any, ...]:
    """The Jacobian blocks of one output: one backward per number."""
    if strict and not output.requires_grad:
        raise RuntimeError((text or NOT_COMPUTED).format(nr))
    rows = []
    for number in output.reshape(-1):
        rows.append(gradients((number,), xs, (ones_like(number),), create_graph, strict, text))
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
    check_strategy(outer_jacobian_strategy, vectorize, strict, outer=True)
    _, several = as_tuple(inputs, "hessian", "inputs")

    def gradient(*xs: Any) -> Any:
        value = single(func(*xs), "hessian")
        found = gradients((value,), xs, (ones_like(value),), True, strict)
        return found if several else found[0]

    return jacobian_of(gradient, inputs, create_graph, strict, LINEAR)


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
        direction = _vector(v, xs, several, "input to the user-provided function is")
        products = gradients(slope, xs, direction, create_graph, strict, LINEAR)
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
