"""Plans: for one operation and one pattern of inputs, which rules run and what they read.

A training step makes the same calls again and again. What can be known from a call's pattern (which
inputs need a gradient, which are numbers) is worked out once and kept as a `Plan`: the parameter
names of the rules are read, and every rule is joined to what it reads in one function of the node.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .nodes import Value, check_saved, next_number
from .opnode import OpNode
from .signatures import Parameters

Rule = Callable[..., Any]
Ends = tuple[tuple[Any, ...], tuple[int, ...]]  # `Node.targets` and `Node.numbers`
RawStep = tuple[int, Any, int, Any]
BARE, DEFAULT, OUT, READ = -1, -2, -3, -4  # what a rule reads: see `Plan.short_rules`
Reader = Callable[[OpNode, Sequence[Any], bool], Any]


class Plan:
    """For one op and one pattern of inputs: which rules run, and what they read.

    needs: for each input whether it needs a gradient; None for what is no Value.
    steps: (edge, or all of them, the rule with what it reads).
    reads: inputs the rules name; saves: those that are Values.   all_read: are those all?
    holds: does anything have to be kept, so that a second backward must fail?
    raw_rules, read_rules: the rules again, as a walk on arrays can call them itself, without
    keywords and with (see `short_rules`).
    shown: the edges that `next_functions` lists.
    """

    def __init__(self, op: Any, needs: tuple[bool | None, ...]) -> None:
        self.op = op
        self.named = isinstance(op.node_name, str)
        self.steps: list[tuple[Any, Reader]] = []
        self.reads: set[int] = set()
        self.saves_out = self.reads_shapes = self.holds = False
        for position, needed in enumerate(needs):
            if needed:
                rule = op.rule_for(position)
                names = tuple(Parameters(rule))
                readers = tuple([self.reader(name, position) for name in names])
                step = self.step(rule, names, readers, needs)
                self.steps.append((slice(None) if op.joint else position, step))
                if op.joint:
                    break
        kept = any(needs[i] is not None or op.wraps_numbers for i in self.reads)
        self.holds = self.holds or kept or self.saves_out
        self.saves = tuple(i for i in self.reads if needs[i] is not None)
        self.reads_first, self.saves_second = 0 in self.reads, 1 in self.saves
        self.all_read = len(self.reads) == len(needs)
        self.raw_rules = self.short_rules(needs, False)
        self.read_rules = self.short_rules(needs, True)
        self.shown = tuple(
            i
            for i, need in enumerate(needs)
            if (need is not None or op.wraps_numbers) and op.rule_for(i) is not None
        )

    def short_rules(
        self, needs: tuple[bool | None, ...], keywords: bool
    ) -> tuple[RawStep, ...] | None:
        """The rules as a walk on raw arrays can call them itself; None for an op where it cannot.

        A rule may ask for the gradient (BARE), for that and one input (whose number stands there,
        with: is it a Value?), for that and the result (OUT), or for that and a keyword that is not
        given (DEFAULT). For anything else (READ) stands the step, which reads it from the node.
        keywords: may the call have some?
        """
        op = self.op
        if op.joint or op.variadic:
            return None
        found: list[RawStep] = []
        for position, step in self.steps:
            rule = op.rule_for(position)
            names = tuple(Parameters(rule))
            second = names[1] if len(names) == 2 and names[0] == "grad" else ""
            if names == ("grad",):
                found.append((position, rule, BARE, None))
            elif second in op.names:
                at = op.names.index(second)
                found.append((position, rule, at, needs[at] is not None))
            elif second == "out":
                found.append((position, rule, OUT, None))
            elif second in op.keywords and not keywords:
                found.append((position, rule, DEFAULT, op.keywords[second]))
            else:
                found.append((position, step, READ, None))
        return tuple(found)

    def step(
        self, rule: Rule, names: tuple[str, ...], readers: tuple[Reader, ...], needs: Any
    ) -> Reader:
        """One function of the node: the rule with everything it reads.

        The commonest rules get a form of their own, which saves a call for each parameter.
        """
        if names == ("grad",):
            return lambda node, grads, graph: rule(grads[0])
        if len(names) == 2 and names[0] == "grad":
            second = readers[1]
            at = self.op.names.index(names[1]) if names[1] in self.op.names else None
            if at is None or self.op.variadic or needs[at] is None:
                return lambda node, grads, graph: rule(grads[0], second(node, grads, graph))

            def with_input(node: OpNode, grads: Sequence[Any], graph: bool) -> Any:
                if graph or node.dtype is not None:
                    return rule(grads[0], node.saved_input(at, graph))
                return rule(grads[0], node.inputs[at].array)  # type: ignore[index]

            return with_input
        return lambda node, grads, graph: rule(*[read(node, grads, graph) for read in readers])

    def node(
        self,
        inputs: tuple[Any, ...],
        keywords: dict[str, Any],
        dtype: np.dtype[Any] | None,
        ends: Ends,
        results: Any,
    ) -> OpNode:
        """The node of a call: what its rules will read, and where their results go.

        dtype: what the inputs were cast to.   ends: where the gradient of each input goes, targets
        and numbers.   results: one array, or a tuple of them.
        """
        if self.named:
            node = OpNode()  # takes on its class when somebody looks
        else:
            node = self.op.node_class(self.op.node_name(*inputs, **keywords))()
        node.seq = next_number()
        node.plan, node.dtype, node.keywords = self, dtype, keywords
        node.targets, node.numbers = ends
        if results.__class__ is tuple:
            node.outputs = tuple([(array.shape, array.dtype) for array in results])
        else:
            node.shape, node.kind, node.many = results.shape, results.dtype, None
        node.inputs = node.versions = node.shapes = node.outs = ()
        node.packed = False
        node.tensor_hooks = node.pre_hooks = node.post_hooks = node.retained = None
        if self.all_read:
            node.inputs = inputs
        elif self.reads:
            node.inputs = tuple([v if i in self.reads else None for i, v in enumerate(inputs)])
        if self.saves:
            self.check_inputs(inputs)
            node.versions = tuple([v.version[0] if isinstance(v, Value) else 0 for v in inputs])
        if self.reads_shapes:
            node.shapes = shapes_of(inputs)
        node.rules = None
        if dtype is None and node.many is None:
            node.rules = self.read_rules if keywords else self.raw_rules
        return node

    def check_inputs(self, inputs: tuple[Any, ...]) -> None:
        """Raise for an input made under inference_mode that a rule reads."""
        for i in self.saves:
            check_saved(inputs[i])

    def reader(self, name: str, position: int) -> Reader:
        """The function that fetches one parameter of a rule from the node."""
        op = self.op
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


def shapes_of(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """The shape of every tensor among the inputs, () for anything else."""
    return tuple([v.array.shape if isinstance(v, Value) else () for v in inputs])
