"""What a graph is made of: values, and the nodes that remember the calls which made them.

    x ──┐
        ├─ mul ──> y      y.node = MulBackward0(edges = (x's node, w's node), saved = what the
    w ──┘                                       rules of `mul` name)

A `Value` is an array with a place in a graph; `Tensor` is the only kind of Value a user meets.
Edges run Node -> Node, never Tensor -> Tensor: dropping a result frees its graph at once.
"""

from __future__ import annotations

import contextvars
import itertools
import os
import re
import threading
import weakref
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from . import dtypes
from .hooks import RemovableHandle
from .size import Size

Array = Any  # numpy.ndarray, cupy.ndarray or an array of the simulated accelerator
Edge = tuple[Any, int]  # (Node, leaf Value or None; which of the node's outputs)
NO_SHAPE: tuple[int, ...] = (-1,)  # of a node with several results
Output = tuple[tuple[int, ...], np.dtype[Any]]  # shape and dtype of a result


# NumPy copies an operand that is stretched along rows shorter than its buffer (8192 numbers) into
# the buffer first, which takes as long as the arithmetic: with this one, rows of 1024 numbers minus
# their mean take 0.10 ns per number instead of 0.20.
BUFFER = 1024


class _Mode(threading.local):
    """What the current thread is doing. Each thread starts with recording on.

    quiet: a context in which NumPy does not warn of overflow or 0/0, as PyTorch does not, and has a
    buffer of BUFFER numbers.
    packing: pairs of hooks through which calls save their tensors, the innermost last.
    watched: anomaly mode or such hooks: is there more to do for a node than to make it?
    no_packing: why such hooks are forbidden, when they are.   walk: the pass back that is running.
    """

    def __init__(self) -> None:
        self.quiet = contextvars.copy_context()
        self.quiet.run(np.seterr, all="ignore")
        self.quiet.run(np.setbufsize, BUFFER)
        self.grad = True  # record calls?
        self.inference = False  # inside inference_mode?
        self.raw = False  # inside an ordinary backward, where rules run on raw arrays?
        self.anomaly = False  # keep the forward's traceback and look for NaN?
        self.check_nan = True
        self.packing: tuple[tuple[Callable[[Any], Any], Callable[[Any], Any]], ...] = ()
        self.watched = False
        self.no_packing: str | None = None
        self.walk: Any = None

    def watch(self, **settings: Any) -> None:
        """Set anomaly, check_nan or packing."""
        for name, value in settings.items():
            setattr(self, name, value)
        self.watched = self.anomaly or bool(self.packing)


mode = _Mode()


class Value:
    """An array with a place in a graph.

    array: the numbers.   version: a one-item list that every view of the memory shares; in-place
    writes count it up.   node, output_nr: the call that made this value; None for a leaf.
    base: the Value this one is a view of.
    """

    public: type[Any]  # the class of all results: Tensor
    array: Array
    version: list[int]
    node: Node | None = None
    output_nr: int = 0
    leaf_requires_grad: bool = False
    base: Value | None = None
    view_info: View | None = None
    overwritten: str = ""  # stands for an input whose memory the call wrote to: its maker now
    inference: bool = False  # made under inference_mode: never part of a graph
    kept_grad: Any = None  # what `.grad` shows
    hooks: dict[int, Any] | None = None  # of a leaf: on its gradient
    after_hooks: dict[int, Any] | None = None  # of a leaf: once `.grad` is up to date
    end_hooks: dict[int, Any] | None = None  # of a leaf: those of its AccumulateGrad

    @property
    def requires_grad(self) -> bool:
        """Is this a leaf that wants a gradient, computed from one, or a view of one?"""
        if self.node is not None or self.leaf_requires_grad:
            return True
        return self.base is not None and self.base.requires_grad

    def wrap(self, array: Array, node: Node | None) -> Any:
        """A new value of the public class around an array."""
        raise NotImplementedError

    def refresh(self) -> None:
        """A view whose base was written to: take the base's new history."""
        raise NotImplementedError

    def cast(self, dtype: np.dtype[Any]) -> Any:
        """This value in another dtype, recorded."""
        raise NotImplementedError

    def receive(self, result: Any, name: str) -> Any:
        """Write the result of an op called with `out=self` into this value."""
        raise NotImplementedError


