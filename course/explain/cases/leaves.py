"""Errors about leaves, `.grad`, in-place changes, hooks and NumPy."""

from __future__ import annotations

import ast

import tutorgrad as torch
from course.explain.cases.case import Case, Found, Said
from course.explain.cuts import in_place_lines, optimizer_step, quiet_block, with_method
from course.explain.lessons import (
    CHANGING_A_LEAF,
    CLEARING,
    HOOKS,
    IN_PLACE,
    NOTHING_YET,
    NUMPY_RECORDS_NOT,
    SAVED_VALUE,
    SHAPE_RULE,
    SHARING,
    STOP_RECORDING,
    THE_NAME,
    WHO_GETS_ONE,
)
from course.explain.scene import UNNAMED, Scene, Variable, size, text, tuple_of, wrapped
from course.explain.source import fact, is_a
from course.graph.reading import saved_tensors


def owner(scene: Scene) -> ast.expr | None:
    """The tensor's expression in `x.grad`, `x.grad.zero_()` or `x.requires_grad`."""
    node = scene.node
    for each in ast.walk(node) if node is not None else ():
        if isinstance(each, ast.Attribute) and is_a(scene.value(each.value), torch.Tensor):
            return each.value
    return None


def no_gradient_yet(scene: Scene, _: Found) -> Said | None:
    tensor = owner(scene)
    if tensor is None:
        return None
    name = text(tensor)
    return Said(
        f"`{name}.grad` is None: no backward() has filled it yet",
        f"to clear it, this works before the first backward() too: `{name}.grad = None`",
    )


def none_in_arithmetic(scene: Scene, _: Found) -> Said | None:
    tensor = owner(scene)
    if tensor is None or scene.value(tensor) is None:
        return None
    name, value = text(tensor), scene.value(tensor)
    first = [Variable(name, value)]
    if fact(value, "requires_grad") and not fact(value, "is_leaf"):
        return Said(
            f"`{name}.grad` is None: `{name}` is no leaf any more, an earlier line gave its name "
            "to a computed tensor",
            f"change the tensor, not the name, inside no_grad: `{as_step(scene)}`",
            first,
        )
    return Said(
        f"`{name}.grad` is None: no backward() has reached `{name}`",
        f"call backward() first. Did `{name}` go into the loss, with requires_grad=True?",
        first,
    )


def as_step(scene: Scene) -> str:
    """`w = w - a` as `w -= a`."""
    line = scene.place.statement if scene.place else None
    value = getattr(line, "value", None)
    if isinstance(line, ast.Assign) and isinstance(value, ast.BinOp):
        name = line.targets[0]
        if text(value.left) == text(name):
            return text(ast.AugAssign(name, value.op, value.right))
    return scene.line


def target(scene: Scene) -> str:
    """The tensor whose attribute the failing line sets."""
    node = scene.node
    return text(node.value) if isinstance(node, ast.Attribute) else scene.named()


def grad_of_wrong_kind(scene: Scene, found: Found) -> Said:
    name = target(scene)
    return Said(
        f"`{name}.grad` takes a tensor or None, not a {found['kind']}",
        f"for zeros: `{name}.grad = torch.zeros_like({name})`",
    )


def grad_of_wrong_size(scene: Scene, found: Found) -> Said:
    name = target(scene)
    return Said(
        f"a gradient has the shape of its tensor: `{name}` has {tuple_of(found['wanted'])}, "
        f"and you gave {tuple_of(found['given'])}",
        f"make it of that shape: `{name}.grad = torch.zeros_like({name})`",
    )


def grad_of_wrong_dtype(scene: Scene, found: Found) -> Said:
    name = target(scene)
    value = getattr(scene.place.statement if scene.place else None, "value", None)
    new = f"({text(value)})" if not isinstance(value, (ast.Name, ast.Call)) else text(value)
    return Said(
        f"`{name}` holds {found['wanted']} numbers, and the gradient {found['given']} ones",
        f"give it the same dtype: `{name}.grad = {new}.to({name}.dtype)`",
    )


