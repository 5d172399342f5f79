"""Errors of shapes: broadcasting, matrix products, views, indices, joining."""

from __future__ import annotations

import ast

from course.explain.cases.case import Case, Found, Said
from course.explain.cuts import with_method
from course.explain.lessons import (
    BROADCASTING,
    CREATION,
    IN_PLACE,
    INDEXING,
    MATMUL,
    MISFITS,
    STRIDES,
    VIEWS,
)
from course.explain.scene import Scene, Variable, plural, short, size, text, tuple_of
from course.explain.source import fact


def pair(scene: Scene) -> list[Variable]:
    """The two operands of the failing operation, if there are two."""
    return scene.operands[:2] if len(scene.operands) >= 2 else []


def do_not_broadcast(scene: Scene, found: Found) -> Said:
    two = pair(scene)
    if not two:
        return Said(
            f"the sizes {found['a']} and {found['b']} stand in the same dimension "
            f"({found['dim']}, counted from the right end), and neither is 1",
            "make them equal, or one of them 1: which of the shapes is not what you expected?",
        )
    (a, b), (first, last) = two, (fact(two[0].tensor, "shape"), fact(two[1].tensor, "shape"))
    cause = (
        f"`{short(a.name)}` is {size(a.tensor)} and `{short(b.name)}` is {size(b.tensor)}: aligned "
        f"on the right, {found['a']} meets {found['b']}, and neither is 1"
    )
    return Said(cause, way_to_fit(a, b, tuple(first), tuple(last)), first=two)


def way_to_fit(a: Variable, b: Variable, first: tuple[int, ...], last: tuple[int, ...]) -> str:
    """How two shapes could be made to broadcast."""
    if len(first) == 2 and last == (first[0],):
        return f"if it is one number for each row, make it a column: `{b.name}[:, None]`"
    if len(last) == 2 and first == (last[0],):
        return f"if it is one number for each row, make it a column: `{a.name}[:, None]`"
    if len(first) == 2 and first == last[::-1]:
        return f"if one of them is on its side, turn it: `{b.name}.t()`"
    return f"make the sizes equal, or one of them 1. What is each dimension of `{b.name}`?"


def no_room(scene: Scene, found: Found) -> Said:
    name = scene.named()
    node = scene.node
    wide = f"{name} = {name} + …"
    if isinstance(node, ast.AugAssign):
        left = ast.parse(text(node.target), mode="eval").body
        wide = text(ast.Assign([node.target], ast.BinOp(left, node.op, node.value), lineno=0))
    small, large = tuple_of(found["a"]), tuple_of(found["b"])
    return Said(
        f"`{name}` is {small}, the result is {large}, and a tensor cannot grow in place",
        f"make a new tensor: `{wide}`",
    )


def cannot_expand(scene: Scene, found: Found) -> Said:
    name = scene.named()
    line = scene.place.statement if scene.place else None
    if isinstance(scene.node, ast.Subscript) and isinstance(line, ast.Assign):
        room, name = text(scene.node), text(line.value)
        return Said(
            f"`{room}` has room for {found['new']} in dimension {found['dim']}, and `{name}` has "
            f"{found['old']}",
            f"give as many as there is room for. Which ones of `{name}` do you want?",
        )
    return Said(
        f"only a size of 1 can be stretched: dimension {found['dim']} of `{name}` has "
        f"{found['old']}, and {found['new']} was asked for",
        "ask for the size that is there (-1 keeps it): which dimension did you mean to stretch?",
    )


def sizes_do_not_touch(scene: Scene, found: Found) -> Said:
    a, b, c, d = (int(found[key]) for key in "abcd")
    two = pair(scene)
    cause = f"in a matrix product the inner sizes must be equal, and {b} meets {c}"
    if not two:
        return Said(
            cause, "turn one of the two with `.t()`, or change its size: which one is on its side?"
        )
    one, other = two[0].name, two[1].name
    cause = f"`{short(one)}` is {a} x {b}, `{short(other)}` is {c} x {d}: the inner sizes, {b} and "
    cause += f"{c}, must be equal"
    if b == d:
        turned = with_method(scene.node, other, "t", last=True) or f"{other}.t()"
        return Said(cause, f"turn the second on its side: `{turned}`", first=two)
    if a == c:
        turned = with_method(scene.node, one, "t") or f"{one}.t()"
        return Said(cause, f"turn the first on its side: `{turned}`", first=two)
    return Said(cause, f"change one of them: should `{other}` have {b} rows?", first=two)


def vector_does_not_fit(scene: Scene, found: Found) -> Said:
    rows, columns, length = found["r"], found["c"], found["v"]
    return Said(
        f"a {rows} x {columns} matrix times a vector needs {columns} numbers, and the vector has "
        f"{length}",
        "which of the two is on its side? `.t()` turns a matrix",
    )


def vectors_differ(scene: Scene, found: Found) -> Said:
    return Said(
        f"a dot product needs vectors of one length, and these have {found['a']} and {found['b']}",
        "take the same number of elements of both: which one is too long?",
    )


def count_does_not_fit(scene: Scene, found: Found) -> Said:
    name, count = scene.named(), found["count"]
    return Said(
        f"`{name}` has {count} elements, and no shape {tuple_of(found['shape'])} holds {count}",
        f"the sizes multiplied must give {count}; write -1 for one of them: `{name}.reshape(-1)`",
    )


def no_stride_for_it(scene: Scene, _: Found) -> Said:
    name = scene.named()
    old = text(scene.node)
    new = old.replace(".view(", ".reshape(") if ".view(" in old else f"{name}.reshape(…)"
    return Said(
        f"the numbers of `{name}` do not lie in memory in the order that the view would need",
        f"let it copy: `{new}`",
    )


