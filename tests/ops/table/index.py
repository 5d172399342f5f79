# ruff: noqa: E501 (a row is a row)
"""Picking and writing by index; overwriting."""

from __future__ import annotations

from tests.ops.row import Row
from tests.ops.table.builders import GRID, PLAIN, undifferentiable

INDEX = [
    Row("getitem", ("a[0]", "a[-1, 1]", "a[:, 1:]", "a[..., 0]", "a[None]", "a[::2, None, -1]", "a[:0]"),
        (*GRID,), bad=("a[9]", "a[0, 0, 0, 0]", "a['x']", "a[::-1]", "a[1.5]")),
    Row("index_put", ("[x := a.clone(), x.__setitem__(i, b)][0]", "[x := a * 1, x.__setitem__((slice(None), 0), b.sum())][0]"),
        ("a=3,2 i=order:3 b=1,1,3,2", "a=3,2 i=order:2 b=2"), bad=("a.__setitem__(i, [1])", "a.__setitem__(i, b)")),
    Row("getitem", ("a[[0, 1, 1]]", "a[i]", "a[:, i]", "a[i, :, 0]", "a[a > 0]", "a[i, i]", "a[m]", "a[None, i]"),
        ("a=2,3,2 i=index:4 m=bool:2", "a=2,2,2T i=index:2,2 m=bool:2,2", "a=3,2,1 i=index:0 m=bool:3,2"),
        bad=("a[[9]]", "a[m[:1]]", "a[[0, 1], [0, 1, 1]]")),
    Row("index_put", ("torch.index_put(a, (i,), b)", "a.index_put((i,), b)"),
        ("a=3,2 i=order:3 b=3,2", "a=3,2T i=order:2 b=2", "a=3 i=order:2 b=."),
        bad=("a.index_put((i,), torch.ones(9, 9, dtype=torch.float64))", "torch.index_put(a, (i,), 2.0)",
             "torch.index_put(a, i, b)", "a.index_put((i,), b.float())")),
    Row("index_put", "a.index_put((i,), b, accumulate=True)", ("a=3,2 i=index:4 b=4,2", "a=3,2T i=index:4 b=2")),
    Row("take", ("torch.take(a, i)", "a.take(i)"), ("a=2,3 i=index:4", "a=2,3T i=class:2,2"),
        bad=("a.take(a)", "a.take(i + 9)")),
    Row("gather", ("torch.gather(a, 1, i)", "a.gather(0, i)"), ("a=2,3 i=index:2,2", "a=2,3T i=index:2,3"),
        bad=("a.gather(0, a)", "a.gather(0, i[0])", "a.gather(5, i)", "a.gather(0, i + 9)"), out=True),
    Row("take_along_dim", ("torch.take_along_dim(a, i, 1)", "a.take_along_dim(i, dim=0)", "a.take_along_dim(i)"),
        ("a=2,3 i=index:2,3",), out=True, bad=("a.take_along_dim(a, 0)", "a.take_along_dim(i[0], 0)")),
    Row("index_select", ("torch.index_select(a, 0, i)", "a.index_select(-1, i)"), ("a=2,3 i=index:4", "a=2,3T i=index:0"),
        out=True, bad=("a.index_select(0, a)", "a.index_select(5, i)", "a.index_select(0, i[None])",
                       "a.index_select(0, i + 9)")),
    Row("index_add", ("torch.index_add(a, 0, i, b)", "a.index_add(0, i, b, alpha=2)"), ("a=3,2 i=index:4 b=4,2",),
        bad=("a.index_add(0, i, b[0])", "a.index_add(0, a, b)", "a.index_add(5, i, b)")),
    Row("index_copy", ("torch.index_copy(a, 0, i, b)", "a.index_copy(0, i, b)"), ("a=3,2 i=index:1 b=1,2",),
        bad=("a.index_copy(0, a, b)", "a.index_copy(5, i, b)")),
    Row("index_fill", ("torch.index_fill(a, 0, i, 2.0)", "a.index_fill(1, i, b)"), ("a=3,2 i=index:2 b=.",),
        bad=("a.index_fill(0, a, 1.0)", "a.index_fill(5, i, 1.0)")),
    Row("masked_fill", ("torch.masked_fill(a, m, 2.0)", "a.masked_fill(m, b)"), ("a=2,3 m=bool:2,3 b=.", "a=2,3T m=bool:3 b=."),
        ints="same", bad=("a.masked_fill(a, 1.0)", "a.masked_fill(m, torch.ones(3))", "a.masked_fill(m[:, :2], 1.0)")),
    Row("masked_select", ("torch.masked_select(a, m)", "a.masked_select(m)"), ("a=2,3 m=bool:2,3", "a=3 m=bool:2,3"),
        out=True, bad=("a.masked_select(a)",)),
    Row("masked_scatter", ("torch.masked_scatter(a, m, b)", "a.masked_scatter(m, b)"), ("a=2,3 m=bool:2,3 b=6", "a=2,3 m=bool:3 b=7"),
        bad=("a.masked_scatter(a, b)", "a.masked_scatter(m, b[:0])", "a.masked_scatter(m, b.float())")),
    Row("scatter", ("torch.scatter(a, 1, i, b)", "a.scatter(0, i, 2.0)", "torch.scatter(a, 1, i, value=3.0)"),
        ("a=2,3 i=index:2,1 b=2,1", "a=2,3 i=index:2,1 b=const:3,2"), bad=("a.scatter(0, a, b)", "a.scatter(5, i, b)", "a.scatter(0, i + 9, b)")),
    Row("scatter", (), ("a=2,3 i=index:2,1 b=2,1",), bad=undifferentiable("a.scatter(0, i, b, reduce='multiply')")),
    Row("scatter", ("torch.scatter(a, 1, i, b, reduce='add')", "a.scatter(0, i, b, reduce='multiply')"),
        ("a=2,3 i=index:2,1 b=const:2,2",), grad=False, bad=("a.scatter(0, i, b, reduce='no')",)),
    Row("scatter_add", ("torch.scatter_add(a, 1, i, b)", "a.scatter_add(0, i, b)"), ("a=2,3 i=index:2,3 b=2,3",),
        bad=("a.scatter_add(0, a, b)", "a.scatter_add(5, i, b)")),
    *[
        Row("scatter_reduce", (f"torch.scatter_reduce(a, 1, i, b, '{r}')", f"a.scatter_reduce(0, i, b, '{r}', include_self=False)"),
            ("a=2,3 i=index:2,3 b=2,3", "a=3,4 i=index:3,4 b=3,4"), bad=("a.scatter_reduce(0, i, b, 'no')", "a.scatter_reduce(0, i + 9, b, 'sum')",
            "a.scatter_reduce(0, a, b, 'sum')", "a.scatter_reduce(0, i, b)"))
        for r in ("sum", "prod", "mean", "amax", "amin")
    ],
    Row("scatter_reduce", ("torch.scatter_reduce(a, 1, i, b * z, 'prod')", "torch.scatter_reduce(a * y, 1, i, b * z, 'prod')"),
        ("a=2,5 i=index:2,5 b=2,5 y=bool:2,5 z=bool:2,5",), order=1),
    *[
        Row("index_reduce", (f"torch.index_reduce(a, 0, i, b, '{r}')", f"a.index_reduce(0, i, b, '{r}', include_self=False)"),
            ("a=3,2 i=index:4 b=4,2",), bad=("a.index_reduce(0, i, b, 'sum')", "a.index_reduce(0, i + 9, b, 'prod')",
            "a.index_reduce(0, i[:1], b, 'prod')", "a.index_reduce(0, a, b, 'prod')"))
        for r in ("prod", "mean", "amax", "amin")
    ],
    Row("put", "torch.put(a, i, b)", ("a=2,3 i=order:4 b=4",), ints=None),
    Row("put_elements", ("torch.put(a, i, b)", "a.put(i, b, accumulate=True)", "(a * 1).put_(i, b)"), ("a=2,3 i=order:4 b=4", "a=2,3 i=order:2,2 b=4"),
        bad=("torch.put(a, i + 9, b)", "torch.put(a, i, b[:1])", "torch.put(a, i.int(), b)", "torch.put(a, i, b.float())")),
    Row("index_add", ("(torch.index_add(a, 0, i * 0, b)).sin()", "(torch.index_copy(a, 0, i * 0, b)).sin()", "(torch.scatter(a, 0, i * 0, b)).sin()",
                      "(torch.scatter_reduce(a, 0, i * 0, b, 'amax')).sin()"), ("a=. i=index:. b=.",)),
    Row("nonzero", ("torch.nonzero(a)", "a.nonzero(as_tuple=True)"), ("a=ties:2,3", "a=ties:."), grad=False, ints="int64"),
    Row("argwhere", ("torch.argwhere(a)", "a.argwhere()"), ("a=ties:2,3",), grad=False, ints="int64"),
]  # fmt: skip

OVERWRITES = [
    Row("fill", ("a.clone().fill_(2.0)", "a.clone().fill_(b)"), ("a=2,3 b=.", "a=2,3T b=."), bad=("a.clone().fill_('x')", "a.clone().fill_(a)")),
    Row("zero", "a.clone().zero_()", ("a=2,3",)),
    Row("copy", ("a.clone().copy_(b)", "a.clone().copy_(b.float())"), ("a=2,3 b=2,3", "a=2,3 b=3"), bad=("a.clone().copy_(torch.ones(5))",)),
    Row("copy_slices", ("a.clone()[0].mul_(b)", "a.clone().t().add_(c)", "a.clone()[:, 1:][0].exp_()"), ("a=2,3 b=3 c=3,2",)),
    Row("to_copy", ("a.to(torch.float32)", "a.float()", "a.half()", "a.to(torch.float64)", "a.double()", "a.type(torch.float32)"), PLAIN),
    Row("to_copy", ("a.long()", "a.bool()", "a.int()"), PLAIN, grad=False),
    Row("overwrite", "a.clone().normal_(generator=torch.Generator().manual_seed(0))", ("a=2,3",)),
]  # fmt: skip

ROWS = [*INDEX, *OVERWRITES]
