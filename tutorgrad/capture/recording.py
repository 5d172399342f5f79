"""Arrays that write down what is done with them.

A `Recorded` stands for a NumPy array while a step is captured. It takes part in NumPy's functions
through `__array_ufunc__` and `__array_function__`, as an array of an accelerator does: every call
runs at once on the real arrays, so the step gives its ordinary results, and is noted on a `Tape`.
It is no subclass of NumPy's array, as those slip through `np.asarray` unnoticed. What looks at a
number (`item`, `bool`, `__array__`, …) still gets the number, but the tape then knows that the
step's path may hang on it, and that replaying it could be wrong: `Tape.refuse`.

    a, b = tape.argument(x), tape.argument(y)
    np.exp(a * b)              # notes: operator.mul(a, b) -> c;  np.exp(c) -> d
"""

from __future__ import annotations

import linecache
import operator
import traceback
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ..backend.simulated import owner
from ..nodes import LIBRARY
from ..taping import taping

Host = Any  # a NumPy array or scalar


class Ref(NamedTuple):
    """Stands in the arguments of a noted call for the value number `at`."""

    at: int


class Cell:
    """One value of a tape.

    root: the number of the value whose memory it shows, its own if it is no view.
    kind: "outside" (the array of a tensor that was there before), "argument", "made" (from Python
    data) or "result".   facts: shape, dtype and strides; None for those of a NumPy scalar.
    varies: does its shape hang on numbers? A step that asks for the shape cannot be replayed.
    """

    __slots__ = ("at", "facts", "host", "kind", "root", "varies")

    def __init__(self, at: int, host: Host, kind: str, root: int) -> None:
        self.at, self.host, self.kind, self.root = at, host, kind, root
        self.varies = False
        strides = host.strides if isinstance(host, np.ndarray) else None
        self.facts = (host.shape, host.dtype, strides)


class Call:
    """A noted call: `function(*args, **keywords)` with a Ref wherever a Recorded stood.

    results: Refs in the containers that the function returned.   writes: the roots of the memory it
    wrote to.   origin: the operation of PyTorch's that it belongs to.   counts: how often tensors
    had been written to before it.
    """

    __slots__ = ("args", "counts", "function", "keywords", "origin", "reads", "results", "writes")

    def __init__(self, function: Any, args: Any, keywords: Any, origin: str) -> None:
        self.function, self.args, self.keywords = function, args, keywords
        self.origin = origin
        self.results: Any = ()
        self.writes: tuple[int, ...] = ()
        self.counts: Any = {}
        self.reads = refs_in((args, keywords))


class NotPlain(Exception):
    """A forward that is more than a few plain NumPy calls, and so is kept whole."""


WRITERS = {"setitem", "at", "copyto", "put", "putmask", "place", "fill", "put_along_axis"}
WRITERS |= {"fill_diagonal", "sort", "partition"}  # the last two as methods
SHAPED_BY_NUMBERS = {"nonzero", "flatnonzero", "argwhere", "unique", "compress", "extract"}
SHAPED_BY_NUMBERS |= {"bincount", "histogram", "trim_zeros", "intersect1d", "union1d", "setdiff1d"}
SHAPED_BY_NUMBERS |= {"masked_select", "_unique", "unique_consecutive", "repeat_interleave"}
SHAPED_BY_OTHERS = {"put", "_index_grad"}  # a key whose shape varies says nothing of the result's
METADATA = (np.dtype, type(None), str, type)  # results that do not hang on numbers
METADATA_FUNCTIONS = {"shape", "ndim", "size", "shares_memory", "may_share_memory", "isscalar"}
METADATA_FUNCTIONS |= {"can_cast", "result_type", "iscomplexobj", "isrealobj", "setitem"}


