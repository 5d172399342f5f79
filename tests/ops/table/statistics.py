# ruff: noqa: E501 (a row is a row)
"""Statistics, running extremes, counting, differences."""

from __future__ import annotations

from tests.ops.row import Row
from tests.ops.table.builders import DIMS, GRID

PAIRED = "a=ties:3,4", "a=gap:3,5"
LINES = "a=4,3", "a=4,3T", "a=4,3S"
WRONG_DIM = "a.{0}(5)", "a.{0}('x')", "torch.{0}(2.0)"


def bad(name: str, *more: str) -> tuple[str, ...]:
    return tuple(call.format(name) for call in (*WRONG_DIM, *more))


EXTREMES = [
    Row("aminmax", ("torch.aminmax(a).max", "a.aminmax(dim=1).min", "torch.aminmax(a, dim=-1, keepdim=True)[1]"), GRID, ints="same",
        bad=("a.aminmax(0)", "a.aminmax(dim=5)", "torch.aminmax(a[:0])", "torch.aminmax(a[:0], dim=0)",
             "torch.aminmax(a.detach(), dim=0, out=(torch.empty(0), torch.empty(0)))"),
        corners=PAIRED),
    *[
        Row(n, (f"torch.{n}(a, 0)", f"a.{n}(-1)", f"torch.{n}(a, dim=1)"), GRID, ints="same",
            bad=bad(n, f"a.{n}()"), corners=("a=ties:2,5,2", "a=special:6,4", "a=gap:4,5", "a=0,3"))
        for n in ("cummax", "cummin")
    ],
    Row("cummax", ("a.cummax(0)", "a.cummin(0)"), ("a=.",)),
    Row("logcumsumexp", ("torch.logcumsumexp(a, 0)", "a.logcumsumexp(-1)"), (*GRID, "a=wide:2,5,2"), out=True,
        bad=bad("logcumsumexp", "a.logcumsumexp()", "(a > 0).logcumsumexp(0)"), corners=("a=special:6,4", "a=0,3")),
    Row("logcumsumexp", "torch.logcumsumexp(a, 0)", ("a=.",)),
    Row("mode", ("torch.mode(a)", "a.mode(0)", "a.mode(1, keepdim=True)"), GRID, ints="same",
        bad=bad("mode", "a[:0].mode(0)"), corners=("a=ties:3,5", "a=.")),
    Row("nanmedian", ("torch.nanmedian(a)", "a.nanmedian(1)", "a.nanmedian(0, keepdim=True)"), GRID,
        bad=bad("nanmedian", "a[:0].nanmedian(0)", "(a > 0).nanmedian()"), corners=("a=ties:3,5", "a=gap:3,5", "a=.")),
    Row("msort", ("torch.msort(a)", "a.msort()"), GRID, ints="same", bad=("torch.msort(2.0)",), corners=PAIRED),
]  # fmt: skip
MOMENTS = [
    Row("nanmean", tuple(c.format("nanmean") for c in (*DIMS, "a.nanmean((0, 2), True)")), GRID,
        bad=bad("nanmean", "(a > 0).nanmean()"), corners=("a=gap:3,4,2",)),
    *[
        Row(n, (f"torch.{n}(a)[0]", f"torch.{n}(a, 1)[0]", f"sum(torch.{n}(a, (0, 2), keepdim=True))",
                f"torch.{n}(a, 1, correction=0)[0]", f"sum(torch.{n}(a, False))", f"torch.{n}(a, dim=0, unbiased=False)[0]"), GRID,
            bad=(f"torch.{n}(a, 5)", f"torch.{n}((a > 0))", f"torch.{n}(2.0)", f"torch.{n}(a, 'x')"),
            corners=("a=ties:3,4,2",))
        for n in ("var_mean", "std_mean")
    ],
    Row("dist", ("torch.dist(a, b)", "a.dist(b, 1)", "torch.dist(a, b, p=3)", "a.dist(b, float('inf'))"),
        ("a=3,2 b=3,2", "a=3,2T b=2"), bad=("torch.dist(a, 2.0)", "a.dist()", "a.dist(torch.ones(5))", "torch.dist(a.long(), b.long())")),
    Row("cov", ("torch.cov(a)", "a.cov(correction=0)", "torch.cov(a, fweights=torch.arange(a.shape[-1], device=a.device) + 1)",
                "torch.cov(a, aweights=b)", "a.cov(fweights=torch.arange(a.shape[-1], device=a.device) + 1, aweights=b)"),
        ("a=3,4 b=positive:4", "a=4 b=positive:4", "a=3,4T b=positive:4"), ints="float32",
        bad=("torch.cov(a[None])", "torch.cov(a > 0)", "a.cov(fweights=a[0])", "a.cov(aweights=a)", "a.cov(aweights=a[0, :2])",
             "a.cov(aweights=-a[0].abs())", "a.cov(fweights=torch.ones(1, 4, dtype=torch.int64))",
             "a.cov(fweights=torch.zeros(4, dtype=torch.int64))")),
    Row("corrcoef", ("torch.corrcoef(a)", "a.corrcoef()"), ("a=3,4", "a=3,4T"), ints="float32", bad=("torch.corrcoef(a[None])",)),
    Row("corrcoef", "a.corrcoef()", ("a=4",), corners=("a=.",)),
]  # fmt: skip
QUANTILES = [
    Row(n, (f"torch.{n}(a, 0.3)", f"a.{n}(b)", f"torch.{n}(a, b, 1)", f"torch.{n}(a, 0.6, dim=0, keepdim=True)",
            f"a.{n}(b, -1, True)", *(f"torch.{n}(a, b, 1, interpolation='{how}')" for how in ("lower", "higher", "nearest", "midpoint"))),
        ("a=3,5 b=chance:2", "a=3,5T b=chance:."), corners=("a=ties:3,4 b=chance:2", "a=gap:3,5 b=chance:2", "a=special:2,6 b=chance:2"),
        bad=(f"torch.{n}(a, 1.5)", f"torch.{n}(a, [0.5])", f"torch.{n}(a, a)", f"torch.{n}(a[:0], 0.5)", f"torch.{n}(a, b + 1)",
             f"torch.{n}(a, b.float())", f"torch.{n}(a.long(), 0.5)", f"torch.{n}(a, 0.5, interpolation='x')", f"torch.{n}(a, 0.5, 5)"))
    for n in ("quantile", "nanquantile")
]  # fmt: skip
CALCULUS = [
    Row("diff", ("torch.diff(a)", "a.diff(2, 0)", "torch.diff(a, dim=0, prepend=a[:1], append=a[1:])", "a.diff(n=9)"),
        ("a=4,3", "a=4,3T"), ints="same",
        bad=("a.diff(-1)", "a.diff(1, 5)", "a[0, 0].diff()", "a.diff(prepend=a[0])", "a.diff(dim=0, prepend=a[:, :1])")),
    Row("gradient", ("torch.gradient(a)", "torch.gradient(a, spacing=2.0)", "torch.gradient(a, dim=1, edge_order=2)",
                     "torch.gradient(a, spacing=[0.5, 2.0])", "torch.gradient(a, spacing=(b,), dim=0)",
                     "torch.gradient(a, spacing=[b], dim=(0,), edge_order=2)"),
        ("a=4,3 b=4", "a=4,3T b=positive:4"), ints="float32",
        bad=("torch.gradient(a, edge_order=3)", "torch.gradient(a, spacing=[1.0])", "torch.gradient(a, dim=5)", "torch.gradient(a[:1])",
             "torch.gradient(a, dim=(0, 0))", "torch.gradient(a > 0)", "torch.gradient(a, spacing=b)", "torch.gradient(a, spacing=[a, b])",
             "torch.gradient(a, spacing=[1.0], dim=(0, 1))", "torch.gradient(a.abs().to(torch.uint8))")),
    *[
        Row(n, (f"torch.{n}(a)", f"torch.{n}(a, b)", f"torch.{n}(a, dx=0.5)", f"torch.{n}(a, a * 2, dim=0)", f"torch.{n}(a, b, dim=-1)"),
            ("a=3,4 b=4", "a=3,4T b=4"),
            bad=(f"torch.{n}(a[0, 0])", f"torch.{n}(a, b[1:])", f"torch.{n}(a > 0)", f"torch.{n}(a, b, dx=2)", f"torch.{n}(a, dim=5)",
                 f"torch.{n}(a, dx='x')"))
        for n in ("trapezoid", "trapz", "cumulative_trapezoid")
    ],
    Row("trapezoid", ("torch.trapezoid(a)", "torch.trapezoid(a, dim=1)"), ("a=0,3",)),
]  # fmt: skip
COUNTING = [
    Row("unique", ("torch.unique(a)", "a.unique(return_inverse=True)", "torch.unique(a, return_counts=True)", "a.unique(dim=1)",
                   "torch.unique(a, True, True, True, 0)"),
        ("a=int:4,3", "a=int:2,12T"), grad=False,
        bad=("torch.unique([1])", "a.unique(dim=5)", "a[:0].unique(dim=1)", "a[0, 0].unique(dim=0)",
             *(f"torch.ones(2, requires_grad=True).unique().sum().backward(create_graph={g})" for g in (True, False))),
        corners=("a=ties:4,2", "a=gap:4,3", "a=0,3")),
    Row("unique", "torch.unique(a, return_inverse=True, return_counts=True)", ("a=.", "a=0,3", "a=bool:5"), grad=False),
    Row("unique_consecutive", ("torch.unique_consecutive(a)", "a.unique_consecutive(True, True)", "a.unique_consecutive(return_counts=True, dim=1)"),
        ("a=class:4,3", "a=class:2,12T"), grad=False, bad=("torch.unique_consecutive([1])", "a.unique_consecutive(dim=5)"),
        corners=("a=ties:4,2", "a=gap:4,3")),
    Row("isin", ("torch.isin(a, b)", "torch.isin(a, 2)", "torch.isin(2, b)", "torch.isin(a, b, invert=True, assume_unique=False)"),
        ("a=int:3,4 b=int:5", "a=int:. b=int:2,2"), grad=False, out=True,
        bad=("torch.isin(1, 1)", "torch.isin(a, [1])", "torch.isin(a > 0, b)"), corners=("a=gap:3,4 b=gap:4",)),
    Row("bincount", ("torch.bincount(a)", "a.bincount(minlength=9)", "torch.bincount(a, b)", "torch.bincount(a[:0])"), ("a=natural:7 b=7",), grad=False,
        bad=("torch.bincount(-a)", "torch.bincount(b)", "torch.bincount(a[None])", "torch.bincount(a, b[:2])", "torch.bincount(a, minlength=-1)",
             *(f"torch.bincount(a, b.requires_grad_()).sum().backward(create_graph={g})" for g in (True, False)))),
    Row("histc", ("torch.histc(a, 5)", "a.histc(4, 0, 2)", "torch.histc(a, bins=3, min=0, max=1)"), ("a=3,4", "a=3,4T", "a=0,3"), grad=False,
        out=True, bad=("a.histc(0)", "a.histc(3, 2, 1)", "a.histc(3, float('inf'))", "a.long().histc()", "a.histc(2.5)"), corners=("a=ties:3,4",)),
    Row("histogram", ("torch.histogram(a, 4)", "a.histogram(torch.tensor([0.0, 1.0, 2.0], dtype=a.dtype, device=a.device))",
                      "torch.histogram(a, 3, range=(0.0, 2.0), weight=a.abs(), density=True)"), ("a=3,4", "a=3,4T", "a=0,3"), grad=False,
        bad=("a.histogram(0)", "a.histogram('x')", "a.histogram(3, range=(1.0, 0.0))", "a.histogram(3, weight=a[0])", "a.histogram(a)",
             "a.histogram(3, range=(1.0,))", "a.long().histogram(3)", "a.histogram(a[0, :0])", "a.histogram(a[0].float())", "(a / 0).histogram(2)")),
    Row("histogramdd", ("torch.histogramdd(a, 3)", "torch.histogramdd(a, [2, 3], density=True, weight=a[:, 0].abs())",
                        "torch.histogramdd(a, (2, 3), range=[0.0, 1.0, 0.0, 2.0])"), ("a=6,2",), grad=False,
        bad=("torch.histogramdd(a[0], 3)", "torch.histogramdd(a, [3])", "torch.histogramdd(a, 3, weight=a[0].float())")),
    Row("searchsorted", ("torch.searchsorted(a.sort(0)[0], b)", "torch.searchsorted(a.sort(0)[0], b, right=True)",
                         "torch.searchsorted(a.sort(0)[0], 0.5, side='right')", "torch.searchsorted(a, b, sorter=a.argsort(0))",
                         "torch.searchsorted(b.sort()[0], b, out_int32=True)"), ("a=ties:6 b=ties:2,5",), grad=False,
        bad=("torch.searchsorted([1.0], a)", "torch.searchsorted(a, [1.0])", "torch.searchsorted(b, a)", "torch.searchsorted(b, 1.0)",
             "torch.searchsorted(a, b, side='x')", "torch.searchsorted(a, b, side='left', right=True)", "torch.searchsorted(a, b, sorter=a)",
             "torch.searchsorted(a, b, sorter=a.argsort()[1:])", "torch.searchsorted(a, b, sorter=a.argsort() + 1)",
             "torch.searchsorted(a > 0, b > 0)", "torch.searchsorted(a, b, out=torch.empty(1))")),
    Row("bucketize", ("torch.bucketize(b, a.sort(0)[0])", "torch.bucketize(0.5, a.sort(0)[0], right=True)",
                      "torch.bucketize(b, a.sort(0)[0], out_int32=True)"), ("a=ties:6 b=ties:2,5",), grad=False,
        bad=("torch.bucketize(a, b)", "torch.bucketize(a, [1.0])")),
]  # fmt: skip

ROWS = [*EXTREMES, *MOMENTS, *QUANTILES, *CALCULUS, *COUNTING]
