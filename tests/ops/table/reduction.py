# ruff: noqa: E501 (a row is a row)
"""Sums, extremes, order."""

from __future__ import annotations

from tests.ops.row import Row
from tests.ops.table.builders import DIMS, GRID


def reduction(names: str, *more: str, **options: object) -> list[Row]:
    """Rows of functions that reduce dimensions."""
    bad = "a.{0}(5)", "a.{0}('x')", "torch.{0}(a, dim=-4)", "torch.{0}()", "torch.{0}(2.0)"
    return [
        Row(n, tuple(c.format(n) for c in ("torch.{0}(a)", *DIMS, *more)), GRID,
            bad=tuple(b.format(n) for b in bad),
            **{"corners": ("a=ties:3,4,2", "a=special:3,4,2", "a=.", "a=0,3"), **options})
        for n in names.split()
    ]  # fmt: skip


MULTI = "a.{0}((0, 2))", "a.{0}(dim=(0, -1), keepdim=True)", "a.{0}(())"


REDUCTIONS = [
    *reduction("sum", *MULTI, "a.sum(0, dtype=torch.float64)", ints="int64"),
    *reduction("nansum", *MULTI, ints="int64"),
    *reduction("mean", *MULTI),
    *reduction("prod", "a.prod(0, dtype=torch.float64)", ints="int64"),
    Row("prod", ("a.prod()", "a.prod(0)", "a.prod(1)"), ("a=zeros:3,4", "a=0,2"), corners=("a=ties:3,3",)),
    *reduction("var std", "a.{0}((0, 2))", "a.{0}(1, correction=0)", "a.{0}(dim=(0, 1), correction=2)",
               "a.{0}(1, False)", "a.{0}(unbiased=False)", corners=("a=ties:3,4,2",)),
    *reduction("amax amin", "a.{0}((0, 2))", ints="same", corners=("a=ties:3,4,2", "a=special:3,4,2")),
    *reduction("max min", "torch.{0}(a, -a)", ints="same"),
    *reduction("argmax argmin", grad=False, ints="int64"),
    *reduction("all any", "a.{0}((0, 2))", grad=False, ints="bool"),
    Row("count_nonzero", ("torch.count_nonzero(a)", "a.count_nonzero(1)", "a.count_nonzero((0, 2))"),
        ("a=ties:2,3,2",), grad=False, ints="int64"),
    *[
        Row("norm", (f"torch.norm(a, {p})", f"a.norm({p}, 1)", f"a.norm({p}, (0, 2), keepdim=True)"),
            GRID, corners=("a=ties:3,4,2",))
        for p in ("2", "1", "3", "1.5", "0.5", "float('inf')", "-1", "-float('inf')", "0", "'fro'")
    ],
    Row("norm", ("torch.norm(a, 'nuc')", "a.norm('nuc', (0, 1), True)"), ("a=3,2",), bad=("torch.norm(a[0], 'nuc')",)),
    Row("norm", ("a.norm()", "torch.norm(a)", "a.norm(dim=-1)"), (*GRID, "a=."), corners=("a=ties:2,2",),
        bad=("torch.norm(a, 'x')", "a.norm(2, 5)", "torch.norm(torch.ones(2, dtype=torch.int64))")),
    Row("logsumexp", ("torch.logsumexp(a, 1)", "a.logsumexp((0, 2))", "a.logsumexp(-1, keepdim=True)"),
        (*GRID, "a=wide:2,3,2"), bad=("a.logsumexp()", "a.logsumexp(5)"), ints="float32",
        corners=("a=special:2,3,2",)),
    Row("cumsum", ("torch.cumsum(a, 0)", "a.cumsum(-1)", "torch.cumsum(a, 1, dtype=torch.float64)"), GRID,
        out=True, ints="int64", bad=("a.cumsum()", "a.cumsum(5)")),
    Row("cumprod", ("torch.cumprod(a, 0)", "a.cumprod(-1)"), (*GRID, "a=zeros:4,3,2"), out=True,
        ints="int64", bad=("a.cumprod()", "a.cumprod(5)")),
    Row("sort", ("torch.sort(a)", "a.sort(0)", "a.sort(1, True)", "torch.sort(a, dim=1, stable=True)",
                 "torch.sort(a, stable=True, descending=True)"),
        GRID, bad=("a.sort(5)",)),
    Row("sort", ("torch.sort(a)", "a.sort(0, descending=True)"), ("a=.", "a=0"), corners=("a=special:12",)),
    Row("argsort", ("torch.argsort(a)", "a.argsort(0)", "a.argsort(1, descending=True)"), GRID, grad=False,
        ints="int64"),
    Row("topk", ("torch.topk(a, 2)", "a.topk(1, 0)", "a.topk(2, 1, largest=False)",
                 "a.topk(2, dim=1, sorted=True)"), GRID, bad=("a.topk(9)", "a.topk(1, 5)")),
    Row("kthvalue", ("torch.kthvalue(a, 2)", "a.kthvalue(1, 0)", "a.kthvalue(1, 1, keepdim=True)"), GRID,
        bad=("a.kthvalue(9)", "a.kthvalue(0)", "a.kthvalue(1, 5)")),
    Row("median", ("torch.median(a)", "a.median(1)", "a.median(0, keepdim=True)"), GRID,
        bad=("a.median(5)",), corners=("a=ties:3,5", "a=gap:3,5")),
    Row("softmax", ("torch.softmax(a, 1)", "a.softmax(-1)", "torch.softmax(a, 0, dtype=torch.float64)"),
        (*GRID, "a=wide:2,3,2", "a=0,3,2"), bad=("torch.softmax(a, 5)", "a.softmax()")),
    Row("log_softmax", ("torch.log_softmax(a, 1)", "a.log_softmax(-1)"), (*GRID, "a=wide:2,3,2"),
        bad=("torch.log_softmax(a, 5)", "a.log_softmax()")),
    Row("sum_to_size", ("a.sum_to_size(1, 3, 2)", "a.sum_to_size((2, 1, 2))"), GRID,
        bad=("a.sum_to_size(5)",)),
]  # fmt: skip

ROWS = [*REDUCTIONS]
