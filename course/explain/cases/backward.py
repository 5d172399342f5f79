"""Errors of `backward()` and `autograd.grad`: nothing to walk back, or not a second time."""

from __future__ import annotations

import ast

import tutorgrad as torch
from course.explain.cases.case import Case, Found, Said
from course.explain.cuts import Cut, find_cut, with_keyword, with_method, without
from course.explain.lessons import (
    CARRIED,
    CUT,
    GRADIENTS_AS_RESULTS,
    MANY_NUMBERS,
    NOTHING_TO_WALK,
    SECOND_DERIVATIVE,
    SECOND_PASS,
    SHAPE_RULE,
    THE_NAME,
)
from course.explain.scene import Scene, Variable, text, tuple_of
from course.explain.source import enclosing, fact, is_a, statements, targets


def result(scene: Scene) -> str:
    """The learner's name for the tensor that backward started from."""
    node = scene.node
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and not scene.is_module(node.func.value):
            return text(node.func.value)
        if node.args:
            return text(node.args[0])
    return scene.named()


def many_numbers(scene: Scene, _: Found) -> Said:
    name, tensor = result(scene), scene.tensor()
    count = (
        f"holds {fact(tensor, 'shape').numel()} numbers" if tensor is not None else "is no scalar"
    )
    cause = f"`{name}` {count}, and backward starts from one number only"
    fixed = with_method(scene.node, name, "sum") or f"{name}.sum().backward()"
    return Said(cause, f"make one number of them, with `mean` or with `sum`: `{fixed}`")


def weights_of_wrong_shape(scene: Scene, found: Found) -> Said:
    name = result(scene)
    given, wanted = tuple_of(found["given"]), tuple_of(found["wanted"])
    return Said(
        f"the given gradient has shape {given}, and `{name}` has shape {wanted}: "
        "it must have one number for each number of the result, not of the input",
        f"give it the result's shape, for example `torch.ones_like({name})`",
    )


def weights_of_wrong_kind(scene: Scene, found: Found) -> Said | None:
    if "backward" not in scene.line and "grad" not in scene.line:
        return None
    name, kind = result(scene), found["kind"]
    return Said(
        f"the given gradient is a {kind}, and a tensor of the shape of `{name}` is wanted",
        f"make a tensor of that shape, for example `torch.ones_like({name})`",
    )


def cut(scene: Scene, _: Found) -> Said:
    name = result(scene)
    node = scene.node
    start = (
        node.func.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        else None
    )
    if start is None or scene.is_module(start):
        start = scene.argument(0, "outputs") or scene.argument(0, "tensors")
    found = find_cut(scene, start)
    if found is None:
        return Said(
            f"`{name}` has no history: nothing that went into it requires grad, or a step on the "
            "way cut it off (detach, no_grad, item, numpy)",
            "which tensor should be learned, with `requires_grad=True`? Look at each step after it",
        )
    also = [Variable(each, value) for each, value in lost(scene, found)]
    cause, fix = SPOKEN[found.what](name, found)
    return Said(cause, fix, also=also, lesson=READ.get(found.what))


def lost(scene: Scene, found: Cut) -> list[tuple[str, object]]:
    """The tensors that went into the line that cut the graph."""
    names = [e for e in ast.walk(found.line) if isinstance(e, ast.Name)]
    pairs = [(each.id, scene.value(each)) for each in names]
    return [(name, value) for name, value in pairs if is_a(value, torch.Tensor)]


def after_call(name: str, found: Cut) -> tuple[str, str]:
    node = found.node
    called = node.func if isinstance(node, ast.Call) else node
    what = "." + getattr(called, "attr", "") + ("()" if isinstance(node, ast.Call) else "")
    return (
        f"`{what}` cut the graph in `{text(found.line)}`: what it gives has no history",
        f"leave it out: `{without(found.line, node)}`",
    )


def after_copy(name: str, found: Cut) -> tuple[str, str]:
    assert isinstance(found.node, ast.Call)
    return (
        f"`{text(found.node.func)}(…)` cut the graph in `{text(found.line)}`: "
        "it copies the numbers into something new, without their history",
        f"use the tensor itself: `{without(found.line, found.node)}`",
    )


