"""`autograd.Function`: an operation of your own, forward and backward written on Tensors.

The context `ctx` that both receive *is* the node of the graph, as in PyTorch: what `forward` puts
on it is there for `backward`, and `y.grad_fn.saved_tensors` shows what was saved.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import errors
from ..graph import make_view
from ..inplace import rebase
from ..nodes import (
    Node,
    Value,
    check_saved,
    edge_to,
    mode,
    modified,
    next_number,
    note_forward,
)
from ..saved import Packed
from ..tensor import Tensor

NO_TENSOR: Any = ((), None)  # stands for an output that has no gradient, as it is no Tensor
_BLANK: Tensor = object.__new__(Tensor)  # its `wrap` makes Tensors of raw arrays


class FunctionCtx(Node):
    """The context of one call of a Function, and its node in the graph.

    Source: torch.autograd.function.FunctionCtx.
    """

    function: type[Function]
    needs_input_grad: tuple[bool, ...] = ()
    materialize_grads = True
    to_save: tuple[Any, ...] = ()
    saved: list[Any] | None = None  # (tensor, its output number or None, version) or None
    freed = False
    dirty: tuple[Any, ...] = ()
    non_differentiable: frozenset[int] = frozenset()

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors (inputs, outputs, or None) for backward, guarded by their version.

        Raises TypeError, when forward has returned, for anything that is no Tensor.
        """
        self.to_save = tensors

    save_for_forward = save_for_backward

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """The saved tensors. Raises RuntimeError once freed, or when one was written to since."""
        if self.freed:
            raise RuntimeError(errors.SECOND_BACKWARD)
        return tuple([self.unpack(item) for item in self.saved or ()])

    def unpack(self, item: Any) -> Any:
        if item is None:
            return None
        tensor, output_nr, version = item
        if isinstance(tensor, Packed):
            found = tensor.unpack()
            if output_nr is not None:
                found.node, found.output_nr = self, output_nr
            return found
        if tensor.version[0] != version:
            node, nr = (tensor.node, tensor.output_nr) if output_nr is None else (self, output_nr)
            raise modified(
                tensor.array, node.name() if node else "", nr, tensor.version[0], version
            )
        if output_nr is None:
            return tensor
        shown = tensor.wrap(tensor.array, self)  # an output: kept without history, to avoid a cycle
        shown.version, shown.output_nr = tensor.version, output_nr
        return shown

    def mark_dirty(self, *tensors: Any) -> None:
        """Say which inputs forward wrote to in place."""
        self.dirty = tensors

    def mark_non_differentiable(self, *tensors: Any) -> None:
        """Say which outputs have no gradient (indices, masks)."""
        self.non_differentiable = frozenset(id(t) for t in tensors)

    def set_materialize_grads(self, value: bool) -> None:
        """Should missing gradients reach backward as zeros (the default) or as None?"""
        self.materialize_grads = value

    def name(self) -> str:
        return f"{self.function.__name__}Backward"

    def __repr__(self) -> str:
        return f"<torch.autograd.function.{self.name()} object at {hex(id(self))}>"

    def release(self) -> None:
        if self.saved:
            self.saved, self.freed = None, True

    def backward(self, grads: Sequence[Any], graph: bool) -> Sequence[Any]:
        """Call the user's backward with Tensors, check what it returns, give one grad per edge."""
        shown = [self.show(grad, nr, graph) for nr, grad in enumerate(grads)]
        before, mode.raw = mode.raw, False
        try:
            returned = self.function._backward(self, *shown)
        finally:
            mode.raw = before
        results = returned if isinstance(returned, tuple) else (returned,)
        return self.checked(results, graph)

    def apply(self, *grads: Any) -> Any:
        """What the Function's own backward returns for these gradients."""
        return self.function._backward(self, *grads)

    def show(self, grad: Any, nr: int, graph: bool) -> Any:
        """One incoming gradient as the Tensor that backward receives."""
        if grad is None:
            shape, dtype = self.outputs[nr]
            if dtype is None or not self.materialize_grads:
                return None
            return _BLANK.wrap(np.zeros_like(self.like, shape=shape, dtype=dtype), None)
        if graph:
            return grad
        return _BLANK.wrap(np.asarray(grad) if isinstance(grad, np.generic) else grad, None)

    def checked(self, results: tuple[Any, ...], graph: bool) -> list[Any]:
        """The gradients of the Tensor arguments; PyTorch's errors for wrong numbers and types."""
        count = len(self.is_tensor)
        while len(results) > count and results[-1] is None:
            results = results[:-1]
        if len(results) != count:
            raise RuntimeError(
                f"function {self.name()} returned an incorrect number of gradients "
                f"(expected {count}, got {len(results)})"
            )
        found = []
        for i, (grad, is_tensor) in enumerate(zip(results, self.is_tensor, strict=True)):
            if grad is not None and not is_tensor:
                raise RuntimeError(
                    f"function {self.name()} returned a gradient different than None at position "
                    f"{i + 1}, but the corresponding forward input was not a Variable"
                )
            if grad is not None and not isinstance(grad, Value):
                raise RuntimeError(f"expected Variable or None (got {type(grad).__name__})")
            if is_tensor:
                found.append(grad if grad is None or graph else grad.array)
        return found

    like: Any  # an array of the device, to make zeros like it
    is_tensor: tuple[bool, ...]  # of each argument of apply


