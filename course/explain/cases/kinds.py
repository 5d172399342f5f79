"""Errors of dtypes, devices and single numbers."""

from __future__ import annotations

import ast

import tutorgrad as torch
from course.explain.cases.case import Case, Found, Said
from course.explain.cuts import with_method
from course.explain.lessons import (
    CREATION,
    DTYPES,
    FIND_A_CARD,
    ITEM,
    MATMUL,
    MEAN_OF_INTS,
    MIXED_PLACES,
    NUMPY_AND_CARD,
    WHOLE_NUMBERS,
)
from course.explain.scene import Scene, Variable, plural, short, text, wrapped
from course.explain.source import UNKNOWN, fact, is_a, stored


def whole_numbers_require_grad(scene: Scene, _: Found) -> Said:
    node = scene.node
    cause = "these are whole numbers, and a slope needs numbers with a point"
    held = node.value if isinstance(node, ast.Attribute) else None
    if isinstance(node, ast.Call):
        if getattr(node.func, "attr", "") == "requires_grad_":
            held = node.func.value
        elif getattr(node.func, "attr", getattr(node.func, "id", "")) == "Parameter" and node.args:
            new = with_method(node, text(node.args[0]), "float")
            return Said(cause, f"make them float first: `{new}`")
        elif not any(each.arg == "dtype" for each in node.keywords):
            dtype = ast.keyword("dtype", ast.Name("torch.float"))
            call = ast.Call(node.func, node.args, [dtype, *node.keywords])
            return Said(cause, f"write them with a point, or give the dtype: `{text(call)}`")
    if held is None:
        return Said(cause, "give a floating dtype: `dtype=torch.float`")
    name = text(held)
    start = f"{name} = " if name.isidentifier() else ""
    return Said(
        f"`{name}` holds whole numbers, and a slope needs numbers with a point",
        f"make them float first: `{start}{wrapped(name)}.float().requires_grad_()`",
    )


def mean_of_whole_numbers(scene: Scene, found: Found) -> Said:
    name = scene.named()
    new = wrapped(name)
    return Said(
        f"`{short(name)}` holds whole numbers, and their mean is usually not a whole number",
        f"make them float first: `{new}.float().mean()`",
    )


def products_of_two_dtypes(scene: Scene, found: Found) -> Said:
    wanted = found["a"].split()[0]
    name = scene.named(1)
    if wanted in ("int", "long", "short", "char"):
        wanted, name = found["b"].split()[0], scene.named(0)
    new = with_method(scene.node, name, wanted, name == scene.named(1)) or f"{name}.{wanted}()"
    return Said(
        f"a matrix product does not mix dtypes: one factor is {found['a']}, the other {found['b']}",
        f"convert one of the two: `{new}`",
    )


def does_not_fit_in(scene: Scene, found: Found) -> Said:
    name = scene.named()
    node = scene.node
    new = f"{name} = {name}.float()"
    if isinstance(node, ast.AugAssign):
        left = ast.parse(text(node.target), mode="eval").body
        new = text(ast.Assign([node.target], ast.BinOp(left, node.op, node.value), lineno=0))
    return Said(
        f"`{name}` holds {found['b']} numbers, and a change in place cannot make them {found['a']}",
        f"make a new tensor: `{new}`",
    )


def two_places(scene: Scene, _: Found) -> Said:
    away = [e for e in everyone(scene) if str(fact(e.tensor, "device")) == "cpu"]
    card = [e for e in everyone(scene) if str(fact(e.tensor, "device")) != "cpu"]
    if away and card:
        here, there = away[0], card[0]
        device = str(fact(there.tensor, "device"))
        move = f"{here.name} = {here.name}.to({there.name}.device)"
        if not here.name.isidentifier() or not there.name.isidentifier():
            network = scene.value(ast.Name(here.name.partition(".")[0], ast.Load()))
            mover = here.name.partition(".")[0] if is_a(network, torch.nn.Module) else here.name
            move = f"{wrapped(mover)}.to('{device.partition(':')[0]}')"
        return Said(
            f"`{here.name}` is on the cpu and `{there.name}` on {device}: one calculation happens "
            "in one place",
            f"move one of them: `{move}`",
            first=[here, there],
        )
    return Said(
        "the tensors of this calculation are in different places",
        "move them to one device with `.to(device)`: which one is elsewhere?",
    )


def everyone(scene: Scene) -> list[Variable]:
    """The tensors of the failing line and the parameters of the layer that failed."""
    found = [*scene.operands, *scene.variables]
    if scene.layer is not None:
        inside = stored(scene.layer.tensor)["_parameters"]
        found += [
            Variable(f"{scene.layer.name}.{k}", v) for k, v in inside.items() if v is not None
        ]
    return found


