"""What leaves a replayed step: tensors like those of the step that was captured."""

from __future__ import annotations

from typing import Any

from ..nodes import Value
from ..opnode import OpNode
from .watching import Watch, kept_by, nodes_below


class NotReplayable(Exception):
    """Why a step that ran to its end cannot be replayed."""


def maker_of(tensor: Any, tape: Watch) -> Any:
    """A function that makes a tensor like one of the step around another array.

    Raises NotReplayable when its graph could still be walked: the graph's numbers are this step's.
    """
    kind, writes, blank = type(tensor), tensor.version[0], object.__new__
    fields = {k: v for k, v in vars(tensor).items() if k not in ("array", "version", "base")}
    if fields.get("kept_grad") is not None or any(fields.get(n) for n in ("hooks", "after_hooks")):
        raise NotReplayable("a tensor that the step returns has hooks or a .grad of its own")
    node = fields.pop("node", None)
    twin = twin_of(node) if node is not None else lambda: None

    def make(array: Any, base: Any) -> Any:
        new = blank(kind)
        version = [writes] if base is None else base.version
        new.__dict__ = {"array": array, "version": version, "node": twin(), "base": base, **fields}
        return new

    return make


def twin_of(node: Any) -> Any:
    """A function that makes nodes like one: each result has its own, so that hooks on one step's
    do not meet another's. Written out, as a loop over its twenty fields takes 2 us more.
    """
    kept = kept_by(node)
    space: dict[str, Any] = {f"its_{name}": value for name, value in kept.items()}
    lines = [f"    node.{name} = its_{name}" for name in kept]
    source = "\n".join(["def twin():", "    node = blank(kind)", *lines, "    return node"])
    space |= {"blank": object.__new__, "kind": type(node)}
    exec(source, space)
    return space["twin"]


UNWALKED = "the step returns a tensor whose graph has not been walked back: it holds this step's "
UNWALKED += "numbers; call backward() in the step, or return loss.detach()"


def check_walked(node: Any, tape: Watch) -> None:
    below = nodes_below(node)
    for found in below:
        if isinstance(found, OpNode):
            if found.plan.holds and found.inputs is not None:
                raise NotReplayable(UNWALKED)
        elif not getattr(found, "freed", False) and any(
            isinstance(v, Value) for v in vars(found).values()
        ):
            raise NotReplayable(UNWALKED)
    holds = any(isinstance(f, OpNode) and f.plan.holds for f in below)
    for found in below if not holds else ():
        for target, _ in found.edges:
            if id(target) in tape.arguments or target is not None and tape.made_here(target):
                raise NotReplayable(UNWALKED)
