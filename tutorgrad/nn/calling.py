"""Calling a module: hooks, `forward`, hooks; and hooks on the way back.

    forward pre-hooks ─> forward ─> forward hooks           (inputs and output may be replaced)
    full backward hooks <─ the module's nodes <─ full backward pre-hooks

For the way back the tensors that enter and leave the module pass through a node of their own, which
changes nothing but sees all their gradients together.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..autograd import Function
from ..hooks import RemovableHandle
from ..nodes import Value, mode

HOOKS = ("_forward_pre_hooks", "_forward_hooks", "_backward_hooks", "_backward_pre_hooks")


class Hook(NamedTuple):
    """A forward (pre-)hook and how it wants to be called."""

    call: Callable[..., Any]
    with_kwargs: bool
    always: bool = False


def call(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Run the forward pre-hooks, `forward`, and the forward hooks.

    Source: torch.nn.Module.__call__.
    """
    if not (
        self._backward_hooks
        or self._backward_pre_hooks
        or self._forward_hooks
        or self._forward_pre_hooks
    ):
        return self.forward(*args, **kwargs)
    waiting = dict(self._forward_hooks)
    try:
        return hooked(self, args, kwargs, waiting)
    except Exception:
        for hook in waiting.values():
            if hook.always:
                run_silenced(hook, self, args, kwargs)
        raise


def hooked(
    module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], waiting: dict[int, Hook]
) -> Any:
    """One call with hooks; forward hooks leave `waiting` as they run."""
    for hook in tuple(module._forward_pre_hooks.values()):
        args, kwargs = before(hook, module, args, kwargs)
    watch = None
    if module._backward_hooks or module._backward_pre_hooks:
        watch = Watch(module)
        args = watch.inputs(args)
    result = module.forward(*args, **kwargs)
    for key in tuple(waiting):
        hook = waiting.pop(key)
        given = (module, args, kwargs, result) if hook.with_kwargs else (module, args, result)
        replaced = hook.call(*given)
        result = result if replaced is None else replaced
    return result if watch is None else watch.outputs(result)


