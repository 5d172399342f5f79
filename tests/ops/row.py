"""What a row of the table of operations is, and how its samples become tensors.

A row says how an operation is called: expressions over `torch` (the library), `F` (its
nn.functional) and inputs named by single letters, so that tutorgrad and PyTorch run the same text.
A *sample* describes the inputs in a line, `a=3,4 b=positive:4`: a name, a kind of numbers (real
when left out) and a shape (`.` is 0-d). A `T` behind a shape asks for transposed memory, an `S` for
memory with gaps.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = Any
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.5, np.inf, -np.inf, np.nan, 1e-30, 3e4]

# kind of numbers -> how to draw them. The first group requires a gradient.
KINDS: dict[str, Callable[[Any, tuple[int, ...]], Array]] = {
    "real": lambda rng, shape: rng.uniform(0.2, 1.9, shape) * rng.choice([-1, 1], shape),
    "positive": lambda rng, shape: rng.uniform(0.2, 1.9, shape),
    "above1": lambda rng, shape: rng.uniform(1.1, 3, shape),
    "unit": lambda rng, shape: rng.uniform(-0.9, 0.9, shape),
    "chance": lambda rng, shape: rng.uniform(0.1, 0.9, shape),
    "wide": lambda rng, shape: rng.uniform(-30, 30, shape),
    "zeros": lambda rng, shape: rng.uniform(0.2, 1.9, shape) * (rng.random(shape) < 0.7),
    "ties": lambda rng, shape: rng.integers(-1, 2, shape).astype(float),
    "special": lambda rng, shape: rng.permutation(SPECIAL * 9)[: int(np.prod(shape))].reshape(
        shape
    ),
    "gap": lambda rng, shape: np.where(rng.random(shape) < 0.3, np.nan, rng.normal(size=shape)),
    "const": lambda rng, shape: rng.uniform(0.2, 1.9, shape),
    "int": lambda rng, shape: rng.integers(-4, 5, shape),
    "natural": lambda rng, shape: rng.integers(1, 6, shape),
    "bool": lambda rng, shape: rng.random(shape) < 0.5,
    "index": lambda rng, shape: rng.integers(0, 2, shape),  # into a dimension of 2 or more
    "order": lambda rng, shape: rng.permutation(int(np.prod(shape))).reshape(shape),
    "class": lambda rng, shape: rng.integers(0, 3, shape),  # of 3
}
CONSTANT = {"const", "int", "natural", "bool", "index", "order", "class"}


@dataclass(frozen=True)
class Row:
    """One operation: its name, how it is called, on what, and what must fail.

    calls: one expression, or several.   samples: see the module.
    grad: has it a gradient?   out: does it take `out=`?
    order: how many times PyTorch can differentiate it.
    ints: the dtype of the result for int32 inputs ("same", "int64", "float32", "bool"), or None
    where it refuses them or they make no sense.
    bad: expressions over the first sample that raise.   corners: samples of numbers where the
    function has a corner, jumps or overflows, compared with PyTorch, but not with
    finite differences.
    """

    name: str
    calls: str | tuple[str, ...]
    samples: tuple[str, ...]
    grad: bool = True
    order: int = 2
    out: bool = False
    ints: str | None = None
    bad: tuple[str, ...] = ()
    corners: tuple[str, ...] = ()

    def cases(self) -> Iterator[Case]:
        """Every call with every sample."""
        for call in (self.calls,) if isinstance(self.calls, str) else self.calls:
            yield from (Case(self, call, sample) for sample in self.samples)

    def corner_cases(self) -> Iterator[Case]:
        for call in (self.calls,) if isinstance(self.calls, str) else self.calls:
            yield from (Case(self, call, sample) for sample in self.corners)


@dataclass(frozen=True)
class Case:
    """One call with one sample."""

    row: Row
    call: str
    sample: str
    code: Any = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "code", compile(self.call, self.call, "eval"))

    def __str__(self) -> str:
        return f"{self.call} [{self.sample}]"

    def arrays(self, dtype: Any = np.float64) -> dict[str, tuple[Array, bool]]:
        """The inputs: name -> (array, does it want a gradient)."""
        rng = np.random.default_rng(zlib.crc32(self.sample.encode()))
        found = {}
        for part in self.sample.split():
            name, rest = part.split("=")
            kind, _, shape = rest.rpartition(":")
            kind = kind or "real"
            array = drawn(KINDS[kind], rng, shape)
            if kind not in CONSTANT or kind == "const":
                array = array.astype(dtype)
            found[name] = array, kind not in CONSTANT and self.row.grad
        return found

    def inputs(self, torch: Any, dtype: Any = np.float64, device: str = "cpu") -> dict[str, Any]:
        """The inputs as tensors of a library; those that can want a gradient do."""
        made = {}
        for name, (array, wants) in self.arrays(dtype).items():
            tensor = torch.from_numpy(array).to(device)
            made[name] = tensor.requires_grad_() if wants and array.dtype.kind == "f" else tensor
        return made

    def run(self, torch: Any, inputs: dict[str, Any]) -> Any:
        """The value of the expression."""
        return eval(self.code, {"torch": torch, "F": torch.nn.functional, **inputs})

    # -------------------------------------------------------------------- other forms

    def but(self, call: str) -> Case:
        return Case(self.row, call, self.sample)

    def method(self) -> Case | None:
        """torch.NAME(a, ...) as a.NAME(...), which is the same for every method there is."""
        prefix = f"torch.{self.row.name}(a"
        if not self.call.startswith(prefix) or self.call[len(prefix)] not in ",)":
            return None
        return self.but(f"a.{self.row.name}({self.call[len(prefix) :].lstrip(', ')}")

    def inplace(self) -> Case | None:
        """The same call writing into `a`."""
        form = self.method() or self
        prefix = f"a.{self.row.name}("
        if not form.call.startswith(prefix):
            return None
        return self.but(f"a.{self.row.name}_({form.call[len(prefix) :]}")

    def with_out(self) -> Case | None:
        """The same call with out=."""
        if not (self.row.out and re.match(rf"torch\.{self.row.name}\(", self.call)):
            return None
        return self.but(self.call[:-1] + ", out=out)")


def drawn(kind: Callable[..., Array], rng: Any, shape: str) -> Array:
    """An array of some kind, in the shape and memory order that a sample asks for."""
    sizes = tuple(int(n) for n in shape.rstrip("TS").split(",") if n not in (".", ""))
    if shape.endswith("T"):
        return np.asarray(kind(rng, sizes[::-1])).T
    if shape.endswith("S"):
        return np.asarray(kind(rng, (*sizes[:-1], 2 * sizes[-1])))[..., ::2]
    return np.asarray(kind(rng, sizes))


def tensors(result: Any) -> tuple[Any, ...]:
    """All tensors in a result: itself, or those in a tuple or list."""
    if isinstance(result, tuple | list) and not hasattr(result, "numel"):
        return tuple(t for item in result for t in tensors(item))
    return (result,) if hasattr(result, "grad_fn") else ()
