"""The simulated accelerator: arrays that refuse to mix with NumPy's, for machines without a card.

An `Array` is to tutorgrad what CuPy's array is: it takes part in NumPy's functions through
`__array_ufunc__` and `__array_function__`, its results and single elements are Arrays again, and
what CuPy refuses (a NumPy array among the arguments, `where=`, `maximum.reduce`, …) it refuses with
the same words. So code that works here works on a graphics card; only the speed is another. Its
numbers lie in a NumPy array of its own, which nobody else gets to see, and the memory it takes and
the time it would need are counted by the model in `card.py`.

Sources: CuPy 14.2, cupy/_core/core.pyx (`__array_ufunc__`, `__array_function__`) and _kernel.pyx.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .base import Accelerator, Host, Mark, Memory, Properties
from .card import Card

IMPLICIT = (
    "Implicit conversion to a NumPy array is not allowed. Please use `.get()` to construct a NumPy "
    "array explicitly."
)

NO_SHARING = (
    "the memory of a simulated accelerator cannot be shared with another library; bring the tensor "
    "to the CPU with .cpu() first"
)

# What NumPy has and CuPy has not.
MISSING = {
    "block", "einsum_path", "geomspace", "histogram_bin_edges", "insert", "isnat", "matvec",
    "nanpercentile", "nanquantile", "spacing", "unstack", "vecdot", "vecmat",
    "matrix_norm", "multi_dot", "svdvals", "vector_norm",
}  # fmt: skip
START = {"initial", "where"}
SPREAD = {"where", "mean", "correction"}
REFUSED = {
    "all": {"where"}, "any": {"where"}, "mean": {"where"}, "nanmean": {"where"},
    "sum": START, "prod": START, "max": START, "min": START, "amax": START, "amin": START,
    "nansum": START, "nanprod": START, "nanmax": START, "nanmin": START,
    "var": SPREAD, "std": SPREAD, "nanvar": SPREAD, "nanstd": SPREAD,
    "clip": {"min", "max"}, "count_nonzero": {"keepdims"}, "take": {"mode"},
    "sort": {"order", "stable"}, "argsort": {"order", "stable"},
    "partition": {"kind", "order"}, "argpartition": {"kind", "order"},
    "broadcast_to": {"subok"}, "broadcast_arrays": {"subok"},
}  # fmt: skip
UFUNC_KEYWORDS = {
    "__call__": {"out", "dtype", "casting"},
    "reduce": {"axis", "dtype", "out", "keepdims"},
    "accumulate": {"axis", "dtype", "out"},
    "reduceat": {"axis", "dtype", "out"},
    "outer": {"out", "dtype", "casting"},
    "at": set[str](),
}
UFUNC_METHODS = {
    "reduce": {"add", "multiply"},
    "accumulate": {"add", "multiply"},
    "reduceat": {"add"},
    "at": {"add", "maximum", "minimum"},
}
ATOMIC = {"int32", "int64", "float16", "float32", "float64", "uint32", "uint64"}  # for `at`
PRODUCTS = {"matmul", "dot", "inner", "tensordot"}


class Block:
    """Memory of a card: a NumPy array and its place in the card's books until it is dropped."""

    __slots__ = ("card", "memory", "size")

    def __init__(self, card: Card, memory: Host) -> None:
        self.size = 0
        self.card = card
        self.memory = memory
        self.size = card.allocate(memory.nbytes)

    def __del__(self) -> None:
        self.card.free(self.size)


def method(name: str) -> Any:
    """A method of NumPy's array, run as a task of the card."""
    function = getattr(np.ndarray, name)

    def call(self: Array, *args: Any, **keywords: Any) -> Any:
        refuse(name, keywords)
        return run(function, (self, *args), keywords)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"As numpy.ndarray.{name}."
    return call