class Tape:
    """What a step did, in order.

    plain: the trial run of a forward, which raises NotPlain where the tape would refuse.
    fullgraph: how the error begins that a refusal is then, if it is one.
    failure: why the step cannot be replayed.
    """

    def __init__(self, plain: bool = False, fullgraph: str = "") -> None:
        self.plain, self.fullgraph = plain, fullgraph
        self.cells: list[Cell] = []
        self.calls: list[Any] = []
        self.hosts: dict[int, Recorded] = {}  # by the id of the array
        self.roots: dict[int, int] = {}  # by the id of the array that owns the memory
        self.failure: str | None = None
        self.origin = ""
        self.geometric = False  # was it asked where an argument lies in its memory?

    # ------------------------------------------------------------------------------- values

    def enter(self, host: Host, kind: str) -> Recorded:
        """The Recorded of an array, a new one unless it has been here."""
        found = self.hosts.get(id(host))
        if found is not None:
            return found
        at = len(self.cells)
        root = at
        if isinstance(host, np.ndarray):
            root = self.roots.setdefault(id(owner(host)), at)
        kind = self.cells[root].kind if root != at else kind
        self.cells.append(Cell(at, host, kind, root))
        recorded = Recorded(host, self, at)
        if isinstance(host, np.ndarray):  # of NumPy scalars there may be one for several values
            self.hosts[id(host)] = recorded
        return recorded

    def root(self, at: int) -> Cell:
        return self.cells[self.cells[at].root]

    # -------------------------------------------------------------------------------- calls

    def note(
        self, function: Any, args: Any, keywords: Any | None = None, always: bool = False
    ) -> Any:
        """Run a function on the arrays behind its arguments and note the call.

        always: also when nothing comes of it: a check.
        """
        keywords = keywords or {}
        real_args, real_keywords = opened(args), opened(keywords)
        before, taping.tape = taping.tape, None
        try:
            result = function(*real_args, **real_keywords)
        finally:
            taping.tape = before
        if self.failure is not None:
            return self.closed(result)
        name = getattr(function, "__name__", "")
        call = Call(function, self.frozen(args), self.frozen(keywords), self.origin)
        call.writes = self.written(name, call, args, keywords)
        known = len(self.cells)
        recorded = self.closed(result)
        call.results = self.frozen(recorded)
        if not refs_in(call.results) and not call.writes and not always:
            if not isinstance(result, METADATA) and name not in METADATA_FUNCTIONS:
                self.refuse(f"{name} looks at numbers")
            return recorded
        if self.varies(name, call):
            for cell in self.cells[known:]:
                cell.varies = True
        if len(self.cells) > known or call.writes or always:
            self.stamp(call)
            self.calls.append(call)
        return recorded

    def stamp(self, entry: Any) -> None:
        """Note on an entry what else stood at its time."""

    def varies(self, name: str, call: Call) -> bool:
        """Does the shape of a call's results hang on numbers?"""
        if name in SHAPED_BY_NUMBERS or name == "where" and len(call.args) == 1:
            return True
        read = [self.cells[at] for at in call.reads]
        if name in ("getitem", "places_of"):  # by a mask
            key = {cell.at for cell in read} & set(
                refs_in(call.args[1 if name == "getitem" else 0])
            )
            if any(self.cells[at].facts[1] == np.bool_ for at in key):
                return True
        return name not in SHAPED_BY_OTHERS and any(cell.varies for cell in read)

    def written(self, name: str, call: Call, args: Any, keywords: Any) -> tuple[int, ...]:
        """The roots of what a call writes to."""
        targets = refs_in(call.keywords.get("out"))
        if name in WRITERS:
            targets += refs_in(call.args[0])
        roots = tuple(dict.fromkeys(self.cells[at].root for at in targets))
        if self.plain and any(self.cells[root].kind == "argument" for root in roots):
            raise NotPlain
        return roots

    def closed(self, result: Any) -> Any:
        """What a function returned, its arrays as Recorded ones."""
        if isinstance(result, np.ndarray | np.generic):
            return self.enter(result, "result")
        if type(result) in (tuple, list):
            return type(result)(self.closed(part) for part in result)
        if isinstance(result, tuple) and hasattr(result, "_fields"):
            return type(result)(*(self.closed(part) for part in result))
        return result

    def frozen(self, thing: Any) -> Any:
        """Arguments with a Ref for each Recorded, and copies of arrays that come from elsewhere."""
        if isinstance(thing, Recorded):
            return Ref(thing.at)
        if isinstance(thing, np.ndarray):
            if self.plain:
                raise NotPlain
            return thing.copy()
        return rebuilt(thing, self.frozen)

    def refuse(self, what: str) -> None:
        """Note why the step cannot be replayed; the first reason counts."""
        if self.plain:
            raise NotPlain
        if self.failure is None:
            self.failure = what + where()
            if self.fullgraph:
                raise CaptureError(f"{self.fullgraph}: {self.failure}")


class CaptureError(RuntimeError):
    """A step that cannot be captured, under `torch.compile(fullgraph=True)`."""


