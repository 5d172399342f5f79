"""Operations: forward functions with derivative rules, and how a call of one is recorded.

An `Op` is a forward function on raw arrays with one derivative rule per argument. Calling it on
Values runs the forward and, when somebody needs a gradient, leaves an `OpNode` behind: which op,
which inputs its rules will ask for, and edges to the nodes that made those inputs.

A rule is a function whose parameter names say what it reads: `grad` (the gradient of the result),
the forward's own arguments, `out` (the result), `<argument>_shape`, or a keyword of the call. Of an
op that returns a tuple it reads `grads` (None for results that nobody used) and `outs`. Only what
the needed rules name is kept. Rules run on raw arrays, and on Values under `create_graph`:
they use operators and ops by name, never methods.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import MethodType
from typing import Any, overload

import numpy as np
from numpy import ndarray

from . import dtypes, errors
from .backend import same_place
from .nodes import Array, Value, View, mode, note_forward
from .opnode import OpNode, looks
from .plan import Ends, Plan, Rule
from .quick import PLAIN_NUMBERS, quick_alone, quick_call
from .saved import results_of
from .signatures import Parameters

NOBODY: Any = None  # where the gradient goes of an input that needs none


class Op:
    """An operation: a forward on raw arrays and a derivative rule for each array argument.

    promote: None (dtypes are left alone), "common" (mixed by `dtypes.promote`) or "float"
    (the same, and integers become the default floating dtype).
    view: the result shares the first argument's memory.
    saved: keywords that hold arrays (index arrays), which count as saved for backward.
    node: the name that PyTorch gives the backward node, or a function of the call that chooses it.
    numbers: may a Python number stand for a tensor (of an op that promotes)? "other": for any but
    the first.

    An Op works as a function and, in a class body, as a method.
    """

    def __init__(
        self,
        forward: Callable[..., Array],
        *,
        promote: str | None = None,
        view: bool = False,
        node: str | Callable[..., str] | None = None,
        promotes_from: int = 0,
        wraps_numbers: bool = False,
        numbers: bool | str = True,
        saved: tuple[str, ...] = (),
    ) -> None:
        self.forward = forward
        self.saved = saved
        self.promote = promote
        self.view = view
        self.promotes_from = promotes_from
        self.wraps_numbers = wraps_numbers
        self.numbers = numbers
        self.__name__ = self.__qualname__ = forward.__name__.rstrip("_")
        self.__doc__ = forward.__doc__
        self.__module__ = forward.__module__
        self.__wrapped__ = forward
        self.node_name = node or camel(self.__name__) + "Backward0"
        parameters = Parameters(forward)
        self.names = [*parameters.positional, *parameters.variadic]
        self.variadic = bool(parameters.variadic)
        self.required = parameters.required
        self.keywords = parameters.keywords
        self.rules: dict[str, Rule] = {}
        self.joint = False  # one rule for the gradients of all arguments?
        self.recorded = False  # has it any rule?
        self.quick = not (view or promotes_from or self.variadic or self.required > 2)
        self.ruled: tuple[bool, ...] | None = None  # which arguments have a rule; None: all
        self.plans: dict[int, Plan] = {}  # by the pattern of the inputs
        self.node_classes: dict[str, type[OpNode]] = {}
        self.short_way = quick_call(self, lambda a, b: None)
        self.alone = len(self.names) == 1 and not (self.variadic or promotes_from)

    def derivative(self, *joint: Rule, **rules: Rule) -> None:
        """Declare the derivative rules, one per differentiable argument.

        A variadic op has one rule for all its inputs, which may ask for `index` and `shapes`. A
        rule without a name is joint: it returns a gradient (or None) for every argument.
        """
        if joint:
            self.joint, rules = True, {self.names[0]: joint[0]}
        for name in rules:
            if name not in self.names:
                raise TypeError(f"{self.__name__} has no argument {name!r} to differentiate")
        self.rules.update(rules)
        self.recorded = True
        self.quick = self.quick and not joint and len(self.rules) == len(self.names)
        if not (self.variadic or joint) and len(self.rules) < len(self.names):
            self.ruled = tuple(name in self.rules for name in self.names)
        else:
            self.ruled = None

    def rule_for(self, position: int) -> Rule | None:
        return self.rules.get(self.names[0 if self.variadic or self.joint else position])

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else MethodType(self, instance)

    def __repr__(self) -> str:
        return f"<operation {self.__name__}>"

    def __reduce__(self) -> str:
        return self.forward.__name__  # pickled by name, as a function is

    def __call__(self, *inputs: Any, **keywords: Any) -> Any:
        """Run the forward; record the call when an input needs a gradient.

        `out=` writes the result into an existing tensor. Raises TypeError when no argument is a
        Tensor, RuntimeError for shapes or devices that do not go together.
        """
        here = mode.__dict__  # the thread's settings, looked up once
        raw = here["raw"]
        if raw:
            for value in inputs:
                if isinstance(value, Value):
                    break
            else:
                keywords.pop("out", None)
                run = self.forward if raw is True else functools.partial(raw, self.forward)
                return run(*inputs, **keywords)
        if self.quick and not keywords and 0 < len(inputs) < 3:
            result = self.short_way(*inputs)
            if result is not None:
                return result
        elif self.alone and len(inputs) == 1:
            result = quick_alone(self, inputs[0], keywords)
            if result is not None:
                return result
        if len(inputs) > len(self.names):
            inputs = self.in_order(inputs, keywords)
        out = None
        if keywords:
            inputs, out = self.bind(inputs, keywords)
        first, arrays, uniform, ends, pattern = self.survey(inputs, here["grad"] and self.recorded)
        if first is None:
            raise self.usage_error(inputs)
        dtype = None
        if not uniform and self.promote is not None:
            dtype = self.convert(arrays, inputs)
        quiet = here["quiet"].copy()
        try:
            array = quiet.run(self.forward, *arrays, **keywords)
        except (ValueError, TypeError, AttributeError) as error:
            raise self.explain(error, inputs, arrays) from None
        if here["inference"]:
            pattern = 0
        result = self.finish(first, inputs, keywords, dtype, ends, pattern, array)
        return result if out is None else out.receive(result, self.__name__)

    def noted(self, inputs: tuple[Any, ...], keywords: dict[str, Any], array: Any) -> Any:
        """The result of a call whose forward has run, or several."""
        first, _, _, ends, pattern = self.survey(inputs, mode.grad and self.recorded)
        return self.finish(first, inputs, keywords, None, ends, pattern, array)

    def finish(
        self,
        first: Value,
        inputs: tuple[Any, ...],
        keywords: dict[str, Any],
        dtype: np.dtype[Any] | None,
        ends: Ends,
        pattern: int,
        array: Any,
    ) -> Any:
        """The result of a call as a Value, or several; with a node when the pattern is not 0."""
        if array.__class__ is not ndarray:
            if array.__class__ is tuple:
                return self.results(first, inputs, keywords, ends, pattern, array)
            if isinstance(array, np.generic):
                array = np.asarray(array)
        node = None
        if pattern and array.dtype.kind == "f":
            plan = self.plans.get(pattern) or self.plan(pattern)
            node = plan.node(inputs, keywords, dtype, ends, array)
        result = first.wrap(array, node)
        if self.view:
            make_view(inputs[0], result)
        elif mode.inference:
            result.inference = True
        if node is not None:
            if plan.saves_out:
                node.outs = ((array, result.version, result.version[0]),)
            if mode.watched:
                watch(node, (result,))
        return result

    def results(
        self,
        first: Value,
        inputs: tuple[Any, ...],
        keywords: dict[str, Any],
        ends: Ends,
        pattern: int,
        arrays: tuple[Any, ...],
    ) -> tuple[Any, ...]:
        """The results of a forward that returns a tuple: outputs 0, 1, … of one node."""
        saved = tuple([(np.asarray(a) if isinstance(a, np.generic) else a, [0], 0) for a in arrays])
        if not pattern:
            return results_of(None, first, saved)
        plan = self.plans.get(pattern) or self.plan(pattern)
        node = plan.node(inputs, keywords, None, ends, arrays)
        if plan.saves_out:
            node.outs = saved
        results = results_of(node, first, saved)
        if mode.watched:
            watch(node, results)
        return results

    def bind(self, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> tuple[Any, Any]:
        """Sort keyword arguments: positional ones by name, `out`, and the op's own keywords."""
        out = keywords.pop("out", None)
        if out is not None and not isinstance(out, Value):
            raise errors.wrong_kind(self.__name__.strip("_"), "out", "Tensor", out)
        if not self.variadic and any(name in keywords for name in self.names):
            row = list(inputs)
            for name in self.names[len(row) :]:
                if name not in keywords:
                    break
                row.append(keywords.pop(name))
            inputs = tuple(row)
        for name, value in keywords.items():
            if name not in self.keywords:
                raise TypeError(f"{self.__name__}() got an unexpected keyword argument '{name}'")
            if not isinstance(value, PLAIN_NUMBERS):
                if self.keywords[name].__class__ in PLAIN_NUMBERS:
                    keywords[name] = self.number(name, value)
        return inputs, out

    def in_order(self, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> tuple[Any, ...]:
        """The inputs without the factor that PyTorch took first, `add(x, 2, y)`, which warns."""
        factor = next((name for name in ("alpha", "value") if name in self.keywords), "")
        number, *rest = inputs[1:]
        fits = not self.variadic and len(inputs) == len(self.names) + 1 and rest
        if not (factor and fits and isinstance(number, int | float)):
            return inputs
        first, *others = [f"Tensor {name}" for name in self.names]
        errors.warn_factor(self.__name__, factor, others, first, ["Tensor out = None"], 4)
        keywords[factor] = number
        return inputs[0], *rest

    def number(self, name: str, value: Any) -> Any:
        """The number of a 0-d tensor that stands for one (`alpha=torch.tensor(0.5)`).

        Raises TypeError for other tensors, for those that require a gradient, and for all else.
        """
        if isinstance(value, np.number):
            return value.item()
        if not isinstance(value, Value) or value.array.ndim or value.requires_grad:
            raise errors.wrong_kind(self.__name__, name, "Number", value)
        return value.array.item()

    def usage_error(self, inputs: tuple[Any, ...]) -> TypeError:
        """The TypeError for a call without a single Tensor, or with the wrong number of them."""
        wrong = inputs and not isinstance(inputs[0], Value)
        if not (wrong or self.variadic) and len(inputs) < self.required:
            missing = ", ".join(f'"{n}"' for n in self.names[len(inputs) : self.required])
            count = self.required - len(inputs)
            return TypeError(
                f"{self.__name__}() missing {count} required positional arguments: {missing}"
            )
        return errors.not_a_tensor(self.__name__, self.names[0], 1, inputs[0])

    def survey(self, inputs: tuple[Any, ...], recording: bool) -> tuple[Any, ...]:
        """What a call has to know about its inputs, in one pass over them.

        The first Value; all the arrays; whether they need no mixing of dtypes; where the gradient
        of each goes, as targets and numbers; and their pattern, a number whose digits to the base 3
        say of each input: no Value, a Value, one that needs a gradient. The pattern is 0 when none
        does.   Views take their base's latest history on the way.
        """
        first, arrays = None, []
        targets: list[Any] = []
        numbers: list[int] = []
        alike = uniform = True
        pattern, needed, ruled = 1, False, self.ruled
        for value in inputs:
            target, nr, digit = NOBODY, 0, 0
            if isinstance(value, Value):
                array = value.array
                if array.__class__ is not ndarray:
                    alike = False
                if first is None:
                    first, dtype = value, array.dtype
                elif array.dtype is not dtype:
                    uniform = False
                if recording:
                    digit = 1
                    if value.base is not None:
                        value.refresh()
                    if ruled is None or ruled[len(targets)]:
                        if value.node is not None:
                            target, nr, digit, needed = value.node, value.output_nr, 2, True
                        elif value.leaf_requires_grad:
                            target, digit, needed = value, 2, True
                        elif value.base is not None and value.requires_grad:
                            digit, needed = 2, True
                arrays.append(array)
            else:
                if value.__class__ not in PLAIN_NUMBERS or self.numbers is not True:
                    uniform = uniform and self.stands_in(value, first)
                arrays.append(value.item() if isinstance(value, np.generic) else value)
            pattern = 3 * pattern + digit
            targets.append(target)
            numbers.append(nr)
        if not alike:
            same_place(arrays, self.__name__, self.names)
        uniform = uniform and first is not None and dtype.kind == "f"
        ends = tuple(targets), tuple(numbers)
        return first, arrays, uniform, ends, pattern if needed else 0

    def stands_in(self, number: Any, first: Value | None) -> bool:
        """May something that is no tensor mix with floating tensors without a cast?"""
        kinds = number.__class__ in PLAIN_NUMBERS
        return kinds and bool(self.numbers) and (self.numbers is True or first is not None)

    def node_for(self, inputs: tuple[Any, ...], keywords: dict[str, Any], array: Array) -> OpNode:
        """The node of a call whose result is already there, so that the forward need not run."""
        *_, ends, pattern = self.survey(inputs, True)
        plan = self.plans.get(pattern) or self.plan(pattern)
        return plan.node(inputs, keywords, None, ends, array)

    def plan(self, pattern: int) -> Plan:
        """The plan for a pattern of inputs, made when it first comes up."""
        digits = []
        rest = pattern
        while rest > 1:
            rest, digit = divmod(rest, 3)
            digits.append((None, False, True)[digit])
        found = self.plans[pattern] = Plan(self, tuple(reversed(digits)))
        return found

    def node_class(self, name: str) -> type[OpNode]:
        """The class of the nodes that show as `name`: `type(y.grad_fn).__name__` is PyTorch's.

        `y.grad_fn.operation` is this Op: its docstring, its derivative rules.
        """
        found = self.node_classes.get(name)
        if found is None:
            fields = {"full_name": name, "operation": self, **looks(self)}
            found = self.node_classes[name] = type(name.rpartition("::")[2], (OpNode,), fields)
        return found

    def convert(self, arrays: list[Any], inputs: tuple[Any, ...]) -> np.dtype[Any]:
        """Cast the arrays in place of the list to their common dtype, which is returned."""
        if len(inputs) > len(self.names) and not self.variadic:
            raise errors.too_many(self.__name__, len(self.names), len(inputs))
        start = self.promotes_from
        tensors, numbers = [], []
        for i in range(start, len(arrays)):
            if isinstance(inputs[i], Value):
                tensors.append(arrays[i])
            elif self.numbers == "other" and not i:
                forms = [f"Tensor input, {kind} {self.names[1]}" for kind in ("Tensor", "Number")]
                raise errors.no_overload(
                    self.__name__, inputs, [f"{form}, *, Tensor out = None" for form in forms]
                )
            elif self.numbers and isinstance(arrays[i], bool | int | float):
                numbers.append(arrays[i])
            elif arrays[i] is not None or i < self.required:
                name = self.names[0 if self.variadic else i]
                raise errors.not_a_tensor(self.__name__, name, i + 1, arrays[i])
        common = dtypes.promote(tensors, numbers)
        if self.promote == "float" and common.kind != "f":
            common = dtypes.get_default_dtype().numpy
        for i in range(start, len(arrays)):
            if isinstance(inputs[i], Value):
                if arrays[i].dtype != common:
                    arrays[i] = arrays[i].astype(common)
            elif arrays[i] is not None:
                if common.kind in "iu":
                    arrays[i] = common.type(np.int64(arrays[i]).astype(common))  # wraps like C
                elif not tensors:
                    arrays[i] = common.type(arrays[i])  # where(mask, 1.0, 0.0)
        return common

    def explain(self, error: Exception, inputs: Any, arrays: list[Any]) -> Exception:
        """PyTorch's error for shapes that do not broadcast or numbers that stand for Tensors."""
        shapes = [a.shape for a, v in zip(arrays, inputs, strict=True) if isinstance(v, Value)]
        if self.promote is not None and isinstance(error, ValueError):
            common: tuple[int, ...] = ()
            for shape in shapes:
                try:
                    errors.check_broadcast(common, shape)
                except RuntimeError as mismatch:
                    return mismatch
                common = np.broadcast_shapes(common, shape)
        if isinstance(error, TypeError) and not self.variadic and len(inputs) != self.required:
            if len(inputs) < self.required:
                return self.usage_error(inputs)
            if len(inputs) > len(self.names):
                return errors.too_many(self.__name__, len(self.names), len(inputs))
        return self.misfit(error, inputs)

    def misfit(self, error: Exception, inputs: tuple[Any, ...]) -> Exception:
        """The TypeError for an input that is no Tensor, if NumPy stumbled over one, else the error.

        Numbers are inputs too, but they have no attributes.
        """
        fitting = (Value,) if isinstance(error, AttributeError) else (Value, int, float, tuple)
        for i, value in enumerate(inputs[: self.required]):
            if not isinstance(value, fitting):
                return errors.not_a_tensor(self.__name__.strip("_"), self.names[i], i + 1, value)
        return error


def watch(node: OpNode, results: tuple[Value, ...]) -> None:
    """For anomaly mode and hooks on what is saved: note where the call was, hand over."""
    note_forward(node)
    if mode.packing:
        node.pack(results, mode.packing[-1])


def make_view(source: Value, result: Value) -> None:
    """Tie a result that shares memory to its base, unless the forward had to copy."""
    result.base = source if source.base is None else source.base
    result.version = source.version
    result.inference = source.inference
    result.view_info = View(source.version[0], source.view_info)


def camel(name: str) -> str:
    """ "log_softmax" -> "LogSoftmax"."""
    return "".join(part.capitalize() for part in name.split("_"))


@overload
def op(forward: Callable[..., Array]) -> Op: ...


@overload
def op(
    *,
    promote: str | None = None,
    view: bool = False,
    node: str | Callable[..., str] | None = None,
    promotes_from: int = 0,
    wraps_numbers: bool = False,
    numbers: bool | str = True,
    saved: tuple[str, ...] = (),
) -> Callable[[Callable[..., Array]], Op]: ...


def op(forward: Callable[..., Array] | None = None, **options: Any) -> Any:
    """Make an Op of a forward function. See `Op` for the options."""

    def make(function: Callable[..., Array]) -> Op:
        return Op(function, **options)

    return make if forward is None else make(forward)