def after_numbers(name: str, found: Cut) -> tuple[str, str]:
    what = "a comparison"
    if isinstance(found.node, ast.Call) and isinstance(found.node.func, ast.Attribute):
        what = f"`{found.node.func.attr}`"
    return (
        f"{what} cut the graph in `{text(found.line)}`: its result jumps, so it has no slope",
        "compute the loss from the numbers that went in, not from this answer. Which are they?",
    )


def after_no_grad(name: str, found: Cut) -> tuple[str, str]:
    head = text(found.node).partition("\n")[0]
    return (
        f"`{text(found.line)}` stands under `{head}`, where nothing is recorded",
        f"take the line out of the block: `{text(found.line)}`",
    )


def after_renaming(name: str, found: Cut) -> tuple[str, str]:
    return (
        f"`{text(found.line)}` gave the name `{found.name}` to a new tensor that records nothing",
        f"change the tensor, not the name: `{in_place(found)}`",
    )


def in_place(found: Cut) -> str:
    """`w = w - a` as `w -= a`."""
    value = getattr(found.line, "value", None)
    if (
        isinstance(value, ast.BinOp)
        and isinstance(value.left, ast.Name)
        and value.left.id == found.name
    ):
        step = ast.AugAssign(ast.Name(found.name, ast.Store()), value.op, value.right)
        return text(step)
    return f"{found.name}.copy_({text(value)})"


def after_gradient(name: str, found: Cut) -> tuple[str, str]:
    cause = f"a gradient has no history of its own, and `{text(found.line)}` uses one"
    if isinstance(found.node, ast.Call):
        fixed = with_keyword(found.line, found.node, "create_graph")
        return cause, f"ask for its graph: `{fixed}`"
    return cause, "ask for its graph in the first call: `backward(create_graph=True)`"


def never_asked(name: str, found: Cut) -> tuple[str, str]:
    cause = f"nothing that `{name}` was made from was asked to require grad"
    if not fact(found.value, "dtype").is_floating_point:
        return cause, f"whole numbers have no gradient: `{found.name} = {found.name}.float()` first"
    if isinstance(found.node, ast.Call):
        return (
            cause,
            f"ask where it is made: `{with_keyword(found.line, found.node, 'requires_grad')}`",
        )
    return cause, f"ask before you compute: `{found.name}.requires_grad_()`"


SPOKEN = {
    "call": after_call,
    "copy": after_copy,
    "numbers": after_numbers,
    "no_grad": after_no_grad,
    "renamed": after_renaming,
    "gradient": after_gradient,
    "leaf": never_asked,
}


READ = {
    **dict.fromkeys(("call", "copy", "numbers", "no_grad"), CUT),
    "renamed": THE_NAME,
    "gradient": SECOND_DERIVATIVE,
}


def plain_number(scene: Scene, found: Found) -> Said | None:
    name = (
        result(scene)
        if isinstance(scene.node, ast.Call)
        else text(getattr(scene.node, "value", None))
    )
    start = getattr(scene.node, "value", None)
    where = find_cut(scene, start)
    if where is None or where.what not in ("call", "copy"):
        return None
    also = [Variable(each, value) for each, value in lost(scene, where)]
    return Said(
        f"`{name}` is a plain {found['kind']} without a history since `{text(where.line)}`",
        f"call backward on the tensor: `{without(where.line, where.node)}`",
        also=also,
    )


def carried(scene: Scene, _: Found) -> Said | None:
    """The second pass of a loop meets the graph of the first through a variable."""
    name = carried_name(scene)
    if not name:
        return None
    tensor = scene.place.evaluate(ast.Name(name, ast.Load())) if scene.place else None
    return Said(
        f"`{name}` comes from the pass before, whose graph backward has freed",
        f"cut it off at the start of each pass: `{name} = {name}.detach()`",
        first=[Variable(name, tensor)],
    )


