"""What must be as it was for a program to be the step: looked at before every replay.

A tape holds what a step did, not why. The numbers, flags and lists of Python that its code can
reach may have sent it another way, so they are surveyed: the closure, defaults and globals that the
step and the functions it calls name, the attributes of modules and of objects of the user's
classes, and what lists and dicts hold. Together with the arguments, the tensors that were there
before, and the modes of the library they become one long condition, written out and compiled.
"""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Callable
from typing import Any

from ..backend.simulated import owner
from ..dtypes import get_default_dtype
from ..nodes import Value, mode
from .names import Names
from .watching import HOOKS, Watch

PACKAGE = __name__.partition(".")[0]
SIMPLE = (bool, int, float, complex, str, bytes, type(None))
SPEAKS = {"print", "input", "open", "exec", "eval", "breakpoint"}  # what a replay would not do
OUTSIDE = {PACKAGE, "torch", "numpy", *sys.stdlib_module_names} - {"__main__"}
MODULE_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
MISSING = object()


def modes() -> tuple[Any, ...]:
    """The settings that change what an operation does."""
    return mode.grad, mode.inference, get_default_dtype()


class Fact:
    """One thing that was looked up: `place[key]` was `value`. path: its name in the program."""

    def __init__(self, place: Any, key: Any, value: Any, path: str) -> None:
        self.place, self.key, self.value, self.path = place, key, value, path

    def now(self) -> Any:
        if isinstance(self.place, types.CellType):
            try:
                return self.place.cell_contents
            except ValueError:
                return MISSING
        if self.key is len:
            return len(self.place)
        if isinstance(self.place, dict):
            return self.place.get(self.key, MISSING)
        return self.place[self.key] if self.key < len(self.place) else MISSING

    def holds(self) -> bool:
        return same(self.now(), self.value)

    def condition(self, names: Names) -> str:
        """Python text that is true while the fact holds."""
        place = names.of(self.place, "place")
        if isinstance(self.place, types.CellType):
            found = f"{place}.cell_contents"
        elif self.key is len:
            return f"len({place}) == {self.value}" if self.value else f"not {place}"
        elif isinstance(self.place, dict):
            found = f"{place}.get({names.of(self.key, 'key')})"
            if type(self.key) is str:
                found = f"{place}.get({self.key!r})"
        else:
            found = f"{place}[{self.key}]"
        if self.value is None or type(self.value) is bool:
            return f"{found} is {self.value}"
        if isinstance(self.value, SIMPLE):
            return f"same({found}, {names.of(self.value, 'value')})"
        return f"{found} is {names.of(self.value, 'value')}"


def same(one: Any, other: Any) -> bool:
    """Is a value what it was: an equal number or text of the same type, or the same object?"""
    if one is other:
        return True
    return type(one) is type(other) and isinstance(other, SIMPLE) and one == other


