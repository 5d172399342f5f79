"""Trading time for memory: forget what a part of a model saved, and compute it again for backward.

The part runs under hooks that keep a number in place of each tensor it saves. When backward asks
for the first of them, the part runs again, and what it saves then is handed out.
Source: torch.utils.checkpoint; Chen et al. 2016, Training Deep Nets with Sublinear Memory Cost.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..autograd import Function, backward, enable_grad, no_grad
from ..autograd.graph import saved_tensors_hooks
from ..backend import place_of
from ..nodes import Value, mode
from ..outside import missing as _missing
from ..random import default_generator

__all__ = [
    "CheckpointError",
    "CheckpointFunction",
    "checkpoint",
    "checkpoint_sequential",
    "noop_context_fn",
]


class CheckpointError(RuntimeError):
    """The part did something else when it ran again."""


def noop_context_fn() -> tuple[Any, Any]:
    """Two contexts that do nothing: for the part's first run and for the second."""
    return contextlib.nullcontext(), contextlib.nullcontext()


class CheckpointFunction(Function):
    """The older variant: the part runs unrecorded, and backward runs it again with a graph."""

    @staticmethod
    def forward(ctx: Any, run_function: Any, preserve_rng_state: bool, *args: Any) -> Any:
        if not any(isinstance(a, Value) and a.requires_grad for a in args):
            warnings.warn(
                "None of the inputs have requires_grad=True. Gradients will be None", stacklevel=4
            )
        ctx.run_function, ctx.args = (
            run_function,
            [None if isinstance(a, Value) else a for a in args],
        )
        ctx.states = random_states(args) if preserve_rng_state else []
        ctx.save_for_backward(*(a if isinstance(a, Value) else None for a in args))
        with no_grad():
            return run_function(*args)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        if mode.walk.inputs is not None:
            raise RuntimeError(
                "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or "
                "passing an `inputs` parameter to .backward(). To resolve this error, you can "
                "either set use_reentrant=False, or call .backward() without passing the `inputs` "
                "argument."
            )
        tensors: Any = ctx.saved_tensors
        inputs = [
            given if saved is None else saved.detach().requires_grad_(saved.requires_grad)
            for given, saved in zip(ctx.args, tensors, strict=True)
        ]
        with random_as(ctx.states), enable_grad():
            outputs = ctx.run_function(*inputs)
        several = outputs if isinstance(outputs, tuple) else (outputs,)
        pairs = [
            (output, grad)
            for output, grad in zip(several, grads, strict=True)
            if isinstance(output, Value) and output.requires_grad
        ]
        if not pairs:
            raise RuntimeError(
                "none of output has requires_grad=True, this checkpoint() is not necessary"
            )
        backward([output for output, _ in pairs], [grad for _, grad in pairs])
        return None, None, *(x.kept_grad if isinstance(x, Value) else None for x in inputs)


class _Finished(Exception):
    """Everything that was saved has been computed again."""


class _Again:
    """A part that runs again when backward needs what it saved.

    traits: what `look` tells of each tensor that the first run saved.
    found: the tensors of the second, until they are used.
    """

    def __init__(
        self, run: Callable[[], Any], states: list[Any], context: Any, look: Callable[[Any], Any]
    ) -> None:
        self.run, self.states, self.context, self.look = run, states, context, look
        self.traits: list[Any] = []
        self.found: dict[int, Any] = {}

    def pack(self, tensor: Any) -> int:
        self.traits.append(self.look(tensor))
        return len(self.traits) - 1

    def unpack(self, number: int) -> Any:
        if number not in self.found:
            self.recompute()
        return self.found.pop(number)

    def recompute(self) -> None:
        found: list[Any] = []

        def keep(tensor: Any) -> None:
            found.append(tensor.detach())
            if len(found) == len(self.traits):
                raise _Finished

        with (
            contextlib.suppress(_Finished),
            random_as(self.states),
            enable_grad(),
            self.context,
            saved_tensors_hooks(keep, lambda kept: kept),
        ):
            self.run()
        self.check(found)
        self.found = dict(enumerate(found))

    def check(self, found: list[Any]) -> None:
        """Raise CheckpointError unless the second run saved what the first one did."""
        if len(found) != len(self.traits):
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the "
                "original forward and recomputation.\n"
                f"Number of tensors saved during forward: {len(self.traits)}\n"
                f"Number of tensors saved during recomputation: {len(found)}."
            )
        differ = "".join(
            f"tensor at position {i}:\nsaved metadata: {before}\nrecomputed metadata: {now}\n"
            for i, (before, now) in enumerate(zip(self.traits, map(self.look, found), strict=True))
            if before != now
        )
        if differ:
            raise CheckpointError(
                "torch.utils.checkpoint: Recomputed values for the following tensors have "
                f"different metadata than during the forward pass.\n{differ}."
            )


