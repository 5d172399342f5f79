"""What several rows share: samples, and rows made for a list of names."""

from __future__ import annotations

import re

from tests.ops.row import Row

ONE = "a={0}:2,3", "a={0}:.", "a={0}:0,3", "a={0}:2,1,2S"
TWO = "a={0}:2,3 b={1}:2,3", "a={0}:3,1 b={1}:2", "a={0}:2,3T b={1}:3", "a={0}:. b={1}:2"
TWO = *TWO, "a={0}:0,3 b={1}:3"
JUMPS = "a=special:12", "a=ties:3,4"
PAIRS = "a=special:9,12 b=special:9,12", "a=ties:3,4 b=ties:3,4"
PLAIN = "a=2,3", "a=.", "a=2,3T"
GRID = "a=2,3,2", "a=2,3,2S", "a=2,3,2T"
LINE = "a=4", "a=3,2T"
DIMS = "a.{0}()", "torch.{0}(a, 1)", "a.{0}(-1, keepdim=True)"


def one(
    names: str, kind: str = "real", calls: str = "torch.{0}(a)", **options: object
) -> list[Row]:
    """Rows of functions of one tensor, elementwise."""
    samples = tuple(s.format(kind) for s in ONE)
    bad = "torch.{0}()", "torch.{0}(2.0)", "torch.{0}(a, bogus=1)", "torch.{0}(a, a, a)"
    return [
        Row(
            n,
            calls.format(n),
            samples,
            bad=tuple(b.format(n) for b in bad),
            **{"out": True, "ints": "float32", "corners": JUMPS, **options},  # type: ignore[arg-type]
        )
        for n in names.split()
    ]


def two(
    names: str, kinds: str = "real real", calls: tuple[str, ...] = (), **options: object
) -> list[Row]:
    """Rows of functions of two tensors, which broadcast."""
    samples = tuple(s.format(*kinds.split()) for s in TWO)
    bad = "torch.{0}(a)", "torch.{0}(2.0)", "torch.{0}(a, 'x')", "torch.{0}(a, a.new_ones(5))"
    return [
        Row(
            n,
            tuple(c.format(n) for c in ("torch.{0}(a, b)", *calls)),
            samples,
            bad=tuple(b.format(n) for b in bad),
            **{"out": True, "ints": "same", "corners": PAIRS, **options},  # type: ignore[arg-type]
        )
        for n in names.split()
    ]


def undifferentiable(call: str) -> tuple[str, ...]:
    """Backward through a call, by a and by b: each raises."""
    only_b = re.sub(r"\ba\b", "a.detach()", call, count=1)
    return tuple(
        f"torch.autograd.grad(({text}).sum(), {way}, create_graph={graph})"
        for text, way in ((call, "a"), (only_b, "b"))
        for graph in (True, False)
    )
