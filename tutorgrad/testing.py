"""`torch.testing`: `assert_close`, which says where and by how much two results differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from . import dtypes
from .creation import as_tensor
from .outside import missing as _missing
from .tensor import Tensor

Array = Any
# Source: torch.testing.assert_close, the table of its documentation: dtype -> (rtol, atol)
TOLERANCES = {
    dtypes.float16: (1e-3, 1e-5),
    dtypes.float32: (1.3e-6, 1e-5),
    dtypes.float64: (1e-7, 1e-7),
}
NUMBERS = (int, float, np.number)


class Mismatch(Exception):
    """What differs, and at which item of a container."""

    def __init__(self, error: Exception, place: str = "") -> None:
        self.error = error
        self.place = place


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: str | Callable[[str], str] | None = None,
) -> None:
    """Raise AssertionError unless |actual - expected| <= atol + rtol |expected| everywhere.

    For tensors, arrays, numbers, and lists and dicts of them. Shapes, dtypes (int and float, too)
    and devices must be the same. The tolerances come from the dtype (float32: rtol 1.3e-6, atol
    1e-5; integers: 0).   allow_subclasses: may one be of a subclass of the other's class?
    check_layout: accepted, as there is one layout.
    Raises ValueError when only one tolerance is given, TypeError for things that cannot be
    compared.   Source: torch.testing.assert_close.

    >>> assert_close(0.1 + 0.2, 0.3)
    """
    if (rtol is None) != (atol is None):
        raise ValueError(
            f"Both 'rtol' and 'atol' must be either specified or omitted, but got no "
            f"{'rtol' if rtol is None else 'atol'}."
        )
    limits = None if rtol is None else (rtol, atol)
    checks = {"device": check_device, "dtype": check_dtype, "stride()": check_stride}
    checks["subclass"] = not allow_subclasses
    try:
        compare(actual, expected, limits, equal_nan, checks)
    except Mismatch as found:
        text = str(found.error)
        if found.place:
            text += f"\n\nThe failure occurred for item {found.place}"
        if msg is not None and isinstance(found.error, AssertionError):
            text = msg(text) if callable(msg) else msg
        raise type(found.error)(text) from None


def compare(actual: Any, expected: Any, limits: Any, equal_nan: bool, checks: Any) -> None:
    """Raise Mismatch for the first difference."""
    rest = limits, equal_nan, checks
    if isinstance(actual, Mapping) and isinstance(expected, Mapping):
        compare_mappings(actual, expected, rest)
    elif is_sequence(actual) and is_sequence(expected):
        if len(actual) != len(expected):
            differ(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}")
        for i, pair in enumerate(zip(actual, expected, strict=True)):
            compare_item(f"[{i}]", *pair, rest)
    elif actual is None or expected is None:
        if actual is not expected:
            differ(f"None mismatch: {actual if actual is not None else expected} is not None")
    elif isinstance(actual, bool | np.bool_) and isinstance(expected, bool | np.bool_):
        if actual != expected:
            differ(f"Booleans mismatch: {actual} is not {expected}")
    elif isinstance(actual, NUMBERS) and isinstance(expected, NUMBERS):
        one, other = (x.item() if isinstance(x, np.generic) else x for x in (actual, expected))
        compare_scalars(one, other, *rest)
    elif related(actual, expected, checks):
        compare_tensors(as_tensor(actual), as_tensor(expected), *rest)
    else:
        kinds = f"{type(actual)} and {type(expected)}"
        raise Mismatch(TypeError(f"No comparison pair was able to handle inputs of type {kinds}."))


def compare_item(place: str, actual: Any, expected: Any, rest: Any) -> None:
    try:
        compare(actual, expected, *rest)
    except Mismatch as found:
        raise Mismatch(found.error, place + found.place) from None


def compare_mappings(actual: Any, expected: Any, rest: Any) -> None:
    missing, extra = set(expected) - set(actual), set(actual) - set(expected)
    if missing or extra:
        differ(
            "The keys of the mappings do not match:\n"
            f"Missing keys in the actual mapping: {sorted(missing)}\n"
            f"Additional keys in the actual mapping: {sorted(extra)}"
        )
    for key in actual:
        compare_item(f"[{key!r}]", actual[key], expected[key], rest)


def compare_tensors(
    actual: Tensor, expected: Tensor, limits: Any, equal_nan: bool, checks: Any
) -> None:
    if actual.shape != expected.shape:
        differ(attribute("shape", actual.shape, expected.shape))
    if checks["device"] and actual.device != expected.device:
        differ(attribute("device", repr(str(actual.device)), repr(str(expected.device))))
    if checks["dtype"] and actual.dtype is not expected.dtype:
        differ(attribute("dtype", actual.dtype, expected.dtype))
    if checks["stride()"] and actual.stride() != expected.stride():
        differ(attribute("stride()", actual.stride(), expected.stride()))
    rtol, atol = limits or max(limits_of(actual, expected))
    a, b = (np.atleast_1d(t.detach().cpu().numpy()) for t in (actual, expected))
    if a.dtype != b.dtype:
        a, b = (x.astype(np.result_type(a, b)) for x in (a, b))
    wrong = ~is_close(a, b, rtol, atol, equal_nan)
    if not wrong.any():
        return
    if actual.ndim == 0:
        differ(scalar_report(a[0].item(), b[0].item(), rtol, atol))
    exact = rtol == atol == 0
    text = f"Tensor-likes are not {'equal' if exact else 'close'}!\n\nMismatched elements: "
    text += f"{wrong.sum()} / {a.size} ({wrong.mean():.1%})"
    for kind, sizes, limit in zip(("absolute", "relative"), gaps(a, b), (atol, rtol), strict=True):
        place = np.unravel_index(np.argmax(np.where(wrong, sizes, -1)), a.shape)
        index = tuple(map(int, place))
        allowed = "" if exact else f" (up to {limit} allowed)"
        text += f"\nGreatest {kind} difference: {sizes[index].item()} at index {index}{allowed}"
    differ(text)


def compare_scalars(actual: Any, expected: Any, limits: Any, equal_nan: bool, checks: Any) -> None:
    kinds = {type(actual), type(expected)}
    if len(kinds) > 1 and (checks["dtype"] or bool in kinds):  # True is never as good as 1
        differ(f"The (d)types do not match: {type(actual)} != {type(expected)}.")
    rtol, atol = limits or limits_of(actual, expected)
    if not is_close(np.asarray(actual), np.asarray(expected), rtol, atol, equal_nan):
        differ(scalar_report(actual, expected, rtol, atol))


def scalar_report(actual: Any, expected: Any, rtol: float, atol: float) -> str:
    exact = rtol == atol == 0
    absolute = abs(actual - expected)
    relative = absolute / abs(expected) if expected else float("inf")
    up_to = ("", "") if exact else (f" (up to {atol} allowed)", f" (up to {rtol} allowed)")
    return (
        f"Scalars are not {'equal' if exact else 'close'}!\n\n"
        f"Expected {expected} but got {actual}.\nAbsolute difference: {absolute}{up_to[0]}\n"
        f"Relative difference: {relative}{up_to[1]}"
    )


def gaps(a: Array, b: Array) -> tuple[Array, Array]:
    """Absolute and relative differences."""
    with np.errstate(all="ignore"):
        if a.dtype.kind != "f":
            a, b = a.astype(np.int64), b.astype(np.int64)
        absolute = np.abs(a - b)
        size = np.abs(b)
        wide = absolute if a.dtype.kind == "f" else absolute.astype(np.float32)
        return absolute, wide / size.astype(wide.dtype)


def is_close(a: Array, b: Array, rtol: float, atol: float, equal_nan: bool) -> Array:
    if rtol == atol == 0 and a.dtype.kind != "f":
        return a == b
    return np.isclose(a, b, rtol, atol, equal_nan)


def limits_of(*things: Any) -> Any:
    """The tolerances of each thing's dtype; of two Python numbers, one pair."""
    if all(isinstance(t, Tensor) for t in things):
        return [TOLERANCES.get(t.dtype, (0.0, 0.0)) for t in things]
    if all(isinstance(t, int | np.integer) for t in things):
        return (0.0, 0.0)
    return TOLERANCES[dtypes.float64]


def is_sequence(thing: Any) -> bool:
    return isinstance(thing, Sequence) and not isinstance(thing, str)


def related(actual: Any, expected: Any, checks: Any) -> bool:
    """Are both tensors, or both arrays, and of classes that go together?"""
    one, other = type(actual), type(expected)
    if checks["subclass"] and one is not other:
        return False
    alike = issubclass(one, other) or issubclass(other, one)
    return alike and all(isinstance(x, Tensor | np.ndarray) for x in (actual, expected))


def attribute(name: str, actual: Any, expected: Any) -> str:
    return f"The values for attribute '{name}' do not match: {actual} != {expected}."


def differ(text: str) -> None:
    raise Mismatch(AssertionError(text))


__all__ = ["assert_close"]

__getattr__ = _missing("testing")
