"""Making tensors from data and from sizes. (From the random stream: `draws`.)

Every function takes `dtype`, `device` and `requires_grad` as in PyTorch.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from . import dtypes, errors, factory
from .backend import place, place_of
from .nodes import Value, mode
from .ops.arguments import one_int
from .ops.face import is_number
from .ops.shape.strided import as_strided
from .taping import refuse
from .tensor import Tensor

FROM_NUMPY_STRIDES = (
    "At least one stride in the given numpy array is negative, and tensors with negative strides "
    "are not currently supported. (You can probably work around this by making a copy of your "
    "array  with array.copy().) "
)


DLPACK_CPU = 1  # the number of the CPU in DLPack's list of devices


def new(host: np.ndarray[Any, Any], device: Any = None, requires_grad: bool = False) -> Tensor:
    """A Tensor around a host array, brought to the device."""
    return around(place(device).from_host(host), requires_grad)


def around(array: Any, requires_grad: bool = False) -> Tensor:
    """A Tensor around an array of any place."""
    made: Tensor = object.__new__(Tensor)
    made.array, made.version, made.inference = array, [0], mode.inference
    if requires_grad:
        if not isinstance(requires_grad, bool):
            got = errors.type_name(requires_grad)
            raise TypeError(f"argument 'requires_grad' must be bool, not {got}")
        if array.dtype.kind != "f":
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        made.leaf_requires_grad = True
    return made


def finish(made: Tensor, out: Tensor | None) -> Tensor:
    """`made`, or its values written into `out`."""
    return made if out is None else out.receive(made, "out")


# ------------------------------------------------------------------------------- from data


def tensor(
    data: Any,
    *,
    dtype: dtypes.dtype | None = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """A new tensor that copies numbers, nested sequences, a NumPy array or another tensor.

    Shape: as nested.   dtype: Python floats become the default dtype, ints int64; NumPy keeps its.
    Raises ValueError for ragged sequences, TypeError for strings.   Source: torch.tensor.

    >>> tensor([[1, 2.5], [3, 4]])
    tensor([[1.0000, 2.5000],
            [3.0000, 4.0000]])
    """
    wanted = None if dtype is None else factory.numpy_dtype(dtype, of="tensor")
    if isinstance(data, Value):
        warnings.warn(COPY_CONSTRUCT, UserWarning, stacklevel=2)
        device = place_of(data.array).device if device is None else device
        data = place_of(data.array).to_host(data.array)
    return new(factory.from_data(data, wanted), device, requires_grad)


COPY_CONSTRUCT = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
)


def as_tensor(data: Any, *, dtype: dtypes.dtype | None = None, device: Any = None) -> Tensor:
    """A tensor of the data, without a copy where dtype and device allow (NumPy, tensors).

    Source: torch.as_tensor.
    """
    if isinstance(data, Tensor):
        where = data.device if device is None else device
        return data.to(where, data.dtype if dtype is None else dtype)  # type: ignore[no-any-return]
    wanted = None if dtype is None else factory.numpy_dtype(dtype, of="as_tensor")
    if isinstance(data, np.ndarray) and wanted in (None, data.dtype):
        return new(checked(data), device)
    return new(factory.from_data(data, wanted), device)


asarray = as_tensor


def from_numpy(ndarray: np.ndarray[Any, Any]) -> Tensor:
    """A CPU tensor over the memory of a NumPy array: writes show in both.

    Raises TypeError for anything else or an unsupported dtype, ValueError for negative strides.
    Source: torch.from_numpy.
    """
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {errors.type_name(ndarray)})")
    return around(checked(ndarray))


NOT_WRITABLE = (
    "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. "
    "This means writing to this tensor will result in undefined behavior. You may want to copy the "
    "array to protect its data or make it writable before converting it to a tensor. This type of "
    "warning will be suppressed for the rest of this program."
)


def checked(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A plain view of an array, for a Tensor to stand on: the same memory, a shape of its own."""
    refuse("a tensor over the memory of a NumPy array")
    dtypes.of_array(array)
    if any(s < 0 for s in array.strides):
        raise ValueError(FROM_NUMPY_STRIDES)
    if not array.flags.writeable:
        warnings.warn(NOT_WRITABLE, stacklevel=3)
    return array.view(np.ndarray)


