"""PyTorch's own samples of its operators (OpInfo), run by PyTorch and by tutorgrad.

`torch.testing._internal.common_methods_invocations.op_db` describes every operator of PyTorch: how
it is called, on which inputs, in which dtypes, and what must fail. `check` runs one of them with
both libraries and says what differs. `python -m tests.coverage NAME` prints that for a name.
"""

from __future__ import annotations

import functools
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db

import tutorgrad
from tests.parity.both import FORM, differences, first_words, numbers, without_kernel

DTYPES = "float64 float32 int64 bool".split()
ABSENT = object()


class Untranslatable(Exception):
    """A sample holds what is outside tutorgrad: complex numbers, sparse tensors, ..."""


@dataclass
class Report:
    """What came out for one operator: the samples that gave the same, and what differed."""

    name: str
    same: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # a sample, then lines that say what differs

    @property
    def ran(self) -> int:
        """How many samples were compared."""
        return len(self.same) + len(self.wrong)

    def add(self, what: str, found: list[str]) -> None:
        if found:
            self.wrong.append(what + "\n" + "\n".join(found))
        else:
            self.same.append(what)


def title(info: Any) -> str:
    """ "linalg.norm/subgradients": an operator's name, and its variant."""
    return info.name + ("/" + info.variant_test_name if info.variant_test_name else "")


OPERATORS = {title(info): info for info in op_db}


# ------------------------------------------------------------------------------ the two sides


def ours(info: Any) -> Any:
    """tutorgrad's function for an operator of PyTorch; ABSENT when there is none."""
    found = found_in(tutorgrad, info.name)
    found = found if callable(found) else ABSENT  # bfloat16 is a dtype, too
    if found is ABSENT:
        found = getattr(tutorgrad.Tensor, info.name, ABSENT)
    if found is not ABSENT and isinstance(info.op, types.FunctionType):
        if info.op.__module__.startswith("torch.testing"):  # a line of Python around the operator
            return rebound(info.op)
    return found


def found_in(holder: Any, path: str) -> Any:
    for name in path.split("."):
        holder = getattr(holder, name, ABSENT)
        if holder is ABSENT:
            return ABSENT
    return holder


