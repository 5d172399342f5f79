"""Which operation cut a graph, and which in-place change broke one.

The graph itself cannot say: after `detach()` there is none. So the learner's own lines are read
back from the name that failed, and at every step the tensors say which of them still require grad.
"""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import Any

import tutorgrad as torch
from course.explain.scene import Scene, text
from course.explain.source import Place, enclosing, fact, inside, is_a, statements

DROPS_HISTORY = {"detach", "item", "numpy", "tolist"}
WHOLE_NUMBERS = {"argmax", "argmin", "argsort", "long", "int", "bool", "byte", "bincount"}
COPIES = {"tensor", "as_tensor", "from_numpy", "float", "int", "array", "asarray", "Tensor"}
CREATIONS = {"requires_grad", "Parameter", "requires_grad_"}
FARTHEST = 30
"""Assignments that are followed back."""


@dataclass(frozen=True, eq=False)
class Cut:
    """Where the recording stopped.

    `what` is "call" (detach and the like), "copy", "numbers" (argmax, a comparison), "no_grad",
    "renamed" (no_grad, and the name itself was computed anew), "gradient" (without create_graph) or
    "leaf" (nothing asked for gradients). `node` is the operation, `line` the statement around it.
    """

    what: str
    node: ast.AST
    line: ast.stmt
    name: str = ""
    value: Any = None


def find_cut(scene: Scene, start: ast.AST | None) -> Cut | None:
    """Read back from an expression whose value has no history to the line that lost it."""
    if scene.place is None or start is None:
        return None
    places = list(scene.places)
    waiting: list[tuple[ast.AST, Place]] = [(start, places[-1])]
    seen: set[tuple[str, int]] = set()
    leaf: Cut | None = None
    for _ in range(FARTHEST):
        if not waiting:
            break
        node, place = waiting.pop(0)
        cut = cut_in(node, place)
        if cut is not None:
            return cut
        for name in names_in(node):
            mark = name.id, id(place.frame)
            if mark in seen:
                continue
            seen.add(mark)
            value = place.evaluate(name)
            if has_history(value) or not worth_following(value):
                continue
            made = maker(place, name.id, value)
            if made is None:
                step = from_caller(places, place, name.id)
                waiting += [step] if step else []
                continue
            cut, follow = examine(made, name.id, value, place)
            if cut is not None and cut.what != "leaf":
                return cut
            leaf = better(leaf, cut)
            waiting += [(follow, place)] if follow is not None else []
    return leaf


def has_history(value: Any) -> bool:
    """Whether a value is a tensor that gradients can reach."""
    return is_a(value, torch.Tensor) and bool(fact(value, "requires_grad"))


def worth_following(value: Any) -> bool:
    """Whether a lost history may be behind a value: a tensor, a number, an array."""
    kinds = (int, float, list)
    return (
        is_a(value, torch.Tensor) or isinstance(value, kinds) or type(value).__name__ == "ndarray"
    )


def names_in(node: ast.AST) -> list[ast.Name]:
    """The names that an expression reads, in their order."""
    return [e for e in ast.walk(node) if isinstance(e, ast.Name) and isinstance(e.ctx, ast.Load)]


def maker(place: Place, name: str, value: Any) -> ast.stmt | None:
    """The assignment that gave a name its value; one that asks for gradients cannot be it."""
    for each in place.assignments(name):
        if isinstance(each, ast.For):
            return None
        words = {getattr(e, "attr", getattr(e, "arg", "")) for e in ast.walk(each)}
        words |= {e.id for e in ast.walk(each) if isinstance(e, ast.Name)}
        asks = words & CREATIONS and is_a(value, torch.Tensor)
        if not asks or cut_in(getattr(each, "value", each), place) is not None:
            return each
    return None


def examine(line: ast.stmt, name: str, value: Any, place: Place) -> tuple[Cut | None, Any]:
    """What an assignment did to the history: a cut, or the expression to follow."""
    expression = getattr(line, "value", None)
    if expression is None:
        return None, None
    block = quiet_block(line)
    if block is not None and any(reads_history(e, place) for e in names_in(expression)):
        return Cut("no_grad", block, line, name), None
    if block is not None and name in {each.id for each in names_in(expression)}:
        return Cut("renamed", block, line, name), None
    cut = cut_in(expression, place)
    if cut is not None:
        return cut, None
    made_from = [e for e in names_in(expression) if worth_following(place.evaluate(e))]
    if made_from:
        return None, expression
    return Cut("leaf", expression, line, name, value), None


def reads_history(name: ast.Name, place: Place) -> bool:
    """Whether a name holds a tensor, or a module with parameters, that gradients can reach."""
    value = place.evaluate(name)
    return has_history(value) or is_a(value, torch.nn.Module)


def quiet_block(line: ast.stmt) -> ast.With | None:
    """The `with torch.no_grad():` around a line."""
    block = enclosing(line, ast.With)
    while block is not None:
        words = {getattr(e, "attr", getattr(e, "id", "")) for i in block.items for e in ast.walk(i)}
        if words & {"no_grad", "inference_mode"}:
            return block
        block = enclosing(getattr(block, "up", None), ast.With)
    return None


def cut_in(node: ast.AST, place: Place) -> Cut | None:
    """The first operation inside an expression that records nothing."""
    for each in ast.walk(node):
        what = kind_of_cut(each)
        if what and matters(each, what, place):
            line = enclosing(each, ast.stmt)
            return Cut(what, each, line)
    return None


def matters(node: ast.AST, what: str, place: Place) -> bool:
    """Whether a cut lost anything: it is not one when all it reads had no history."""
    if what == "gradient":
        return True
    values = [place.evaluate(each) for each in names_in(node)]
    known = [each for each in values if is_a(each, torch.Tensor)]
    return not known or any(map(has_history, known)) or len(values) > len(known)