def computed_parameter(scene: Scene, _: Found) -> Said:
    params = scene.argument(0, "params")
    elements = list(params.elts) if isinstance(params, (ast.List, ast.Tuple)) else []
    bad = [e for e in elements if not is_leaf(scene.value(e))]
    name = text(bad[0]) if bad else text(params) or "a parameter"
    fixed = name if name.isidentifier() else f"({name})"
    variables = [
        Variable(text(e), scene.value(e)) for e in bad if is_a(scene.value(e), torch.Tensor)
    ]
    return Said(
        f"`{name}` is the result of an operation, and an optimizer moves leaves only",
        f"make a leaf of it first: `{fixed}.detach().requires_grad_()`",
        variables,
    )


def is_leaf(value: object) -> bool:
    """Whether a value is a tensor that nothing computed."""
    return is_a(value, torch.Tensor) and bool(fact(value, "is_leaf"))


def unrecorded(scene: Scene) -> str:
    """The way out for a change in place of a leaf."""
    return f"say that the change is not to be recorded: `with torch.no_grad(): {scene.line}`"


def changed_leaf(scene: Scene, _: Found) -> Said:
    name = changed(scene)
    return Said(
        f"`{name}` is a leaf that requires grad: a change in place would overwrite the value that "
        "its gradient belongs to",
        unrecorded(scene),
    )


def changed_view_of_leaf(scene: Scene, _: Found) -> Said:
    name = changed(scene)
    return Said(
        f"`{name}` is a view into a leaf that requires grad: the change would overwrite the leaf",
        unrecorded(scene),
    )


def changed(scene: Scene) -> str:
    """The tensor that the failing line writes into."""
    node = scene.node
    if isinstance(node, ast.AugAssign):
        return text(node.target)
    return text(node.value) if isinstance(node, ast.Subscript) else scene.named()


def changed_saved_value(scene: Scene, found: Found) -> Said:
    now, then, shape = int(found["now"]), int(found["then"]), tuple_of(found["shape"])
    versions = f"(version {then}, now {now})"
    fits = [e for e in everything(scene) if fact(e.tensor, "_version") == now]
    fits = [each for each in fits if size(each.tensor) == shape]
    for variable in fits:
        lines = in_place_lines(scene, variable.name)
        if lines:
            line = text(lines[-1]).partition("\n")[0]
            return Said(
                f"`{line}` changed `{variable.name}`, and {who_needs_it(scene)} still needs the "
                f"value from before {versions}",
                f"make a new tensor instead: `{out_of_place(lines[-1])}`",
                [variable],
            )
    step = optimizer_step(scene)
    if step is not None:
        return Said(
            f"`{text(step)}` changed parameters that this backward still needs as they were",
            f"first all backward() calls, then `{text(step)}`",
        )
    name = fits[0].name if len(fits) == 1 else "y"
    what = f"`{name}`" if len(fits) == 1 else f"a tensor of shape {shape}"
    return Said(
        f"{what} was changed in place, and {who_needs_it(scene)} still needs the value from "
        f"before {versions}",
        f"write that change as a new tensor: `{name} = {name} + 1` instead of `{name} += 1`",
        fits[:1],
    )


def who_needs_it(scene: Scene) -> str:
    """The operation of the graph that saved a value which was changed since."""
    start = scene.tensor()
    waiting = [fact(start, "grad_fn")] if start is not None else []
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        try:
            saved_tensors(node)
        except RuntimeError:  # its own check of versions, the one that failed
            return f"the derivative of `{node.name().removesuffix('Backward0')}`"
        waiting += [each for each, _ in node.next_functions]
    return "the derivative"


def everything(scene: Scene) -> list[Variable]:
    """All tensors of the learner's innermost frame by name."""
    place = scene.place
    if place is None:
        return []
    names = {**place.frame.f_globals, **place.frame.f_locals}
    pairs = [(name, value) for name, value in names.items() if not name.startswith("_")]
    return [Variable(n, v) for n, v in pairs if is_a(v, torch.Tensor) and not v.is_inference()]


