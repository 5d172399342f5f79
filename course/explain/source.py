"""The learner's own source: which expression failed, and the lines that led to it.

Nothing here runs a learner's code. `evaluate` looks up names, instance attributes and constant
places in lists and dicts; what would call a property, a method or an index of the learner's own
classes is left alone.
"""

from __future__ import annotations

import ast
import linecache
import types
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import tutorgrad as torch
from course.cells import ran

UNKNOWN = object()
"""What `evaluate` answers for all that it does not look up."""

TENSOR_FACTS = {"grad", "data"}
"""Attributes of a tensor that are other tensors, and cost nothing to read."""


@dataclass(eq=False)
class Place:
    """One frame of the learner's code, and where in it the error came through."""

    frame: types.FrameType
    line: int
    instruction: int

    @cached_property
    def tree(self) -> ast.Module | None:
        """The parsed file or cell; None where there is no source, as in a bare Python prompt."""
        name = self.frame.f_code.co_filename
        return parsed("".join(linecache.getlines(name, self.frame.f_globals)))

    @cached_property
    def node(self) -> ast.AST | None:
        """The smallest expression or statement that the failing instruction belongs to."""
        if self.tree is None:
            return None
        table = list(self.frame.f_code.co_positions())
        at = table[self.instruction // 2] if self.instruction >= 0 else (None,) * 4
        line, last, column, end = at
        if line is None or last is None or column is None or end is None:
            return self.on_line(self.tree)
        around = [
            each
            for each in ast.walk(self.tree)
            if span(each) and span(each)[0] <= (line, column) and (last, end) <= span(each)[1]
        ]
        return smallest(around)

    def on_line(self, tree: ast.AST) -> ast.AST | None:
        """The smallest statement on the failing line."""
        fits = [e for e in ast.walk(tree) if isinstance(e, ast.stmt)]
        return smallest([e for e in fits if e.lineno <= self.line <= (e.end_lineno or 0)])

    @cached_property
    def statement(self) -> ast.stmt | None:
        """The statement around the failing expression."""
        node = self.node
        while node is not None and not isinstance(node, ast.stmt):
            node = parent(node)
        return node

    @property
    def scope(self) -> ast.AST | None:
        """The function whose frame this is, or the whole module."""
        node: ast.AST | None = self.node
        while node is not None and not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.Module)):
            node = parent(node)
        return node

    def evaluate(self, node: ast.AST | None) -> Any:
        """The value of a name, an attribute or a constant place, looked up and never computed."""
        if isinstance(node, (ast.Constant, ast.UnaryOp, ast.Tuple)):
            return literal(node)
        if isinstance(node, ast.Name):
            for names in (self.frame.f_locals, self.frame.f_globals, self.frame.f_builtins):
                if node.id in names:
                    return names[node.id]
        if isinstance(node, ast.Attribute):
            return attribute(self.evaluate(node.value), node.attr)
        if isinstance(node, ast.Subscript):
            return element(self.evaluate(node.value), node.slice)
        return UNKNOWN

    def assignments(self, name: str) -> Iterator[ast.stmt]:
        """Statements that gave `name` its value: nearest above first, then later in the same loop.

        For a name of the notebook, the cells that ran before come last.
        """
        scope = self.scope
        if scope is None:
            return
        own = [each for each in statements(scope) if name in targets(each)]
        own.sort(key=lambda each: each.lineno)
        here = self.statement.lineno if self.statement is not None else self.line
        yield from reversed([each for each in own if each.lineno < here])
        loop = enclosing(self.statement, ast.For, ast.While)
        yield from [e for e in own if e.lineno > here and loop is not None and inside(e, loop)]
        if isinstance(scope, ast.Module) and "get_ipython" in self.frame.f_globals:
            for earlier in map(parsed, reversed(list(ran))):
                if earlier is not None and ast.dump(earlier) != ast.dump(scope):
                    yield from reversed([e for e in statements(earlier) if name in targets(e)])


def parsed(text: str) -> ast.Module | None:
    """The tree of a source with links to the parents, or None where it is not Python."""
    if not text.strip():
        return None
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.up = node
    return tree


def parent(node: ast.AST) -> Any:
    """The node above."""
    return getattr(node, "up", None)


def enclosing(node: ast.AST | None, *kinds: type[ast.AST]) -> Any:
    """The nearest node of a kind around this one, or None."""
    while node is not None and not isinstance(node, kinds):
        node = parent(node)
    return node


def inside(node: ast.AST | None, other: ast.AST) -> bool:
    """Whether a node stands in another."""
    while node is not None and node is not other:
        node = parent(node)
    return node is not None


def span(node: ast.AST) -> Any:
    """((first line, column), (last line, column)), or None for what has no place."""
    if getattr(node, "end_lineno", None) is None:
        return None
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


def smallest(nodes: list[Any]) -> Any:
    """The innermost of nodes that stand in one another, in the order of `ast.walk`."""
    if not nodes:
        return None
    begin = max(span(each)[0] for each in nodes)
    return min((e for e in reversed(nodes) if span(e)[0] == begin), key=lambda e: span(e)[1])


def statements(scope: ast.AST) -> Iterator[ast.stmt]:
    """The statements of a module or function, those of functions defined in it left out."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            waiting[:0] = ast.iter_child_nodes(node)


def targets(statement: ast.stmt) -> list[str]:
    """The names that an assignment gives a new value."""
    if isinstance(statement, ast.Assign):
        found: list[ast.expr] = list(statement.targets)
    elif isinstance(statement, (ast.AnnAssign, ast.AugAssign, ast.For)):
        found = [statement.target]
    else:
        return []
    each = [leaf for one in found for leaf in ast.walk(one)]
    return [e.id for e in each if isinstance(e, ast.Name) and isinstance(e.ctx, ast.Store)]


def literal(node: ast.expr) -> Any:
    """The value of a constant such as -1 or (2, 3); UNKNOWN for all else."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        return UNKNOWN


def is_a(value: Any, kind: type) -> bool:
    """`isinstance` that asks the type alone: an object cannot answer with code of its own."""
    return issubclass(type(value), kind)


def stored(value: Any) -> Mapping[str, Any]:
    """An object's own attributes, without the properties of its class."""
    for kind in type(value).__mro__:
        holder = vars(kind).get("__dict__")
        if holder is not None:
            plain = isinstance(holder, (types.GetSetDescriptorType, types.MemberDescriptorType))
            return holder.__get__(value) if plain else {}
    return {}


def attribute(value: Any, name: str) -> Any:
    """An attribute that is stored, or a known one of a tensor; no property is called."""
    if is_a(value, torch.Tensor):
        return fact(value, name) if name in TENSOR_FACTS else UNKNOWN
    names = stored(value)
    if is_a(value, torch.nn.Module):
        for part in ("_parameters", "_buffers", "_modules"):
            names = {**names, **(names.get(part) or {})}
    return names.get(name, UNKNOWN)


def fact(tensor: Any, name: str) -> Any:
    """What class Tensor says of a tensor, whatever a subclass says, and without warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(torch.Tensor, name).__get__(tensor)


def element(value: Any, place: ast.AST) -> Any:
    """What stands at a constant place of a plain list, tuple or dict, or of a Sequential."""
    try:
        key = ast.literal_eval(place)
        if type(value) in (torch.nn.Sequential, torch.nn.ModuleList, torch.nn.ParameterList):
            value = list((stored(value)["_modules"] or stored(value)["_parameters"]).values())
        if type(value) in (list, tuple, dict):
            return value[key]
    except (ValueError, TypeError, LookupError):
        return UNKNOWN
    return UNKNOWN
