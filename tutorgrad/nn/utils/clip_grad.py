"""Gradients kept from growing too large.

Source: torch.nn.utils.clip_grad_norm_; R. Pascanu, T. Mikolov, Y. Bengio: "On the difficulty of
training recurrent neural networks", 2013, arXiv:1211.5063.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

from ...autograd import no_grad
from ...creation import tensor
from ...nodes import Value
from ...ops import norm, stack

Tensor = Any


@no_grad()
def get_total_norm(
    tensors: Any, norm_type: float = 2.0, error_if_nonfinite: bool = False, foreach: Any = None
) -> Tensor:
    """The norm of several tensors taken as one long vector; 0 for none.

    norm_type: 2, 1, inf, ….   error_if_nonfinite: RuntimeError for nan or inf.   foreach: ignored,
    PyTorch chooses an implementation by it.   Source: torch.nn.utils.get_total_norm.
    """
    rows: list[Any] = [tensors] if isinstance(tensors, Value) else list(tensors)
    norm_type = float(norm_type)
    if not rows:
        return tensor(0.0)
    device = rows[0].device
    total = norm(stack([norm(row, norm_type).to(device) for row in rows]), norm_type)
    if error_if_nonfinite and not bool(total.isfinite()):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, "
            "so it cannot be clipped. To disable this error and scale the gradients by the "
            "non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    return total


@no_grad()
def clip_grads_with_norm_(
    parameters: Any, max_norm: float, total_norm: Tensor, foreach: Any = None
) -> None:
    """Shrink all gradients by max_norm / total_norm, in place, if that makes them smaller.

    Source: torch.nn.utils.clip_grads_with_norm_.
    """
    factor = (float(max_norm) / (total_norm + 1e-6)).clamp(max=1.0)
    for grad in gradients(parameters):
        grad.mul_(factor.to(grad.device))


def clip_grad_norm_(
    parameters: Any,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: Any = None,
) -> Tensor:
    """Shrink all gradients together so that their norm is at most `max_norm`, in place.

    The gradient keeps its direction. Returns the norm as it was before. Raises RuntimeError for a
    norm of nan or inf if error_if_nonfinite.   Source: torch.nn.utils.clip_grad_norm_.
    """
    parameters = [parameters] if isinstance(parameters, Value) else list(parameters)
    total = get_total_norm(gradients(parameters), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(parameters, max_norm, total)
    return total


def clip_grad_norm(*args: Any, **kwargs: Any) -> Tensor:
    """The old name of `clip_grad_norm_`."""
    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of "
        "`torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
        stacklevel=2,
    )
    return clip_grad_norm_(*args, **kwargs)


@no_grad()
def clip_grad_value_(parameters: Any, clip_value: float, foreach: Any = None) -> None:
    """Confine every element of every gradient to ±clip_value, in place.

    Source: torch.nn.utils.clip_grad_value_.
    """
    limit = float(clip_value)
    for grad in gradients(parameters):
        grad.clamp_(min=-limit, max=limit)


def gradients(parameters: Any) -> list[Tensor]:
    """The gradients that are there."""
    rows: Iterable[Any] = [parameters] if isinstance(parameters, Value) else parameters
    return [row.grad for row in rows if row.grad is not None]