def out_of_place(line: ast.stmt) -> str:
    """`y += 1` as `y = y + 1`, `y.add_(1)` as `y = y.add(1)`."""
    if isinstance(line, ast.AugAssign):
        left = ast.parse(text(line.target), mode="eval").body
        return text(ast.Assign([line.target], ast.BinOp(left, line.op, line.value), lineno=0))
    call = getattr(line, "value", None)
    if (
        isinstance(line, ast.Expr)
        and isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
    ):
        held = text(call.func.value)
        if not isinstance(call.func.value, ast.Name):
            return text(call).replace(f"{held}.", f"{held}.clone().", 1)
        return f"{held} = {text(call).replace(call.func.attr, call.func.attr.rstrip('_'), 1)}"
    if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Subscript):
        name = text(line.targets[0].value)
        return f"{name} = {name}.clone()"
    return text(line)


def numpy_of_recorded(scene: Scene, _: Found) -> Said:
    name = scene.named()
    for each in scene.variables:
        if fact(each.tensor, "requires_grad"):
            name = each.name
            break
    fixed = with_method(scene.node, name, "detach") or f"{name}.detach().numpy()"
    return Said(
        f"`{name}` requires grad, and NumPy cannot record what it does with the numbers",
        f"hand over the numbers without their history: `{fixed}`",
    )


def flag_of_result(scene: Scene, _: Found) -> Said:
    name = target(scene)
    return Said(
        f"`{name}` is the result of an operation; only a leaf can be told not to require grad",
        f"take it without its history: `{name} = {name}.detach()`",
    )


def nothing_to_retain(scene: Scene, _: Found) -> Said:
    name = scene.named()
    return Said(
        f"`{name}` does not require grad, so there will be no gradient to keep",
        f"ask for gradients first: `{name}.requires_grad_()`",
    )


def nothing_to_hook(scene: Scene, _: Found) -> Said:
    name = scene.named()
    return Said(
        f"`{name}` does not require grad, so the hook would never run",
        f"ask for gradients first: `{name}.requires_grad_()`",
    )


def recorded_out(scene: Scene, found: Found) -> Said:
    return Said(
        f"`out=` writes over a tensor, which cannot be recorded, and an argument of "
        f"{found['name']} requires grad",
        f"take the result instead: `{without_out(scene)}`",
    )


def without_out(scene: Scene) -> str:
    """The failing call without its `out=`, its result given to that name."""
    node = scene.node
    if not isinstance(node, ast.Call):
        return "y = f(x)"
    kept = [each for each in node.keywords if each.arg != "out"]
    given = next((each.value for each in node.keywords if each.arg == "out"), None)
    start = f"{given.id} = " if isinstance(given, ast.Name) else ""
    return start + text(ast.Call(node.func, node.args, kept))


def view_from_no_grad(scene: Scene, _: Found) -> Said:
    name = changed(scene)
    made = next(iter(scene.place.assignments(name)), None) if scene.place else None
    line = f" (`{text(made)}`)" if made is not None and quiet_block(made) is not None else ""
    return Said(
        f"`{name}` was made as a view where nothing is recorded{line}, and is changed where "
        "everything is",
        f"do both on the same side: `with torch.no_grad(): {scene.line}`",
    )


def one_of_several_views(scene: Scene, found: Found) -> Said:
    name = changed(scene)
    return Said(
        f"`{name}` is one of several views that {found['maker']} gave at once; a change in place "
        "of one is not recorded",
        f"make a new tensor instead: `{out_of_place_here(scene)}`",
    )


def out_of_place_here(scene: Scene) -> str:
    """The failing line without writing in place."""
    line = scene.place.statement if scene.place else None
    return out_of_place(line) if line is not None else "y = y + 1"


