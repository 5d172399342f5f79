"""`torch.autograd.graph`: nodes, places in the graph, and hooks on what nodes keep.

with save_on_cpu():                  # what backward will need waits in the main memory
    loss = model(x).sum()
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..hooks import RemovableHandle
from ..nodes import AccumulateGrad, GradientEdge, Node, Value, edge_to
from ..nodes import mode as _mode
from ..outside import missing as _missing

__all__ = [
    "GradientEdge",
    "Node",
    "allow_mutation_on_saved_tensors",
    "disable_saved_tensors_hooks",
    "get_gradient_edge",
    "increment_version",
    "register_multi_grad_hook",
    "save_on_cpu",
    "saved_tensors_hooks",
]

Pack = Callable[[Any], Any]


class saved_tensors_hooks:
    """While the block runs, calls keep `pack_hook(tensor)` instead of the tensor.

    pack_hook: from a tensor to anything; it must not write to the tensor.   unpack_hook: from that
    to a tensor with the same numbers, when backward needs it. Blocks nest; the innermost counts.
    Raises RuntimeError inside `disable_saved_tensors_hooks`.
    Source: torch.autograd.graph.saved_tensors_hooks.
    """

    def __init__(self, pack_hook: Pack, unpack_hook: Pack) -> None:
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self) -> None:
        if _mode.no_packing is not None:
            raise RuntimeError(_mode.no_packing)
        _mode.watch(packing=(*_mode.packing, (self.pack_hook, self.unpack_hook)))

    def __exit__(self, *error: object) -> None:
        _mode.watch(packing=_mode.packing[:-1])


class save_on_cpu(saved_tensors_hooks):
    """While the block runs, what backward will need is kept on the CPU and brought back for it.

    pin_memory, device_type: accepted; they make no difference here.
    Source: torch.autograd.graph.save_on_cpu.
    """

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(
            lambda tensor: (tensor.device, tensor.cpu()), lambda kept: kept[1].to(kept[0])
        )


@contextlib.contextmanager
def disable_saved_tensors_hooks(error_message: str) -> Iterator[None]:
    """Inside the block, saved-tensor hooks raise RuntimeError with this message.

    Source: torch.autograd.graph.disable_saved_tensors_hooks.
    """
    if _mode.packing:
        raise RuntimeError(error_message)
    before, _mode.no_packing = _mode.no_packing, error_message
    try:
        yield
    finally:
        _mode.no_packing = before


class _SavedCopies:
    """The copies that one block of `allow_mutation_on_saved_tensors` has made."""

    def __init__(self) -> None:
        self.kept: dict[int, Any] = {}
        self.active = True

    def clear(self) -> None:
        """Forget the copies."""
        self.kept.clear()

    def pack(self, tensor: Any) -> int:
        self.kept[len(self.kept)] = tensor.detach().clone()
        return len(self.kept) - 1

    def unpack(self, number: int) -> Any:
        if not self.active or number not in self.kept:
            raise AssertionError(
                "Trying to backward outside of the 'allow_mutation_on_saved_tensors' context"
                "in which the graph was originally recorded."
            )
        return self.kept[number]


@contextlib.contextmanager
def allow_mutation_on_saved_tensors() -> Iterator[Any]:
    """Inside the block, tensors that backward will need may be written to in place.

    What a call saves is copied at once (PyTorch copies it when it is written to), and backward must
    run inside the same block (AssertionError).
    Source: torch.autograd.graph.allow_mutation_on_saved_tensors.
    """
    copies = _SavedCopies()
    try:
        with saved_tensors_hooks(copies.pack, copies.unpack):
            yield copies
    finally:
        copies.active = False
        copies.clear()


def increment_version(tensor: Any) -> None:
    """Count a write to a tensor (or several) that went past autograd, so that backward sees it.

    Source: torch.autograd.graph.increment_version.
    """
    for written in (tensor,) if isinstance(tensor, Value) else tensor:
        written.version[0] += 1


def get_gradient_edge(tensor: Any) -> GradientEdge:
    """The place where the gradient of a tensor passes. `autograd.grad` takes it for the tensor.

    Raises RuntimeError when the tensor requires no gradient.
    Source: torch.autograd.graph.get_gradient_edge.
    """
    if not tensor.requires_grad:
        raise RuntimeError(
            "It is not possible to get the gradient edge for a Tensor that does not require "
            "gradients"
        )
    node = tensor.grad_fn
    if node is None:
        return GradientEdge(AccumulateGrad.of(tensor), 0)
    return GradientEdge(node, tensor.output_nr)


class _Handles:
    """Takes several hooks off at once."""

    def __init__(self, handles: Sequence[RemovableHandle]) -> None:
        self.handles = tuple(handles)

    def remove(self) -> None:
        for handle in self.handles:
            handle.remove()

    def __enter__(self) -> _Handles:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


def register_multi_grad_hook(
    tensors: Sequence[Any], fn: Callable[[Any], None], *, mode: str = "all"
) -> _Handles:
    """Call `fn` in every backward that computes gradients of some of the tensors.

    mode "all": once, with the list of their gradients (None for those that this backward does not
    compute), when the last is there.   mode "any": with the first gradient.
    Raises ValueError for another mode.   Source: torch.autograd.graph.register_multi_grad_hook.
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    if mode == "any":
        tensors = [t for t in tensors if t.requires_grad]
    elif not all(t.requires_grad for t in tensors):
        raise AssertionError("Expected gradient function to be set")
    edges = [edge_to(t) for t in tensors]

    def arrive(index: int, grad: Any) -> None:
        walk = _mode.walk
        walk.notes = walk.notes or {}
        found = walk.notes.setdefault(hook, {})
        found[index] = grad
        if mode == "any":
            if len(found) == 1:
                fn(grad)
        elif len(found) == sum(map(walk.reaches, edges)):
            fn([found.get(i) for i in range(len(edges))])

    hook = object()  # stands for this hook in the notes of a pass
    return _Handles(
        [t.register_hook(lambda grad, i=i: arrive(i, grad)) for i, t in enumerate(tensors)]
    )


__getattr__ = _missing("autograd.graph")