class Survey:
    """Everything of Python's that the code of a step can reach."""

    def __init__(self, function: Any, args: Any, keywords: Any) -> None:
        self.facts: list[Fact] = []
        self.tensors: set[int] = set()  # ids of the tensors that were reached by name
        self.refusal: str | None = None
        self.names: set[str] = set()  # attributes that the code names
        self.visited: dict[int, Any] = {}
        self.visit(function, getattr(function, "__name__", "step"))
        for i, thing in enumerate((*args, *keywords.values())):
            if not isinstance(thing, Value) and not holds_tensors(thing):
                self.visit(thing, f"argument {i}")

    def changed(self) -> str | None:
        """The name of the first thing that is no longer what it was."""
        return next((fact.path for fact in self.facts if not fact.holds()), None)

    def fact(self, place: Any, key: Any, value: Any, path: str) -> None:
        self.facts.append(Fact(place, key, value, path))
        if key is not len:
            self.visit(value, path)

    def visit(self, thing: Any, path: str) -> None:
        if isinstance(thing, Value):
            self.tensors.add(id(thing))
        if isinstance(thing, SIMPLE) or isinstance(thing, Value) or id(thing) in self.visited:
            return
        self.visited[id(thing)] = thing
        if isinstance(thing, types.MethodType):
            self.visit(thing.__func__, path)
            self.visit(thing.__self__, "self")
        elif isinstance(thing, types.FunctionType):
            self.visit_function(thing)
        elif type(thing) in (list, tuple, dict):
            self.visit_container(thing, path)
        elif isinstance(thing, type):
            self.visit_class(thing)
        elif not isinstance(thing, types.ModuleType) and hasattr(thing, "__dict__"):
            self.visit_object(thing, path)

    def visit_function(self, function: Any) -> None:
        if hasattr(function, "is_host_call"):
            return  # runs anew at every replay
        if of_others(function.__module__):
            wrapped = getattr(function, "__wrapped__", None)
            if wrapped is not None:
                self.visit(wrapped, function.__name__)
            return
        codes, names = [function.__code__], set()
        while codes:
            code = codes.pop()
            names |= set(code.co_names)
            codes += [c for c in code.co_consts if isinstance(c, types.CodeType)]
        self.names |= names
        space = function.__globals__
        for name in sorted(names):
            if name in space:
                self.fact(space, name, space[name], name)
            elif name in SPEAKS and hasattr(builtins, name):
                self.refusal = self.refusal or f"{function.__name__} calls {name}()"
        cells = function.__closure__ or ()
        for name, cell in zip(function.__code__.co_freevars, cells, strict=True):
            fact = Fact(cell, None, None, name)
            fact.value = fact.now()
            self.facts.append(fact)
            self.visit(fact.value, name)
        for default in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
            self.visit(default, f"a default of {function.__name__}")

    def visit_container(self, thing: Any, path: str) -> None:
        if type(thing) is not tuple:
            self.fact(thing, len, len(thing), path)
        items = thing.items() if type(thing) is dict else enumerate(thing)
        for key, value in list(items):
            if type(thing) is tuple:
                self.visit(value, f"{path}[{key}]")
            else:
                self.fact(thing, key, value, f"{path}[{key!r}]")

    def visit_class(self, kind: type) -> None:
        for base in kind.__mro__:
            if not of_others(base.__module__):
                for entry in vars(base).values():
                    self.visit(getattr(entry, "__func__", entry), base.__name__)

    def visit_object(self, thing: Any, path: str) -> None:
        """A module or an object of a user's class: its attributes and its class."""
        kind = type(thing)
        is_module = any(base.__name__ == "Module" for base in kind.__mro__)
        if of_others(kind.__module__) and not is_module:
            if "param_groups" in vars(thing) and self.names & {"param_groups", "defaults"}:
                self.visit(thing.param_groups, f"{path}.param_groups")
            return
        self.visit_class(kind)
        space = vars(thing)
        for name, value in list(space.items()):
            if is_module and name in MODULE_HOOKS:
                if value:
                    self.refusal = self.refusal or f"the module {path} has hooks"
                self.fact(value, len, len(value), f"{path}.{name}")
            elif is_module and name in ("_parameters", "_buffers", "_modules"):
                for key, part in value.items():
                    self.fact(value, key, part, f"{path}.{key}")
            elif not (is_module and name.startswith("_")):
                self.fact(space, name, value, f"{path}.{name}")


def of_others(module: str | None) -> bool:
    """Is it code of the library, of NumPy or of Python, which keeps no state that matters here?"""
    return (module or "").partition(".")[0] in OUTSIDE


def holds_tensors(thing: Any) -> bool:
    if isinstance(thing, Value):
        return True
    parts = thing.values() if isinstance(thing, dict) else thing
    return isinstance(thing, list | tuple | dict) and any(map(holds_tensors, parts))


# ------------------------------------------------------------------------------ the condition