class Array(np.lib.mixins.NDArrayOperatorsMixin):
    """An array in the memory of a simulated accelerator.

    base: the Array this one is a view of, or None. Everything else as numpy.ndarray, except that
    reductions and single elements are 0-d Arrays. Raises CuPy's TypeError for NumPy arrays among
    the operands and for a silent conversion to one; `get()` is the open way.
    """

    __slots__ = ("_host", "_block", "base")
    __array_priority__ = 100
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, host: Host, block: Block, base: Array | None) -> None:
        self._host = host
        self._block = block
        self.base = base

    # ------------------------------------------------------------------------ NumPy's doors

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise TypeError(IMPLICIT)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        name = ufunc.__name__
        if name in MISSING:
            return NotImplemented
        if not all(isinstance(x, OPERANDS) for x in inputs):
            return NotImplemented
        if name not in UFUNC_METHODS.get(method, {name}):
            raise NotImplementedError(f"`cupy_{name}.{method}` is not supported yet")
        wrong = {k: v for k, v in keywords.items() if k not in UFUNC_KEYWORDS[method]}
        if wrong and ufunc.signature is None:
            raise TypeError(f"Wrong arguments {wrong}")
        if method == "at" and inputs[0].dtype.name not in ATOMIC:
            raise TypeError(
                f"cupy.{name}.at only supports int32, int64, float16, float32, float64, uint32, "
                "uint64 as data type"
            )
        return run(getattr(ufunc, method), inputs, keywords, name)

    def __array_function__(self, func: Any, kinds: Any, args: Any, keywords: Any) -> Any:
        if func.__name__ in MISSING or not all(issubclass(k, Array | np.ndarray) for k in kinds):
            return NotImplemented
        refuse(func.__name__, keywords)
        return run(func, args, keywords, func.__name__)

    def __dlpack__(self, **options: Any) -> Any:
        raise BufferError(NO_SHARING)

    def __dlpack_device__(self) -> tuple[int, int]:
        return 2, self._block.card.index  # 2 stands for CUDA

    # -------------------------------------------------------------------------- what it is

    @property
    def place(self) -> Simulated:
        """The accelerator it lives on."""
        return PLACES[self._block.card.index]

    shape = property(lambda self: self._host.shape)
    dtype = property(lambda self: self._host.dtype)
    strides = property(lambda self: self._host.strides)
    ndim = property(lambda self: self._host.ndim)
    size = property(lambda self: self._host.size)
    nbytes = property(lambda self: self._host.nbytes)
    itemsize = property(lambda self: self._host.itemsize)
    flags = property(lambda self: self._host.flags)

    def __len__(self) -> int:
        return len(self._host)

    # ------------------------------------------------------------------------ elements

    def __getitem__(self, key: Any) -> Array:
        arrays = [self]
        opened_key = opened(key, arrays, hosts=True)
        card_of(arrays)
        found = self._host[opened_key]
        if isinstance(found, np.generic):  # NumPy hands out a number where CuPy has a 0-d view
            keys = opened_key if type(opened_key) is tuple else (opened_key,)
            found = self._host[(*keys, ...)]
        return closed(found, self._block.card, arrays, self.nbytes)  # type: ignore[no-any-return]

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(value, np.ndarray | list | tuple) and np.ndim(value):
            raise ValueError("non-scalar numpy.ndarray cannot be used for fill")
        arrays = [self]
        opened_key = opened(key, arrays, hosts=True)
        host_value = opened(value, arrays, hosts=True)
        card_of(arrays).send(2 * self._host[opened_key].nbytes)
        self._host[opened_key] = host_value

    def __iter__(self) -> Iterator[Array]:
        return (self[i] for i in range(len(self._host)))

    # ---------------------------------------------------------------- back to the computer

    def get(self) -> Host:
        """The numbers as a NumPy array: a transfer, for which the program waits."""
        self._block.card.transfer(self._host.nbytes)
        return self._host.copy(order="K")

    def item(self, *index: Any) -> Any:
        """One element as a Python number."""
        return self.get().item(*index)

    def tolist(self) -> Any:
        return self.get().tolist()

    def __bool__(self) -> bool:
        return bool(self.get())

    def __int__(self) -> int:
        return int(self.get())

    def __float__(self) -> float:
        return float(self.get())

    def __repr__(self) -> str:
        return repr(self.get())

    def __format__(self, spec: str) -> str:
        return format(self.get(), spec)

    # ---------------------------------------------------------------------- NumPy's methods

    @property
    def T(self) -> Array:
        return self.transpose()  # type: ignore[no-any-return]

    all = method("all")
    any = method("any")
    argmax = method("argmax")
    argmin = method("argmin")
    argsort = method("argsort")
    astype = method("astype")
    clip = method("clip")
    compress = method("compress")
    copy = method("copy")
    cumprod = method("cumprod")
    cumsum = method("cumsum")
    diagonal = method("diagonal")
    dot = method("dot")
    fill = method("fill")
    flatten = method("flatten")
    max = method("max")
    mean = method("mean")
    min = method("min")
    nonzero = method("nonzero")
    prod = method("prod")
    ravel = method("ravel")
    repeat = method("repeat")
    reshape = method("reshape")
    round = method("round")
    sort = method("sort")
    squeeze = method("squeeze")
    std = method("std")
    sum = method("sum")
    swapaxes = method("swapaxes")
    take = method("take")
    trace = method("trace")
    transpose = method("transpose")
    var = method("var")
    view = method("view")

    def __copy__(self) -> Array:
        return self.copy()  # type: ignore[no-any-return]

    def __deepcopy__(self, memo: Any) -> Array:
        return self.copy()  # type: ignore[no-any-return]