class Function:
    """Base class of your own operations. Define two static methods and call `apply`.

    forward(ctx, *args) -> Tensor or tuple of Tensors; runs without recording.
    backward(ctx, *grads) -> one gradient (or None) for each argument of forward.
    Instead of using ctx in forward, forward(*args) may be joined by setup_context(ctx, inputs,
    output).
    Source: torch.autograd.Function.
    """

    _context: type[FunctionCtx]

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls._context = type(f"{cls.__name__}Backward", (FunctionCtx,), {"function": cls})

    def __new__(cls, *args: Any, **keywords: Any) -> Any:
        warnings.warn(
            f"{cls} should not be instantiated. Methods on autograd functions are all static, so "
            "you should invoke them on the class itself. Instantiating an autograd function will "
            "raise an error in a future version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )
        return object.__new__(cls)

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use "
            "new-style autograd function with static forward method. (Example: "
            "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @staticmethod
    def forward(*args: Any, **keywords: Any) -> Any:
        """The result, from Tensors (and anything else)."""
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """Save what backward needs, when forward does not take ctx."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """The gradients of forward's arguments from those of its results."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom "
            "autograd.Function to use it with backward mode AD."
        )

    vjp = backward

    @classmethod
    def _backward(cls, ctx: Any, *grads: Any) -> Any:
        own = cls.backward if cls.backward is not Function.backward else cls.vjp
        return own(ctx, *grads)

    @classmethod
    def apply(cls, *args: Any, **keywords: Any) -> Any:
        """Run forward and leave a node for backward. Source: torch.autograd.Function.apply."""
        ctx = cls._context()
        if keywords:
            args = cls._bound(args, keywords)
        ctx.is_tensor = tuple([isinstance(a, Value) for a in args])
        ctx.needs_input_grad = tuple([isinstance(a, Value) and a.requires_grad for a in args])
        before = mode.grad
        tracked = before and True in ctx.needs_input_grad
        ctx.edges = tuple(
            [edge_to(a) if tracked else (None, 0) for a in args if isinstance(a, Value)]
        )
        mode.grad = False
        try:
            if cls.setup_context is not Function.setup_context:
                output = cls.forward(*args)
                cls.setup_context(ctx, args, output)
            else:
                output = cls.forward(ctx, *args)
        finally:
            mode.grad = before
        results = list(output) if isinstance(output, tuple) else [output]
        cls._finish(ctx, args, results, tracked)
        return tuple(results) if isinstance(output, tuple) else results[0]

    @classmethod
    def _bound(cls, args: tuple[Any, ...], keywords: dict[str, Any]) -> tuple[Any, ...]:
        """Keyword arguments in the places that forward has for them."""
        signature = inspect.signature(cls.forward)
        if cls.setup_context is not Function.setup_context:
            return signature.bind(*args, **keywords).args
        return signature.bind(None, *args, **keywords).args[1:]

    @classmethod
    def _finish(
        cls, ctx: FunctionCtx, args: tuple[Any, ...], results: list[Any], tracked: bool
    ) -> None:
        """Give the outputs their place in the graph and keep what was saved."""
        ctx.seq = next_number()
        numbers = {id(result): i for i, result in enumerate(results) if isinstance(result, Value)}
        ctx.outputs = tuple(
            [(r.array.shape, r.array.dtype) if isinstance(r, Value) else NO_TENSOR for r in results]
        )
        for i in numbers.values():
            ctx.like = results[i].array
            results[i] = cls._output(ctx, i, results[i], args, tracked)
        cls._save(ctx, numbers, tracked)
        if tracked:
            note_forward(ctx)

    @classmethod
    def _output(
        cls, ctx: FunctionCtx, nr: int, result: Any, args: tuple[Any, ...], tracked: bool
    ) -> Any:
        """Result number `nr` with its place in the graph; an unchanged input as a new Tensor."""
        tracked = tracked and id(result) not in ctx.non_differentiable
        tracked = tracked and result.array.dtype.kind == "f"
        if ctx.dirty and any(result is d for d in ctx.dirty):
            check_dirty(result, tracked)
            result.version[0] += 1
            if tracked:
                written = result.wrap(result.array, ctx)
                written.output_nr = nr
                rebase(result, written)
            return result
        if True in [result is a for a in args]:
            fresh = result.wrap(result.array, None)
            make_view(result, fresh)
            result = fresh
        if tracked:
            result.node, result.output_nr, result.leaf_requires_grad = ctx, nr, False
        if result.view_info is not None:
            result.view_info.origin = "several" if len(ctx.outputs) > 1 else "function"
            result.view_info.output_nr = nr
        return result

    @classmethod
    def _save(cls, ctx: FunctionCtx, numbers: dict[int, int], tracked: bool) -> None:
        kept: list[Any] = []
        hooks = mode.packing[-1] if mode.packing and tracked else None
        for i, tensor in enumerate(ctx.to_save):
            if tensor is not None and not isinstance(tensor, Value):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {i} is of type "
                    f"{type(tensor).__name__}"
                )
            if tensor is None:
                kept.append(None)
                continue
            if tracked:
                check_saved(tensor)
            nr = numbers.get(id(tensor))
            if hooks is not None:
                edge = edge_to(tensor) if nr is None else (None, 0)  # no circle
                kept.append((Packed(tensor, hooks, edge), nr, 0))
                continue
            if nr is not None:  # an output: keep its memory, not its history
                blank = tensor.wrap(tensor.array, None)
                blank.version = tensor.version
                tensor = blank
            kept.append((tensor, nr, tensor.version[0]))
        ctx.to_save = ()
        if tracked:
            ctx.saved = kept