def kind_of_cut(node: ast.AST) -> str:
    """What sort of cut an expression is; empty for none."""
    if isinstance(node, ast.Call):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        method = isinstance(node.func, ast.Attribute)
        if called == "grad" and not any(e.arg == "create_graph" for e in node.keywords):
            return "gradient"
        if called in WHOLE_NUMBERS and method:
            return "numbers"
        if called in DROPS_HISTORY and method and not node.args:
            return "call"
        if called in COPIES and node.args and names_in(node.args[0]):
            return "copy"
    if isinstance(node, ast.Attribute) and node.attr in ("data", "grad"):
        up = getattr(node, "up", None)
        if isinstance(up, ast.Call) and up.func is node:
            return ""
        return "call" if node.attr == "data" else "gradient"
    return "numbers" if isinstance(node, ast.Compare) else ""


def from_caller(places: list[Place], place: Place, name: str) -> tuple[ast.AST, Place] | None:
    """What a function's caller gave for one of its arguments."""
    at = places.index(place)
    code = place.frame.f_code
    arguments = code.co_varnames[: code.co_argcount]
    call = places[at - 1].node if at else None
    if name not in arguments or not isinstance(call, ast.Call):
        return None
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value, places[at - 1]
    position = arguments.index(name) - (
        len(arguments) - len(call.args) if arguments[0] == "self" else 0
    )
    return (call.args[position], places[at - 1]) if 0 <= position < len(call.args) else None


def better(one: Cut | None, other: Cut | None) -> Cut | None:
    """Of two leaves that ask for no gradient, the likelier parameter: w, weight, b, bias, theta."""
    if one is None or other is None:
        return one or other
    return other if looks_learned(other) and not looks_learned(one) else one


def looks_learned(leaf: Cut) -> bool:
    """Whether a name is one that parameters have."""
    return leaf.name.lower().startswith(("w", "theta", "param", "bias")) or leaf.name in "bW"


def without(line: ast.AST, node: ast.AST) -> str:
    """A line with one call or attribute left out: `y = x.detach() * 2` -> `y = x * 2`."""
    if isinstance(node, ast.Call):
        inner = node.func.value if isinstance(node.func, ast.Attribute) else None
        inner = inner if kind_of_cut(node) == "call" else node.args[0]
    else:
        inner = getattr(node, "value", None)
    return text(replaced(line, node, inner))


def replaced(line: ast.AST, old: ast.AST, new: Any) -> ast.AST:
    """A copy of a statement in which one node stands for another."""
    holder = copy.copy(line)
    for name, value in ast.iter_fields(line):
        if isinstance(value, list):
            setattr(holder, name, [rebuilt(each, old, new) for each in value])
        elif isinstance(value, ast.AST):
            setattr(holder, name, rebuilt(value, old, new))
    return holder


def rebuilt(node: Any, old: ast.AST, new: ast.AST) -> Any:
    """A copy of a tree in which one node stands for another."""
    if node is old:
        return new
    if not isinstance(node, ast.AST):
        return node
    return replaced(node, old, new)


def with_keyword(line: ast.AST, call: ast.Call, name: str, value: bool = True) -> str:
    """A line with one keyword more in one of its calls."""
    keyword = ast.keyword(name, ast.Constant(value))
    longer = ast.Call(call.func, call.args, [*call.keywords, keyword])
    return text(replaced(line, call, longer)) if line is not call else text(longer)


def with_method(node: ast.AST | None, operand: str, method: str, last: bool = False) -> str:
    """An expression in which a method is called on one operand; empty where it is not found.

    >>> with_method(ast.parse("x @ w", mode="eval").body, "w", "t")
    'x @ w.t()'
    """
    fits = [each for each in ast.walk(node) if text(each) == operand] if node is not None else []
    fits = [each for each in fits if isinstance(each, ast.expr)]
    if node is None or not fits:
        return ""
    old = fits[-1 if last else 0]
    return text(rebuilt(node, old, ast.Call(ast.Attribute(old, method), [], [])))


def in_place_lines(scene: Scene, name: str) -> list[ast.stmt]:
    """The lines above the failing one that write into a variable."""
    place = scene.place
    if place is None or place.scope is None:
        return []
    found = [e for e in statements(place.scope) if writes_into(e, name)]
    end = place.line
    loop = enclosing(place.statement, ast.For, ast.While)
    return [e for e in found if e.lineno <= end or (loop is not None and inside(e, loop))]


def writes_into(line: ast.stmt, name: str) -> bool:
    """Whether a statement changes a tensor in place: `x += 1`, `x[0] = 1`, `x.add_(1)`."""
    if isinstance(line, ast.AugAssign):
        return root(line.target) == name
    if isinstance(line, ast.Assign):
        return any(isinstance(t, ast.Subscript) and root(t) == name for t in line.targets)
    calls = (
        [e for e in ast.walk(line) if isinstance(e, ast.Call)] if isinstance(line, ast.Expr) else []
    )
    return any(
        isinstance(e.func, ast.Attribute)
        and e.func.attr.endswith("_")
        and not e.func.attr.startswith("_")
        and root(e.func.value) == name
        for e in calls
    )


def root(node: ast.AST) -> str:
    """The name at the start of `x[0].data` and `x.detach()`."""
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def optimizer_step(scene: Scene) -> ast.stmt | None:
    """A call of `step()` in the failing scope."""
    scope = scene.place.scope if scene.place else None
    for each in statements(scope) if scope is not None else ():
        call = getattr(each, "value", None)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "step":
            return each
    return None