def array_on_a_card(scene: Scene, _: Found) -> Said:
    name = scene.named()
    new = with_method(scene.node, name, "cpu") or f"{name}.cpu().numpy()"
    return Said(
        f"`{name}` is in the memory of a graphics card, and NumPy works in the computer's own",
        f"copy it first: `{new}`",
    )


def no_card(scene: Scene, _: Found) -> Said:
    return Said(
        "`cuda` was asked for, and no graphics card is used here",
        "take what is there: `device = 'cuda' if torch.cuda.is_available() else 'cpu'`",
    )


def not_one_number(scene: Scene, found: Found) -> Said:
    name, tensor = scene.named(), scene.tensor()
    count = plural(fact(tensor, "shape").numel(), "number") if tensor is not None else "more"
    held = wrapped(name) if len(name) <= 20 else ""
    return Said(
        f"`{short(name)}` holds {count}, and one is wanted",
        f"make one of them: `{held}.sum().item()`; for a list of all, `{held}.tolist()`",
    )


def not_yes_or_no(scene: Scene, _: Found) -> Said:
    name = scene.named()
    node = scene.node
    if isinstance(node, (ast.Compare, ast.If, ast.While)) or not name.isidentifier():
        test = node.test if isinstance(node, (ast.If, ast.While)) else node
        name = f"({text(test)})" if isinstance(test, ast.Compare) else name
    return Said(
        f"`{short(name)}` is several numbers, so it is neither true nor false as a whole",
        f"say how many must hold: `{name}.all()`, or `.any()`",
    )


def not_a_tensor(scene: Scene, found: Found) -> Said:
    kind = found["kind"]
    wrong = next((e for e in scene.parts if type(scene.value(e)).__name__ == kind), None)
    wrong = wrong or next((e for e in given(scene) if type(e).__name__.lower() == kind), None)
    name = short(text(wrong)) if wrong is not None else ""
    code = f"`torch.tensor({name})`" if name else "`torch.tensor(…)`"
    return Said(
        f"{f'`{name}` is' if name else 'you gave'} a Python {kind}, and a tensor is wanted",
        f"make one of it: {code}",
    )


def given(scene: Scene) -> list[ast.expr]:
    """The arguments of the failing call as they are written, lists whole."""
    node = scene.node
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    return list(node.args) if isinstance(node, ast.Call) else []


def no_such_name(scene: Scene, found: Found) -> Said | None:
    node = scene.node
    value = scene.value(node.value) if isinstance(node, ast.Attribute) else UNKNOWN
    if not is_a(value, torch.Tensor):
        return None
    name = text(getattr(node, "value", None))
    return Said(
        f"a tensor such as `{name}` has nothing that is called `{found['name']}`",
        f"is it spelled otherwise, or a function, `torch.{found['name']}({name})`?",
    )


CASES = [
    Case("must be Tensor, not (?P<kind>list|tuple|float|int)", CREATION, not_a_tensor),
    Case("for .+: 'Tensor' and '(?P<kind>list)'", CREATION, not_a_tensor),
    Case(
        r"(?i)only Tensors of floating point (and complex )?dtype can require grad",
        WHOLE_NUMBERS,
        whole_numbers_require_grad,
    ),
    Case(r"mean\(\): could not infer output dtype", MEAN_OF_INTS, mean_of_whole_numbers),
    Case(
        r"expected m1 and m2 to have the same dtype, but got: (?P<a>[\w ]+) != (?P<b>[\w ]+)",
        MATMUL,
        products_of_two_dtypes,
    ),
    Case(
        r"result type (?P<a>\w+) can't be cast to the desired output type (?P<b>[\w ]+)",
        DTYPES,
        does_not_fit_in,
    ),
    Case("Expected all tensors to be on the same device", MIXED_PLACES, two_places),
    Case(r"can't convert .+ device type tensor to numpy", NUMPY_AND_CARD, array_on_a_card),
    Case("Torch not compiled with CUDA enabled", FIND_A_CARD, no_card),
    Case(r"a Tensor with \d+ elements cannot be converted to Scalar", ITEM, not_one_number),
    Case("only one element tensors can be converted to Python scalars", ITEM, not_one_number),
    Case("Boolean value of Tensor with more than one value is ambiguous", ITEM, not_yes_or_no),
    Case("'Tensor' object has no attribute '(?P<name>\\w+)'", ITEM, no_such_name),
]
