"""Errors of custom Functions and of gradcheck."""

from __future__ import annotations

import ast

import tutorgrad as torch
from course.explain.cases.case import Case, Found, Said
from course.explain.lessons import GRADCHECK, MY_RELU, SEVERAL_ARGUMENTS, TWICE
from course.explain.scene import Scene, plural, text, tuple_of


def definition(scene: Scene, name: str) -> ast.ClassDef | None:
    """The learner's class of a custom Function, where its source can be seen."""
    for place in scene.places:
        for each in ast.walk(place.tree) if place.tree is not None else ():
            if isinstance(each, ast.ClassDef) and each.name == name:
                return each
    return None


def calls_of(scene: Scene, method: str) -> list[ast.Call]:
    """The calls of a method in the class whose `apply` failed."""
    node = scene.node
    kind = (
        node.func.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        else None
    )
    inside = definition(scene, text(kind))
    calls = [e for e in ast.walk(inside) if isinstance(e, ast.Call)] if inside is not None else []
    return [e for e in calls if getattr(e.func, "attr", "") == method]


def arguments(scene: Scene, name: str) -> list[str]:
    """The arguments of a custom Function's forward, without `ctx`."""
    for place in reversed(scene.places):
        kind = place.evaluate(ast.Name(name, ast.Load()))
        if isinstance(kind, type) and issubclass(kind, torch.autograd.Function):
            forward = getattr(vars(kind).get("forward"), "__func__", None)
            if forward is not None:
                code = forward.__code__
                first = 0 if "setup_context" in vars(kind) else 1
                return list(code.co_varnames[first : code.co_argcount])
    return []


def called(scene: Scene, _: Found) -> Said:
    node = scene.node
    name = text(node.func) if isinstance(node, ast.Call) else "F"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Call):
        name = text(node.func.func)
    elif isinstance(node, ast.Call) and isinstance(scene.value(node.func), torch.autograd.Function):
        name = type(scene.value(node.func)).__name__
    given = ", ".join(map(text, node.args)) if isinstance(node, ast.Call) else "x"
    return Said(
        f"`{name}` is a recipe, not a function: it is neither made nor called",
        f"apply it: `{name}.apply({given or 'x'})`",
    )


def wrong_count(scene: Scene, found: Found) -> Said:
    name, wanted, got = found["name"], int(found["wanted"]), int(found["got"])
    names = arguments(scene, name)
    each = f" ({', '.join(names)})" if len(names) == wanted else ""
    cause = f"`{name}.forward` takes {plural(wanted, 'argument')}{each}, and `backward` returned "
    cause += plural(got, "gradient")
    if got < wanted and len(names) == wanted:
        rest = ", ".join(f"`{n}`" for n in names[got:])
        line = f"return {returned(scene, name)}" + ", None" * (wanted - got)
        return Said(cause, f"one for each, or None where none is wanted, as for {rest}: `{line}`")
    row = ", ".join(["g", *["None"] * (wanted - 1)])
    return Said(cause, f"return one for each argument, None where none is wanted: `return {row}`")


def returned(scene: Scene, name: str) -> str:
    """What the backward of a custom Function returns, as it is written."""
    inside = definition(scene, name)
    for method in inside.body if inside is not None else ():
        if isinstance(method, ast.FunctionDef) and method.name == "backward":
            found = [e.value for e in ast.walk(method) if isinstance(e, ast.Return)]
            given = found[-1] if found else None
            if isinstance(given, ast.Tuple):
                return ", ".join(map(text, given.elts))
            return text(given) or "g"
    return "g"


def wrong_shape(scene: Scene, found: Found) -> Said:
    names, at = arguments(scene, found["name"]), int(found["at"])
    name = names[at] if at < len(names) else f"argument {at}"
    return Said(
        f"`{found['name']}.backward` returned {tuple_of(found['got'])} for `{name}`, whose shape "
        f"is {tuple_of(found['wanted'])}",
        f"a gradient has the shape of its argument. Is a sum or a product missing for `{name}`?",
    )


def wrong_kind(scene: Scene, found: Found) -> Said:
    return Said(
        f"a `backward` of your own returned a {found['kind']}; tensors and None are gradients",
        "return a tensor made from the incoming gradient: `return g * 2.0`",
    )


def no_backward(scene: Scene, _: Found) -> Said:
    return Said(
        "a Function of yours has a `forward` and no `backward`, so the way back ends there",
        "write it: `def backward(ctx, g)`, a static method that returns one gradient per argument",
    )


def no_forward(scene: Scene, _: Found) -> Said:
    return Said(
        "a Function of yours has no `forward`, so there is nothing to apply",
        "write it: `def forward(ctx, x)`, a static method that returns the result",
    )


def saved_number(scene: Scene, found: Found) -> Said:
    at, name = int(found["at"]), "n"
    for call in calls_of(scene, "save_for_backward"):
        if at < len(call.args) and isinstance(call.args[at], ast.Name):
            name = text(call.args[at])
    return Said(
        f"`save_for_backward` keeps tensors, and `{name}` is of type {found['kind']}",
        f"keep a plain value on the context: `ctx.{name} = {name}`",
    )


def gradients_differ(scene: Scene, found: Found) -> Said:
    node = scene.node
    name = (
        text(node.args[0]).removesuffix(".apply")
        if isinstance(node, ast.Call) and node.args
        else "f"
    )
    return Said(
        f"`{name}` gives another slope than a small step does, for input {found['input']}",
        f"compare the two tables above: which factor is missing in the backward of `{name}`?",
    )


def once_only(scene: Scene, _: Found) -> Said:
    return Said(
        "a `backward` of yours is marked `@once_differentiable`, and this line differentiates it",
        "take the mark away. Does that backward use tensor operations alone, on saved tensors?",
    )


CASES = [
    Case("Legacy autograd function with non-static forward", MY_RELU, called),
    Case(
        r"function (?P<name>\w+)Backward returned an incorrect number of gradients \(expected "
        r"(?P<wanted>\d+), got (?P<got>\d+)\)",
        SEVERAL_ARGUMENTS,
        wrong_count,
    ),
    Case(
        r"Function (?P<name>\w+)Backward returned an invalid gradient at index (?P<at>\d+) - got "
        r"(?P<got>\[.*?\]) but expected shape compatible with (?P<wanted>\[.*?\])",
        SEVERAL_ARGUMENTS,
        wrong_shape,
    ),
    Case(r"expected Variable or None \(got (?P<kind>\w+)\)", SEVERAL_ARGUMENTS, wrong_kind),
    Case("You must implement either the backward or vjp method", MY_RELU, no_backward),
    Case("You must implement the forward function for custom", MY_RELU, no_forward),
    Case(
        r"save_for_backward can only save variables, but argument (?P<at>\d+) is of type "
        r"(?P<kind>\w+)",
        SEVERAL_ARGUMENTS,
        saved_number,
    ),
    Case(
        r"Jacobian mismatch for output \d+ with respect to input (?P<input>\d+)",
        GRADCHECK,
        gradients_differ,
    ),
    Case("@once_differentiable", TWICE, once_only),
]
