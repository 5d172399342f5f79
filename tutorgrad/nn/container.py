"""Modules that hold others: Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from typing import Any

from ..nodes import Value
from ..tensor_types import typename
from .module import Module, indented
from .parameter import Parameter


class _Numbered(Module):
    """Children under the names "0", "1", …, used like a list."""

    def _place(self, index: Any) -> int:
        """A place from the front. Raises IndexError outside, TypeError for no whole number."""
        at, count = operator.index(index), len(self)
        if not -count <= at < count:
            raise IndexError(f"index {at} is out of range")
        return at % count

    def _name(self, index: Any) -> str:
        return list(self._modules)[self._place(index)]

    def _renumber(self, modules: Iterable[Any]) -> None:
        self._modules = {str(i): module for i, module in enumerate(modules)}

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, slice):
            return self._modules[self._name(index)]
        return self._part(list(self._modules.items())[index])

    def _part(self, items: list[tuple[str, Any]]) -> Any:
        raise NotImplementedError

    def __setitem__(self, index: Any, module: Any) -> None:
        setattr(self, self._name(index), module)

    def __delitem__(self, index: Any) -> None:
        rest = list(self._modules.values())
        del rest[index if isinstance(index, slice) else self._place(index)]
        self._renumber(rest)

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def append(self, module: Any) -> Any:
        """Add a module at the end. Returns self."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Any]) -> Any:
        """Add several modules at the end. Returns self."""
        for module in list(modules):
            self.append(module)
        return self

    def pop(self, key: Any) -> Any:
        """Take a module out and return it."""
        module = self[key]
        del self[key]
        return module


class Sequential(_Numbered):
    """Modules one after another, each called with what the one before returned.

    Made from modules, or from an OrderedDict of named ones; indexes, slices and grows like a list.
    Source: torch.nn.Sequential.

    >>> Sequential(Module(), Module())[1:]
    Sequential(
      (1): Module()
    )
    """

    def __init__(self, *args: Any) -> None:
        super().__init__()
        named = len(args) == 1 and isinstance(args[0], OrderedDict)
        for name, module in args[0].items() if named else enumerate(args):
            self.add_module(str(name), module)

    def forward(self, input: Any) -> Any:
        for module in self:
            input = module(input)
        return input

    def _part(self, items: list[tuple[str, Any]]) -> Any:
        return self.__class__(OrderedDict(items))

    def insert(self, index: int, module: Any) -> Any:
        """Put a module before place `index`. Returns self."""
        if not isinstance(module, Module):
            raise AssertionError(
                "module should be of type: <class 'torch.nn.modules.module.Module'>"
            )
        if not -len(self) <= index <= len(self):
            raise IndexError(f"Index out of range: {index}")
        modules = list(self)
        modules.insert(index, module)
        self._renumber(modules)
        return self

    def __add__(self, other: Any) -> Any:
        return Sequential(*self, *joined(other))

    def __iadd__(self, other: Any) -> Any:
        return self.extend(joined(other))

    def __mul__(self, times: Any) -> Any:
        return Sequential(*list(self) * positive(times))

    __rmul__ = __mul__

    def __imul__(self, times: Any) -> Any:
        return self.extend(list(self) * (positive(times) - 1))


def joined(other: Any) -> Any:
    """What `+` may add to a Sequential. Raises ValueError for anything else."""
    if not isinstance(other, Sequential):
        raise ValueError(
            f"add operator supports only objects of Sequential class, but {type(other)} is given."
        )
    return other


def positive(times: Any) -> int:
    """A factor for a Sequential. Raises TypeError for no int, ValueError below 1."""
    kind = "<class 'torch.nn.modules.container.Sequential'>"
    if not isinstance(times, int):
        raise TypeError(f"unsupported operand type(s) for *: {kind} and {type(times)}")
    if times <= 0:
        raise ValueError(f"Non-positive multiplication factor {times} for {kind}")
    return times