def from_dlpack(ext_tensor: Any) -> Tensor:
    """A tensor over memory that another library exports by DLPack, on the CPU or on CUDA.

    Raises BufferError for a tensor that requires a gradient.   Source: torch.from_dlpack.
    """
    if isinstance(ext_tensor, Tensor):
        if ext_tensor.requires_grad:
            ext_tensor.__dlpack__()  # raises
        return around(ext_tensor.array)
    if not hasattr(ext_tensor, "__dlpack_device__"):
        raise RuntimeError(
            "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed "
            "only once, so you might have already constructed a tensor from it once."
        )
    kind, index = ext_tensor.__dlpack_device__()
    xp = np if kind == DLPACK_CPU else place(f"cuda:{index}").xp
    return around(xp.from_dlpack(ext_tensor))


def scalar_tensor(
    s: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A 0-d tensor of a number, in the default dtype. Source: torch.scalar_tensor."""
    if not is_number(s):
        raise errors.wrong_kind("scalar_tensor", "s", "Number", s, 1)
    s = s.item() if isinstance(s, Tensor) else s
    return new(np.array(s, factory.numpy_dtype(dtype, of="scalar_tensor")), device, requires_grad)


# ------------------------------------------------------------------------------ from sizes


def empty(
    *size: Any,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Uninitialised memory: whatever lay there before. Source: torch.empty."""
    shape = factory.size_of("empty", size)
    array = factory.blank(place(device).xp, shape, factory.numpy_dtype(dtype, of="empty"))
    return finish(around(array, requires_grad), out)


def zeros(
    *size: Any, out: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """All 0. Source: torch.zeros."""
    shape = factory.size_of("zeros", size)
    array = place(device).xp.zeros(shape, dtype=factory.numpy_dtype(dtype, of="zeros"))
    return finish(around(array, requires_grad), out)


def ones(
    *size: Any, out: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """All 1. Source: torch.ones."""
    shape = factory.size_of("ones", size)
    array = place(device).xp.ones(shape, dtype=factory.numpy_dtype(dtype, of="ones"))
    return finish(around(array, requires_grad), out)


def full(
    size: Any,
    fill_value: Any,
    *,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """All one value, in the value's own dtype unless given. Source: torch.full."""
    if isinstance(size, int):
        raise TypeError("full(): argument 'size' (position 1) must be tuple of ints, not int")
    shape = factory.size_of("full", (size,))
    wanted = None if dtype is None else factory.numpy_dtype(dtype, of="full")
    value = factory.filling(fill_value, "full", wanted)
    array = place(device).xp.full(shape, value.item(), dtype=value.dtype)
    return finish(around(array, requires_grad), out)


def eye(
    n: int,
    m: int | None = None,
    *,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Ones on the diagonal, zeros elsewhere, shape (n, m or n).

    Raises RuntimeError for negative sizes.   Source: torch.eye.
    """
    for at, (name, size) in enumerate((("n", n), ("m", n if m is None else m)), 1):
        if one_int(size, "eye", name, at) < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {size}")
    array = place(device).xp.eye(n, m, dtype=factory.numpy_dtype(dtype, of="eye"))
    return finish(around(array, requires_grad), out)


# ------------------------------------------------------------------------ like another one


def _like(
    name: str, make: Callable[[Any], Any], input: Any, dtype: Any, device: Any, requires_grad: bool
) -> Tensor:
    """A tensor in the shape and memory order of another one; dtype and device unless given."""
    if not isinstance(input, Value):
        raise errors.not_a_tensor(name, "input", 1, input)
    home = place_of(input.array)
    wanted = factory.numpy_dtype(dtype, input.array.dtype, of=name)
    if device is None or place(device) is home:
        home.activate()
        return around(make(np.empty_like(input.array, dtype=wanted)), requires_grad)
    template = np.empty_like(home.to_host(input.array), dtype=wanted)
    return new(make(template), device, requires_grad)


def empty_like(
    input: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Uninitialised memory in the shape of another tensor. Source: torch.empty_like."""
    return _like("empty_like", lambda t: t, input, dtype, device, requires_grad)


def zeros_like(
    input: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Zeros in the shape of another tensor. Source: torch.zeros_like."""
    return _like("zeros_like", np.zeros_like, input, dtype, device, requires_grad)


def ones_like(
    input: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Ones in the shape of another tensor. Source: torch.ones_like."""
    return _like("ones_like", np.ones_like, input, dtype, device, requires_grad)


def full_like(
    input: Any,
    fill_value: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """One value in the shape of another tensor. Source: torch.full_like."""
    return _like(
        "full_like",
        lambda t: np.full_like(t, factory.filling(fill_value, "full_like", t.dtype).item()),
        input,
        dtype,
        device,
        requires_grad,
    )


def empty_permuted(
    size: Any, physical_layout: Any, *, dtype: Any = None, device: Any = None, **options: Any
) -> Tensor:
    """Uninitialised memory whose dimensions lie in the order physical_layout, outermost first.

    Raises RuntimeError when the layout is no permutation.   Source: torch.empty_permuted.
    """
    order = list(physical_layout)
    if len(order) != len(size):
        raise RuntimeError(
            "Number of dimensions in size does not match the length of the physical_layout; i.e. "
            f"len(size) = {len(size)} is not equal to len(physical_layout) = {len(order)}"
        )
    for d in order:
        if not 0 <= d < len(order):
            raise RuntimeError(
                f"Dimension out of range (expected to be between 0 and {len(order) - 1}, but got "
                f"{d} at index {order.index(d)}).  NB: negative dims not currently supported; "
                "file an issue if you want it."
            )
        if order.count(d) > 1:
            raise RuntimeError("Duplicate dim not allowed")
    made = empty(tuple(size[d] for d in order), dtype=dtype, device=device, **options)
    return made.permute(tuple(order.index(d) for d in np.arange(len(order)).tolist())).detach()  # type: ignore[no-any-return]


def frombuffer(
    buffer: Any, *, dtype: Any, count: int = -1, offset: int = 0, requires_grad: bool = False
) -> Tensor:
    """A vector over the memory of a bytes-like object: writes show in both.

    Raises ValueError when count and offset do not fit the buffer.   Source: torch.frombuffer.
    """
    wanted = factory.numpy_dtype(dtype, of="frombuffer")
    size = memoryview(buffer).nbytes
    if size == 0 or count == 0:
        raise ValueError(f"both buffer length ({size}) and count ({count}) must not be 0")
    if not 0 <= offset < size:
        raise ValueError(
            f"offset ({offset} bytes) must be non-negative and no greater than buffer length "
            f"({size} bytes) minus 1"
        )
    rest = size - offset
    if count < 0 and rest % wanted.itemsize:
        raise ValueError(
            f"buffer length ({rest} bytes) after offset ({offset} bytes) must be a multiple of "
            f"element size ({wanted.itemsize})"
        )
    if count > 0 and count * wanted.itemsize > rest:
        raise ValueError(
            f"requested buffer length ({count} * {wanted.itemsize} bytes) after offset "
            f"({offset} bytes) must not be greater than actual buffer length ({size} bytes)"
        )
    return around(checked(np.frombuffer(buffer, wanted, count, offset)), requires_grad)


def empty_strided(
    size: Any, stride: Any, *, dtype: Any = None, device: Any = None, **options: Any
) -> Tensor:
    """Uninitialised memory with given strides (in elements). Source: torch.empty_strided."""
    length = (
        1 + sum((n - 1) * s for n, s in zip(size, stride, strict=True)) if math.prod(size) else 0
    )
    return as_strided(empty(length, dtype=dtype, device=device, **options), size, stride)  # type: ignore[no-any-return]