def several_names_for_a_cell(scene: Scene, _: Found) -> Said:
    name = changed(scene)
    return Said(
        f"`{name}` was expanded: several of its elements are one number in memory",
        f"give it memory of its own: `{name} = {name}.clone()`",
    )


def copied_result(scene: Scene, _: Found) -> Said:
    tensors = [e for e in scene.variables if not fact(e.tensor, "is_leaf")]
    name = tensors[0].name if tensors else text(scene.argument(0)) or UNNAMED
    return Said(
        f"`{name}` was computed, and a copy of it would need a copy of its whole graph",
        f"copy the numbers alone: `{wrapped(name)}.detach().clone()`",
    )


def not_a_number_came_back(scene: Scene, found: Found) -> Said:
    return Said(
        f"the derivative of `{found['maker']}` gave nan: at this input its slope is infinite, or "
        "0 times infinity",
        "keep the input away from that point, for example `x.clamp(min=1e-6)`. Which value is it?",
    )


NONE = r"unsupported operand type\(s\) for .+: ('\w+' and 'NoneType'|'NoneType' and '\w+')"

CASES = [
    Case(
        "'NoneType' object has no attribute '(zero_|mul_|add_|clone|norm|abs|item)'",
        NOTHING_YET,
        no_gradient_yet,
    ),
    Case(NONE, THE_NAME, none_in_arithmetic),
    Case(
        "assigned grad expected to be a Tensor or None but got grad of type (?P<kind>.+)",
        CLEARING,
        grad_of_wrong_kind,
    ),
    Case(
        r"assign a gradient of size '(?P<given>.*?)' to a tensor of size '(?P<wanted>.*?)'",
        SHAPE_RULE,
        grad_of_wrong_size,
    ),
    Case(
        "assign a gradient with dtype '(?P<given>.*?)' to a tensor with grad_dtype "
        "'(?P<wanted>.*?)'",
        SHAPE_RULE,
        grad_of_wrong_dtype,
    ),
    Case("can't optimize a non-leaf Tensor", WHO_GETS_ONE, computed_parameter),
    Case(
        "a view of a leaf Variable that requires grad is being used",
        CHANGING_A_LEAF,
        changed_view_of_leaf,
    ),
    Case(
        "a leaf Variable that requires grad is being used in an in-place",
        CHANGING_A_LEAF,
        changed_leaf,
    ),
    Case(
        r"modified by an inplace operation: \[[\w.]+ \[(?P<shape>[\d, ]*)\]\](?:, which is output "
        r"\d+ of (?P<maker>\w+))?,? is at version (?P<now>\d+); expected version (?P<then>\d+)",
        SAVED_VALUE,
        changed_saved_value,
    ),
    Case(
        r"Can't call numpy\(\) on Tensor that requires grad", NUMPY_RECORDS_NOT, numpy_of_recorded
    ),
    Case(
        "you can only change requires_grad flags of leaf variables", STOP_RECORDING, flag_of_result
    ),
    Case("can't retain_grad on Tensor that has requires_grad=False", HOOKS, nothing_to_retain),
    Case("cannot register a hook on a tensor that doesn't require grad", HOOKS, nothing_to_hook),
    Case(r"(?P<name>\w+)\(\): functions with out=", IN_PLACE, recorded_out),
    Case(
        "A view was created in no_grad mode and is being modified inplace",
        SHARING,
        view_from_no_grad,
    ),
    Case(
        r"Output \d+ of (?P<maker>\w+) is a view and is being modified inplace",
        SHARING,
        one_of_several_views,
    ),
    Case(
        "more than one element of the written-to tensor refers to a single",
        SHARING,
        several_names_for_a_cell,
    ),
    Case(
        r"Only Tensors created explicitly by the user \(graph leaves\)",
        STOP_RECORDING,
        copied_result,
    ),
    Case("Function '(?P<maker>\\w+)' returned nan values", HOOKS, not_a_number_came_back),
]
