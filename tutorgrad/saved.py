"""Hooks that keep a saved tensor elsewhere.

A call saves the tensors that its rules name. A pair of hooks may take them out of its hands:
`pack` turns each tensor into anything (a file's name, a tensor on another device, a number that
says how to compute it again), `unpack` turns that back into a tensor when backward needs it.
Source: torch.autograd.graph.saved_tensors_hooks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .nodes import Edge, Gate, Node, Value, mode

Saved = tuple[Any, list[int], int]  # an array (or Packed), its version counter, the version then
Hooks = tuple[Callable[[Any], Any], Callable[[Any], Any]]


class Packed:
    """A saved tensor in the care of a pair of hooks; its version is no longer watched.

    edge: where its gradient goes; of a result of the node itself nowhere, to avoid a circle.
    """

    def __init__(
        self, value: Value, hooks: Hooks, edge: Edge, version: list[int] | None = None
    ) -> None:
        pack, self.hook = hooks
        self.edge = edge
        self.node = edge[0]
        now = value.version[0]
        self.version = (now if version is None else version[0],)
        before, mode.grad = mode.grad, False
        try:
            self.content = pack(value)
        finally:
            mode.grad = before
        if value.version[0] != now:
            raise RuntimeError(
                "A saved tensor pack hook is modifying its input in place. Tensors provided as "
                "input to pack hook cannot be modified by in-place operations as this can lead to "
                "unexpected side-effects. Please open an issue if you need to perform in-place "
                "operations on the input to a pack hook."
            )

    def unpack(self) -> Any:
        """The tensor again, with the history it had."""
        before, mode.raw = mode.raw, False
        try:
            found = self.hook(self.content)
        finally:
            mode.raw = before
        if not isinstance(found, Value):
            raise TypeError(
                "Output of saved tensor unpack_hook expected to be a Tensor but got result of type "
                f"{type(found).__name__}"
            )
        target, nr = self.edge
        value = found.wrap(found.array, None)
        if isinstance(target, Node):
            value.node, value.output_nr = target, nr
        elif target is not None and mode.grad:  # a leaf: its place in the graph, these numbers
            value.node = Gate(value, self.edge)
        else:
            value.leaf_requires_grad = target is not None
        return value


class SavedTensor:
    """One saved tensor of a node: `grad_fn._raw_saved_self`. Source: torch SavedTensor."""

    def __init__(self, node: Any, kind: str, at: int) -> None:
        self.node, self.kind, self.at = node, kind, at

    def register_hooks(self, pack: Callable[[Any], Any], unpack: Callable[[Any], Any]) -> None:
        """Let a pair of hooks keep this tensor.

        Raises RuntimeError when it has been freed, when nothing was saved here, or when it has
        hooks already.
        """
        node, at = self.node, self.at
        if node.inputs is None:
            raise RuntimeError(
                "Calling register_hooks on a saved tensor after it has been freed. Saved "
                "intermediate values of the graph are freed when you call .backward() or "
                "autograd.grad(). Specify retain_graph=True if you need to backward through the "
                "graph a second time or if you need to access saved variables after calling "
                "backward."
            )
        places = node.inputs if self.kind == "input" else [kept[0] for kept in node.outs]
        held = places[at] if at < len(places) else None
        if isinstance(held, Packed):
            raise RuntimeError(
                "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: "
                "only one pair of hooks is allowed at a time."
            )
        if held is None:
            raise RuntimeError(
                "Calling register_hooks on a saved tensor with value None is forbidden"
            )
        if self.kind == "input":
            node.pack_input(at, (pack, unpack), bare=True)
        else:
            node.pack_outs([node.look("out", nr) for nr in range(len(node.outs))], (pack, unpack))


def results_of(node: Node | None, like: Value, saved: Sequence[Saved]) -> tuple[Any, ...]:
    """Values around the results of a call; only floating ones have a history."""
    results = []
    for nr, (array, version, _) in enumerate(saved):
        result = like.wrap(array, node if array.dtype.kind == "f" else None)
        result.output_nr, result.version, result.inference = nr, version, mode.inference
        results.append(result)
    return tuple(results)
