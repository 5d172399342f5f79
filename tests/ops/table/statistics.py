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

ROWS = [*EXTREMES, *MOMENTS]