def where() -> str:
    """The line of the program that the library was called from."""
    for frame in reversed(traceback.extract_stack()):
        if not frame.filename.startswith(LIBRARY) and "numpy" not in frame.filename:
            return in_words(frame.filename, frame.lineno or 0)
    return ""


def in_words(file: str, line: int) -> str:
    """A line of a program, to be put behind a reason."""
    return f" ({file.rpartition('/')[2]}:{line}: {linecache.getline(file, line).strip()})"


def rebuilt(thing: Any, change: Callable[[Any], Any]) -> Any:
    """A container with `change` applied to its parts; anything else as it is."""
    if type(thing) in (tuple, list):
        return type(thing)([change(part) for part in thing])
    if type(thing) is dict:
        return {key: change(part) for key, part in thing.items()}
    if isinstance(thing, tuple) and hasattr(thing, "_fields") and not isinstance(thing, Ref):
        return type(thing)(*[change(part) for part in thing])
    return thing


def opened(thing: Any) -> Any:
    """Arguments with the arrays behind their Recorded ones."""
    return thing.host if isinstance(thing, Recorded) else rebuilt(thing, opened)


def refs_in(thing: Any) -> tuple[int, ...]:
    """The numbers of all values that stand in some arguments."""
    if isinstance(thing, Ref | Recorded):
        return (thing.at,)
    if isinstance(thing, dict):
        thing = tuple(thing.values())
    if isinstance(thing, tuple | list):
        return tuple(at for part in thing for at in refs_in(part))
    return ()


# ------------------------------------------------------------------------- the arrays themselves


def method(name: str) -> Any:
    """A method of NumPy's array, noted."""

    def call(self: Recorded, *args: Any, **keywords: Any) -> Any:
        return self.tape.note(getattr(type(self.host), name), (self, *args), keywords)

    call.__name__ = call.__qualname__ = name
    return call


def infix(function: Callable[..., Any]) -> tuple[Any, Any]:
    """An operator and its mirror image, noted."""

    def call(self: Recorded, other: Any) -> Any:
        if getattr(other, "__array_ufunc__", self) is None:  # it wants to do it itself
            return NotImplemented
        return self.tape.note(function, (self, other))

    def mirrored(self: Recorded, other: Any) -> Any:
        return self.tape.note(function, (other, self))

    return call, mirrored


def updating(ufunc: np.ufunc, function: Callable[..., Any]) -> Any:
    """An operator that writes to its left side, a += b; a NumPy scalar is replaced instead."""

    def call(self: Recorded, other: Any) -> Any:
        if isinstance(self.host, np.generic):
            return self.tape.note(function, (self, other))
        return self.tape.note(ufunc, (self, other), {"out": self})

    return call


def measure(name: str) -> Any:
    """What an array tells of its shape, unless that hangs on numbers."""

    def look(self: Recorded) -> Any:
        if self.tape.cells[self.at].varies:
            self.tape.refuse("the shape of a tensor hangs on numbers")
        return getattr(self.host, name)

    return property(look)


def number(name: str, function: Callable[..., Any]) -> Any:
    """A look at the numbers: the step cannot be replayed, but the look is granted."""

    def call(self: Recorded, *args: Any, **keywords: Any) -> Any:
        self.tape.refuse(f"{name} looks at the numbers of a tensor")
        return function(self.host, *args, **keywords)

    call.__name__ = call.__qualname__ = name
    return call


