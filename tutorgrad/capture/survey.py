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
from typing import Any, NoReturn

import numpy as np

from ..nodes import Value
from .recording import Ref

LIBRARY = {__name__.partition(".")[0], "torch"}
PURE = {"math", "cmath", "operator", "functools", "itertools", "collections", "copy", "contextlib"}
PURE |= {"typing", "types", "dataclasses", "abc", "numbers", "enum", "statistics", "string", "re"}
PURE |= {"fractions", "decimal", "heapq", "bisect", "builtins", "__future__", "numpy"}
PURE |= {"_operator", "_functools", "_collections", "_heapq", "_bisect", "_abc", "_thread"}
STANDARD = set(sys.stdlib_module_names) - {"__main__"}
SPEAKS = {"print", "input", "open", "exec", "eval", "breakpoint", "globals", "locals", "vars"}
SPEAKS |= {"__import__", "compile", "dir"}  # what a replay would not do, or facts could not follow
SIMPLE = (bool, int, float, complex, str, bytes, type(None))
CONSTANT: tuple[Any, ...] = (*SIMPLE, numbers.Number, np.generic, np.dtype, np.ufunc, enum.Enum)
CONSTANT += (range, slice, re.Pattern, types.EllipsisType, types.NotImplementedType)
CONSTANT += (types.MethodDescriptorType, types.WrapperDescriptorType, types.GetSetDescriptorType)
CONSTANT += (types.ClassMethodDescriptorType, types.MemberDescriptorType, types.MethodWrapperType)
CONSTANT += (types.GenericAlias, type(Ref.at))  # the last are fields of named tuples
CONTAINERS = (list, tuple, dict, set, frozenset, collections.deque)
MODULE_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
NOTED = {"Optimizer", "LRScheduler", "Generator"}  # their state is read anew at every replay
READERS = {"get_last_lr": "_last_lr"}  # methods that look at it, and at what
SMALL = 4096  # bytes of a NumPy array that may be compared before every replay
IMMUTABLE = {"dtype", "device", "layout", "memory_format", "finfo", "iinfo"}
WHOLE: tuple[Any, ...] = (list, len, set, bytes)  # keys that stand for all of a place
HEAP = 1 << 9  # the flag of classes that are made while a program runs
MISSING: Any = object()


class Refused(Exception):
    """The code of a step can reach what a replay could not see change."""


def same(one: Any, other: Any) -> bool:
    """Is a value what it was: an equal number or text of the same type, or the same object?"""
    if one is other:
        return True
    return type(one) is type(other) and isinstance(other, SIMPLE) and repr(one) == repr(other)


class Fact:
    """One thing that was looked up: `place[key]` was `value`. path: its name in the program.

    key: a key or index; `list` for all keys of a dict in order, `len`, `set` or `bytes` for what
    these make of the place; a name, for the attribute of an object that is no container.
    """

    def __init__(self, place: Any, key: Any, value: Any, path: str) -> None:
        self.place, self.key, self.value, self.path = place, key, value, path

    def condition(self, name: Any) -> str:
        """Python text that is true while the fact holds. name: gives constants their names."""
        place, key, value = name(self.place, "place"), self.key, self.value
        if key is len:
            return f"len({place}) == {value}" if value else f"not {place}"
        if any(key is one for one in WHOLE):
            return f"{key.__name__}({place}) == {name(value, 'value')}"
        key_text = repr(key) if type(key) in (str, int) else name(key, "key")
        if value is MISSING:
            return f"{key_text} not in {place}"
        if key in ("__class__", "__mro__") and isinstance(key, str):
            found = f"{place}.{key}"
        elif isinstance(self.place, dict | types.MappingProxyType):
            found = f"{place}.get({key_text})"
        elif isinstance(self.place, list | collections.deque):
            found = f"{place}[{key_text}]"
        else:
            found = f"getattr({place}, {key_text}, None)"
            if isinstance(self.place, types.CellType | types.FunctionType):
                found = f"{place}.{key}"
        if value is None or type(value) is bool:
            return f"{found} is {value}"
        if isinstance(value, SIMPLE):
            return f"same({found}, {name(value, 'value')})"
        return f"{found} is {name(value, 'value')}"

    def holds(self) -> bool:
        """Is it still so? As the condition, which is written for many facts at once."""
        space: dict[str, Any] = {"same": same}

        def name(thing: Any, stem: str) -> str:
            space[f"{stem}_"] = thing
            return f"{stem}_"

        try:
            return bool(eval(self.condition(name), space))
        except (LookupError, ValueError, AttributeError):
            return False


