"""Is a derivative right? Compare it with finite differences.

The numerical Jacobian moves one number of an input by ±ε and looks how every output moves:
∂y/∂x ≈ (f(x + ε) - f(x - ε)) / 2ε, with an error of order ε². In float64 with ε = 1e-6 that leaves
about nine good digits. The analytical Jacobian comes from one backward per output number.
Source: torch.autograd.gradcheck.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import engine
from ..backend import place_of
from ..creation import new
from ..draws import randn_like
from ..errors import GradcheckError
from ..nodes import Value

DOUBLE_WARNING = (
    "Input #{} requires gradient and is not a double precision floating point or complex. This "
    "check will likely fail if all the inputs are not of double precision floating point or "
    "complex. "
)


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Does backward through `func` agree with finite differences?

    func: from Tensors to a Tensor or a tuple of Tensors.   inputs: a Tensor or a tuple; those in
    float64 that require a gradient are checked.   eps: the step.   atol, rtol: how close,
    |a - n| <= atol + rtol |n|.
    Returns True; raises GradcheckError (or returns False) where they differ, ValueError when no
    input requires a gradient.   Source: torch.autograd.gradcheck.gradcheck.
    """
    inputs = inputs if isinstance(inputs, tuple | list) else (inputs,)
    try:
        check_inputs(inputs)
        outputs = differentiable(func(*inputs))
        for o, output in enumerate(outputs):
            check_output(func, inputs, o, output, eps, atol, rtol, nondet_tol)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def check_inputs(inputs: Sequence[Any]) -> None:
    wanted = [i for i, v in enumerate(inputs) if isinstance(v, Value) and v.requires_grad]
    if not wanted:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them "
            "have requires_grad=True."
        )
    for i in wanted:
        if inputs[i].array.dtype != np.float64:
            warnings.warn(DOUBLE_WARNING.format(i), stacklevel=4)


def differentiable(result: Any) -> tuple[Any, ...]:
    """The outputs that require a gradient."""
    outputs = result if isinstance(result, tuple | list) else (result,)
    return tuple(o for o in outputs if isinstance(o, Value) and o.requires_grad)


def check_output(
    func: Any, inputs: Any, o: int, output: Any, eps: float, atol: float, rtol: float, nondet: float
) -> None:
    """Compare both Jacobians of one output with respect to every input."""
    for i, x in enumerate(inputs):
        if not (isinstance(x, Value) and x.requires_grad):
            continue
        analytical = analytical_jacobian(output, x)
        again = analytical_jacobian(output, x)
        if not np.allclose(analytical, again, rtol=0, atol=nondet, equal_nan=True):
            raise GradcheckError(
                "Backward is not reentrant, i.e., running backward with same input and grad_output "
                f"multiple times gives different values (output {o}, input {i}, tolerance {nondet})"
            )
        numerical = numerical_jacobian(func, inputs, x, o, eps)
        if not np.allclose(analytical, numerical, rtol=rtol, atol=atol):
            raise GradcheckError(
                f"Jacobian mismatch for output {o} with respect to input {i},\n"
                f"numerical:{shown(numerical, x)}\nanalytical:{shown(analytical, x)}\n"
            )


def shown(jacobian: np.ndarray[Any, Any], x: Any) -> Any:
    """A Jacobian as a message prints it: in the dtype of the input."""
    return new(jacobian.astype(x.array.dtype))


def numerical_jacobian(func: Any, inputs: Any, x: Any, o: int, eps: float) -> np.ndarray[Any, Any]:
    """∂output/∂x by central differences.   Shape: (numel of x, numel of the output)."""
    rows = []
    for place in np.ndindex(tuple(x.array.shape)):
        kept = x.array[place].copy()
        x.array[place] = kept + eps
        above = outputs_of(func, inputs, o)
        x.array[place] = kept - eps
        below = outputs_of(func, inputs, o)
        x.array[place] = kept
        rows.append((above - below) / (2 * eps))
    columns = outputs_of(func, inputs, o).size if not rows else rows[0].size
    return np.array(rows, dtype=np.float64).reshape(x.array.size, columns)


def outputs_of(func: Any, inputs: Any, o: int) -> np.ndarray[Any, Any]:
    """The numbers of differentiable output `o`, flat."""
    result = func(*inputs)
    outputs = result if isinstance(result, tuple | list) else (result,)
    floating = [v for v in outputs if isinstance(v, Value) and v.requires_grad]
    array = floating[o].array
    return place_of(array).to_host(array).astype(np.float64).ravel().copy()


def analytical_jacobian(output: Any, x: Any) -> np.ndarray[Any, Any]:
    """∂output/∂x by one backward per output number.   Shape: (numel of x, numel of output)."""
    columns = []
    home = place_of(output.array)
    for k in range(output.array.size):
        one = np.zeros(output.array.size, output.array.dtype)
        one[k] = 1
        v = output.wrap(home.from_host(one.reshape(output.array.shape)), None)
        (grad,) = engine.grad(output, x, v, retain_graph=True, allow_unused=True)
        if grad is None:
            columns.append(np.zeros(x.array.size))
            continue
        columns.append(home.to_host(grad.array).astype(np.float64).ravel())
    return np.array(columns, dtype=np.float64).reshape(output.array.size, x.array.size).T


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    **options: Any,
) -> bool:
    """Does backward through the backward of `func` agree with finite differences?

    grad_outputs: the vectors v of vᵀJ, random when not given. The rest as in `gradcheck`.
    Source: torch.autograd.gradcheck.gradgradcheck.
    """
    inputs = tuple(inputs) if isinstance(inputs, tuple | list) else (inputs,)
    if grad_outputs is None:
        outputs = differentiable(func(*inputs))
        grad_outputs = tuple(randn_like(o).requires_grad_() for o in outputs)
    elif isinstance(grad_outputs, Value):
        grad_outputs = (grad_outputs,)
    count = len(grad_outputs)

    def gradients(*args: Any) -> tuple[Any, ...]:
        xs, vs = args[:-count], args[-count:]
        wanted = tuple(x for x in xs if isinstance(x, Value) and x.requires_grad)
        outputs = differentiable(func(*xs))
        found = engine.grad(outputs, wanted, vs, create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None and g.requires_grad)

    return gradcheck(
        gradients,
        (*inputs, *grad_outputs),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
    )