class Recorded:
    """A NumPy array, or a NumPy scalar, whose calls are noted. See the module."""

    __slots__ = ("at", "host", "tape")
    __array_priority__ = 100
    on_cpu = True
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, host: Host, tape: Tape, at: int) -> None:
        self.host, self.tape, self.at = host, tape, at

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        out = keywords.get("out")
        if type(out) is tuple and len(out) == 1:
            keywords["out"] = out[0]
        return self.tape.note(
            ufunc if method == "__call__" else getattr(ufunc, method), inputs, keywords
        )

    def __array_function__(self, func: Any, kinds: Any, args: Any, keywords: Any) -> Any:
        return self.tape.note(func, args, keywords)

    # -------------------------------------------------------------------------- what it is

    shape, size, nbytes = measure("shape"), measure("size"), measure("nbytes")
    strides, flags = measure("strides"), measure("flags")
    dtype = property(lambda self: self.host.dtype)
    ndim = property(lambda self: self.host.ndim)
    itemsize = property(lambda self: self.host.itemsize)

    def address(self) -> int:
        """Where it lies: for the place of a view within its memory, which stays the same."""
        if self.tape.root(self.at).kind == "argument":
            self.tape.geometric = True
            if self.host.base is not None:
                self.tape.refuse("the place of an argument in a larger memory is asked for")
        return int(self.host.__array_interface__["data"][0])

    @property
    def base(self) -> Any:
        """The array whose memory it shows, if any."""
        base = self.host.base
        if not isinstance(base, np.ndarray):
            return base
        at = self.tape.cells[self.at].root
        found = self.tape.hosts.get(id(base))
        return self.tape.enter(base, self.tape.cells[at].kind) if found is None else found

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, key: Any) -> Any:
        return self.tape.note(operator.getitem, (self, key))

    def __setitem__(self, key: Any, value: Any) -> None:
        self.tape.note(operator.setitem, (self, key, value))

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    @property
    def T(self) -> Any:
        return self.transpose()

    # --------------------------------------------------------------------- looks at numbers

    __array__ = number("a conversion to NumPy", np.asarray)
    __bool__ = number("bool()", bool)
    __int__ = number("int()", int)
    __float__ = number("float()", float)
    __index__ = number("an index", operator.index)
    __repr__ = number("repr()", repr)
    __format__ = number("format()", format)
    __contains__ = number("in", operator.contains)
    item = number("item()", lambda host, *index: host.item(*index))
    tolist = number("tolist()", lambda host: host.tolist())
    tobytes = number("tobytes()", lambda host: host.tobytes())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__array_"):
            raise AttributeError(name)
        self.tape.refuse(f"{name} looks at the memory of a tensor")
        return getattr(self.host, name)

    # ---------------------------------------------------------------------- NumPy's methods

    all, any, argmax, argmin, argsort, astype, clip, copy, cumprod, cumsum, diagonal, dot = map(
        method, "all any argmax argmin argsort astype clip copy cumprod cumsum diagonal dot".split()
    )
    fill, flatten, max, mean, min, nonzero, prod, ravel, repeat, reshape, round, sort = map(
        method, "fill flatten max mean min nonzero prod ravel repeat reshape round sort".split()
    )
    squeeze, std, sum, swapaxes, take, trace, transpose, var, view = map(
        method, "squeeze std sum swapaxes take trace transpose var view".split()
    )

    # ------------------------------------------------------------------------------ operators

    __add__, __radd__ = infix(operator.add)
    __sub__, __rsub__ = infix(operator.sub)
    __mul__, __rmul__ = infix(operator.mul)
    __truediv__, __rtruediv__ = infix(operator.truediv)
    __floordiv__, __rfloordiv__ = infix(operator.floordiv)
    __mod__, __rmod__ = infix(operator.mod)
    __pow__, __rpow__ = infix(operator.pow)
    __matmul__, __rmatmul__ = infix(operator.matmul)
    __and__, __rand__ = infix(operator.and_)
    __or__, __ror__ = infix(operator.or_)
    __xor__, __rxor__ = infix(operator.xor)
    __lshift__, __rlshift__ = infix(operator.lshift)
    __rshift__, __rrshift__ = infix(operator.rshift)
    __lt__, _ = infix(operator.lt)
    __le__, _ = infix(operator.le)
    __gt__, _ = infix(operator.gt)
    __ge__, _ = infix(operator.ge)
    __eq__, _ = infix(operator.eq)
    __ne__, _ = infix(operator.ne)
    __iadd__ = updating(np.add, operator.add)
    __isub__ = updating(np.subtract, operator.sub)
    __imul__ = updating(np.multiply, operator.mul)
    __itruediv__ = updating(np.true_divide, operator.truediv)
    __ior__ = updating(np.bitwise_or, operator.or_)
    __iand__ = updating(np.bitwise_and, operator.and_)
    __ixor__ = updating(np.bitwise_xor, operator.xor)

    def __neg__(self) -> Any:
        return self.tape.note(operator.neg, (self,))

    def __invert__(self) -> Any:
        return self.tape.note(operator.invert, (self,))

    def __abs__(self) -> Any:
        return self.tape.note(operator.abs, (self,))

    def __copy__(self) -> Any:
        return self.copy()

    def __deepcopy__(self, memo: Any) -> Any:
        return self.copy()
