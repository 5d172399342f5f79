"""Contractions: products that sum over named or numbered dimensions.

Each is arranged into matrix products: the dimensions of two tensors fall into four groups,

    batch   in both and in the result         left   in the first and the result
    summed  in both, not in the result        right  in the second and the result

so that the product is (batch, left, summed) · (batch, summed, right). Only permutations, reshapes
and `bmm` are used, which bring their own derivatives.
Source: aten/src/ATen/native/Linear.cpp, "einsum" and "sumproduct_pair".
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from ...errors import wrap_dim
from ...nodes import Value
from ..arguments import array_of, arrays_of
from ..elementwise.arithmetic import mul
from ..reduction.reduce import sum as sum_over
from ..shape.slicing import diagonal
from ..shape.views import permute, reshape, squeeze, unsqueeze, view
from .products import bmm, mm

Tensor = Any
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
Label = Any  # a letter, or a number for a dimension under the ellipsis


def einsum(equation: Any, *operands: Any) -> Tensor:
    """A product of tensors written with one letter per dimension: "ij,jk->ik" multiplies matrices.

    Letters that are not in the result are summed; a letter twice in one tensor takes its diagonal;
    "..." stands for any dimensions in front, in the middle or at the end. Without "->", the result
    has the letters that occur once, in alphabetical order. einsum(a, [0, 1], b, [1, 2], [0, 2]) is
    the same with numbers for letters.
    Raises RuntimeError when the equation does not fit the tensors.   Source: torch.einsum.
    """
    if isinstance(equation, Value) and operands:
        equation, operands = from_lists((equation, *operands))
    if not isinstance(equation, str) or not operands:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one "
            "operand and its subscripts list"
        )
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        operands = tuple(operands[0])
    shapes = [tuple(a.shape) for a in arrays_of(operands, "einsum")]
    labels, result = read_equation(equation, shapes)
    operands, labels = take_diagonals(operands, labels)
    check_sizes(operands, labels)
    left, have = operands[0], labels[0]
    for i in range(1, len(operands)):
        later = {x for row in labels[i + 1 :] for x in row} | set(result)
        left, have = pair(left, have, operands[i], labels[i], later)
    return arranged(left, have, result, always=len(operands) == 1)


def tensordot(a: Tensor, b: Tensor, dims: Any = 2, out: Tensor = None) -> Tensor:
    """Sum over dimensions of `a` and `b`: the last n of a with the first n of b, or two lists.

    Raises RuntimeError when the sizes of the paired dimensions differ.   Source: torch.tensordot.
    """
    shape_a = tuple(array_of(a, "tensordot", "a").shape)
    shape_b = tuple(array_of(b, "tensordot", "b", 2).shape)
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(len(shape_a), len(shape_b)):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        dims = (list(range(-dims, 0)), list(range(dims)))
    if not hasattr(dims, "__len__") or isinstance(dims, str):
        raise RuntimeError(
            "tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]] "
            f"containing two lists, but got dims={dims}"
        )
    over_a, over_b = ([d] if isinstance(d, int) else list(d) for d in dims)
    if len(over_a) != len(over_b):
        raise RuntimeError("both dimension lists should have same length")
    for i, j in zip(over_a, over_b, strict=True):
        if shape_a[i] != shape_b[j] and 1 not in (shape_a[i], shape_b[j]):
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {shape_a[i]} in dim {i} "
                f"and second has size {shape_b[j]} in dim {j}"
            )
    result = _tensordot(a, shape_a, over_a, b, shape_b, over_b)
    return result if out is None else out.receive(result, "tensordot")


def _tensordot(
    a: Tensor,
    shape_a: Sequence[int],
    over_a: list[int],
    b: Tensor,
    shape_b: Sequence[int],
    over_b: list[int],
) -> Tensor:
    over_a = [wrap_dim(d, len(shape_a)) for d in over_a]
    over_b = [wrap_dim(d, len(shape_b)) for d in over_b]
    for i, j in zip(over_a, over_b, strict=True):  # a size of 1 meets a larger one: sum that first
        if shape_a[i] != shape_b[j]:
            if shape_a[i] == 1:
                b = sum_over(b, j, keepdim=True)
            else:
                a = sum_over(a, i, keepdim=True)
    shape_a, shape_b = array_of(a, "tensordot").shape, array_of(b, "tensordot").shape
    free_a = [d for d in range(len(shape_a)) if d not in over_a]
    free_b = [d for d in range(len(shape_b)) if d not in over_b]
    inner = math.prod(shape_a[d] for d in over_a)
    kept = [shape_a[d] for d in free_a] + [shape_b[d] for d in free_b]
    tall = reshape(permute(a, free_a + over_a), (math.prod(kept[: len(free_a)]), inner))
    wide = reshape(permute(b, over_b + free_b), (inner, math.prod(kept[len(free_a) :])))
    return view(mm(tall, wide), tuple(kept))


def inner(input: Tensor, other: Tensor, *, out: Tensor = None) -> Tensor:
    """Sum of products over the last dimension of both: dot for vectors.

    Shape: (…, k), (*, k) -> (…, *).   Raises RuntimeError when the last sizes differ.
    Source: torch.inner.
    """
    a, b = array_of(input, "inner"), array_of(other, "inner", "other", 2)
    if a.ndim == 0 or b.ndim == 0:
        return mul(input, other, out=out)
    if a.shape[-1] != b.shape[-1]:
        raise RuntimeError(
            "inner() the last dimension must match on both input tensors but got shapes "
            f"{list(a.shape)} and {list(b.shape)}"
        )
    return tensordot(input, other, ([-1], [-1]), out=out)


# ------------------------------------------------------------------------- the equation


def from_lists(given: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """The equation of einsum(a, [0, 1], b, [1, 2], [0, 2]), and its tensors."""
    words = ["".join("..." if n is ... else LETTERS[n] for n in row) for row in given[1::2]]
    equation = ",".join(words)
    if len(given) % 2:
        equation += "->" + "".join("..." if n is ... else LETTERS[n] for n in given[-1])
    return equation, given[: 2 * len(words) : 2]


def read_equation(
    equation: str, shapes: list[tuple[int, ...]]
) -> tuple[list[list[Label]], list[Label]]:
    """The labels of every operand's dimensions and of the result's."""
    left, arrow, right = equation.partition("->")
    odd = re.search(r"[^a-zA-Z,. ]", left)
    if odd:
        raise RuntimeError(
            f"einsum(): invalid subscript given at index {odd.start()} in the equation string, "
            "subscripts must be in [a-zA-Z]"
        )
    terms = left.replace(" ", "").split(",")
    if len(terms) != len(shapes):
        fewer = "fewer" if len(shapes) < len(terms) else "more"
        raise RuntimeError(
            f"einsum(): {fewer} operands were provided than specified in the equation"
        )
    hidden = max(
        (len(s) - len(term) + 3 for s, term in zip(shapes, terms, strict=True) if "..." in term),
        default=0,
    )
    labels = [
        spelled(term, len(shape), i)
        for i, (term, shape) in enumerate(zip(terms, shapes, strict=True))
    ]
    dots: list[Label] = list(range(-hidden, 0))
    if not arrow:
        every = [x for row in labels for x in row if isinstance(x, str)]
        return labels, dots + sorted(x for x in set(every) if every.count(x) == 1)
    before, ellipsis, after = right.replace(" ", "").partition("...")
    result = [*before, *(dots if ellipsis else []), *after]
    check_result(result, labels)
    return labels, result


def check_result(result: list[Label], labels: list[list[Label]]) -> None:
    """Raise when the result names a letter twice or one that no operand has."""
    for x in result:
        if result.count(x) > 1:
            raise RuntimeError(
                f"einsum(): output subscript {x} appears more than once in the output"
            )
        if not any(x in row for row in labels):
            raise RuntimeError(
                f"einsum(): output subscript {x} does not appear in the equation for any input "
                "operand"
            )


def spelled(term: str, ndim: int, operand: int) -> list[Label]:
    """One label per dimension; dimensions under "..." are numbered from the right: …, -2, -1."""
    before, ellipsis, after = term.partition("...")
    hidden = ndim - len(before) - len(after)
    if hidden < 0 or (hidden and not ellipsis):
        more = "is greater than" if ellipsis else "does not match"
        tail = "" if ellipsis else " and no ellipsis was given"
        raise RuntimeError(
            f"einsum(): the number of subscripts in the equation ({len(before) + len(after)}) "
            f"{more} the number of dimensions ({ndim}) for operand {operand}{tail}"
        )
    return [*before, *range(-hidden, 0), *after]


def take_diagonals(
    operands: Sequence[Tensor], labels: list[list[Label]]
) -> tuple[tuple[Tensor, ...], list[list[Label]]]:
    """Each operand with one dimension per label: a repeated label takes the diagonal."""
    done = []
    for i, (x, row) in enumerate(zip(operands, labels, strict=True)):
        shape = list(array_of(x, "einsum").shape)
        for label in dict.fromkeys(row):
            while row.count(label) > 1:
                a = row.index(label)
                b = row.index(label, a + 1)
                if shape[a] != shape[b]:
                    raise RuntimeError(
                        f"einsum(): subscript {label} is repeated for operand {i} but the sizes "
                        f"don't match, {shape[b]} != {shape[a]}"
                    )
                x = diagonal(x, 0, a, b)
                row = [r for d, r in enumerate(row) if d not in (a, b)] + [label]
                shape = list(array_of(x, "einsum").shape)
        done.append((x, row))
    return tuple(x for x, _ in done), [row for _, row in done]


def check_sizes(operands: Sequence[Tensor], labels: list[list[Label]]) -> None:
    """Raise when a letter has two sizes, neither of them 1."""
    known: dict[Label, int] = {}
    for i, (x, row) in enumerate(zip(operands, labels, strict=True)):
        for label, n in zip(row, array_of(x, "einsum").shape, strict=True):
            if n != 1 and known.setdefault(label, n) not in (1, n):
                raise RuntimeError(
                    f"einsum(): subscript {label} has size {n} for operand {i} which does not "
                    f"broadcast with previously seen size {known[label]}"
                )


# ----------------------------------------------------------------------- the arithmetic


def pair(
    x: Tensor, in_x: list[Label], y: Tensor, in_y: list[Label], later: set[Label]
) -> tuple[Tensor, list[Label]]:
    """The product of two tensors, summed over the labels that nobody needs later."""
    labels = len(in_x) + len(in_y)
    x, in_x = summed_alone(x, in_x, set(in_y) | later)
    y, in_y = summed_alone(y, in_y, set(in_x) | later)
    inside = [label for label in in_x if label not in later]
    for label in inside:  # a size of 1 meets a larger one: sum the larger before
        n = array_of(x, "einsum").shape[in_x.index(label)]
        m = array_of(y, "einsum").shape[in_y.index(label)]
        if n != m and n == 1:
            y = sum_over(y, in_y.index(label), keepdim=True)
        elif n != m:
            x = sum_over(x, in_x.index(label), keepdim=True)
    if not inside and len(in_x) + len(in_y) == labels:
        both = list(dict.fromkeys(in_x + in_y))
        return mul(spread(x, in_x, both), spread(y, in_y, both)), both
    return contracted(x, in_x, y, in_y, inside)


def contracted(
    x: Tensor, in_x: list[Label], y: Tensor, in_y: list[Label], inside: list[Label]
) -> tuple[Tensor, list[Label]]:
    """Two tensors as two stacks of matrices, multiplied."""
    sizes_x = dict(zip(in_x, array_of(x, "einsum").shape, strict=True))
    sizes_y = dict(zip(in_y, array_of(y, "einsum").shape, strict=True))
    batch = [r for r in in_x if r in sizes_y and r not in inside and sizes_x[r] == sizes_y[r]]
    stretched = [r for r in in_x if r in sizes_y and r not in inside and r not in batch]
    if stretched:  # a batch size of 1 meets a larger one: the dimension belongs to the larger alone
        for r in stretched:
            if sizes_x[r] == 1:
                x, in_x = squeeze(x, in_x.index(r)), [s for s in in_x if s != r]
            else:
                y, in_y = squeeze(y, in_y.index(r)), [s for s in in_y if s != r]
        return contracted(x, in_x, y, in_y, inside)
    left = [r for r in in_x if r not in sizes_y]
    right = [r for r in in_y if r not in sizes_x]
    sizes = {**sizes_y, **sizes_x}
    b, n, k, m = (math.prod(sizes[r] for r in g) for g in (batch, left, inside, right))
    tall = reshape(permute(x, [in_x.index(r) for r in batch + left + inside]), (b, n, k))
    wide = reshape(permute(y, [in_y.index(r) for r in batch + inside + right]), (b, k, m))
    labels = batch + left + right
    return view(bmm(tall, wide), tuple(sizes[r] for r in labels)), labels


def summed_alone(x: Tensor, labels: list[Label], needed: set[Label]) -> tuple[Tensor, list[Label]]:
    """Sum over the dimensions that occur nowhere else."""
    alone = [d for d, label in enumerate(labels) if label not in needed]
    if not alone:
        return x, labels
    return sum_over(x, tuple(alone)), [r for r in labels if r in needed]


def spread(x: Tensor, labels: list[Label], onto: list[Label]) -> Tensor:
    """Dimensions in the order of `onto`, with size 1 for labels that x lacks."""
    order = [labels.index(r) for r in onto if r in labels]
    x = x if order == sorted(order) else permute(x, order)
    for d, label in enumerate(onto):
        x = x if label in labels else unsqueeze(x, d)
    return x


def arranged(x: Tensor, labels: list[Label], result: list[Label], always: bool) -> Tensor:
    """Dimensions in the order of the result, the others summed.

    always: permute even where the order is right, so that the result is a view of its own.
    """
    rest = [r for r in labels if r not in result]
    order = [labels.index(r) for r in result + rest]
    if always or order != sorted(order):
        x = permute(x, order)
    return sum_over(x, tuple(range(len(result), len(labels)))) if rest else x
