"""What of Python's can the code of a step reach? Its numbers, flags, lists, functions.

A tape holds what a step did, not why. What its code can look up may have sent it another way, so it
is surveyed: the closure, defaults and globals that the step and the functions it calls name, the
attributes they name of objects and classes, and what containers hold. Each becomes a `Fact`, which
must hold before every replay and which the step must leave as it was.

The rule that keeps replays from being stale: what can be reached is either a constant, or made of
facts, or known to be noted otherwise (tensors, optimizers, random streams). Anything else, an
iterator, a file, a clock, is refused.
"""

from __future__ import annotations

import builtins
import collections
import dis
import enum
import functools
import numbers
import re
import sys
import types
from typing import Any

import numpy as np

from ..nodes import Value
from .names import Names
from .recording import Ref, in_words

LIBRARY = {__name__.partition(".")[0], "torch"}
PURE = {"math", "cmath", "operator", "functools", "itertools", "collections", "copy", "contextlib"}
PURE |= {"typing", "types", "dataclasses", "abc", "numbers", "enum", "statistics", "string", "re"}
PURE |= {"fractions", "decimal", "heapq", "bisect", "builtins", "__future__", "numpy"}
PURE |= {"_operator", "_functools", "_collections", "_heapq", "_bisect", "_abc", "_thread"}
STANDARD = set(sys.stdlib_module_names) - {"__main__"}
KNOWN = LIBRARY | STANDARD | {"numpy"}  # code that is not read
SPEAKS = {"print", "input", "open", "exec", "eval", "breakpoint", "globals", "locals", "vars"}
SPEAKS |= {"__import__", "compile", "dir"}  # what a replay would not do, or facts could not follow
SIMPLE = (bool, int, float, complex, str, bytes, type(None))
CONSTANT: tuple[Any, ...] = (*SIMPLE, numbers.Number, np.generic, np.dtype, np.ufunc, enum.Enum)
CONSTANT += (range, slice, re.Pattern, types.EllipsisType, types.NotImplementedType)
CONSTANT += (types.MethodDescriptorType, types.WrapperDescriptorType, types.GetSetDescriptorType)
CONSTANT += (types.ClassMethodDescriptorType, types.MemberDescriptorType, types.MethodWrapperType)
CONSTANT += (types.GenericAlias, type(Ref.at))  # the last are fields of named tuples
CONTAINERS = (list, tuple, dict, set, frozenset, collections.deque)
PARTS = {  # what runs when these are called
    types.MethodType: ("__func__", "__self__"),
    functools.partial: ("func", "args", "keywords"),
    staticmethod | classmethod: ("__func__",),
    property: ("fget", "fset", "fdel"),
}
MODULE_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
NOTED = {"Optimizer", "LRScheduler", "Generator"}  # their state is read anew at every replay
READERS = {"get_last_lr": "_last_lr"}  # methods that look at it, and at what
SMALL = 4096  # bytes of a NumPy array that may be compared before every replay
IMMUTABLE = {"dtype", "device", "layout", "memory_format", "finfo", "iinfo"}
HEAP = 1 << 9  # the flag of classes that are made while a program runs
MISSING: Any = object()


class Refused(Exception):
    """The code of a step can reach what a replay could not see change: why, and its path."""


def same(one: Any, other: Any) -> bool:
    """Is a value what it was: an equal number or text of the same type, or the same object?"""
    if one is other:
        return True
    return type(one) is type(other) and isinstance(other, SIMPLE) and repr(one) == repr(other)


class Fact:
    """One thing that was looked up: the item or attribute `key` of `place` was `value`.

    path: its name in the program.
    """

    def __init__(self, place: Any, key: Any, value: Any, path: str) -> None:
        self.place, self.key, self.value, self.path = place, key, value, path

    def condition(self, name: Any) -> str:
        """Python text that is true while the fact holds. name: gives constants their names."""
        place, value = name(self.place, "place"), self.value
        key = repr(self.key) if type(self.key) in (str, int) else name(self.key, "key")
        if value is MISSING:
            return f"{key} not in {place}"
        if isinstance(self.place, dict | types.MappingProxyType):
            found = f"{place}.get({key})"
        elif isinstance(self.place, list | collections.deque):
            found = f"{place}[{key}]"
        elif isinstance(self.place, types.CellType | types.FunctionType):
            found = f"{place}.{self.key}"
        else:
            found = f"getattr({place}, {key}, None)"
        if value is None or type(value) is bool:
            return f"{found} is {value}"
        text = name(value, "value")
        return f"same({found}, {text})" if isinstance(value, SIMPLE) else f"{found} is {text}"

    def holds(self) -> bool:
        """Is it still so? As the condition, which is written for many facts at once."""
        names = Names()
        condition = self.condition(names.of)
        try:
            return bool(eval(condition, {**names.space, "same": same}))
        except (LookupError, ValueError, AttributeError):
            return False


