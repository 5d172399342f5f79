"""The methods of Tensor that change what it is made of: numbers, dtype, device, contents."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from . import dtypes, errors, factory, formatting, ops
from .backend import device, place, place_of
from .inplace import inplace, write_where
from .memory_format import contiguous_format, preserve_format
from .methods import Methods
from .nodes import Value, mode
from .ops.arguments import as_int
from .ops.broadcast import check_stretch
from .ops.elementwise.convert import check_fits, convert
from .ops.face import face
from .streams import gaussian, integers, sampling

named_device = device


def casting(name: str, dtype: dtypes.dtype) -> Any:
    """The method that gives the tensor in another dtype: `x.long()`."""

    def method(self: Any, *, memory_format: Any = preserve_format) -> Any:
        result = self.to(dtype)
        return result.contiguous() if memory_format is contiguous_format else result

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"The tensor as {dtype}. Source: torch.Tensor.{name}."
    return face()(method)


class Conversion(Methods):
    """Numbers out, numbers in, other dtypes, other devices, random contents, printing."""

    # ------------------------------------------------------------------------- numbers out

    def item(self) -> Any:
        """The number of a tensor with one element. Source: torch.Tensor.item.

        Raises RuntimeError for any other number of elements.
        """
        if self.array.size != 1:
            raise RuntimeError(
                f"a Tensor with {self.array.size} elements cannot be converted to Scalar"
            )
        return self.array.item()

    def tolist(self) -> Any:
        """Nested lists of Python numbers, a plain number for a 0-d tensor."""
        return place_of(self.array).to_host(self.array).tolist()

    def numpy(self, *, force: bool = False) -> np.ndarray[Any, Any]:
        """The NumPy array behind a CPU tensor: the same memory, so writes show in both.

        Raises RuntimeError when the tensor requires a gradient and calls are recorded, TypeError
        on another device (unless force=True, which detaches and copies).
        Source: torch.Tensor.numpy.
        """
        home = place_of(self.array)
        if force:
            return np.asarray(home.to_host(self.array))
        if home.device.type != "cpu":
            raise TypeError(
                f"can't convert {home.device} device type tensor to numpy. Use Tensor.cpu() to "
                "copy the tensor to host memory first."
            )
        if mode.grad and self.requires_grad:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() "
                "instead."
            )
        return np.asarray(self.array).view()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        array = self.numpy()
        if dtype is not None and array.dtype != dtype:
            return array.astype(dtype)
        return array.copy() if copy else array

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        """What `np.sin(tensor)` gives back: a Tensor."""
        return self.wrap(np.asarray(array), None)

    def __bool__(self) -> bool:
        if self.array.size != 1:
            amount = "no values" if self.array.size == 0 else "more than one value"
            raise RuntimeError(f"Boolean value of Tensor with {amount} is ambiguous")
        return bool(self.array.item())

    def __float__(self) -> float:
        if self.requires_grad:
            warnings.warn(SCALAR_OF_GRAPH, stacklevel=2)
        return float(self._single())

    def __int__(self) -> int:
        return int(self._single())

    def _single(self) -> Any:
        if self.array.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self.array.item()

    def __index__(self) -> int:
        if self.array.size != 1 or self.array.dtype.kind not in "biu":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self.array.item())

    def __dlpack__(self, **options: Any) -> Any:
        """The memory as a DLPack capsule. Raises BufferError when a gradient is required."""
        if self.requires_grad:
            raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self) -> Any:
        return self.array.__dlpack_device__()

    # ------------------------------------------------------------------ dtypes and devices

    def to(self, *args: Any, **keywords: Any) -> Any:
        """The tensor with another dtype, device, or both; itself when nothing changes.

        Forms: to(dtype), to(device), to(device, dtype), to(other); `copy=True` always copies,
        `non_blocking` is accepted.   Source: torch.Tensor.to.
        """
        where, dtype, copy = read_to(args, keywords)
        home = place_of(self.array)
        target = home if where is None else place(where)
        wanted = self.array.dtype if dtype is None else factory.numpy_dtype(dtype, of="to")
        if target is home and wanted == self.array.dtype:
            return self.clone() if copy else self
        change = None if wanted == self.array.dtype else wanted
        if target is home:
            return ops.to_copy(self, dtype=change)
        return ops.to_copy(self, dtype=change, place=target, source=home)

    @face()
    def cpu(self, *, memory_format: Any = preserve_format) -> Any:
        """The tensor in the computer's own memory."""
        return self.to("cpu")

    def cuda(self, device: Any = None, non_blocking: bool = False) -> Any:
        """The tensor on a CUDA device (the current one by default)."""
        if device is not None and not isinstance(device, int):
            device = named_device(device)
            if device.type != "cuda":
                raise RuntimeError("Invalid device, must be cuda device")
        return self.to("cuda" if device is None else device)

    def type(self, dtype: Any = None, non_blocking: bool = False) -> Any:
        """The legacy name of its type ("torch.FloatTensor"), or the tensor as another type."""
        if dtype is None:
            name = dtypes.of_array(self.array).tensor_type
            return name if self.is_cpu else name.replace("torch.", "torch.cuda.")  # type: ignore[attr-defined]
        if isinstance(dtype, str):
            names = {d.tensor_type: d for d in dtypes.ALL}
            if dtype not in names:
                raise ValueError(f"invalid type: '{dtype}'")
            dtype = names[dtype]
        if isinstance(dtype, Value) or not hasattr(dtype, "dtype" if callable(dtype) else "numpy"):
            raise TypeError("dtype must be a type, str, or dtype object")
        return self.to(getattr(dtype, "dtype", dtype))

    def type_as(self, other: Any) -> Any:
        if not isinstance(other, Value):
            raise errors.not_a_tensor("type_as", "other", 1, other)
        return self.to(other)

    float = casting("float", dtypes.float32)
    double = casting("double", dtypes.float64)
    half = casting("half", dtypes.float16)
    long = casting("long", dtypes.int64)
    int = casting("int", dtypes.int32)
    short = casting("short", dtypes.int16)
    char = casting("char", dtypes.int8)
    byte = casting("byte", dtypes.uint8)
    bool = casting("bool", dtypes.bool)

    # ------------------------------------------------------- new tensors of the same kind

    def new_tensor(
        self, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: Any = False
    ) -> Any:
        """A copy of Python data in this tensor's dtype and device."""
        wanted = factory.numpy_dtype(dtype, self.array.dtype, of="new_tensor")
        home = place_of(self.array) if device is None else place(device)
        host = factory.from_data(data, wanted)
        return self.wrap(home.from_host(host), None).requires_grad_(requires_grad)

    def new_full(
        self,
        size: Any,
        fill_value: Any,
        *,
        dtype: Any = None,
        device: Any = None,
        requires_grad: Any = False,
    ) -> Any:
        """A tensor of one value in this tensor's dtype and device."""
        if not isinstance(size, list | tuple):
            raise errors.wrong_kind("new_full", "size", "tuple of ints", size, 1)
        shape = factory.size_of("new_full", (size,))
        return self._new(
            "new_full",
            lambda xp, dtype: xp.full(
                shape, factory.filling(fill_value, "new_full", dtype).item(), dtype=dtype
            ),
            dtype,
            device,
            requires_grad,
        )

    def new_zeros(
        self, *size: Any, dtype: Any = None, device: Any = None, requires_grad: Any = False
    ) -> Any:
        """Zeros in this tensor's dtype and device."""
        shape = factory.size_of("new_zeros", size)
        return self._new(
            "new_zeros",
            lambda xp, dtype: xp.zeros(shape, dtype=dtype),
            dtype,
            device,
            requires_grad,
        )

    def new_ones(
        self, *size: Any, dtype: Any = None, device: Any = None, requires_grad: Any = False
    ) -> Any:
        """Ones in this tensor's dtype and device."""
        shape = factory.size_of("new_ones", size)
        return self._new(
            "new_ones", lambda xp, dtype: xp.ones(shape, dtype=dtype), dtype, device, requires_grad
        )

    def new_empty(
        self, *size: Any, dtype: Any = None, device: Any = None, requires_grad: Any = False
    ) -> Any:
        """Uninitialised memory in this tensor's dtype and device."""
        shape = factory.size_of("new_empty", size)
        return self._new(
            "new_empty",
            lambda xp, dtype: factory.blank(xp, shape, dtype),
            dtype,
            device,
            requires_grad,
        )

    def _new(self, name: str, make: Any, dtype: Any, device: Any, requires_grad: Any) -> Any:
        """What `make(xp, dtype)` makes, in this tensor's dtype and device unless given."""
        home = place_of(self.array) if device is None else place(device)
        array = make(home.xp, factory.numpy_dtype(dtype, self.array.dtype, of=name))
        return self.wrap(array, None).requires_grad_(requires_grad)

    # ------------------------------------------------------------------- overwriting in part

    def set_items(self, key: Any, value: Any) -> None:
        """`self[key] = value`: through a view for ints and slices, else by `index_put_`.

        Raises TypeError for lists and NumPy arrays as values, RuntimeError when the shape of the
        value does not stretch to the place.
        """
        if not isinstance(value, Value | int | float | np.number | np.bool_):
            kind = dtypes.of_array(self.array).tensor_type
            raise TypeError(f"can't assign a {errors.type_name(value)} to a {kind}")
        if key is False:  # chooses nothing; PyTorch does not even compare the shapes
            return
        masks = is_mask_of(self, key)
        if masks and write_where(self, key.array, value):
            return
        if masks and not (isinstance(value, Value) and needs_places(value)):
            part: Any = self
            places: Any = (key.array,)
        else:
            part, places = ops.locate(self, None if key is True else key)  # True: all, as a view
        shape = tuple(part.array.shape)
        if places is None and shape == self.array.shape and key is not True and key is not None:
            part = self  # x[:] = value writes to x itself, not to a view
        if not isinstance(value, Value):  # a number becomes a 0-d tensor
            home = place_of(self.array)
            if self.array.dtype.kind in "iu":
                check_fits(value, self.array.dtype)
            number = convert(np.asarray(value), self.array.dtype)
            value = self.wrap(home.from_host(number), None)
        given = tuple(value.array.shape)
        ones = next((i for i, n in enumerate(given) if n != 1), len(given))  # leading ones: dropped
        if places is not None:
            _put_(part, ops.view(value, given[ones:]) if ones else value, key=places)
        elif given == shape:
            part.copy_(value)
        elif not given:
            part.fill_(value)
        else:
            value = ops.view(value, given[ones:])
            check_stretch(value.array, shape)
            part.copy_(value if given[ones:] == shape else ops.broadcast_to(value, shape))

    # ---------------------------------------------------------------------- random contents

    def uniform_(self, a: Any = 0.0, b: Any = 1.0, *, generator: Any = None) -> Any:
        """Overwrite with numbers uniform in [a, b). Source: torch.Tensor.uniform_."""
        return self._draw(
            "UniformBackward0", generator, lambda g, shape, d: sampling.uniform(g, shape, a, b, d)
        )

    def normal_(self, mean: Any = 0.0, std: Any = 1.0, *, generator: Any = None) -> Any:
        """Overwrite with normal numbers. Source: torch.Tensor.normal_."""
        serial = not self.array.flags.c_contiguous
        return self._draw(
            "NormalBackward0",
            generator,
            lambda g, shape, d: gaussian.normal(g, shape, mean, std, d, serial=serial),
        )

    def random_(self, low: Any = None, high: Any = None, *, generator: Any = None) -> Any:
        """Overwrite with whole numbers: random_(), random_(high), random_(low, high)."""
        if low is None:
            return self._draw("RandomBackward0", generator, integers.random)
        low, high = (0, low) if high is None else (low, high)
        if as_int(low) is None or as_int(high) is None:
            rest = "*, torch.Generator generator = None"
            forms = [rest, f"int from, int to, {rest}", f"int to, {rest}"]
            raise errors.no_overload("random_", [low, high] if low else [high], forms)
        return self._draw(
            "RandomBackward0",
            generator,
            lambda g, shape, d: integers.randint(g, shape, low, high, d),
        )

    def bernoulli_(self, p: Any = 0.5, *, generator: Any = None) -> Any:
        """Overwrite with 1 (probability p) and 0. Source: torch.Tensor.bernoulli_."""
        if isinstance(p, Value):
            each = place_of(p.array).to_host(p.array)
            return self._draw(
                "BernoulliBackward1",
                generator,
                lambda g, shape, d, each: sampling.bernoulli_each(g, each, d),
                each,
            )
        return self._draw(
            "BernoulliBackward2", generator, lambda g, shape, d: sampling.bernoulli(g, shape, p, d)
        )

    def bernoulli(self, p: Any = None, *, generator: Any = None) -> Any:
        """1 with the probability that an element (or p) gives, else 0. Source: torch.bernoulli."""
        if p is not None:
            return self.detach().clone().bernoulli_(p, generator=generator)  # type: ignore[attr-defined]
        home = place_of(self.array)
        drawn = sampling.bernoulli_each(factory.stream(home, generator), home.to_host(self.array))
        return ops.overwrite(self, array=home.from_host(drawn), name="BernoulliBackward0")

    def multinomial(
        self, num_samples: Any, replacement: Any = False, *, generator: Any = None
    ) -> Any:
        """Draw places with probabilities in proportion to the weights that the elements are.

        Shape: (n) -> (num_samples), (m, n) -> (m, num_samples), int64. Source: torch.multinomial.
        """
        home = place_of(self.array)
        stream = factory.stream(home, generator)
        drawn = sampling.multinomial(stream, home.to_host(self.array), num_samples, replacement)
        return self.wrap(home.from_host(drawn), None)

    def exponential_(self, lambd: Any = 1.0, *, generator: Any = None) -> Any:
        """Overwrite with waiting times of rate lambd. Source: torch.Tensor.exponential_."""
        return self._draw(
            "ExponentialBackward0",
            generator,
            lambda g, shape, d: sampling.exponential(g, shape, lambd, d),
        )

    def log_normal_(self, mean: Any = 1.0, std: Any = 2.0, *, generator: Any = None) -> Any:
        """Overwrite with exp of normal numbers. Source: torch.Tensor.log_normal_."""
        return self._draw(
            "LogNormalBackward0",
            generator,
            lambda g, shape, d: gaussian.log_normal(g, shape, mean, std, d),
        )

    def geometric_(self, p: Any, *, generator: Any = None) -> Any:
        """Overwrite with numbers of tries until success. Source: torch.Tensor.geometric_."""
        return self._draw(
            "GeometricBackward0", generator, lambda g, shape, d: sampling.geometric(g, shape, p, d)
        )

    def cauchy_(self, median: Any = 0.0, sigma: Any = 1.0, *, generator: Any = None) -> Any:
        """Overwrite with Cauchy numbers. Source: torch.Tensor.cauchy_."""
        return self._draw(
            "CauchyBackward0",
            generator,
            lambda g, shape, d: sampling.cauchy(g, shape, median, sigma, d),
        )

    def _draw(self, name: str, generator: Any, draw: Any, *each: Any) -> Any:
        """Overwrite with what draw(stream, shape, dtype, *each) gives; `each` as in `fill`."""
        home = place_of(self.array)
        stream = factory.stream(home, generator)
        drawn = factory.drawn_like(
            self.array, home, lambda shape, *e: draw(stream, shape, self.array.dtype, *e), *each
        )
        return _overwrite_(self, array=drawn, name=name)

    # --------------------------------------------------------------------------- printing

    def __repr__(self) -> str:
        home = place_of(self.array)
        try:
            node = self.grad_fn  # type: ignore[attr-defined]
            name = None if node is None else node.name().split("::")[-1]
        except RuntimeError:  # a view that may not follow what was written to its base
            name = "Invalid"
        return formatting.tensor_repr(
            self.array,
            device=None if home.device.type == "cpu" else str(home.device),
            grad_fn=name,
            requires_grad=self.requires_grad,
            to_host=home.to_host,
        )

    def __format__(self, spec: str) -> str:
        if self.array.ndim == 0 and type(self).__name__ != "Parameter":
            return format(self.item(), spec)
        return object.__format__(self, spec)