def rebound(function: types.FunctionType) -> Callable[..., Any]:
    """A function of PyTorch's tests that means tutorgrad when it says torch."""
    names = {**function.__globals__, "torch": tutorgrad, "wrapper_set_seed": seeded}
    copy = types.FunctionType(
        function.__code__, names, None, function.__defaults__, function.__closure__
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def seeded(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The result of a call that draws from a fresh stream, of the seed of PyTorch's tests."""
    tutorgrad.manual_seed(42)
    return function(*args, **kwargs)


@dataclass
class Call:
    """One call of an operator: the arguments, for PyTorch; `translated` for tutorgrad."""

    input: Any
    args: Any
    kwargs: Any
    finish: Callable[[Any], Any] = staticmethod(lambda x: x)

    def translated(self) -> Call:
        seen: dict[int, Any] = {}
        parts = (translate(part, seen) for part in (self.input, list(self.args), self.kwargs))
        return Call(*parts, finish=self.finish)

    def __str__(self) -> str:
        words = [*map(shown, (self.input, *self.args))]
        words += [f"{k}={shown(v)}" for k, v in self.kwargs.items()]
        return "(" + ", ".join(words) + ")"


def shown(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return f"{str(value.dtype)[6:]}{list(value.shape)}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(shown, value)) + "]"
    return repr(value)


def translate(value: Any, seen: dict[int, Any]) -> Any:
    """A value of PyTorch's as tutorgrad's own: tensors with their strides, dtypes, sizes."""
    if isinstance(value, torch.Tensor):
        if id(value) not in seen:
            seen[id(value)] = tensor(value)
        return seen[id(value)]
    if isinstance(value, torch.Size):
        return tutorgrad.Size(value)
    if isinstance(value, tuple | list):
        items = [translate(v, seen) for v in value]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    if isinstance(value, dict):
        return {k: translate(v, seen) for k, v in value.items()}
    if isinstance(value, torch.device):
        return tutorgrad.device(str(value))
    if isinstance(value, torch.dtype | torch.memory_format | torch.layout):
        found = getattr(tutorgrad, str(value).rpartition(".")[2], None)
        if found is None:
            raise Untranslatable(str(value))
        return found
    if isinstance(value, complex) or type(value).__module__.startswith("torch"):
        raise Untranslatable(repr(value))
    if str(getattr(value, "__module__", "")).startswith("torch"):  # a function or a class
        found = found_in(tutorgrad, f"{value.__module__}.{value.__qualname__}"[len("torch.") :])
        if found is ABSENT:
            raise Untranslatable(repr(value))
        return found
    return value


def tensor(value: Any) -> Any:
    if (
        value.layout is not torch.strided
        or value.device.type != "cpu"
        or value.is_complex()
        or not hasattr(tutorgrad, str(value.dtype)[6:])
        or value.ndim > 64  # more than NumPy has
    ):
        raise Untranslatable(str(value.dtype))
    memory = torch.empty(0, dtype=value.dtype).set_(value.untyped_storage().clone())
    whole = tutorgrad.from_numpy(memory.numpy())
    made = whole.as_strided(value.shape, value.stride(), value.storage_offset()).detach()
    return made.requires_grad_() if value.requires_grad else made


# ---------------------------------------------------------------------------------- one look


def look(library: Any, function: Any, call: Call, order: int) -> Any:
    """Values, dtypes and derivatives of one call, to be compared."""
    library.manual_seed(0)
    result = call.finish(function(call.input, *call.args, **call.kwargs))
    found: dict[str, Any] = {}
    outs = list(tensors(library, result, found))
    for i, out in enumerate(outs):
        found[f"value {i}"] = numbers(out)
    return {**found, **derivatives(library, call, outs, order)}


def tensors(library: Any, result: Any, found: dict[str, Any], at: str = "") -> Iterator[Any]:
    """The tensors of a result, in order; what is no tensor is noted in `found`."""
    if isinstance(result, library.Tensor):
        yield result
    elif isinstance(result, tuple | list):
        found[f"length{at}"] = len(result)
        for i, item in enumerate(result):
            yield from tensors(library, item, found, f"{at}.{i}")
    else:
        found[f"result{at}"] = str(result).replace("tutorgrad", "torch")


def leaves(library: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, library.Tensor):
        if value.requires_grad:
            yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from leaves(library, item)
    elif isinstance(value, dict):
        yield from leaves(library, list(value.values()))


def derivatives(library: Any, call: Call, outs: list[Any], order: int) -> dict[str, Any]:
    """First derivatives, and the second ones in a random direction."""
    outs = [o for o in outs if o.requires_grad]
    inputs = list(leaves(library, (call.input, call.args, call.kwargs)))
    found: dict[str, Any] = {"differentiable": [len(outs), len(inputs)]}
    if order == 0 or not outs or not inputs:
        return found
    rng = np.random.default_rng(0)

    def direction(like: Any) -> Any:
        drawn = np.asarray(rng.normal(size=tuple(like.shape)))
        return library.from_numpy(drawn).to(like.dtype)

    vs = [direction(o).requires_grad_(order > 1) for o in outs]
    firsts = library.autograd.grad(outs, inputs, vs, create_graph=order > 1, allow_unused=True)
    found.update({f"d/dx{i}": numbers(g) for i, g in enumerate(firsts)})
    weighted = [
        (g * direction(t)).sum() for g, t in zip(firsts, inputs, strict=True) if g is not None
    ]
    total = sum(weighted)
    if order > 1 and getattr(total, "requires_grad", False):
        seconds = library.autograd.grad(total, [*inputs, *vs], allow_unused=True)
        found.update({f"d²/dx{i}": numbers(g) for i, g in enumerate(seconds)})
    return found


def compared(functions: tuple[Any, Any], call: Call, order: int) -> list[str]:
    """What differs between PyTorch's outcome of a call and tutorgrad's."""
    mine, other = functions
    with torch.random.fork_rng():
        translated = call.translated()
        here = attempt(lambda: look(tutorgrad, mine, translated, order))
        there = attempt(lambda: look(torch, other, call, order))
    return unlike_looks(here, there)


def unlike_looks(here: Any, there: Any) -> list[str]:
    """What two looks, or the errors that came instead, do not have in common."""
    if isinstance(here, tuple) and isinstance(there, tuple):  # errors
        if FORM.search(there[1]) and here[0] == there[0]:
            return []
        here, there = without_kernel(here), without_kernel(there)
    return differences(here, there)


def attempt(function: Callable[[], Any]) -> Any:
    """What a function returns, or the type and text of its error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return function()
        except Exception as error:  # whatever it is, the other library must raise the same
            return type(error).__name__, first_words(str(error))


# ------------------------------------------------------------------------------ one operator


def check(info: Any, cap: int | None = 12) -> Report:
    """Run an operator's samples with both libraries. cap: at most so many of each kind."""
    report = Report(title(info))
    functions = ours(info), info.op
    for dtype in DTYPES:
        if getattr(torch, dtype) not in info.supported_dtypes("cpu"):
            continue
        order = 2 if info.supports_gradgrad else int(info.supports_autograd)
        order = order if dtype == "float64" else 0
        calls = spread(samples(info, dtype, order > 0), cap if order else cap and cap // 2)
        for call in calls:
            run(report, f"{call}", functions, call, order)
        if dtype == "float64":
            for call in spread(calls, 3):
                other_forms(report, info, functions, call)
    for call in spread(list(errors(info)), cap and 2 * cap):
        run(report, f"wrong {call}", functions, call, 0)
    return report


def run(report: Report, what: str, functions: tuple[Any, Any], call: Call, order: int) -> None:
    try:
        report.add(what, compared(functions, call, order))
    except Untranslatable:
        return


def samples(info: Any, dtype: str, grad: bool) -> list[Call]:
    torch.manual_seed(0)
    made = info.sample_inputs("cpu", getattr(torch, dtype), requires_grad=grad)
    finish = uninitialised if "empty" in info.name else None
    return [Call(s.input, s.args, s.kwargs, finish or s.output_process_fn_grad) for s in made]


def uninitialised(made: Any) -> Any:
    """What may be compared of memory that nobody has written to."""
    return [str(made.dtype), tuple(made.shape), made.stride(), made.requires_grad]


def errors(info: Any) -> Iterator[Call]:
    """Wrong calls: PyTorch's own samples of what must fail."""
    if info.error_inputs_func is not None and not info.name.startswith("__r"):
        for wrong in info.error_inputs("cpu"):
            s = wrong.sample_input
            yield Call(s.input, s.args, s.kwargs)


def spread(calls: list[Call], cap: int | None) -> list[Call]:
    """At most `cap` of the calls, but one at least, from all over the list."""
    if cap is None or len(calls) <= cap:
        return calls
    cap = max(cap, 1)
    return [calls[i * len(calls) // cap] for i in range(cap)]


def other_forms(report: Report, info: Any, functions: tuple[Any, Any], call: Call) -> None:
    """The same call with gaps in memory, in place, and with out=."""
    sample = torch.testing._internal.opinfo.core.SampleInput(
        call.input, args=tuple(call.args), kwargs=call.kwargs
    ).noncontiguous()
    gaps = Call(sample.input, sample.args, sample.kwargs, call.finish)
    run(report, f"with gaps {call}", functions, gaps, 1 if info.supports_autograd else 0)
    if info.inplace_variant is not None:
        pair = written(ours_in_place(info.inplace_variant)), written(info.inplace_variant)
        run(report, f"in place {call}", pair, call, 1 if info.supports_inplace_autograd else 0)
    if info.supports_out and isinstance(info.op, types.BuiltinFunctionType):
        with torch.no_grad():
            result = attempt(lambda: info.op(call.input, *call.args, **call.kwargs))
        if isinstance(result, torch.Tensor):
            detached = torch.utils._pytree.tree_map_only(
                torch.Tensor, torch.Tensor.detach, (call.input, list(call.args), call.kwargs)
            )
            out = {"out": torch.empty_like(result, memory_format=torch.contiguous_format)}
            into = Call(detached[0], detached[1], {**detached[2], **out}, call.finish)
            run(report, f"out= {call}", functions, into, 0)


def ours_in_place(variant: Any) -> Any:
    """tutorgrad's form of what PyTorch's tests call in place: a method, or a function."""
    if isinstance(variant, functools.partial):
        return functools.partial(translate(variant.func, {}), **variant.keywords)
    if isinstance(variant, types.FunctionType):
        return rebound(variant)
    return getattr(tutorgrad.Tensor, variant.__name__, None)


def written(method: Any) -> Callable[..., Any]:
    """An in-place method, on a copy."""
    return lambda input, *args, **kwargs: method(input.clone(), *args, **kwargs)