class ModuleList(_Numbered):
    """A list whose modules are found by `parameters()`; it has no forward.

    Source: torch.nn.ModuleList.
    """

    def __init__(self, modules: Iterable[Any] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def _part(self, items: list[tuple[str, Any]]) -> Any:
        return self.__class__([module for _, module in items])

    def extend(self, modules: Iterable[Any]) -> Any:
        """Add several modules at the end. Returns self."""
        if not isinstance(modules, Iterable):
            raise TypeError(
                "ModuleList.extend should be called with an iterable, but got "
                f"{type(modules).__name__}"
            )
        return super().extend(modules)

    def insert(self, index: int, module: Any) -> None:
        """Put a module before place `index`."""
        modules = list(self)
        modules.insert(index, module)
        self._renumber(modules)

    def __iadd__(self, modules: Iterable[Any]) -> Any:
        return self.extend(modules)

    def __add__(self, other: Iterable[Any]) -> Any:
        return ModuleList(chain(self, other))

    def __repr__(self) -> str:
        """Equal neighbours fold into one line: `(0-2): 3 x Linear(…)`."""
        rows, at = [], 0
        for text, group in groupby(map(repr, self)):
            count = len(list(group))
            label = f"({at})" if count == 1 else f"({at}-{at + count - 1})"
            rows.append(f"\n  {label}: {'' if count == 1 else f'{count} x '}{indented(text)}")
            at += count
        return f"{self._get_name()}({''.join(rows)}" + ("\n)" if rows else ")")


def pairs(given: Any, kind: str, caller: str) -> Iterator[tuple[Any, Any]]:
    """(key, value) of a mapping or of an iterable of pairs. Raises TypeError, ValueError."""
    if not isinstance(given, Iterable):
        raise TypeError(
            f"{caller}.update should be called with an iterable of key/value pairs, but got "
            f"{type(given).__name__}"
        )
    if isinstance(given, Mapping | ModuleDict | ParameterDict):
        yield from given.items()
        return
    for i, pair in enumerate(given):
        if not isinstance(pair, Iterable):
            raise TypeError(
                f"{kind} update sequence element #{i} should be Iterable; is{type(pair).__name__}"
            )
        row = tuple(pair)
        if len(row) != 2:
            raise ValueError(
                f"{kind} update sequence element #{i} has length {len(row)}; 2 is required"
            )
        yield row


class ModuleDict(Module):
    """A dict whose modules are found by `parameters()`; it has no forward.

    Source: torch.nn.ModuleDict.
    """

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Any) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: object) -> bool:
        return key in self._modules

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._modules.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """(name, module) pairs."""
        return self._modules.items()

    def values(self) -> Iterable[Any]:
        """The modules."""
        return self._modules.values()

    def clear(self) -> None:
        """Take all modules out."""
        self._modules.clear()

    def pop(self, key: str) -> Any:
        """Take a module out and return it."""
        return self._modules.pop(key)

    def update(self, modules: Any) -> None:
        """Add modules from a mapping or from (name, module) pairs."""
        for name, module in pairs(modules, "ModuleDict", "ModuleDict"):
            self[name] = module


def kept(value: Any) -> Any:
    """A tensor as a Parameter; anything else as it is."""
    return Parameter(value) if isinstance(value, Value) and not isinstance(value, Parameter) else (
        value
    )  # fmt: skip


def told(name: Any, value: Any, legacy: bool) -> str:
    """One line about an entry of a ParameterList or ParameterDict."""
    if not isinstance(value, Parameter):
        return f"  ({name}): Object of type: {type(value).__name__}"
    kind = typename(value) if legacy else repr(value.dtype)
    size = "x".join(str(n) for n in value.shape)
    place = "" if value.is_cpu else f" ({value.device})"
    return f"  ({name}): Parameter containing: [{kind} of size {size}{place}]"


class ParameterList(Module):
    """A list whose tensors become Parameters. Source: torch.nn.ParameterList."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self.__class__(list(self)[index])
        return getattr(self, self._name(index))

    def _name(self, index: Any) -> str:
        at = operator.index(index)
        if not -len(self) <= at < len(self):
            raise IndexError(f"index {at} is out of range")
        return str(at % len(self))

    def __setitem__(self, index: Any, value: Any) -> None:
        setattr(self, self._name(index), kept(value))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return (getattr(self, str(i)) for i in range(len(self)))

    def append(self, value: Any) -> Any:
        """Add a value at the end. Returns self."""
        self._size += 1
        self[self._size - 1] = value
        return self

    def extend(self, values: Iterable[Any]) -> Any:
        """Add several values at the end. Returns self."""
        if not isinstance(values, Iterable) or isinstance(values, Value):
            raise TypeError(
                "ParameterList.extend should be called with an iterable, but got "
                f"{type(values).__name__}"
            )
        for value in values:
            self.append(value)
        return self

    __iadd__ = extend

    def extra_repr(self) -> str:
        return "\n".join(told(i, value, False) for i, value in enumerate(self))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("ParameterList should not be called.")


class ParameterDict(Module):
    """A dict whose tensors become Parameters. Source: torch.nn.ParameterDict."""

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key: str) -> Any:
        return getattr(self, key)

    def __setitem__(self, key: str, value: Any) -> None:
        self._keys[key] = None
        setattr(self, key, kept(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, key)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._keys.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """(name, value) pairs."""
        return ((key, self[key]) for key in self._keys)

    def values(self) -> Iterable[Any]:
        """The values."""
        return (self[key] for key in self._keys)

    def get(self, key: str, default: Any = None) -> Any:
        """The value under a name, or the default."""
        return self[key] if key in self else default

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The value under a name, put there first if it is missing."""
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key: str) -> Any:
        """Take a value out and return it."""
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Take the last (name, value) out and return it."""
        key = next(reversed(self))
        return key, self.pop(key)

    def clear(self) -> None:
        """Take all values out."""
        for key in list(self):
            del self[key]

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> Any:
        """A new ParameterDict with one value under several names."""
        return ParameterDict(dict.fromkeys(keys, default))

    def copy(self) -> Any:
        """A new ParameterDict of the same values."""
        return ParameterDict(dict(self.items()))

    def update(self, parameters: Any) -> None:
        """Add values from a mapping or from (name, value) pairs."""
        for key, value in pairs(parameters, "ParameterDict", "ParametersDict"):
            self[key] = value

    def __or__(self, other: Any) -> Any:
        return ParameterDict({**dict(self.items()), **dict(other.items())})

    def __ror__(self, other: Any) -> Any:
        return {**dict(other.items()), **dict(self.items())}

    def __reversed__(self) -> Iterator[str]:
        return reversed(list(self._keys))

    def __ior__(self, other: Any) -> Any:
        self.update(other)
        return self

    def extra_repr(self) -> str:
        return "\n".join(told(key, value, True) for key, value in self.items())

    def __call__(self, input: Any) -> Any:
        raise RuntimeError("ParameterDict should not be called.")