def before(
    hook: Hook, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Run one forward pre-hook: the arguments of the call after it."""
    if not hook.with_kwargs:
        replaced = hook.call(module, args)
        if replaced is None:
            return args, kwargs
        return (replaced if isinstance(replaced, tuple) else (replaced,)), kwargs
    replaced = hook.call(module, args, kwargs)
    if replaced is None:
        return args, kwargs
    if not isinstance(replaced, tuple) or len(replaced) != 2:
        raise RuntimeError(
            "forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got "
            f"{replaced}."
        )
    return replaced


def run_silenced(hook: Hook, module: Any, args: Any, kwargs: Any) -> None:
    """After an error: run a hook that asked for `always_call`, its own error only warned about."""
    try:
        hook.call(module, args, kwargs, None) if hook.with_kwargs else hook.call(module, args, None)
    except Exception as error:
        warnings.warn(
            "module forward hook with ``always_call=True`` raised an exception that was silenced "
            f"as another error was raised in forward: {error}",
            stacklevel=3,
        )


# ------------------------------------------------------------------------------ registering


def register_forward_pre_hook(
    self: Any, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
) -> RemovableHandle:
    """Call `hook(module, args)` before `forward`; it may return other arguments.

    with_kwargs: call `hook(module, args, kwargs)`, which may return (args, kwargs).
    prepend: before the hooks that are there.   Returns a handle whose `remove()` takes it off.
    """
    return RemovableHandle(self._forward_pre_hooks, Hook(hook, with_kwargs), prepend)


def register_forward_hook(
    self: Any,
    hook: Callable[..., Any],
    *,
    prepend: bool = False,
    with_kwargs: bool = False,
    always_call: bool = False,
) -> RemovableHandle:
    """Call `hook(module, args, output)` after `forward`; it may return another output.

    always_call: call it (with output None) also when `forward` has raised.
    """
    return RemovableHandle(self._forward_hooks, Hook(hook, with_kwargs, always_call), prepend)


def register_full_backward_pre_hook(
    self: Any, hook: Callable[..., Any], prepend: bool = False
) -> RemovableHandle:
    """Call `hook(module, grad_output)` before the module's backward; it may return another."""
    return RemovableHandle(self._backward_pre_hooks, hook, prepend)


def register_full_backward_hook(
    self: Any, hook: Callable[..., Any], prepend: bool = False
) -> RemovableHandle:
    """Call `hook(module, grad_input, grad_output)` when the gradients of the module's inputs are
    known; it may return another grad_input. Inputs that need no gradient show as None."""
    return RemovableHandle(self._backward_hooks, hook, prepend)


# ------------------------------------------------------------------------- on the way back


class BackwardHookFunction(Function):
    """Passes everything through unchanged: a place where all gradients are seen together."""

    @staticmethod
    def forward(ctx: Any, *tensors: Any) -> Any:
        ctx.mark_non_differentiable(*(t for t in tensors if not t.requires_grad))
        return tensors

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        return grads


class Watch:
    """The backward hooks of one call of a module."""

    def __init__(self, module: Any) -> None:
        self.module = module
        self.hooks = tuple(module._backward_hooks.values())
        self.pre_hooks = tuple(module._backward_pre_hooks.values())
        self.grad_output: tuple[Any, ...] = ()
        self.reaches_inputs = False

    def inputs(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments, the tensors among them led through a node."""
        self.input_count = len(args)
        args, node, at = lead(args)
        if node is not None:
            self.reaches_inputs = True
            node.post_hooks = {0: lambda grads, _: self.at_inputs(at, grads)}
        return args

    def outputs(self, result: Any) -> Any:
        """The result, a tensor or a tuple of them, led through a node."""
        if not isinstance(result, tuple | Value):
            warnings.warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of "
                f"Tensors but received {type(result)}",
                stacklevel=4,
            )
            return result
        row = result if isinstance(result, tuple) else (result,)
        self.output_count = len(row)
        row, node, at = lead(row)
        if node is not None:
            node.pre_hooks = {0: lambda grads: self.at_outputs(at, grads)}
        return row if isinstance(result, tuple) else row[0]

    def at_outputs(self, at: list[int], grads: tuple[Any, ...]) -> tuple[Any, ...]:
        """The gradients of the outputs are here."""
        shown = spread(at, grads, self.output_count)
        for hook in self.pre_hooks:
            replaced = hook(self.module, shown)
            if replaced is not None:
                shown = checked(replaced, "pre hook", "grad_output", self.output_count)
        self.grad_output = shown
        if self.hooks and not self.reaches_inputs:
            warnings.warn(NO_INPUT, stacklevel=5)
            self.run_hooks((None,) * self.input_count)
        return tuple(shown[i] for i in at)

    def at_inputs(self, at: list[int], grads: tuple[Any, ...]) -> tuple[Any, ...]:
        """The gradients of the inputs are here."""
        shown = self.run_hooks(spread(at, grads, self.input_count))
        return tuple(shown[i] for i in at)

    def run_hooks(self, grad_input: tuple[Any, ...]) -> tuple[Any, ...]:
        for hook in self.hooks:
            replaced = hook(self.module, grad_input, self.grad_output)
            if replaced is not None:
                grad_input = checked(replaced, "hook", "grad_input", self.input_count)
        return grad_input


NO_INPUT = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since "
    "no inputs require gradients. See https://docs.pytorch.org/docs/main/generated/torch.nn.Module"
    ".html#torch.nn.Module.register_full_backward_hook for more details."
)


def lead(row: tuple[Any, ...]) -> tuple[tuple[Any, ...], Any, list[int]]:
    """Lead the tensors of a row through one node: (the new row, the node or None, their places).

    Without a tensor that needs a gradient, nothing is done.
    """
    at = [i for i, value in enumerate(row) if isinstance(value, Value)]
    if not mode.grad or not any(row[i].requires_grad for i in at):
        return row, None, at
    led = dict(zip(at, BackwardHookFunction.apply(*(row[i] for i in at)), strict=True))
    node = next(value.node for value in led.values() if value.node is not None)
    return tuple(led.get(i, value) for i, value in enumerate(row)), node, at


def checked(grads: Any, which: str, kind: str, count: int) -> tuple[Any, ...]:
    """What a hook returned, as a tuple; RuntimeError for the wrong number of gradients."""
    row = grads if isinstance(grads, tuple) else (grads,)
    if len(row) != count:
        raise RuntimeError(
            f"Backward {which} returned an invalid number of {kind}, got {len(row)}, but expected "
            f"{count}"
        )
    return row


def spread(at: list[int], grads: Sequence[Any], count: int) -> tuple[Any, ...]:
    """The gradients at their places in a row of `count`, None elsewhere."""
    row: list[Any] = [None] * count
    for place, grad in zip(at, grads, strict=True):
        row[place] = grad
    return tuple(row)
