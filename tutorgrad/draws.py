"""Making tensors from the random stream.

Every function draws from the device's own stream (`manual_seed` starts it), or from the `generator`
given, and takes `dtype`, `device` and `requires_grad` as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import dtypes, errors, factory
from .backend import Place, place, place_of
from .creation import empty_like, finish, new
from .nodes import Value
from .ops.arguments import array_of, as_int, one_int
from .ops.face import is_number
from .streams import gaussian, integers, sampling
from .tensor import Tensor

Draw = Callable[[Any, tuple[int, ...], Any], Any]


def _random(
    draw: Draw,
    shape: tuple[int, ...],
    dtype: Any,
    device: Any,
    generator: Any,
    requires_grad: bool,
    out: Any = None,
) -> Tensor:
    """Draw an array from the device's stream or the generator."""
    home: Place = place(device)
    stream = factory.stream(home, generator)
    return finish(new(draw(stream, shape, dtype), device, requires_grad), out)


def _uniform(generator: Any, shape: Any, dtype: Any) -> Any:
    return sampling.uniform(generator, shape, 0.0, 1.0, dtype)


def _normal(generator: Any, shape: Any, dtype: Any) -> Any:
    return gaussian.normal(generator, shape, 0.0, 1.0, dtype)


def rand(
    *size: Any,
    generator: Any = None,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """Numbers uniform in [0, 1). Source: torch.rand."""
    shape = factory.size_of("rand", size)
    wanted = factory.numpy_dtype(dtype, of="rand")
    return _random(_uniform, shape, wanted, device, generator, requires_grad, out)


def randn(
    *size: Any,
    generator: Any = None,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """Standard normal numbers (mean 0, deviation 1). Source: torch.randn."""
    shape = factory.size_of("randn", size)
    wanted = factory.numpy_dtype(dtype, of="randn")
    return _random(_normal, shape, wanted, device, generator, requires_grad, out)


RANDINT_FORMS = [
    f"{bounds}, tuple of ints size, *, {stream}Tensor out = None, torch.dtype dtype = None, "
    "torch.layout layout = None, torch.device device = None, bool pin_memory = False, "
    "bool requires_grad = False"
    for bounds in ("int high", "int low, int high")
    for stream in ("torch.Generator generator, ", "")
]


def randint(
    *bounds_and_size: Any,
    low: Any = None,
    high: Any = None,
    size: Any = None,
    generator: Any = None,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Whole numbers from low (0) up to but without high, all equally likely; int64 by default.

    Forms: randint(high, size), randint(low, high, size).   Source: torch.randint.
    """
    rest = list(bounds_and_size)
    if size is None and rest:
        size = rest.pop()
    if len(rest) == 2:
        low, high = rest
    elif len(rest) == 1:
        low, high = (low, rest[0]) if high is None else (rest[0], high)
    start, stop = as_int(0 if low is None else low), as_int(high)
    if isinstance(size, int) or size is None or start is None or stop is None:
        raise errors.no_overload("randint", bounds_and_size, RANDINT_FORMS)
    wanted = factory.numpy_dtype(dtype, dtypes.int64.numpy, of="randint")
    shape = factory.size_of("randint", (size,))
    return _random(
        lambda g, s, d: integers.randint(g, s, start, stop, d),
        shape,
        wanted,
        device,
        generator,
        requires_grad,
        out,
    )


def randperm(
    n: int,
    *,
    generator: Any = None,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """The numbers 0 … n-1 in random order. Source: torch.randperm."""
    wanted = factory.numpy_dtype(dtype, dtypes.int64.numpy, of="randperm")
    (n,) = factory.size_of("randperm", (one_int(n, "randperm", "n"),))
    return _random(
        lambda g, s, d: integers.randperm(g, n, d),
        (n,),
        wanted,
        device,
        generator,
        requires_grad,
        out,
    )


def normal(
    mean: Any,
    std: Any = 1.0,
    size: Any = None,
    *,
    generator: Any = None,
    out: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Normal numbers: mean and std numbers with a size, or at least one of them a tensor.

    Raises RuntimeError for a negative std.   Source: torch.normal.
    """
    tensors = [v for v in (mean, std) if isinstance(v, Value)]
    if not all(is_number(v) or isinstance(v, Value) for v in (mean, std)):
        forms = [f"{a} mean, {b} std" for a in ("Tensor", "float") for b in ("Tensor", "float")]
        raise errors.no_overload("normal", (mean, std), forms)
    if not tensors:
        shape = factory.size_of("normal", () if size is None else (size,))
        return _random(
            lambda g, s, d: gaussian.normal(g, s, float(mean), float(std), d),
            shape,
            factory.numpy_dtype(dtype, of="normal"),
            device,
            generator,
            requires_grad,
            out,
        )
    if len(tensors) == 2:
        errors.check_broadcast(mean.array.shape, std.array.shape)
    home = place_of(tensors[0].array)
    hosts = [home.to_host(v.array) if isinstance(v, Value) else float(v) for v in (mean, std)]
    stream = factory.stream(home, generator)
    return finish(new(gaussian.normal_each(stream, *hosts), home.device), out)


def bernoulli(input: Tensor, p: Any = None, *, generator: Any = None, out: Any = None) -> Tensor:
    """1 with the probability that `input` (or p) gives, else 0. Source: torch.bernoulli."""
    array_of(input, "bernoulli")
    return finish(input.bernoulli(p, generator=generator), out)


def multinomial(
    input: Tensor,
    num_samples: int,
    replacement: bool = False,
    *,
    generator: Any = None,
    out: Any = None,
) -> Tensor:
    """Draw places with probabilities in proportion to the weights `input`.

    Shape: (n) -> (num_samples), (m, n) -> (m, num_samples), int64.   Source: torch.multinomial.
    """
    array_of(input, "multinomial")
    num_samples = one_int(num_samples, "multinomial", "num_samples", 2)
    drawn = input.multinomial(num_samples, replacement, generator=generator)
    return finish(drawn, out)


def poisson(input: Any, generator: Any = None) -> Tensor:
    """Counts with the rates `input` as means. Source: torch.poisson."""
    array_of(input, "poisson")
    home = place_of(input.array)
    stream = factory.stream(home, generator)
    return new(sampling.poisson(stream, home.to_host(input.array)), home.device)


def rand_like(
    input: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Uniform numbers in the shape of another tensor. Source: torch.rand_like."""
    return empty_like(input, dtype=dtype, device=device).uniform_().requires_grad_(requires_grad)  # type: ignore[no-any-return]


def randn_like(
    input: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Normal numbers in the shape of another tensor. Source: torch.randn_like."""
    return empty_like(input, dtype=dtype, device=device).normal_().requires_grad_(requires_grad)  # type: ignore[no-any-return]


def randint_like(
    input: Any,
    low: Any,
    high: Any = None,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Whole numbers in the shape of another tensor. Source: torch.randint_like."""
    drawn = empty_like(input, dtype=dtype, device=device).random_(low, high)
    return drawn.requires_grad_(requires_grad)  # type: ignore[no-any-return]