class Whole(Fact):
    """What `key` (len, list, set, bytes or type) makes of a place was `value`."""

    def condition(self, name: Any) -> str:
        place = name(self.place, "place")
        if self.key is len:
            return f"len({place}) == {self.value}" if self.value else f"not {place}"
        return f"{self.key.__name__}({place}) == {name(self.value, 'value')}"


class Survey:
    """The facts about everything that the code of a step can reach, or why it is refused.

    tensors: those reached, by id.   names: attributes that the code names.   spaces: dictionaries
    of attributes of which only those that the code names are facts.   library: modules and classes
    of which that goes for functions.   lines: where the code names or sets a thing.
    """

    def __init__(self, function: Any, leaves: list[Any]) -> None:
        self.facts: list[Fact] = []
        self.tensors: dict[int, Any] = {}
        self.refusal: str | None = None
        self.names = {"forward"}  # which calling a module names
        self.spaces: list[tuple[Any, str]] = []
        self.library: list[tuple[Any, str]] = []
        self.visited: dict[int, Any] = {}
        self.lines: dict[str, tuple[str, int]] = {}
        try:
            self.visit(function, getattr(function, "__name__", "step"))
            for thing in leaves:
                self.visit(type(thing) if isinstance(thing, Value) else thing, "an argument")
            self.visit_named()
        except Refused as reason:
            why, path = reason.args
            self.refusal = why + self.line(path)

    def changed(self) -> str | None:
        """The path of the first thing that is no longer what it was."""
        return next((fact.path for fact in self.facts if not fact.holds()), None)

    def line(self, path: str) -> str:
        """The line of the program that sets or names a thing, in words; "" if none is known."""
        names = re.findall(r"\w+", re.sub(r"\[.*\]", "", path))
        found = [self.lines[name] for name in reversed(names) if name in self.lines]
        return in_words(*found[0]) if found else ""

    def fact(self, place: Any, key: Any, value: Any, path: str) -> None:
        self.facts.append(Fact(place, key, value, path))
        if value is not MISSING:
            self.visit(value, path)

    def whole(self, place: Any, function: Any, path: str) -> None:
        self.facts.append(Whole(place, function, function(place), path))

    def visit(self, thing: Any, path: str) -> None:
        if isinstance(thing, Value):
            self.tensors[id(thing)] = thing
            self.visit(type(thing), type(thing).__name__)
        if isinstance(thing, (*CONSTANT, Value)) or id(thing) in self.visited:
            return
        self.visited[id(thing)] = thing
        if isinstance(thing, types.FunctionType):
            self.visit_function(thing, path)
        elif isinstance(thing, types.BuiltinFunctionType):
            self.visit_builtin(thing, path)
        elif isinstance(thing, types.ModuleType):
            self.visit_module(thing, path)
        elif isinstance(thing, type):
            self.visit_class(thing, path)
        elif isinstance(thing, np.ndarray):
            if thing.nbytes > SMALL or thing.dtype.hasobject:
                raise Refused(
                    f"it can reach the NumPy array {path}, whose numbers may change", path
                )
            self.whole(thing, bytes, path)
        else:
            self.visit_object(thing, path)

    # -------------------------------------------------------------------------------- code

    def visit_function(self, function: Any, path: str) -> None:
        if hasattr(function, "is_host_call"):
            return  # runs anew at every replay
        where, cells = home(function), function.__closure__ or ()
        if where in KNOWN:
            self.check_home(where, path)
            for part in (getattr(function, "__wrapped__", None), *map(cell_value, cells)):
                if callable(part):
                    self.visit(part, path)
            return
        self.visit_code(function)
        for name, cell in zip(function.__code__.co_freevars, cells, strict=True):
            if cell_value(cell) is not MISSING:
                self.fact(cell, "cell_contents", cell_value(cell), name)
        self.facts.append(Fact(function, "__code__", function.__code__, path))
        for name in ("__defaults__", "__kwdefaults__"):
            self.facts.append(Fact(function, name, getattr(function, name), path))
            self.visit(getattr(function, name), f"a default of {path}")
        if vars(function):
            self.spaces.append((vars(function), path))

    def visit_code(self, function: Any) -> None:
        """Take the globals that a function names, and note the attributes that it does."""
        codes, space = [function.__code__], function.__globals__
        while codes:
            code = codes.pop()
            codes += [c for c in code.co_consts if isinstance(c, types.CodeType)]
            self.names |= {c for c in code.co_consts if isinstance(c, str)}
            for step in dis.get_instructions(code):
                name, does = step.argval, step.opname
                if isinstance(name, str) and "FAST" not in does:
                    if does.startswith("STORE") or name not in self.lines:
                        self.lines[name] = code.co_filename, getattr(step.positions, "lineno", 0)
                if does in ("LOAD_GLOBAL", "LOAD_NAME", "STORE_GLOBAL", "DELETE_GLOBAL"):
                    self.fact(space, name, space.get(name, MISSING), name)
                    if name not in space and hasattr(builtins, name):
                        self.visit(getattr(builtins, name), name)
                elif does == "IMPORT_NAME":
                    self.fact(sys.modules, name, sys.modules.get(name, MISSING), name)
                elif isinstance(name, str):
                    self.names.add(name)

    def visit_builtin(self, function: Any, path: str) -> None:
        """A function written in C, or a method of an object of such a class."""
        owner = function.__self__
        if function.__name__ in SPEAKS and home(function) in ("builtins", "io", "_io"):
            raise Refused(f"it calls {function.__name__}()", path)
        if owner is None or isinstance(owner, types.ModuleType):
            self.check_home(home(function) or path, path)
        else:
            self.visit(owner, path)

    def visit_module(self, module: Any, path: str) -> None:
        if module.__name__.startswith("numpy.random"):
            raise Refused("it draws numbers of NumPy's random streams", path)
        where = module.__name__.partition(".")[0]
        self.check_home(where, path)
        if where not in KNOWN:
            self.spaces.append((vars(module), path))
        elif where in LIBRARY:
            self.library.append((module, path))

    def check_home(self, where: str, path: str) -> None:
        """Refuse what the standard library does with the world: clocks, files, random numbers."""
        if where in STANDARD and where not in PURE:
            named = path if path == where else f"{path} of {where}"
            raise Refused(f"it uses {named}, which a replay would leave out", path)

    # ----------------------------------------------------------------------------- objects

    def visit_object(self, thing: Any, path: str) -> None:
        kind, where = type(thing), home(type(thing))
        bases = {base.__name__ for base in kind.__mro__ if home(base) in LIBRARY}
        parts = next((names for kinds, names in PARTS.items() if isinstance(thing, kinds)), ())
        if not parts and where in LIBRARY | STANDARD and "__wrapped__" in vars_of(thing):
            parts = ("__wrapped__",)  # a step inside a step, functools.lru_cache
        if isinstance(thing, CONTAINERS):
            self.visit_container(thing, path)
        if parts:
            for name in parts:
                self.visit(getattr(thing, name), "self" if name == "__self__" else path)
        elif "Module" in bases:
            self.visit_class(kind, path)
            self.visit_layer(thing, path)
        elif bases & IMMUTABLE:
            return
        elif bases & NOTED:
            self.visit_class(kind, path, but=("update", "__init__"))  # which `step` runs anew
            self.spaces.append((vars(thing), path))
        elif where in LIBRARY or kind in (types.SimpleNamespace, functools.cached_property):
            for name, value in list(vars_of(thing).items()):
                self.fact(vars(thing), name, value, f"{path}.{name}")
        elif where not in KNOWN:
            self.visit_class(kind, path)
            self.visit_attributes(thing, path)
        elif where == "operator":  # attrgetter and its like
            self.names |= set(".".join(map(str, thing.__reduce__()[1])).split("."))
        elif kind is not object and not isinstance(thing, CONTAINERS):
            what = f"{path}, a {kind.__name__} that a replay would not see change"
            raise Refused(f"it can reach {what}", path)

    def visit_attributes(self, thing: Any, path: str) -> None:
        """Of an object of a user's class: what the code names, in the dictionary and in slots."""
        self.whole(thing, type, path)
        if hasattr(thing, "__dict__"):
            self.whole(vars(thing), len, path)
            self.spaces.append((vars(thing), path))
        for base in type(thing).__mro__:
            slots = vars(base).get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if name not in ("__dict__", "__weakref__"):
                    self.fact(thing, name, getattr(thing, name, None), f"{path}.{name}")

    def visit_class(self, kind: type, path: str, but: tuple[str, ...] = ()) -> None:
        """The functions of a class, and of its attributes those that the code names."""
        if type(kind) is not type:
            self.visit(type(kind), path)
        if home(kind) not in KNOWN:
            self.facts.append(Fact(kind, "__mro__", kind.__mro__, path))
        if any(home(base) in LIBRARY for base in kind.__mro__):
            self.library.append((kind, path))
        for base in kind.__mro__:
            space, name = vars(base), base.__name__
            self.check_home(home(base), path)
            if home(base) not in KNOWN:
                self.spaces.append((space, name))
                self.whole(space, len, name)
                for key, entry in list(space.items()):
                    method = isinstance(entry, property | staticmethod | classmethod)
                    if key not in but and (method or callable(entry)):
                        self.fact(space, key, entry, f"{name}.{key}")

    def visit_container(self, thing: Any, path: str) -> None:
        if isinstance(thing, tuple | set | frozenset):
            if not isinstance(thing, tuple):
                self.whole(thing, set, path)
            for i, value in enumerate(thing):
                self.visit(value, f"{path}[{i}]")
            return
        mapping = isinstance(thing, dict)
        self.whole(thing, list if mapping and len(thing) > 1 else len, path)
        for key, value in list(thing.items() if mapping else enumerate(thing)):
            self.fact(thing, key, value, f"{path}[{key!r}]")

    def visit_layer(self, module: Any, path: str) -> None:
        """A module: all its attributes, as the library's code reads them too."""
        space = vars(module)
        self.whole(space, len, path)
        for name, value in list(space.items()):
            if name in MODULE_HOOKS:
                if value:
                    raise Refused(f"the module {path} has hooks", path)
                self.whole(value, len, f"{path}.{name}")
            elif name in ("_parameters", "_buffers", "_modules"):
                self.visit_container(value, path)
            elif not (name.startswith("_") and hasattr(value, "clear") and not value):
                self.fact(space, name, value, f"{path}.{name}")

    def visit_named(self) -> None:
        """Attributes are facts once some code names them, and so may lead to more code."""
        done: set[tuple[int, str]] = set()
        while True:
            named = self.names | {READERS[name] for name in self.names & READERS.keys()}
            if id(np) in self.visited and "random" in named:
                raise Refused("it draws numbers of NumPy's random streams", "random")
            free = "getattr" in named or "__dict__" in named
            new = [
                (i, name)
                for i, (space, _) in enumerate(self.spaces)
                for name in (space.keys() if free else space.keys() & named)
                if (i, name) not in done and not (free and name.startswith("__"))
            ]
            if not new:
                break
            done |= set(new)
            for i, name in new:
                space, path = self.spaces[i]
                self.fact(space, name, space[name], f"{path}.{name}")
        self.visit_library()

    def visit_library(self) -> None:
        """Functions of the library that the code names are not read, but must be the same."""
        for thing, path in self.library:
            space = vars(thing) if isinstance(thing, types.ModuleType) else None
            for name in sorted(self.names):
                found = getattr(thing, name, None) if space is None else space.get(name)
                if callable(found) and not isinstance(found, types.MethodType):
                    self.facts.append(Fact(thing, name, found, f"{path}.{name}"))


def vars_of(thing: Any) -> Any:
    return getattr(thing, "__dict__", {})


def cell_value(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return MISSING


def home(thing: Any) -> str:
    """The package that a function or class belongs to; "" for one of a nameless program."""
    where = (getattr(thing, "__module__", None) or "").partition(".")[0]
    written = isinstance(thing, types.FunctionType) or getattr(thing, "__flags__", 0) & HEAP
    return "" if where == "builtins" and written else where