def check_dirty(tensor: Any, tracked: bool) -> None:
    """A leaf that requires a gradient may not be changed in place."""
    if tracked and tensor.leaf_requires_grad and tensor.node is None:
        raise RuntimeError(
            "a leaf Variable that requires grad has been used in an in-place operation."
        )


class _Once(Node):
    """Stands behind gradients that must not be differentiated again."""

    def __init__(self, like: Value, targets: Sequence[Any]) -> None:
        self.seq = next_number()
        self.outputs = ((like.array.shape, like.array.dtype),)
        self.edges = tuple(edge_to(t) for t in targets)

    def name(self) -> str:
        return "torch::autograd::Error"

    def backward(self, grads: Sequence[Any], graph: bool) -> Sequence[Any]:
        raise RuntimeError(
            "trying to differentiate twice a function that was marked with @once_differentiable"
        )


def once_differentiable(backward: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a Function's backward as not to be differentiated itself.

    It then runs without recording, so it may use NumPy. Differentiating its result raises
    RuntimeError.   Source: torch.autograd.function.once_differentiable.
    """

    @functools.wraps(backward)
    def once(ctx: Any, *grads: Any) -> Any:
        recording, mode.grad = mode.grad, False
        try:
            returned = backward(ctx, *grads)
        finally:
            mode.grad = recording
        tracked = [g for g in grads if isinstance(g, Value) and g.requires_grad]
        if not recording or not tracked:
            return returned
        results = returned if isinstance(returned, tuple) else (returned,)
        guarded = tuple(
            r.wrap(r.array, _Once(r, tracked)) if isinstance(r, Value) else r for r in results
        )
        return guarded if isinstance(returned, tuple) else guarded[0]

    return once
