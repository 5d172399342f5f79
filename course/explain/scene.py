"""Where an error came through the learner's code, and which of their variables took part."""

from __future__ import annotations

import ast
import itertools
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import tutorgrad as torch
from course.explain.source import UNKNOWN, Place, fact, is_a, stored

LIBRARY = str(Path(torch.__file__).parent)
PATHS = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
FOREIGN = (LIBRARY, str(Path(__file__).parents[1]), "<frozen", *PATHS)
"""Code that is not the learner's: the library, this kit, Python and what is installed."""

UNNAMED = "…"
"""A tensor that the learner has no name for, and whose place in the line is not clear."""

LONGEST = 40
"""Letters of an expression that a note repeats."""


@dataclass(frozen=True, eq=False)
class Variable:
    """A tensor and what the learner calls it."""

    name: str
    tensor: Any


@dataclass(eq=False)
class Scene:
    """The learner's frames of a traceback, outermost first, and the library's below the last."""

    error: BaseException
    places: list[Place]
    below: list[FrameType] = field(default_factory=list)

    @property
    def place(self) -> Place | None:
        """Where the learner's own code failed."""
        return self.places[-1] if self.places else None

    @property
    def node(self) -> ast.AST | None:
        """The expression that failed."""
        return self.place.node if self.place else None

    @property
    def in_library(self) -> bool:
        """Whether the error was raised inside tutorgrad."""
        return bool(self.below) and self.below[-1].f_code.co_filename.startswith(LIBRARY)

    @property
    def of_tutorgrad(self) -> bool:
        """Whether the learner's code works with tutorgrad where it failed."""
        values = [
            v for p in self.places for v in {**p.frame.f_globals, **p.frame.f_locals}.values()
        ]
        return self.in_library or any(v is torch or is_a(v, torch.Tensor) for v in values)

    @property
    def line(self) -> str:
        """The first line of the failing statement, as Python writes it."""
        statement = self.place.statement if self.place else None
        return text(statement).partition("\n")[0] if statement is not None else ""

    def value(self, node: ast.AST | None) -> Any:
        """What a name, an attribute or a constant place holds; UNKNOWN for all else."""
        return self.place.evaluate(node) if self.place else UNKNOWN

    @cached_property
    def parts(self) -> list[ast.expr]:
        """The operands of the failing expression, in their order."""
        node = self.node
        if isinstance(node, ast.BinOp):
            return [node.left, node.right]
        if isinstance(node, ast.AugAssign):
            return [node.target, node.value]
        if isinstance(node, ast.Compare):
            return [node.left, *node.comparators]
        if isinstance(node, (ast.UnaryOp, ast.Subscript, ast.Attribute)):
            return [node.operand if isinstance(node, ast.UnaryOp) else node.value]
        if isinstance(node, ast.Call):
            rest = [*node.args, *(keyword.value for keyword in node.keywords)]
            method = isinstance(node.func, ast.Attribute) and not self.is_module(node.func.value)
            first = [node.func.value] if method else []
            flat = [
                each.elts if isinstance(each, (ast.List, ast.Tuple)) else [each] for each in rest
            ]
            return [*first, *(one for each in flat for one in each)]
        return []

    def is_module(self, node: ast.expr) -> bool:
        """Whether an expression is a Python module, such as `torch` or `nn.functional`."""
        return type(self.value(node)) is type(sys)

    @cached_property
    def operands(self) -> list[Variable]:
        """The tensors that the failing call was given, with the learner's names for them."""
        given = list(tensors_given(self.below[0])) if self.below else []
        names = []
        for part in self.parts:
            value = self.value(part)
            if is_a(value, torch.Tensor):
                names.append(Variable(text(part), value))
            elif value is UNKNOWN and not isinstance(part, (ast.Lambda, ast.JoinedStr)):
                names.append(Variable(text(part), None))
        if isinstance(self.node, ast.Compare) and len(given) == 2:  # a chain: which link of it?
            names = next((e for e in itertools.pairwise(names) if are(e, given)), names)
        if len(names) == len(given):
            return [Variable(n.name, t) for n, t in zip(names, given, strict=True)]
        if given and names and self.calls_method and names[0].name == text(self.parts[0]):
            return [
                Variable(names[0].name, given[0]),
                *(e for e in names[1:] if e.tensor is not None),
            ]
        known = [each for each in names if each.tensor is not None]
        return known or [Variable(self.name_of(each), each) for each in given]

    @property
    def calls_method(self) -> bool:
        """Whether the failing expression calls a method of its first part."""
        node = self.node
        return isinstance(node, ast.Call) and self.parts[:1] == [getattr(node.func, "value", None)]

    @cached_property
    def variables(self) -> list[Variable]:
        """The learner's variables in the failing expression that are tensors."""
        if self.place is None or self.node is None:
            return [each for each in self.operands if each.name != UNNAMED]
        found: dict[int, Variable] = {}
        waiting: list[ast.AST] = [self.node]
        while waiting:
            node = waiting.pop(0)
            value = self.value(node)
            if is_a(value, torch.Tensor):
                found.setdefault(id(value), Variable(text(node), value))
            elif type(value) in (list, tuple) and isinstance(node, ast.Name):
                for at, each in enumerate(value):
                    if is_a(each, torch.Tensor):
                        found.setdefault(id(each), Variable(f"{node.id}[{at}]", each))
            elif not isinstance(node, ast.stmt) or node is self.node:
                waiting[:0] = ast.iter_child_nodes(node)
        return list(found.values())

    def name_of(self, tensor: Any) -> str:
        """The learner's name for a tensor, innermost frame first; UNNAMED where it has none."""
        for place in reversed(self.places):
            for names in (place.frame.f_locals, place.frame.f_globals):
                for name, value in names.items():
                    if value is tensor and not name.startswith("_"):
                        return name
        return UNNAMED

    def named(self, position: int = 0) -> str:
        """The text of an operand of the failing call."""
        return self.operands[position].name if position < len(self.operands) else UNNAMED

    def tensor(self, position: int = 0) -> Any:
        """An operand of the failing call, or None."""
        return self.operands[position].tensor if position < len(self.operands) else None

    def argument(self, position: int, keyword: str = "") -> ast.expr | None:
        """An argument of the failing call as it is written."""
        if not isinstance(self.node, ast.Call):
            return None
        for each in self.node.keywords:
            if each.arg == keyword:
                return each.value
        return self.node.args[position] if position < len(self.node.args) else None

    @cached_property
    def layer(self) -> Variable | None:
        """The nn.Module whose forward failed, by the learner's name for it (`net[1]`)."""
        inner = [frame.f_locals.get("self") for frame in reversed(self.below)]
        module = next((each for each in inner if is_a(each, torch.nn.Module)), None)
        if module is None:
            return None
        for place in reversed(self.places):
            for names in (place.frame.f_locals, place.frame.f_globals):
                for name, value in names.items():
                    if is_a(value, torch.nn.Module) and not name.startswith("_"):
                        path = path_to(module, value, name)
                        if path:
                            return Variable(path, module)
        made_here = isinstance(self.node, ast.Call) and isinstance(self.node.func, ast.Call)
        name = text(self.node.func) if made_here else type(module).__name__
        return Variable(name, module)


