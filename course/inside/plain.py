"""Plain data: all that may pass between an answer and those who judge it.

Numbers, texts, None, lists, tuples, dictionaries, arrays and tensors, written as JSON. Reading them
back makes only these, from lengths and numbers that are checked first: no pickle, no code, nothing
of the answer's own making. An object that claims to be equal to everything cannot pass.

    >>> decode(encode({"w": (1, 2.5), "name": "x"}))
    {'w': (1, 2.5), 'name': 'x'}
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["MOST_BYTES", "Named", "NotPlain", "Numbers", "decode", "encode", "living"]

MOST_BYTES = 16 << 20
"""The longest text that is written or read."""
DEEPEST = 20
DTYPES = frozenset("bool uint8 int8 int16 int32 int64 float16 float32 float64".split())
MOST_BITS = 1000
"""Of a whole number: every one that may pass is also a float."""


class NotPlain(ValueError):
    """Something that is no plain data, or too much of it."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """An array that came back. kind: "tensor" or "array"; tracked: a tensor that requires grad."""

    array: np.ndarray
    kind: str = "array"
    tracked: bool = False


@dataclass(frozen=True)
class Named:
    """Something known by its name alone: a dtype, a device, a class, a function."""

    kind: str
    name: str


def encode(value: Any) -> str:
    """Write plain data as JSON. Raises NotPlain for anything else."""
    text = json.dumps(_write(value, 0), ensure_ascii=True)
    if len(text) > MOST_BYTES:
        raise NotPlain(f"{len(text):,} bytes are more than the {MOST_BYTES:,} that may pass")
    return text


def decode(text: str) -> Any:
    """Read what `encode` wrote. Raises NotPlain for any other text."""
    if len(text) > MOST_BYTES:
        raise NotPlain(f"{len(text):,} bytes are more than the {MOST_BYTES:,} that may pass")
    try:
        return _read(json.loads(text), 0)
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise NotPlain(f"this is no plain data: {error}") from None


def living(value: Any) -> Any:
    """A value as a program works with it: arrays as arrays, in lists and dictionaries too."""
    if isinstance(value, (list, tuple)):
        return type(value)(living(part) for part in value)
    if isinstance(value, dict):
        return {key: living(part) for key, part in value.items()}
    return value.array if isinstance(value, Numbers) else value


# ------------------------------------------------------------------------------------- writing


def _write(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise NotPlain(f"nested deeper than {DEEPEST}")
    kind = type(value)
    if value is None or kind in (bool, str, float):
        return value
    if kind is int:
        return _bounded(value)
    if kind in (list, tuple):
        return {kind.__name__: [_write(part, depth + 1) for part in value]}
    if kind is dict:
        return {"dict": [[_write(k, depth + 1), _write(v, depth + 1)] for k, v in value.items()]}
    if kind is np.ndarray or isinstance(value, np.generic):
        return _write_array(np.asarray(value), "array", False)
    if kind in (Numbers, Named):
        return (
            _write_array(value.array, value.kind, value.tracked)
            if kind is Numbers
            else {"named": value.kind, "is": value.name}
        )
    return _write_foreign(value, depth)


def _write_foreign(value: Any, depth: int) -> Any:
    """What the library makes: tensors, sizes and results with names, dtypes and devices."""
    if hasattr(value, "detach") and hasattr(value, "requires_grad"):
        array = np.asarray(value.detach().cpu().numpy())
        return _write_array(array, "tensor", bool(value.requires_grad))
    if isinstance(value, tuple):  # torch.Size, and results with names such as max(dim)
        return {"tuple": [_write(part, depth + 1) for part in tuple.__iter__(value)]}
    if isinstance(value, dict):
        return _write(dict(value), depth)
    if type(value).__name__ in ("dtype", "device"):
        return {"named": type(value).__name__, "is": str(value)}
    if isinstance(value, type):
        return {"named": "class", "is": value.__name__}
    raise NotPlain(f"an object of type {type(value).__name__}")


def _write_array(array: np.ndarray, kind: str, tracked: bool) -> dict[str, Any]:
    if array.dtype.name not in DTYPES:
        raise NotPlain(f"an array of {array.dtype.name}")
    if array.nbytes > MOST_BYTES // 2:
        raise NotPlain(f"an array of {array.nbytes:,} bytes")
    return {
        kind: base64.b64encode(np.ascontiguousarray(array).tobytes()).decode(),
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "tracked": tracked,
    }


def _bounded(value: int) -> int:
    if value.bit_length() > MOST_BITS:
        raise NotPlain(f"a number of {value.bit_length()} bits, where {MOST_BITS} may pass")
    return value


# ------------------------------------------------------------------------------------- reading


def _read(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise NotPlain(f"nested deeper than {DEEPEST}")
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # a text that any file can hold
    if isinstance(value, int):
        return _bounded(value)
    if value is None or isinstance(value, float):
        return value
    if not isinstance(value, dict):
        raise NotPlain(f"{type(value).__name__} stands where a value should")
    if "list" in value or "tuple" in value:
        parts = [_read(part, depth + 1) for part in value.get("list", value.get("tuple"))]
        return parts if "list" in value else tuple(parts)
    if "dict" in value:
        return {_read(k, depth + 1): _read(v, depth + 1) for k, v in value["dict"]}
    if "named" in value:
        return Named(str(value["named"]), str(value["is"]))
    return _read_array(value)


def _read_array(value: dict[str, Any]) -> Numbers:
    kind = "tensor" if "tensor" in value else "array"
    name, shape = value["dtype"], value["shape"]
    if name not in DTYPES:
        raise NotPlain(f"an array of {name!r}")
    if len(shape) > 32 or any(type(n) is not int or n < 0 for n in shape):
        raise NotPlain("an array of an impossible shape")
    content = base64.b64decode(value[kind], validate=True)
    count = math.prod(shape)
    if count * np.dtype(name).itemsize != len(content):
        raise NotPlain(f"an array of shape {tuple(shape)} in {len(content)} bytes")
    array = np.frombuffer(content, name).reshape(shape).copy()
    return Numbers(array, kind, bool(value.get("tracked")))