class View:
    """How a view came about, which decides whether it may be written to in place.

    seen: the version at which the view's `node` was up to date.   origin: "" for an ordinary view,
    else "several" (one of several from one call), "function" (from an autograd.Function), "no_grad"
    or "inference"; a view of a view keeps the origin.   output_nr: which result of the call.
    """

    __slots__ = ("seen", "origin", "output_nr")

    def __init__(self, seen: int, source: View | None) -> None:
        self.seen = seen
        self.output_nr = 0
        self.origin: str = source.origin if source is not None else ""
        if not mode.grad:
            self.origin = "inference" if mode.inference else "no_grad"


next_number = itertools.count().__next__


class Node:
    """One recorded call: the object that `tensor.grad_fn` shows.

    targets, numbers: the edges, one per input: to which node or leaf, to which of its outputs.
    shape, kind: shape and dtype of the result; of several results they are in `many`.
    seq: calls are numbered as they are made, so a node's number is above all its inputs' numbers.
    Source: torch.autograd.graph.Node.
    """

    targets: tuple[Any, ...] = ()
    numbers: tuple[int, ...] = ()
    shape: tuple[int, ...]
    kind: Any
    many: tuple[Output, ...] | None = None
    rules: Any = None  # see OpNode
    seq: int
    tensor_hooks: dict[int, dict[int, Any]] | None = None  # on the gradient of one output
    pre_hooks: dict[int, Any] | None = None  # on the gradients of all outputs
    post_hooks: dict[int, Any] | None = None  # on the gradients of all inputs
    retained: dict[int, weakref.ref[Any]] | None = None  # outputs that asked for .grad
    forward_trace: str | None = None
    full_name = ""  # what `name()` says where that is not the name of the class

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Where the gradient of each input goes."""
        return tuple(list(zip(self.targets, self.numbers, strict=True)))

    @edges.setter
    def edges(self, edges: Sequence[Edge]) -> None:
        self.targets = tuple([target for target, _ in edges])
        self.numbers = tuple([nr for _, nr in edges])

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Shape and dtype of each result."""
        return ((self.shape, self.kind),) if self.many is None else self.many

    @outputs.setter
    def outputs(self, outputs: tuple[Output, ...]) -> None:
        if len(outputs) == 1:
            (self.shape, self.kind), self.many = outputs[0], None
        else:
            self.shape, self.kind, self.many = NO_SHAPE, None, outputs

    def backward(self, grads: Sequence[Any], graph: bool) -> Sequence[Any]:
        """The gradients of the inputs (one per edge) from those of the outputs."""
        raise NotImplementedError

    def release(self) -> None:
        """Forget what was kept for the way back."""

    def shown(self) -> Node:
        """This node as users see it."""
        return self

    def name(self) -> str:
        """The name PyTorch shows, for example "MulBackward0"."""
        return self.full_name or type(self).__name__

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """The nodes that made the inputs. A leaf shows as an AccumulateGrad."""
        return tuple(
            (AccumulateGrad.of(target) if isinstance(target, Value) else shown(target), nr)
            for target, nr in self.shown_edges()
        )

    def shown_edges(self) -> tuple[Edge, ...]:
        return self.edges

    @property
    def _input_metadata(self) -> list[Metadata]:
        """Shape and dtype of the gradient that each output takes in."""
        found = [(shape, dtypes.OF_NUMPY.get(kind)) for shape, kind in self.outputs]
        return [Metadata(Size(shape), dtype) for shape, dtype in found]

    @property
    def metadata(self) -> dict[Any, Any]:
        """A dict for the user's own notes."""
        notes: dict[Any, Any] = self.__dict__.setdefault("_metadata", {})
        return notes

    def _sequence_nr(self) -> int:
        return self.seq

    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(grad_inputs, grad_outputs)` after this node has run; it may return others.

        Source: torch.autograd.graph.Node.register_hook.
        """
        self.post_hooks = {} if self.post_hooks is None else self.post_hooks
        return RemovableHandle(self.post_hooks, hook)

    def register_prehook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(grad_outputs)` before this node runs; it may return others.

        Source: torch.autograd.graph.Node.register_prehook.
        """
        self.pre_hooks = {} if self.pre_hooks is None else self.pre_hooks
        return RemovableHandle(self.pre_hooks, hook)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {hex(id(self))}>"


class Metadata(NamedTuple):
    """What a gradient must be like where it comes into a node."""

    shape: Size
    dtype: Any


def check_call(node: Node, grads: Sequence[Any], keywords: dict[str, Any]) -> None:
    """Raise TypeError unless a node can be called with these gradients, one per output."""
    if keywords:
        raise TypeError("keyword arguments are not supported")
    if len(grads) != len(node.outputs):
        raise TypeError(f"expected {len(node.outputs)} arguments, got {len(grads)} instead")
    for position, grad in enumerate(grads):
        if grad is not None and not isinstance(grad, Value):
            raise TypeError(f"argument {position} is not a Variable")


class AccumulateGrad(Node):
    """The end of a path: adds what arrives to a leaf's `.grad`. Source: torch AccumulateGrad."""

    full_name = "torch::autograd::AccumulateGrad"
    _of_leaf: weakref.WeakValueDictionary[int, AccumulateGrad] = weakref.WeakValueDictionary()

    def __init__(self, leaf: Value) -> None:
        self.variable = leaf
        self.outputs = ((leaf.array.shape, leaf.array.dtype),)

    def __call__(self, *grads: Any, **keywords: Any) -> tuple[()]:
        """Add a gradient to `.grad`, as `backward` does when it arrives here; gives ()."""
        check_call(self, grads, keywords)
        (grad,), leaf = grads, self.variable
        if grad is not None and leaf.leaf_requires_grad:
            kept = leaf.kept_grad
            if kept is None:
                leaf.kept_grad = grad.clone()
            elif mode.grad:
                leaf.kept_grad = kept + grad
            else:
                kept.add_(grad)
            for hook in tuple((leaf.after_hooks or {}).values()):
                hook(leaf)
        return ()

    @classmethod
    def of(cls, leaf: Value) -> AccumulateGrad:
        """The one AccumulateGrad of a leaf (as long as somebody looks at it)."""
        found = cls._of_leaf.get(id(leaf))
        if found is None or found.variable is not leaf:
            found = cls._of_leaf[id(leaf)] = cls(leaf)
        return found

    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook((), (grad,))` once `.grad` is up to date."""
        self.variable.end_hooks = self.variable.end_hooks or {}
        return RemovableHandle(self.variable.end_hooks, hook)

    def register_prehook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook((grad,))` before `.grad` changes; it may return another."""

        def unpacked(grad: Any) -> Any:
            returned = hook((grad,))
            if returned is None:
                return None
            check_replacements(hook, (grad,), returned)
            return returned[0]

        self.variable.hooks = self.variable.hooks or {}
        return RemovableHandle(self.variable.hooks, unpacked)


def shown(node: Node | None) -> Node | None:
    """A node as users see it."""
    return None if node is None else node.shown()


def check_replacements(hook: Callable[..., Any], shown: Sequence[Any], returned: Any) -> None:
    """Raise unless what a hook of a node returned can stand for the gradients it was shown."""
    if not isinstance(returned, tuple):
        got = type(returned).__name__
        raise TypeError(f"expected tuple, but hook returned '{got}'")
    if len(returned) != len(shown):
        raise RuntimeError(
            f"hook '{hook_name(hook)}' has returned an incorrect number of values "
            f"(got {len(returned)}, but expected {len(shown)})"
        )
    for old, new in zip(shown, returned, strict=True):
        if old is None and new is not None:
            raise RuntimeError("can't replace a None gradient with a non-None value")
        if new is not None:
            check_replacement(hook, old, new)


def check_replacement(hook: Callable[[Any], Any], shown: Any, returned: Any) -> None:
    """Raise unless what a hook returned can stand for the gradient it was shown."""
    if not isinstance(returned, Value):
        got = type(returned).__name__
        raise TypeError(f"expected Variable, but hook returned '{got}'")
    name = hook_name(hook)
    old, new = shown.array, returned.array
    if type(old) is not type(new) or old.dtype != new.dtype:
        was, got = (dtypes.of_array(a).tensor_type for a in (old, new))
        raise RuntimeError(f"hook '{name}' has changed the type of value (was {was} got {got})")
    if old.shape != new.shape:
        raise RuntimeError(f"hook '{name}' has changed the size of value")


def hook_name(hook: Callable[..., Any]) -> str:
    return getattr(hook, "__name__", type(hook).__name__)


class Gate(Node):
    """Hands its gradient on unchanged: gives a value a place of its own in the graph.

    open: does a transform still run that will ask for the gradient here?
    """

    open = False

    def __init__(self, value: Value, edge: Edge) -> None:
        self.seq = next_number()
        self.edges = (edge,)
        self.outputs = ((value.array.shape, value.array.dtype),)
        self.like: Value = object.__new__(type(value))  # for its `wrap`: there may be no leaf
        self.like.array = value.array[:0] if value.array.ndim else value.array

    def backward(self, grads: Sequence[Any], graph: bool) -> Sequence[Any]:
        return grads


class GradientEdge(NamedTuple):
    """A place in a graph where a gradient passes: output `output_nr` of `node`.

    Stands for a tensor in `autograd.grad` and `backward` without keeping its memory.
    Source: torch.autograd.graph.GradientEdge.
    """

    node: Node
    output_nr: int
    ownership_token: Node | None = None


def edge_to(value: Any) -> Edge:
    """Where the gradient of an input goes: its maker, itself when it is a leaf, or nowhere."""
    if value.node is not None:
        return value.node, value.output_nr
    return (value, 0) if value.leaf_requires_grad else (None, 0)


def like_below(target: Any) -> Value:
    """Some value that a node was computed from, whose `wrap` and device others can have."""
    while not isinstance(target, Value):
        if isinstance(target, Gate):
            return target.like
        target = next(below for below, _ in target.edges if below is not None)
    return target


LIBRARY = os.path.dirname(__file__)


def note_forward(node: Node) -> None:
    """Under anomaly mode, keep the traceback of the forward call, down to the user's line."""
    if mode.anomaly:
        import traceback

        stack = traceback.extract_stack()
        while stack and stack[-1].filename.startswith(LIBRARY):
            stack.pop()
        node.forward_trace = "".join(stack.format())