def no_such_dimension(scene: Scene, found: Found) -> Said:
    name, asked = scene.named(), found["got"]
    return Said(
        f"`{name}` has no dimension {asked}: they go from {found['low']} to {found['high']}",
        f"count from 0, or from the end with -1: which of the sizes of `{name}` do you mean?",
    )


def two_unknowns(scene: Scene, _: Found) -> Said:
    return Said(
        "two sizes are -1, and only one can be worked out from the others",
        "write a number for one of the two: which one do you know?",
    )


def outside(scene: Scene, found: Found) -> Said:
    name, count = scene.named(), int(found["size"])
    last = f"`{name}[-1]` is the last" if found["dim"] == "0" else "-1 is the last"
    return Said(
        f"dimension {found['dim']} of `{name}` has {count} places, 0 to {count - 1}, and "
        f"{found['at']} was asked for",
        f"{last}. Did you count from 1?",
    )


def too_many_indices(scene: Scene, found: Found) -> Said:
    name = scene.named()
    return Said(
        f"`{name}` has {plural(int(found['dims']), 'dimension')}, and more indices were given",
        f"one index for each dimension: what is `{name}.shape`?",
    )


def cannot_join(scene: Scene, found: Found) -> Said:
    names = [each.name for each in scene.operands]
    at = int(found["at"])
    which = f"`{names[at]}`" if at < len(names) else f"tensor {at}"
    return Said(
        f"cat joins along dimension {found['dim']}, all other sizes must agree, and {which} has "
        f"{found['got']} where {found['wanted']} is wanted",
        f"join along another dimension (`dim=…`), or change a size. What is each size of {which}?",
    )


def cannot_stack(scene: Scene, found: Found) -> Said:
    names = [each.name for each in scene.operands]
    at = int(found["at"])
    which = f"`{names[at]}`" if at < len(names) else f"entry {at}"
    return Said(
        f"stack needs equal shapes, and {which} is {tuple_of(found['got'])} beside "
        f"{tuple_of(found['wanted'])}",
        f"to put them one after the other, use `torch.cat`; or why does {which} differ?",
    )


def ragged(scene: Scene, found: Found) -> Said:
    return Said(
        f"the rows have different lengths: {found['got']} where the first has {found['wanted']}",
        "give every row the same number of numbers: which row is short?",
    )


def numbers_not_in_a_list(scene: Scene, _: Found) -> Said:
    node = scene.node
    given = ", ".join(map(text, node.args)) if isinstance(node, ast.Call) else "1, 2"
    return Said(
        "torch.tensor takes one thing, and you gave several",
        f"put the numbers in a list: `torch.tensor([{given}])`",
    )


CASES = [
    Case(
        r"The size of tensor a \((?P<a>\d+)\) must match the size of tensor b \((?P<b>\d+)\) at "
        r"non-singleton dimension (?P<dim>\d+)",
        MISFITS,
        do_not_broadcast,
    ),
    Case(
        r"output with shape (?P<a>\[.*?\]) doesn't match the broadcast shape (?P<b>\[.*?\])",
        IN_PLACE,
        no_room,
    ),
    Case(
        r"size of the tensor \((?P<new>\d+)\) must match the existing size \((?P<old>\d+)\) "
        r"at non-singleton dimension (?P<dim>\d+)",
        BROADCASTING,
        cannot_expand,
    ),
    Case(
        r"cannot be multiplied \((?P<a>\d+)x(?P<b>\d+) and (?P<c>\d+)x(?P<d>\d+)\)",
        MATMUL,
        sizes_do_not_touch,
    ),
    Case(
        r"size mismatch, got input \(\d+\), mat \((?P<r>\d+)x(?P<c>\d+)\), vec \((?P<v>\d+)\)",
        MATMUL,
        vector_does_not_fit,
    ),
    Case(
        r"expected tensor \[(?P<a>\d+)\] and src \[(?P<b>\d+)\] to have the same number",
        MATMUL,
        vectors_differ,
    ),
    Case(
        r"shape '(?P<shape>\[.*?\])' is invalid for input of size (?P<count>\d+)",
        VIEWS,
        count_does_not_fit,
    ),
    Case(
        "view size is not compatible with input tensor's size and stride", STRIDES, no_stride_for_it
    ),
    Case(
        r"Dimension out of range \(expected to be in range of \[(?P<low>-?\d+), (?P<high>-?\d+)\], "
        r"but got (?P<got>-?\d+)\)",
        VIEWS,
        no_such_dimension,
    ),
    Case("only one dimension can be inferred", VIEWS, two_unknowns),
    Case(
        r"index (?P<at>-?\d+) is out of bounds for dimension (?P<dim>\d+) with size (?P<size>\d+)",
        INDEXING,
        outside,
    ),
    Case(r"too many indices for tensor of dimension (?P<dims>\d+)", INDEXING, too_many_indices),
    Case(
        r"Sizes of tensors must match except in dimension (?P<dim>\d+). Expected size "
        r"(?P<wanted>\d+) but got size (?P<got>\d+) for tensor number (?P<at>\d+)",
        VIEWS,
        cannot_join,
    ),
    Case(
        r"stack expects each tensor to be equal size, but got (?P<wanted>\[.*?\]) at entry 0 and "
        r"(?P<got>\[.*?\]) at entry (?P<at>\d+)",
        VIEWS,
        cannot_stack,
    ),
    Case(
        r"expected sequence of length (?P<wanted>\d+) at dim \d+ \(got (?P<got>\d+)\)",
        CREATION,
        ragged,
    ),
    Case(
        r"tensor\(\) takes 1 positional argument but \d+ were given",
        CREATION,
        numbers_not_in_a_list,
    ),
]
