"""Trees of Python containers: tuples, lists and dicts, in each other, with anything as leaves.

    flatten({"a": 1, "b": (2, 3)})        # [1, 2, 3] and a structure
    structure.fill([10, 20, 30])          # {"a": 10, "b": (20, 30)}

Source: torch.utils._pytree (tuples, named tuples, lists, dicts and their ordered kinds).
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

LISTS = (tuple, list, deque)
DICTS = (dict, OrderedDict, defaultdict)


class Structure:
    """The containers of a tree, with holes for leaves."""

    def __init__(self, tree: Any) -> None:
        self.kind = type(tree)
        self.example = tree
        self.children = [Structure(child) for child in children_of(tree) or ()]
        self.leaf = children_of(tree) is None

    def fill(self, leaves: Iterable[Any]) -> Any:
        """The same tree with these leaves."""
        return self.take(iter(leaves))

    def take(self, leaves: Iterator[Any]) -> Any:
        if self.leaf:
            return next(leaves)
        parts = [child.take(leaves) for child in self.children]
        if isinstance(self.example, dict):
            filled = self.example.copy()
            filled.update(zip(self.example, parts, strict=True))
            return filled
        if hasattr(self.kind, "_fields"):
            return self.kind(*parts)
        return self.kind(parts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Structure):
            return NotImplemented
        if self.leaf or other.leaf:
            return self.leaf and other.leaf
        keys = [list(s.example) if isinstance(s.example, dict) else [] for s in (self, other)]
        return (self.kind, keys[0], self.children) == (other.kind, keys[1], other.children)

    def drawn(self) -> str:
        """The tree with a star for each leaf."""
        if self.leaf:
            return "*"
        inner = [child.drawn() for child in self.children]
        if isinstance(self.example, dict):
            keys = zip(self.example, inner, strict=True)
            return "{" + ", ".join(f"{key!r}: {child}" for key, child in keys) + "}"
        text = ", ".join(inner)
        if self.kind is list:
            return f"[{text}]"
        return f"({text},)" if len(inner) == 1 else f"({text})"

    def __repr__(self) -> str:
        """As PyTorch shows a TreeSpec in its messages."""
        if self.leaf:
            return "*"
        keys = list(self.example) if isinstance(self.example, dict) else None
        inner = ",\n".join(map(repr, self.children)).replace("\n", "\n  ")
        return f"TreeSpec({self.kind.__name__}, {keys}, [{inner}])"


def children_of(tree: Any) -> list[Any] | None:
    """What a container holds; None for a leaf."""
    if type(tree) in DICTS:
        return list(tree.values())
    if type(tree) in LISTS or isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return list(tree)
    return None


def flatten(tree: Any) -> tuple[list[Any], Structure]:
    """The leaves of a tree from left to right, and its structure."""
    return leaves_of(tree), Structure(tree)


def leaves_of(tree: Any) -> list[Any]:
    """The leaves of a tree from left to right."""
    inner = children_of(tree)
    return [tree] if inner is None else [leaf for child in inner for leaf in leaves_of(child)]


def mapped(function: Callable[[Any], Any], tree: Any) -> Any:
    """The tree with `function` applied to every leaf."""
    leaves, structure = flatten(tree)
    return structure.fill(map(function, leaves))


def spread(prefix: Any, tree: Any) -> list[Any] | None:
    """For each leaf of a tree what a prefix of it says: a leaf of the prefix counts for all below.

    None where the containers of the two do not go together.
    """
    inner, parts = children_of(tree), children_of(prefix)
    if parts is None:
        return [prefix] * len(leaves_of(tree))
    same = inner is not None and type(prefix) is type(tree) and len(parts) == len(inner)
    if not same or isinstance(tree, dict) and list(tree) != list(prefix):
        return None
    found = [spread(part, child) for part, child in zip(parts, inner or (), strict=True)]
    if any(row is None for row in found):
        return None
    return [leaf for row in found for leaf in row or ()]
