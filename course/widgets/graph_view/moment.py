"""A graph as it was at one moment: a picture made then keeps what it said.

Cells run on after a picture: gradients are zeroed, parameters stepped, saved tensors freed. So all
that a picture says of a tensor is taken down when it is made: of a small one its numbers, of a
large one what its heat map and its caption need. A picture holds no tensor.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.drawing import cells
from course.graph.derivative import array_of
from course.graph.reading import Graph, Kept, Vertex, saved_tensors

__all__ = ["FREED", "Moment", "at_this_moment", "ends_of"]

MOST_READ = 4_000_000
"""Numbers that are read for one picture; of a tensor beyond them only the shape is told."""

FREED = "freed: backward() has run, and retain_graph=True was not given"


@dataclass(eq=False, slots=True)
class Moment:
    """What a picture says of a tensor, as it was, by the names that tensors have for it.

    `table` holds its numbers in rows and columns; of a large one the means of neighbours, and then
    `ends` its least, mean and largest number. `table` is None where it was too large to be read.
    """

    shape: tuple[int, ...]
    dtype: Any
    device: Any
    version: int
    is_leaf: bool
    retains_grad: bool
    grad: Moment | None
    table: np.ndarray | None
    ends: tuple[float, float, float] | None

    @property
    def ndim(self) -> int:
        """How many dimensions it has."""
        return len(self.shape)

    def item(self) -> Any:
        """The one number that it holds."""
        assert self.table is not None, "a single number is always read"
        return self.table.item()


class Camera:
    """Takes moments of tensors, one of each, until as many numbers were read as may be."""

    def __init__(self) -> None:
        self.read = 0
        self.taken: dict[tuple[Any, ...], tuple[Any, Moment]] = {}
        """With their tensors: one that was let go could give its address to another."""

    def take(self, tensor: Any, at: tuple[Any, ...] = (), with_grad: bool = False) -> Moment:
        """The tensor as it is now, and its gradient where it is kept; `at`: its known address."""
        grad = tensor.grad if with_grad and (tensor.is_leaf or tensor.retains_grad) else None
        mark = (at or address(tensor), tensor._version, id(grad))
        if mark not in self.taken:
            behind = None if grad is None else self.take(grad)
            self.taken[mark] = (tensor, self.look_at(tensor, behind))
        return self.taken[mark][1]

    def look_at(self, tensor: Any, grad: Moment | None) -> Moment:
        """Take down what a picture says of a tensor."""
        table = ends = None
        count = math.prod(tensor.shape)
        if not tensor.ndim or self.read + count <= MOST_READ:
            self.read += count
            values = array_of(tensor)
            table = np.array(cells.joined(cells.shape2d(values)))
            if count > table.size:
                ends = ends_of(values)
        facts = (tuple(tensor.shape), tensor.dtype, tensor.device, tensor._version)
        return Moment(*facts, tensor.is_leaf, tensor.retains_grad, grad, table, ends)


def ends_of(values: np.ndarray) -> tuple[float, float, float]:
    """The least, the mean and the largest number."""
    return values.min(), values.mean(), values.max()


def address(tensor: Any) -> tuple[Any, ...]:
    """Where the numbers of a tensor stand, and how they are read."""
    return (tensor.data_ptr(), tuple(tensor.shape), tuple(tensor.stride()), tensor.dtype)


def at_this_moment(graph: Graph, names: Mapping[str, Any]) -> Graph:
    """The graph with moments in place of its tensors, and with what each operation keeps.

    It becomes this in place: it was read for this picture.
    """
    camera, known = Camera(), {address(each): name for name, each in reversed(names.items())}
    tensors = {vertex.key: vertex.tensor for vertex in graph}
    for vertex in graph:
        if vertex.tensor is not None:
            vertex.tensor = camera.take(vertex.tensor, with_grad=True)
        kept, vertex.lost = what_it_keeps(vertex)
        for name, each in kept.items():
            at = address(each)
            key, called = which(graph, tensors, vertex, each)
            called = called if key else known.get(at, "")
            vertex.kept[name] = Kept(camera.take(each, at), key, called)
    return graph


def what_it_keeps(vertex: Vertex) -> tuple[dict[str, Any], str]:
    """The tensors that an operation keeps, by argument; and why they are lost, if they are."""
    if vertex.kind != "operation":
        return {}, ""
    try:
        kept = saved_tensors(vertex.node)
    except RuntimeError as error:
        return {}, str(error)
    return kept or {}, FREED if kept is None else ""


def which(graph: Graph, tensors: Mapping[str, Any], vertex: Vertex, tensor: Any) -> tuple[str, str]:
    """Which vertex a kept tensor is: a key and a name, or nothing."""
    maker = tensor.grad_fn
    for each in (vertex, *(graph[key] for key in vertex.inputs if key)):
        if tensor is tensors[each.key] or (maker is not None and maker is each.node):
            return each.key, each.name or each.operation
    return "", ""