OPERANDS = (Array, np.ndarray, np.generic, bool, int, float, complex)


# ------------------------------------------------------------------------- running a task


def run(function: Callable[..., Any], args: Any, keywords: Any, name: str = "") -> Any:
    """Call a NumPy function on the numbers behind Arrays; what comes back lives on their card."""
    arrays: list[Array] = []
    args, keywords = opened(tuple(args), arrays), opened(keywords, arrays)
    card = card_of(arrays)
    result = function(*args, **keywords)
    operations = 0
    if name in PRODUCTS and arrays[0].ndim:
        operations = 2 * arrays[0].shape[-1] * np.size(result)
    return closed(result, card, arrays, sum(a.nbytes for a in arrays), operations)


def opened(thing: Any, arrays: list[Array], hosts: bool = False) -> Any:
    """Arguments with the NumPy arrays behind their Arrays, which are listed in `arrays`.

    hosts: whether NumPy arrays may stand among them. TypeError where they may not.
    """
    if isinstance(thing, Array):
        arrays.append(thing)
        return thing._host
    if isinstance(thing, np.ndarray) and not hosts:
        raise TypeError(f"Unsupported type {type(thing)}")
    if type(thing) in (tuple, list):
        return type(thing)(opened(part, arrays, hosts) for part in thing)
    if type(thing) is dict:
        return {key: opened(part, arrays, hosts) for key, part in thing.items()}
    return thing


def closed(
    result: Any, card: Card, arrays: list[Array], nbytes: int = 0, operations: int = 0
) -> Any:
    """What NumPy gave back, its arrays as Arrays; sends the task unless all of it is a view."""
    if isinstance(result, tuple | list):
        parts = [closed(part, card, arrays, nbytes) for part in result]
        if hasattr(result, "_fields"):
            return type(result)(*parts)
        return type(result)(parts)
    if isinstance(result, np.generic):
        result = np.asarray(result)
    if not isinstance(result, np.ndarray):
        return result
    memory = owner(result)
    for a in arrays:
        if result is a._host:  # `out=`
            card.send(nbytes, operations)
            return a
        if memory is a._block.memory:
            return Array(result, a._block, a if a.base is None else a.base)
    made = Array(result, Block(card, memory), None)
    card.send(nbytes + result.nbytes, operations)
    return made


def owner(array: Host) -> Host:
    """The NumPy array whose memory a view shows."""
    found, base = array, array.base
    while base is not None:
        if isinstance(base, np.ndarray):  # NumPy may put an object in between that is none
            found = base
        base = getattr(base, "base", None)
    return found


def card_of(arrays: list[Array]) -> Card:
    """The one card of all Arrays; ValueError, as CuPy says it, for two."""
    card = arrays[0]._block.card
    for a in arrays:
        if a._block.card is not card:
            raise ValueError(
                "Array device must be same as the current device: array device = "
                f"{a._block.card.index} while current = {card.index}"
            )
    return card


def refuse(name: str, keywords: dict[str, Any]) -> None:
    """TypeError for a keyword that NumPy's function has and CuPy's has not."""
    for keyword in REFUSED.get(name, set()) & keywords.keys():
        raise TypeError(f"{name}() got an unexpected keyword argument '{keyword}'")