def scene_of(error: BaseException) -> Scene:
    """Sort the frames of an error's traceback."""
    frames = list(walk(error.__traceback__))
    own = [at for at, part in enumerate(frames) if is_learners(part.tb_frame)]
    places = [Place(frames[i].tb_frame, frames[i].tb_lineno, frames[i].tb_lasti) for i in own]
    below = [part.tb_frame for part in frames[own[-1] + 1 :]] if own else []
    return Scene(error, places, below)


def walk(traceback: TracebackType | None) -> Iterator[TracebackType]:
    """The parts of a traceback, the outermost first."""
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def is_learners(frame: FrameType) -> bool:
    """Whether a frame is of the learner's own code."""
    return not frame.f_code.co_filename.startswith(FOREIGN)


def tensors_given(frame: FrameType) -> Iterator[Any]:
    """The tensors among the arguments of a call, those inside a list or tuple too."""
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4)
    count += bool(code.co_flags & 8)
    for name in code.co_varnames[:count]:
        value = frame.f_locals.get(name)
        values = value.values() if type(value) is dict else (value,)
        for each in values:
            for one in each if type(each) in (list, tuple) else (each,):
                if is_a(one, torch.Tensor):
                    yield one
                elif type(one) in (list, tuple):
                    yield from (leaf for leaf in one if is_a(leaf, torch.Tensor))


def path_to(module: Any, start: Any, name: str) -> str:
    """How to reach a module from another: `net.hidden[0]`; empty where it is not inside."""
    waiting = [(start, name)]
    while waiting:
        each, path = waiting.pop(0)
        if each is module:
            return path
        for key, child in (stored(each).get("_modules") or {}).items():
            waiting.append((child, f"{path}[{key}]" if key.isdecimal() else f"{path}.{key}"))
    return ""


def text(node: ast.AST | None) -> str:
    """An expression as Python writes it."""
    return "" if node is None else ast.unparse(node)


def short(words: str) -> str:
    """A long expression with its middle left out."""
    one = " ".join(words.split())
    return one if len(one) <= LONGEST else one[: LONGEST - 12] + " … " + one[-9:]


def wrapped(words: str) -> str:
    """An expression as something can be called on it: `(a + b)`, but `x`, `f(x)`, `x[0]`."""
    try:
        node = ast.parse(words, mode="eval").body
    except SyntaxError:
        return words
    plain = isinstance(node, (ast.Name, ast.Call, ast.Attribute, ast.Subscript))
    return words if plain else f"({words})"


def plural(count: int, word: str) -> str:
    """A number with its word: 1 gradient, 2 gradients."""
    return f"{count} {word}" + ("" if count == 1 else "s")


def tuple_of(sizes: str) -> str:
    """The sizes of a message as a tuple: "3" -> "(3,)", "[2, 3]" -> "(2, 3)"."""
    inner = sizes.strip("[]")
    return f"({inner},)" if inner.isdecimal() else f"({inner})"


def size(tensor: Any) -> str:
    """A shape as a tuple: (2, 3)."""
    return str(tuple(fact(tensor, "shape")))


def are(pair: tuple[Variable, Variable], given: list[Any]) -> bool:
    """Whether two operands are these two tensors, in either order; what is not known may be."""
    orders = (given, given[::-1])
    return any(
        all(e.tensor is None or e.tensor is t for e, t in zip(pair, order, strict=True))
        for order in orders
    )