LOOKS: dict[str, Callable[[Any], Any]] = {  # what must be the same in both runs
    "default": lambda tensor: {n: getattr(tensor, n) for n in ("shape", "dtype", "device")},
    "none": lambda tensor: None,
}


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], tuple[Any, Any]] = noop_context_fn,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    **kwargs: Any,
) -> Any:
    """function(*args), without keeping what backward will need: that is computed again.

    use_reentrant: False (recommended) works with autograd.grad and keyword arguments; True is the
    older variant.   preserve_rng_state: draw the same random numbers again (True).
    determinism_check: "none" for tensors that may change.   debug, early_stop: accepted.
    Raises ValueError for keyword arguments of the older variant; CheckpointError in backward when
    the second run saves tensors of another number, shape, dtype or device.
    Source: torch.utils.checkpoint.checkpoint.
    """
    if use_reentrant is None:
        warnings.warn(
            UNSAID.format(
                "",
                "Starting in PyTorch 2.9, calling checkpoint without "
                "use_reentrant will raise an exception.",
            ),
            stacklevel=2,
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if use_reentrant:
        if kwargs:
            raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
        if context_fn is not noop_context_fn or debug:
            raise ValueError(
                "Passing `context_fn` or `debug` is only supported when use_reentrant=False."
            )
        return CheckpointFunction.apply(function, preserve, *args)
    look = chosen_look(determinism_check)
    first, second = context_fn()
    if not mode.grad:
        with first:
            return function(*args, **kwargs)
    states = random_states(args) if preserve else []
    again = _Again(lambda: function(*args, **kwargs), states, second, look)
    with first, saved_tensors_hooks(again.pack, again.unpack):
        return function(*args, **kwargs)


def chosen_look(name: str) -> Callable[[Any], Any]:
    if name not in LOOKS:
        raise ValueError(f"determinism_check should be one of {list(LOOKS)}, but got {name}")
    return LOOKS[name]


UNSAID = (
    "torch.utils.checkpoint{}: the use_reentrant parameter should be passed explicitly. {} "
    "use_reentrant=False is recommended, but if you need to preserve the current default behavior, "
    "you can pass use_reentrant=True. Refer to docs for more details on the differences between "
    "the two variants."
)


def checkpoint_sequential(
    functions: Any,
    segments: int,
    input: Any,
    use_reentrant: bool | None = None,
    **kwargs: Any,
) -> Any:
    """A Sequential (or list of functions) in `segments` parts, all but the last checkpointed.

    Source: torch.utils.checkpoint.checkpoint_sequential.
    """
    if use_reentrant is None:
        warnings.warn(
            UNSAID.format(
                ".checkpoint_sequential",
                "In version 2.9 we will raise an exception if use_reentrant is not passed.",
            ),
            stacklevel=2,
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    layers = list(functions.children() if hasattr(functions, "children") else functions)
    size = len(layers) // segments
    for start in range(0, size * (segments - 1), size):
        part = layers[start : start + size]
        input = checkpoint(
            lambda x, part=part: through(part, x),
            input,
            use_reentrant=use_reentrant,
            preserve_rng_state=preserve,
        )
    return through(layers[size * (segments - 1) :], input)


def through(layers: Iterable[Any], x: Any) -> Any:
    """The input after all layers."""
    for layer in layers:
        x = layer(x)
    return x


def random_states(args: Iterable[Any]) -> list[tuple[Any, Any]]:
    """The random streams of the CPU and of the arguments' devices, and where they stand."""
    streams = {id(default_generator): default_generator}
    for argument in args:
        if isinstance(argument, Value):
            stream = place_of(argument.array).generator
            streams[id(stream)] = stream
    return [(stream, stream.get_state()) for stream in streams.values()]


@contextlib.contextmanager
def random_as(states: list[tuple[Any, Any]]) -> Iterator[None]:
    """A block in which random streams start from given states; after it they go on as before."""
    before = [(stream, stream.get_state()) for stream, _ in states]
    for stream, state in states:
        stream.set_state(state)
    try:
        yield
    finally:
        for stream, state in before:
            stream.set_state(state)


__getattr__ = _missing("utils.checkpoint")
