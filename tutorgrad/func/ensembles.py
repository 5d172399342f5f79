"""Several models of one kind as one: their parameters stacked, for `vmap`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..ops import stack


def stack_module_state(models: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameters and the buffers of several models of one class, stacked by name.

    Shape: (*) in each model -> (models, *). The stacked parameters are new leaves.
    Raises RuntimeError for no models, or models that differ in class, mode or requires_grad.
    Source: torch.func.stack_module_state.
    """
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if len({model.training for model in models}) > 1:
        raise RuntimeError(
            "stack_module_state: Expected all models to have the same training/eval mode."
        )
    if len({type(model) for model in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    parameters = [dict(model.named_parameters()) for model in models]
    buffers = [dict(model.named_buffers()) for model in models]
    return stacked(parameters), stacked(buffers)


def stacked(states: list[dict[str, Any]]) -> dict[str, Any]:
    """Tensors of the same name, stacked to leaves."""
    found = {}
    for name in states[0]:
        tensors = [state[name] for state in states]
        wanted = {tensor.requires_grad for tensor in tensors}
        if len(wanted) > 1:
            raise RuntimeError(f"Expected {name} from each model to have the same .requires_grad")
        found[name] = stack(tensors).detach().requires_grad_(wanted.pop())
    return found
