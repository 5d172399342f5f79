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

import types
from collections.abc import Callable, Sequence
from typing import Any, overload

import numpy as np

from . import dtypes, errors
from .backend import same_place
from .nodes import (
    Array,
    Edge,
    Value,
    View,
    check_saved,
    edge_to,
    mode,
    next_number,
    note_forward,
)
from .opnode import OpNode, looks
from .saved import results_of
from .signatures import Parameters

Rule = Callable[..., Any]
PLAIN_NUMBERS = (int, float)  # what mixes with floating arrays without a cast
NOWHERE: Edge = (None, 0)

Reader = Callable[[OpNode, Sequence[Any], bool], Any]


class Plan:
    """For one op and one pattern of inputs: which rules run, and what they read.

    needs: for each input whether it needs a gradient; None for what is no Value.
    steps: (edge, or all of them, rule, readers).   reads: inputs the rules name; saves: the Values.
    holds: does anything have to be kept, so that a second backward must fail?
    shown: the edges that `next_functions` lists.
    """

    def __init__(self, op: Op, needs: tuple[bool | None, ...]) -> None:
        self.op = op
        self.steps: list[tuple[Any, Rule, tuple[Reader, ...]]] = []
        self.reads: set[int] = set()
        self.saves_out = self.reads_shapes = self.holds = False
        for position, needed in enumerate(needs):
            if needed:
                rule = op.rule_for(position)
                assert rule is not None
                readers = tuple(self.reader(op, name, position) for name in Parameters(rule))
                self.steps.append((slice(None) if op.joint else position, rule, readers))
                if op.joint:
                    break
        kept = any(needs[i] is not None or op.wraps_numbers for i in self.reads)
        self.holds = self.holds or kept or self.saves_out
        self.saves = tuple(i for i in self.reads if needs[i] is not None)
        self.shown = tuple(
            i
            for i, need in enumerate(needs)
            if (need is not None or op.wraps_numbers) and op.rule_for(i) is not None
        )

    def reader(self, op: Op, name: str, position: int) -> Reader:
        """The function that fetches one parameter of a rule from the node."""
        if name == "grad":
            return lambda node, grads, graph: grads[0]
        if name == "grads":
            return lambda node, grads, graph: grads
        if name in ("out", "outs"):
            self.saves_out = True
            if name == "outs":
                return lambda node, grads, graph: node.saved_outs(grads, graph)
            return lambda node, grads, graph: node.saved_outs(grads, graph)[0]
        if name == "index":  # of a variadic op: which of its inputs
            return lambda node, grads, graph: position
        if name == "shapes":
            self.reads_shapes = True
            return lambda node, grads, graph: node.shapes
        if name.endswith("_shape") and name[:-6] in op.names:
            self.reads_shapes = True
            at = op.names.index(name[:-6])
            return lambda node, grads, graph: node.shapes[at]
        if name in op.names:
            at = op.names.index(name)
            self.reads.add(at)
            return lambda node, grads, graph: node.saved_input(at, graph)
        if name in op.keywords:
            self.holds = self.holds or name in op.saved
            default = op.keywords[name]
            return lambda node, grads, graph: node.keywords.get(name, default)
        raise TypeError(f"{op.__name__}: a rule asks for {name!r}, which the call does not have")


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
        self.ruled: tuple[bool, ...] | None = None  # which arguments have a rule; None: all
        self.plans: dict[tuple[bool | None, ...], Plan] = {}
        self.node_classes: dict[str, type[OpNode]] = {}

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
        if not (self.variadic or joint):
            self.ruled = tuple(name in self.rules for name in self.names)

    def rule_for(self, position: int) -> Rule | None:
        return self.rules.get(self.names[0 if self.variadic or self.joint else position])

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __repr__(self) -> str:
        return f"<operation {self.__name__}>"

    def __reduce__(self) -> str:
        return self.forward.__name__  # pickled by name, as a function is

    def __call__(self, *inputs: Any, **keywords: Any) -> Any:
        """Run the forward; record the call when an input needs a gradient.

        `out=` writes the result into an existing tensor. Raises TypeError when no argument is a
        Tensor, RuntimeError for shapes or devices that do not go together.
        """
        out = None
        if keywords:
            inputs, out = self.bind(inputs, keywords)
        for value in inputs:
            if isinstance(value, Value):
                result = self.record(inputs, keywords)
                return result if out is None else out.receive(result, self.__name__)
        if raw := mode.raw:
            return (
                self.forward(*inputs, **keywords)
                if raw is True
                else raw(self.forward, *inputs, **keywords)
            )
        raise self.usage_error(inputs)

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

    def record(self, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Run the forward on the arrays of the inputs and remember how to go back."""
        first, arrays, uniform = self.unbox(inputs)
        dtype = None
        if self.promote is not None and not uniform:
            dtype = self.convert(arrays, inputs)
        try:
            array = mode.quiet.copy().run(self.forward, *arrays, **keywords)
        except (ValueError, TypeError, AttributeError) as error:
            raise self.explain(error, inputs, arrays) from None
        if array.__class__ is tuple:
            return self.record_several(first, inputs, keywords, array)
        if isinstance(array, np.generic):
            array = np.asarray(array)
        node = None
        if mode.grad and self.rules and array.dtype.kind == "f":
            needs = self.needs(inputs)
            if True in needs and not mode.inference:
                node = self.make_node(inputs, needs, keywords, dtype, ((array.shape, array.dtype),))
        result = first.wrap(array, node)
        if self.view:
            make_view(inputs[0], result)
        elif mode.inference:
            result.inference = True
        if node is not None and node.plan.saves_out:
            node.outs = ((array, result.version, result.version[0]),)
        if node is not None and mode.watched:
            watch(node, (result,))
        return result

    def record_several(
        self,
        first: Value,
        inputs: tuple[Any, ...],
        keywords: dict[str, Any],
        arrays: tuple[Any, ...],
    ) -> tuple[Any, ...]:
        """The results of a forward that returns a tuple: outputs 0, 1, … of one node."""
        node = None
        if mode.grad and self.rules and not mode.inference:
            needs = self.needs(inputs)
            if True in needs:
                node = self.make_node(
                    inputs, needs, keywords, None, tuple([(a.shape, a.dtype) for a in arrays])
                )
        saved = tuple([(np.asarray(a) if isinstance(a, np.generic) else a, [0], 0) for a in arrays])
        if node is not None and node.plan.saves_out:
            node.outs = saved
        results = results_of(node, first, saved)
        if node is not None and mode.watched:
            watch(node, results)
        return results

    def unbox(self, inputs: tuple[Any, ...]) -> tuple[Value, list[Any], bool]:
        """The first Value, all the arrays, and whether they need no mixing of dtypes.

        Views take their base's latest history on the way.
        """
        first = None
        arrays = []
        alike, uniform = True, True
        for value in inputs:
            if isinstance(value, Value):
                if value.base is not None and mode.grad and self.rules:
                    value.refresh()
                array = value.array
                if array.__class__ is not np.ndarray:
                    alike = False
                if first is None:
                    first, dtype = value, array.dtype
                elif array.dtype is not dtype:
                    uniform = False
                arrays.append(array)
            else:
                if (
                    value.__class__ not in PLAIN_NUMBERS
                    or self.numbers is not True
                    and (not self.numbers or first is None)
                ):
                    uniform = False
                arrays.append(value.item() if isinstance(value, np.generic) else value)
        assert first is not None
        if not alike:
            same_place(arrays, self.__name__, self.names)
        return first, arrays, uniform and dtype.kind == "f"

    def needs(self, inputs: tuple[Any, ...]) -> tuple[bool | None, ...]:
        """Which inputs need a gradient and have a rule; None for what is no Value."""
        ruled = self.ruled
        return tuple(
            [
                (
                    v.node is not None
                    or v.leaf_requires_grad
                    or v.base is not None
                    and v.requires_grad
                )
                and (ruled is None or ruled[i])
                if isinstance(v, Value)
                else None
                for i, v in enumerate(inputs)
            ]
        )

    def make_node(
        self,
        inputs: tuple[Any, ...],
        needs: tuple[bool | None, ...],
        keywords: dict[str, Any],
        dtype: np.dtype[Any] | None,
        outputs: tuple[tuple[tuple[int, ...], np.dtype[Any]], ...],
    ) -> OpNode:
        """The node of a call: what its rules will read, and where their results go."""
        plan = self.plans.get(needs)
        if plan is None:
            plan = self.plans[needs] = Plan(self, needs)
        name = self.node_name
        if not isinstance(name, str):
            name = name(*inputs, **keywords)
        node = (self.node_classes.get(name) or self.node_class(name))()
        node.seq = next_number()
        node.plan = plan
        node.edges = tuple(
            [edge_to(v) if n else NOWHERE for v, n in zip(inputs, needs, strict=True)]
        )
        node.outputs = outputs
        if keywords:
            node.keywords = keywords
        if dtype is not None:
            node.dtype = dtype
        if plan.reads:
            node.inputs = tuple([v if i in plan.reads else None for i, v in enumerate(inputs)])
            node.versions = tuple([inputs[i].version[0] for i in plan.saves])
            for i in plan.saves:
                check_saved(inputs[i])
        if plan.reads_shapes:
            node.shapes = tuple([v.array.shape if isinstance(v, Value) else () for v in inputs])
        return node

    def node_class(self, name: str) -> type[OpNode]:
        """The class of the nodes that show as `name`: `type(y.grad_fn).__name__` is PyTorch's."""
        found = self.node_classes.get(name)
        if found is None:
            fields = {"full_name": name, **looks(self)}
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