def carried_name(scene: Scene) -> str:
    """A tensor with a history that a loop reads before it makes it anew."""
    loop = enclosing(scene.place.statement, ast.For, ast.While) if scene.place else None
    if loop is None:
        return ""
    made: set[str] = set(targets(loop))
    read_first: list[str] = []
    for line in statements(loop):
        if line in getattr(loop, "orelse", ()):
            break
        value = getattr(line, "value", None)
        inner = ast.walk(value) if value is not None else ()
        names = [e.id for e in inner if isinstance(e, ast.Name)]
        if isinstance(line, ast.AugAssign) and isinstance(line.target, ast.Name):
            names.append(line.target.id)
        read_first += [each for each in names if each not in made]
        made |= set(targets(line))
    assert scene.place is not None
    for name in read_first:
        value = scene.place.evaluate(ast.Name(name, ast.Load()))
        if name in made and is_a(value, torch.Tensor) and not fact(value, "is_leaf"):
            return name
    return ""


def second_pass(scene: Scene, _: Found) -> Said:
    name = result(scene)
    old = scene.node
    keep = (
        with_keyword(old, old, "retain_graph") if isinstance(old, ast.Call) else "retain_graph=True"
    )
    return Said(
        f"the graph of `{name}` was walked before, and its saved values were freed then",
        f"compute `{name}` again, or keep the graph in the first call: `{keep}`",
    )


def input_without_grad(scene: Scene, _: Found) -> Said:
    inputs = asked(scene)
    wrong = [
        e
        for e in inputs
        if is_a(scene.value(e), torch.Tensor) and not fact(scene.value(e), "requires_grad")
    ]
    name = text(wrong[0]) if wrong else "an input"
    return Said(
        f"`{name}` does not require grad, so nothing was recorded for it",
        f"ask before you compute with it: `{name}.requires_grad_()`",
        first=[Variable(text(each), scene.value(each)) for each in wrong],
    )


def asked(scene: Scene) -> list[ast.expr]:
    """The inputs of `autograd.grad` as they are written."""
    node = scene.argument(1, "inputs")
    return list(node.elts) if isinstance(node, (ast.List, ast.Tuple)) else [node] if node else []


def unused_input(scene: Scene, found: Found) -> Said:
    inputs, at = asked(scene), int(found["at"])
    name = text(inputs[at]) if at < len(inputs) else f"input {at}"
    node = scene.node
    more = (
        with_keyword(node, node, "allow_unused")
        if isinstance(node, ast.Call)
        else "allow_unused=True"
    )
    return Said(
        f"`{name}` did not go into `{result(scene)}`",
        f"use it there, or take None as its gradient: `{more}`",
    )


CASES = [
    Case("grad can be implicitly created only for scalar", MANY_NUMBERS, many_numbers),
    Case(
        r"Mismatch in shape: grad_output\[\d+\] has a shape of torch.Size\(\[(?P<given>.*?)\]\) "
        r"and output\[\d+\] has a shape of torch.Size\(\[(?P<wanted>.*?)\]\)",
        SHAPE_RULE,
        weights_of_wrong_shape,
    ),
    Case(
        "gradients can be either Tensors or None, but got (?P<kind>.+)",
        SHAPE_RULE,
        weights_of_wrong_kind,
    ),
    Case("'(?P<kind>float|int)' object is not iterable", SHAPE_RULE, weights_of_wrong_kind),
    Case("element 0 of tensors does not require grad", NOTHING_TO_WALK, cut),
    Case("'(?P<kind>float|int)' object has no attribute 'backward'", NOTHING_TO_WALK, plain_number),
    Case("Trying to backward through the graph a second time", CARRIED, carried),
    Case("Trying to backward through the graph a second time", SECOND_PASS, second_pass),
    Case(
        "One of the differentiated Tensors does not require grad",
        NOTHING_TO_WALK,
        input_without_grad,
    ),
    Case(
        r"The differentiated Tensor at index (?P<at>\d+) appears to not have been used",
        GRADIENTS_AS_RESULTS,
        unused_input,
    ),
]