def needs_places(value: Any) -> bool:
    """Must it be known where a mask is true: to write several values, or to take a gradient?"""
    return bool(value.array.ndim or value.requires_grad)


def is_mask_of(tensor: Any, key: Any) -> bool:
    """Is a key one mask in the shape of the tensor, as in x[x < 0] = 0?"""
    if not isinstance(key, Value) or key.array.dtype != bool or not key.array.ndim:
        return False
    same = key.array.shape == tensor.array.shape
    return same and type(key.array) is type(tensor.array)


SCALAR_OF_GRAPH = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
    "Consider using tensor.detach() first."
)
_overwrite_ = inplace(ops.overwrite, "overwrite_")
_put_ = inplace(ops.put, "index_put_")


def read_to(args: tuple[Any, ...], keywords: dict[str, Any]) -> tuple[Any, Any, bool]:
    """(device, dtype, copy) from the arguments of `Tensor.to` and `Module.to`.

    Raises TypeError for anything that is no device, dtype or Tensor.
    """
    where, dtype = keywords.pop("device", None), keywords.pop("dtype", None)
    copy = keywords.pop("copy", False)
    other = keywords.pop("other", None)
    keywords.pop("non_blocking", None)
    keywords.pop("memory_format", None)
    rest = list(args)
    if rest and isinstance(rest[0], Value):
        other = rest.pop(0)
    elif rest and (isinstance(rest[0], dtypes.dtype) or rest[0] in factory.BUILTIN_DTYPES):
        dtype = rest.pop(0)
    elif rest and isinstance(rest[0], str | device | int | None):
        where = rest.pop(0)
        if rest and (isinstance(rest[0], dtypes.dtype) or rest[0] in factory.BUILTIN_DTYPES):
            dtype = rest.pop(0)
    if rest and isinstance(rest[0], bool):
        rest.pop(0)  # non_blocking
        copy = rest.pop(0) if rest else copy
    if rest or keywords:
        got = ", ".join(
            [type_in_call(a) for a in args]
            + [f"{k}={type_in_call(v)}" for k, v in keywords.items()]
        )
        raise TypeError(
            f"to() received an invalid combination of arguments - got ({got}), but expected one "
            "of:\n * (torch.device device = None, torch.dtype dtype = None, bool non_blocking = "
            "False, bool copy = False, *, torch.memory_format memory_format = None)\n * "
            "(torch.dtype dtype, bool non_blocking = False, bool copy = False, *, "
            "torch.memory_format memory_format = None)\n * (Tensor tensor, bool non_blocking = "
            "False, bool copy = False, *, torch.memory_format memory_format = None)\n"
        )
    if other is not None:
        return place_of(other.array).device, dtypes.of_array(other.array), copy
    return where, dtype, copy


def type_in_call(value: Any) -> str:
    """How PyTorch names an argument's type when no signature fits: "torch.dtype", "str"."""
    if isinstance(value, dtypes.dtype):
        return "torch.dtype"
    return "torch.device" if isinstance(value, device) else errors.type_name(value)