def condition(
    tape: Watch, survey: Survey, args: Any, keywords: Any, tensors: dict[int, str]
) -> Callable[[Any, Any], bool]:
    """`fits(args, keywords)`: may the program of a tape run for these arguments, now?"""
    names = Names()
    names.space.update(same=same, modes=modes)
    parts = [f"modes() == {names.of(modes(), 'settings')}"]
    parts += shape_of(args, "args", tape, names) + shape_of(keywords, "keywords", tape, names)
    for seen in tape.seen.values():
        if id(seen.tensor) not in tape.arguments:
            tensor = names.of(seen.tensor, "tensor")
            parts += [f"{tensor}.array is {names.of(seen.array, 'array')}", *plain(tensor, seen)]
    for tensor, kept in tape.grads.values():
        if kept is not Ellipsis:
            name = tensors.get(id(tensor)) or names.of(tensor, "tensor")
            parts.append(
                f"{name}.kept_grad is {names.of(kept, 'grad') if kept is not None else None}"
            )
    parts += apart(tape, tensors, names)
    done = set()
    for fact in survey.facts:
        text = fact.condition(names)
        if text not in done:
            done.add(text)
            parts.append(text)
    source = "def fits(args, keywords):\n    return (" + "\n        and ".join(parts) + ")"
    exec(compile(source, "<guards of a captured step>", "exec"), names.space)
    return names.space["fits"]  # type: ignore[no-any-return]


def apart(tape: Watch, paths: dict[int, str], names: Names) -> list[str]:
    """Where the step writes, no argument may share memory with what was not shared before."""
    written = {root for call in tape.calls for root in getattr(call, "writes", ())}
    kinds = {tape.cells[root].kind for root in written}
    owners = {id(owner(c.host)) for c in tape.cells if c.kind == "outside"}
    if not kinds & {"outside", "argument"}:
        return []
    names.space.update(owner=owner, owners=frozenset(owners), id=id, len=len)
    mine = [f"id(owner({path}.array))" for path in paths.values()]
    return [f"len({{{', '.join(mine)}}} - owners) == {len(mine)}"] if mine else []


def plain(name: str, seen: Any) -> list[str]:
    flags = [f"{name}.leaf_requires_grad is {seen.wants_grad}"]
    return flags + [f"{name}.{hooks} is None" for hooks in HOOKS]


def shape_of(thing: Any, path: str, tape: Watch, names: Names) -> list[str]:
    """The conditions on one argument: the same containers, and tensors of the same kind."""
    kind = names.of(type(thing), type(thing).__name__)
    parts = [f"type({path}) is {kind}"]
    if isinstance(thing, Value):
        if id(thing) not in tape.arguments:
            return [f"{path} is {names.of(thing, 'tensor')}"]
        array = thing.array
        facts = array.shape, array.strides
        parts += [
            f"type({path}.array) is {names.of(type(array), 'ndarray')}",
            f"({path}.array.shape, {path}.array.strides) == {facts!r}",
            f"{path}.array.base is None" if tape.geometric else "True",
            f"{path}.array.dtype is {names.of(array.dtype, 'dtype')}",
            f"{path}.node is {None if thing.node is None else 'not None'}",
            f"{path}.leaf_requires_grad is {thing.leaf_requires_grad}",
        ]
        return parts + [f"{path}.{hooks} is None" for hooks in HOOKS]
    if isinstance(thing, list | tuple):
        parts.append(f"len({path}) == {len(thing)}")
        for i, part in enumerate(thing):
            parts += shape_of(part, f"{path}[{i}]", tape, names)
        return parts
    if type(thing) is dict:
        parts.append(f"list({path}) == {names.of(list(thing), 'keys')}")
        for key in thing:
            parts += shape_of(thing[key], f"{path}[{key!r}]", tape, names)
        return parts
    return [f"same({path}, {names.of(thing, 'value')})"]
