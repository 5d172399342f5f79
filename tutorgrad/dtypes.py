"""Data types: the objects `torch.float32`, `torch.int64`, … and the rule that mixes them.

A `dtype` is a name tag for one NumPy data type. PyTorch has one object per type and compares by
identity, so this module makes each object once.

Mixing (`promote`): types fall into three categories, bool < integer < floating. Arguments fall into
three tiers, tensors with dimensions > 0-dimensional tensors > Python numbers. The highest tier that
is present decides, and a lower tier changes its choice only when its *category* is higher.
Source: https://pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc
"""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from .outside import refuse

CATEGORY = {"b": 0, "u": 1, "i": 1, "f": 2}  # numpy's kind letter -> bool < integer < floating


class dtype:
    """A PyTorch data type, such as `torch.float32`.

    numpy: the NumPy dtype that stores it.   itemsize: bytes per element.
    scalar_name: PyTorch's internal name ("Float"), which stands in many of its messages.
    cpp_name: the C++ name ("float"), which stands in others.
    Source: torch.dtype.
    """

    __slots__ = ("name", "numpy", "scalar_name", "cpp_name", "is_floating_point", "itemsize")
    is_complex = False

    def __init__(self, name: str, scalar_name: str, cpp_name: str) -> None:
        self.name = name
        self.numpy: np.dtype[Any] = np.dtype(name)
        self.scalar_name = scalar_name
        self.cpp_name = cpp_name
        self.is_floating_point = self.numpy.kind == "f"
        self.itemsize = self.numpy.itemsize

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return self.name  # pickled as the module's own name, so that identity survives

    @property
    def is_signed(self) -> builtins.bool:
        return self.numpy.kind in "if"

    @property
    def tensor_type(self) -> str:
        """The legacy name of a CPU tensor of this type, "torch.FloatTensor"."""
        return f"torch.{self.scalar_name}Tensor"


bool = dtype("bool", "Bool", "bool")
uint8 = dtype("uint8", "Byte", "unsigned char")
int8 = dtype("int8", "Char", "signed char")
int16 = short = dtype("int16", "Short", "short int")
int32 = int = dtype("int32", "Int", "int")
int64 = long = dtype("int64", "Long", "long int")
float16 = half = dtype("float16", "Half", "c10::Half")
float32 = float = dtype("float32", "Float", "float")
float64 = double = dtype("float64", "Double", "double")


class _Absent(dtype):
    """A dtype that has a name, for programs that mention it, and no numbers: NumPy lacks it.

    Raises NotImplementedError where somebody asks for its numbers.
    """

    __slots__ = ()

    def __init__(self, name: str, scalar_name: str, cpp_name: str, itemsize: builtins.int) -> None:
        self.name, self.scalar_name, self.cpp_name = name, scalar_name, cpp_name
        self.is_floating_point, self.itemsize = True, itemsize

    @property
    def numpy(self) -> np.dtype[Any]:  # type: ignore[override]
        refuse(repr(self), "numbers of this dtype (torch.float32 has more digits)")


bfloat16 = _Absent("bfloat16", "BFloat16", "c10::BFloat16", 2)

ALL = (bool, uint8, int8, int16, int32, int64, float16, float32, float64)
OF_NUMPY: dict[np.dtype[Any], dtype] = {t.numpy: t for t in ALL}


class _Default:
    """The dtype that Python floats become (`torch.set_default_dtype`)."""

    current = float32


def get_default_dtype() -> dtype:
    """The floating dtype of new tensors, at first float32. Source: torch.get_default_dtype."""
    return _Default.current


def set_default_dtype(d: dtype) -> None:
    """Choose the floating dtype of new tensors.

    Raises TypeError for anything but a floating dtype. Source: torch.set_default_dtype.
    """
    if not isinstance(d, dtype):
        raise TypeError(f"invalid dtype object: {type(d).__name__} given, a torch.dtype expected")
    if not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    np.empty(0, d.numpy)  # is there such a thing?
    _Default.current = d


def of_array(array: Any) -> dtype:
    """The dtype object of an array; TypeError for types PyTorch does not have (str, object)."""
    found = OF_NUMPY.get(array.dtype)
    if found is None:
        raise TypeError(
            f"can't convert np.ndarray of type numpy.{array.dtype.type.__name__}. The only "
            "supported types are: float64, float32, float16, int64, int32, int16, int8, uint8, and "
            "bool."
        )
    return found


def merge(a: np.dtype[Any], b: np.dtype[Any]) -> np.dtype[Any]:
    """The common type of two arguments of one tier: higher category, else the wider type."""
    if a == b:
        return a
    ca, cb = CATEGORY[a.kind], CATEGORY[b.kind]
    if ca != cb:
        return a if ca > cb else b
    return np.promote_types(a, b)  # uint8 with int8 -> int16


def of_number(number: Any) -> np.dtype[Any]:
    """The type a Python number brings along: bool, int64, or the default floating dtype."""
    if isinstance(number, np.bool_ | builtins.bool):
        return bool.numpy
    if isinstance(number, builtins.int | np.integer):
        return int64.numpy
    return _Default.current.numpy


def promote(arrays: list[Any], numbers: list[Any]) -> np.dtype[Any]:
    """The common type of arrays (with `ndim` and `dtype`) and Python numbers, by the three tiers.

    >>> promote([np.zeros(2, "float32")], [2.5])
    dtype('float32')
    >>> promote([np.zeros(2, "int32"), np.zeros((), "float64")], [])
    dtype('float64')
    """
    tiers: list[np.dtype[Any] | None] = [None, None, None]
    for array in arrays:
        tier = 0 if array.ndim else 1
        found = tiers[tier]
        tiers[tier] = array.dtype if found is None else merge(found, array.dtype)
    for number in numbers:
        found = tiers[2]
        tiers[2] = of_number(number) if found is None else merge(found, of_number(number))
    result: np.dtype[Any] | None = None
    for found in tiers:
        if found is not None and (result is None or CATEGORY[found.kind] > CATEGORY[result.kind]):
            result = found
    assert result is not None, "promote() needs at least one argument"
    return result