def check_saved(value: Value) -> None:
    """Raise for a value made under inference_mode, which is never kept for backward."""
    if value.inference:
        raise RuntimeError(
            "Inference tensors cannot be saved for backward. Please do not use Tensors created in "
            "inference mode in computation tracked by autograd. To work around this, you can make "
            "a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` "
            "instead of `torch.inference_mode()`."
        )


def modified(array: Array, made_by: str, nr: int, now: int, then: int) -> RuntimeError:
    """The error for a saved array that somebody has written to since."""
    on_cpu = type(array) is np.ndarray
    kind = dtypes.of_array(array).tensor_type
    if array.dtype == np.bool_:
        kind = "CPUBoolType" if on_cpu else "CUDABoolType"
    elif not on_cpu:
        kind = kind.replace("torch.", "torch.cuda.")
    maker = ""
    if made_by:
        maker = f", which is output {nr} of {short_name(made_by)},"
    return RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace "
        f"operation: [{kind} {list(array.shape)}]{maker} is at version {now}; expected version "
        f"{then} instead. " + ANOMALY_HINT[mode.anomaly]
    )


ANOMALY_HINT = {
    False: "Hint: enable anomaly detection to find the operation that failed to compute its "
    "gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).",
    True: "Hint: the backtrace further above shows the operation that failed to compute its "
    "gradient. The variable in question was changed in there or anywhere later. Good luck!",
}


def short_name(name: str) -> str:
    """ "MulBackward0" -> "Mul", "SumBackward1" -> "Sum1": how PyTorch's messages name a node."""
    return re.sub(r"Backward0?(?=\d*$)", "", name)