class Survey:
    """The facts about everything that the code of a step can reach, or why it is refused.

    tensors: those reached, by id.   names: attributes that the code names.   spaces: dictionaries
    of attributes of which only those that the code names are facts.
    """

    def __init__(self, function: Any, leaves: list[Any]) -> None:
        self.facts: list[Fact] = []
        self.tensors: dict[int, Any] = {}
        self.refusal: str | None = None
        self.names: set[str] = set()
        self.spaces: list[tuple[Any, str]] = []
        self.visited: dict[int, Any] = {}
        try:
            self.visit(function, getattr(function, "__name__", "step"))
            for thing in leaves:
                if not isinstance(thing, Value):
                    self.visit(thing, "an argument")
            self.visit_named()
        except Refused as reason:
            self.refusal = str(reason)

    def changed(self) -> str | None:
        """The name of the first thing that is no longer what it was."""
        return next((fact.path for fact in self.facts if not fact.holds()), None)

    def fact(self, place: Any, key: Any, value: Any, path: str) -> None:
        self.facts.append(Fact(place, key, value, path))
        if value is not MISSING and not any(key is one for one in WHOLE):
            self.visit(value, path)

    def refuse(self, why: str) -> NoReturn:
        raise Refused(why)

    def visit(self, thing: Any, path: str) -> None:
        if isinstance(thing, Value):
            self.tensors[id(thing)] = thing
        if isinstance(thing, (*CONSTANT, Value)) or id(thing) in self.visited:
            return
        self.visited[id(thing)] = thing
        if isinstance(thing, types.FunctionType):
            self.visit_function(thing, path)
        elif isinstance(thing, types.MethodType):
            self.visit(thing.__func__, path)
            self.visit(thing.__self__, "self")
        elif isinstance(thing, types.BuiltinFunctionType):
            self.visit_builtin(thing, path)
        elif isinstance(thing, types.ModuleType):
            self.visit_module(thing, path)
        elif isinstance(thing, type):
            self.visit_class(thing, path)
        elif isinstance(thing, np.ndarray):
            if thing.nbytes > SMALL or thing.dtype.hasobject:
                self.refuse(f"it can reach the NumPy array {path}, whose numbers may change")
            self.fact(thing, bytes, bytes(thing), path)
        else:
            self.visit_object(thing, path)

    # -------------------------------------------------------------------------------- code

    def visit_function(self, function: Any, path: str) -> None:
        if hasattr(function, "is_host_call"):
            return  # runs anew at every replay
        where = home(function)
        if where in LIBRARY or where in STANDARD or where == "numpy":
            self.check_home(where, path)
            inner = [cell_value(cell) for cell in function.__closure__ or ()]
            for part in (getattr(function, "__wrapped__", None), *inner):
                if callable(part):
                    self.visit(part, path)
            return
        self.visit_code(function)
        cells = function.__closure__ or ()
        for name, cell in zip(function.__code__.co_freevars, cells, strict=True):
            if cell_value(cell) is not MISSING:
                self.fact(cell, "cell_contents", cell_value(cell), name)
        for name in ("__code__", "__defaults__", "__kwdefaults__"):
            kept = getattr(function, name)
            self.facts.append(Fact(function, name, kept, path))
            if not isinstance(kept, types.CodeType):
                self.visit(kept, f"a default of {path}")
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
                name = step.argval
                if step.opname in ("LOAD_GLOBAL", "LOAD_NAME", "STORE_GLOBAL", "DELETE_GLOBAL"):
                    self.fact(space, name, space.get(name, MISSING), name)
                    if name not in space and hasattr(builtins, name):
                        self.visit(getattr(builtins, name), name)
                elif step.opname == "IMPORT_NAME":
                    self.fact(sys.modules, name, sys.modules.get(name, MISSING), name)
                elif isinstance(name, str):
                    self.names.add(name)

    def visit_builtin(self, function: Any, path: str) -> None:
        """A function written in C, or a method of an object of such a class."""
        owner = function.__self__
        if function.__name__ in SPEAKS and home(function) in ("builtins", "io", "_io"):
            self.refuse(f"it calls {function.__name__}()")
        if owner is None or isinstance(owner, types.ModuleType):
            self.check_home(home(function) or path, path)
        else:
            self.visit(owner, path)

    def visit_module(self, module: Any, path: str) -> None:
        if module.__name__.startswith("numpy.random"):
            self.refuse("it draws numbers of NumPy's random streams")
        where = module.__name__.partition(".")[0]
        if where in LIBRARY or where in STANDARD or where == "numpy":
            self.check_home(where, path)
        else:
            self.spaces.append((vars(module), path))

    def check_home(self, where: str, path: str) -> None:
        """Refuse what the standard library does with the world: clocks, files, random numbers."""
        if where in STANDARD and where not in PURE:
            named = path if path == where else f"{path} of {where}"
            self.refuse(f"it uses {named}, which a replay would leave out")

    # ----------------------------------------------------------------------------- objects

    def visit_object(self, thing: Any, path: str) -> None:
        kind, where = type(thing), home(type(thing))
        bases = {base.__name__ for base in kind.__mro__ if home(base) in LIBRARY}
        if isinstance(thing, CONTAINERS):
            self.visit_container(thing, path)
        if isinstance(thing, functools.partial):
            for part in (thing.func, *thing.args, *thing.keywords.values()):
                self.visit(part, path)
        elif isinstance(thing, staticmethod | classmethod):
            self.visit(thing.__func__, path)
        elif isinstance(thing, property):
            for part in (thing.fget, thing.fset, thing.fdel):
                self.visit(part, path)
        elif where in LIBRARY | STANDARD and "__wrapped__" in vars_of(thing):
            # a step inside a step, functools.lru_cache
            self.visit(thing.__wrapped__, path)
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
        elif where not in STANDARD and where != "numpy":
            self.visit_class(kind, path)
            self.visit_attributes(thing, path)
        elif where == "operator":  # attrgetter and its like
            self.names |= set(".".join(map(str, thing.__reduce__()[1])).split("."))
        elif kind is not object and not isinstance(thing, CONTAINERS):
            self.refuse(
                f"it can reach {path}, a {kind.__name__} that a replay would not see change"
            )

    def visit_attributes(self, thing: Any, path: str) -> None:
        """Of an object of a user's class: what the code names, in the dictionary and in slots."""
        self.fact(thing, "__class__", type(thing), path)
        if hasattr(thing, "__dict__"):
            self.fact(vars(thing), len, len(vars(thing)), path)
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
        if home(kind) not in LIBRARY | STANDARD | {"numpy"}:
            self.facts.append(Fact(kind, "__mro__", kind.__mro__, path))
        for base in kind.__mro__:
            where = home(base)
            if where in STANDARD:
                self.check_home(where, path)
            elif where not in LIBRARY and where != "numpy":
                space = vars(base)
                self.spaces.append((space, base.__name__))
                self.fact(space, len, len(space), base.__name__)
                for name, entry in list(space.items()):
                    method = isinstance(entry, property | staticmethod | classmethod)
                    if name not in but and (method or callable(entry)):
                        self.fact(space, name, entry, f"{base.__name__}.{name}")

    def visit_container(self, thing: Any, path: str) -> None:
        if isinstance(thing, dict):
            self.fact(thing, list if len(thing) > 1 else len, keys_of(thing), path)
        elif isinstance(thing, set | frozenset):
            self.fact(thing, set, set(thing), path)
        elif not isinstance(thing, tuple):
            self.fact(thing, len, len(thing), path)
        items = thing.items() if isinstance(thing, dict) else enumerate(thing)
        for key, value in list(items):
            if isinstance(thing, tuple | set | frozenset):
                self.visit(value, f"{path}[{key}]")
            else:
                self.fact(thing, key, value, f"{path}[{key!r}]")

    def visit_layer(self, module: Any, path: str) -> None:
        """A module: all its attributes, as the library's code reads them too."""
        space = vars(module)
        self.fact(space, len, len(space), path)
        for name, value in list(space.items()):
            if name in MODULE_HOOKS:
                if value:
                    self.refuse(f"the module {path} has hooks")
                self.fact(value, len, 0, f"{path}.{name}")
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
                self.refuse("it draws numbers of NumPy's random streams")
            free = "getattr" in named or "__dict__" in named
            new = [
                (i, name)
                for i, (space, _) in enumerate(self.spaces)
                for name in (space.keys() if free else space.keys() & named)
                if (i, name) not in done and not (free and name.startswith("__"))
            ]
            if not new:
                return
            done |= set(new)
            for i, name in new:
                space, path = self.spaces[i]
                self.fact(space, name, space[name], f"{path}.{name}")


def vars_of(thing: Any) -> Any:
    return getattr(thing, "__dict__", {})


def keys_of(thing: dict[Any, Any]) -> Any:
    return list(thing) if len(thing) > 1 else len(thing)


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