# ------------------------------------------------------------------------------ the place


class Creation:
    """The array module of a card: what NumPy's functions cannot be asked for through an Array."""

    def __init__(self, card: Card) -> None:
        self.card = card
        tricks = types.SimpleNamespace(as_strided=as_strided)
        self.lib = types.SimpleNamespace(stride_tricks=tricks)

    def _new(self, shape: Any, dtype: Any, make: Callable[[], Host]) -> Array:
        """An array made on the card, after a look whether it has room."""
        count = math.prod(shape) if isinstance(shape, tuple | list) else int(shape)
        self.card.free(self.card.allocate(count * np.dtype(dtype).itemsize))
        return closed(make(), self.card, [])  # type: ignore[no-any-return]

    def empty(self, shape: Any, dtype: Any = float) -> Array:
        return self._new(shape, dtype, lambda: np.empty(shape, dtype))

    def zeros(self, shape: Any, dtype: Any = float) -> Array:
        return self._new(shape, dtype, lambda: np.zeros(shape, dtype))

    def ones(self, shape: Any, dtype: Any = float) -> Array:
        return self._new(shape, dtype, lambda: np.ones(shape, dtype))

    def full(self, shape: Any, fill_value: Any, dtype: Any = float) -> Array:
        return self._new(shape, dtype, lambda: np.full(shape, fill_value, dtype))

    def arange(self, start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Array:
        start, stop = (0, start) if stop is None else (start, stop)
        return closed(np.arange(start, stop, step, dtype=dtype), self.card, [])  # type: ignore[no-any-return]

    def from_dlpack(self, array: Any) -> Array:
        raise BufferError(NO_SHARING)

    def eye(self, n: int, m: int | None = None, dtype: Any = float) -> Array:
        return closed(np.eye(n, m, dtype=dtype), self.card, [])  # type: ignore[no-any-return]


def as_strided(x: Array, shape: Any = None, strides: Any = None) -> Array:
    """The memory of an Array read with another shape and other strides (in bytes)."""
    view = np.lib.stride_tricks.as_strided(x._host, shape, strides)
    return closed(view, x._block.card, [x])  # type: ignore[no-any-return]


class Simulated(Accelerator):
    """The place of one simulated accelerator."""

    array_type = Array

    def __init__(self, card: Card) -> None:
        super().__init__(card.index, Creation(card))
        self.card = card

    def from_host(self, array: Host) -> Array:
        block = Block(self.card, np.array(array, order="K"))
        self.card.transfer(array.nbytes)
        return Array(block.memory, block, None)

    def to_host(self, array: Array) -> Host:
        return array.get()

    def address(self, array: Array) -> int:
        return int(array._host.__array_interface__["data"][0])

    def synchronize(self) -> None:
        self.card.synchronize()

    def properties(self) -> Properties:
        return Properties("Simulated accelerator (NumPy)", 0, 0, self.card.total, 1)

    def memory(self) -> Memory:
        return self.card.memory()

    def reset_peaks(self) -> None:
        self.card.reset_peaks()

    def empty_cache(self) -> None:
        self.card.empty_cache()

    def idle(self) -> bool:
        return self.mark().reached()

    def mark(self) -> SimulatedMark:
        return SimulatedMark(self.card)


class SimulatedMark(Mark):
    """A moment on the simulated clock: when the card will have done everything sent so far."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.time = card.done_at()

    def reached(self) -> bool:
        return self.card.clock.now >= self.time

    def wait(self) -> None:
        self.card.clock.now = max(self.card.clock.now, self.time)

    def milliseconds_until(self, later: SimulatedMark) -> float:
        return 1000 * (later.time - self.time)


PLACES: list[Simulated] = []  # cards outlast being switched off: their arrays still live there


def places(count: int, memory: int | None = None) -> list[Simulated]:
    """The first `count` simulated accelerators, made if need be; memory: bytes each of them has."""
    while len(PLACES) < count:
        PLACES.append(Simulated(Card(len(PLACES))))
    for place in PLACES[:count]:
        place.card.total = place.card.total if memory is None else memory
    return PLACES[:count]
