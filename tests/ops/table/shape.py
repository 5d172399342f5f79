# ruff: noqa: E501 (a row is a row)
"""Views, joins, rearrangements."""

from __future__ import annotations

from tests.ops.row import Row
from tests.ops.table.builders import GRID

SHAPE = [
    Row("view", ("a.view(-1)", "a.view(3, 4)", "a.view((2, -1))", "a.view(2, 3, 1, 2)",
                 "a.view(torch.int64)", "a.view(torch.float32)", "a.view(dtype=torch.int32)"), ("a=2,3,2", "a=12"),
        bad=("a.view(5)", "a.view(-1, -1)", "a.view(5, -1)", "a.transpose(0, -1).view(-1, 1, 1)",
             "a.view('x')")),
    Row("view_as", "a.view_as(b)", ("a=2,3 b=3,2",), bad=("a.view_as(a[0])",)),
    Row("reshape", ("torch.reshape(a, (3, 4))", "a.reshape(-1)", "a.reshape(2, 3, 1, -1)", "a.reshape(12, 1)"),
        (*GRID, "a=12"), bad=("a.reshape(5)", "a.reshape(-1, -1)", "torch.reshape(a)")),
    Row("reshape_as", "a.reshape_as(b)", ("a=2,3 b=3,2", "a=2,3T b=3,2")),
    Row("flatten", ("torch.flatten(a)", "a.flatten(1)", "a.flatten(0, 1)", "a.flatten(1, 1)"), GRID,
        bad=("a.flatten(2, 1)", "a.flatten(5)")),
    Row("flatten", "a.flatten()", ("a=.", "a=3", "a=0,3")),
    Row("ravel", ("torch.ravel(a)", "a.ravel()"), (*GRID, "a=.")),
    Row("unflatten", ("torch.unflatten(a, 0, (2, 2))", "a.unflatten(0, (-1, 2))"), ("a=4", "a=4,3T"),
        bad=("a.unflatten(0, (3, 2))", "a.unflatten(0, (-1, -1))")),
    Row("transpose", ("torch.transpose(a, 0, 1)", "a.transpose(-1, 0)", "a.transpose(1, 1)", "a.swapaxes(0, 2)",
                      "a.mT", "a.swapdims(0, 1)", "a.mH"), GRID, bad=("a.transpose(0, 5)", "a.transpose(0)")),
    Row("t", ("torch.t(a)", "a.t()", "a.T"), ("a=2,3", "a=3", "a=."), bad=("a[None, None, None].t()",)),
    Row("adjoint", ("torch.adjoint(a)", "a.adjoint()"), ("a=2,3,2",), bad=("a[0, 0].adjoint()",)),
    Row("permute", ("torch.permute(a, (2, 0, 1))", "a.permute(1, 0, 2)", "a.permute(-1, 1, 0)"), GRID,
        bad=("a.permute(0, 1)", "a.permute(0, 0, 1)", "a.permute(0, 1, 5)")),
    Row("movedim", ("torch.movedim(a, 0, 2)", "a.movedim((0, 1), (1, 2))", "a.moveaxis(-1, 0)"), GRID,
        bad=("a.movedim((0, 1), (1, 1))", "a.movedim((0, 1), (1,))", "a.movedim(0, 5)")),
    Row("moveaxis", "torch.moveaxis(a, 0, 2)", GRID),
    Row("squeeze", ("torch.squeeze(a)", "a.squeeze(1)", "a.squeeze(0)", "a.squeeze((0, 1))"),
        ("a=2,1,3", "a=1,1"), bad=("a.squeeze(5)",)),
    Row("unsqueeze", ("torch.unsqueeze(a, 1)", "a.unsqueeze(-1)", "a.unsqueeze(0)"), ("a=2,3", "a=2,3T"),
        bad=("a.unsqueeze(5)", "a.unsqueeze()")),
    Row("expand", ("a.expand(4, 2, 3)", "a.expand(-1, 3)", "a.expand((2, 3))"), ("a=2,1", "a=1,3"),
        bad=("a.expand(7, 7)", "a.expand(-1, 2, 3)", "a.expand(3)")),
    Row("expand", "a.expand(2, 3)", ("a=.",)),
    Row("expand_as", "a.expand_as(b)", ("a=2,1 b=2,3", "a=3 b=2,3"), bad=("a.expand_as(torch.ones(7, 7))",)),
    Row("broadcast_to", ("torch.broadcast_to(a, (4, 2, 3))", "a.broadcast_to((2, 3))"), ("a=2,1", "a=3"),
        bad=("a.broadcast_to((7, 7))",)),
    Row("broadcast_tensors", "torch.broadcast_tensors(a, b)", ("a=2,1 b=3", "a=. b=2"),
        bad=("torch.broadcast_tensors(torch.ones(2), torch.ones(3))",)),
    Row("broadcast_shapes", "torch.broadcast_shapes((2, 1), (3,))", ("a=2",), grad=False,
        bad=("torch.broadcast_shapes((2,), (3,))",)),
    Row("clone", ("torch.clone(a)", "a.clone()"), (*GRID, "a=."),),
    Row("contiguous", "a.contiguous()", GRID),
    Row("alias", ("a[...]", "a.view_as(a)"), ("a=2,3", "a=.")),
    Row("narrow", ("torch.narrow(a, 1, 1, 2)", "a.narrow(0, -2, 1)"), GRID,
        bad=("a.narrow(0, 0, 9)", "a.narrow(0, 9, 1)", "a.narrow(5, 0, 1)", "a.narrow(0, 0, -1)")),
    Row("select", ("torch.select(a, 1, 2)", "a.select(0, -1)"), GRID, bad=("a.select(0, 9)", "a.select(5, 0)")),
    Row("unbind", ("torch.unbind(a)", "a.unbind(1)", "list(a)"), GRID, bad=("a.unbind(5)", "a[0, 0, 0].unbind()")),
    Row("split", ("torch.split(a, 2, 1)", "a.split([1, 2], 1)", "a.split(1)", "torch.split(a, 5)"), GRID,
        bad=("a.split([1, 1], 1)", "a.split(-1)", "a.split(0)", "a.split(1, 5)")),
    Row("chunk", ("torch.chunk(a, 2, 1)", "a.chunk(2)", "a.chunk(9, 1)"), GRID, bad=("a.chunk(0)", "a.chunk(2, 5)")),
    Row("tensor_split", ("torch.tensor_split(a, 2, 1)", "a.tensor_split((1, 2), 1)", "a.tensor_split(4)"), GRID,
        bad=("a.tensor_split(0)", "a.tensor_split(2, 5)")),
    Row("hsplit", ("torch.hsplit(a, 3)", "a.hsplit((1, 2))"), GRID, bad=("a.hsplit(2)",)),
    Row("vsplit", ("torch.vsplit(a, 2)", "a.vsplit((1,))"), GRID, bad=("a.vsplit(7)",)),
    Row("dsplit", ("torch.dsplit(a, 2)", "a.dsplit((1,))"), GRID, bad=("a.dsplit(7)", "a[0].dsplit(1)")),
    Row("diagonal", ("torch.diagonal(a)", "a.diagonal(1)", "a.diagonal(0, 1, 2)", "a.diagonal(-1, 2, 1)"), GRID,
        bad=("a.diagonal(0, 1, 1)", "a.diagonal(0, 5, 1)")),
    Row("unfold", ("a.unfold(0, 2, 1)", "a.unfold(-1, 3, 2)"), ("a=5", "a=5,5T"),
        bad=("a.unfold(0, 9, 1)", "a.unfold(0, 2, 0)", "a.unfold(5, 2, 1)")),
    Row("as_strided", ("torch.as_strided(a, (2, 2), (1, 2))", "a.as_strided((3,), (2,), 1)",
                       "a.as_strided((3, 2), (1, 1))", "a.as_strided((2, 3), (0, 1))"), ("a=2,3", "a=6"),
        bad=("a.as_strided((9,), (1,))", "a.as_strided((2,), (-1,))", "a.as_strided((2, 2), (1,))")),
    Row("matrix_transpose", "a.mT", ("a=2,3",), bad=("a[0].mT",)),
    Row("numpy_T", "a.T", ("a=2,3",)),
    Row("conjugate_transpose", "a.H", ("a=2,3",), bad=("a[0].H", "a[None].H")),
]  # fmt: skip

JOINS = [
    Row("cat", ("torch.cat([a, b])", "torch.cat((a, b, a), 0)", "torch.cat([a])"), ("a=2,3 b=1,3", "a=3,2T b=2,2"),
        bad=("torch.cat([])", "torch.cat([a, a[0]])", "torch.cat([a, b], 1)", "torch.cat(a)", "torch.cat([a, 2])",
             "torch.cat([a], 5)")),
    Row("cat", ("torch.cat([a, b], -1)", "torch.cat([a, b], dim=1)"), ("a=2,3 b=2,1", "a=2,3S b=2,2T")),
    Row("stack", ("torch.stack([a, b])", "torch.stack([a, b], 1)", "torch.stack((a, b, a), -1)"),
        ("a=2,3 b=2,3", "a=2,3T b=2,3S"),
        bad=("torch.stack([])", "torch.stack([a, a[0]])", "torch.stack([a, b], 5)", "torch.stack([a, 2])")),
    *[
        Row(n, f"torch.{n}([a, b])", ("a=2,3 b=2,3", "a=3 b=3", "a=. b=."), bad=(f"torch.{n}([])", f"torch.{n}(2)"))
        for n in ("hstack", "vstack", "dstack", "column_stack", "row_stack")
    ],
    *[
        Row(n, (f"torch.{n}(a)", f"torch.{n}(a, b)"), ("a=. b=3", "a=2,3 b=."))
        for n in ("atleast_1d", "atleast_2d", "atleast_3d")
    ],
    Row("block_diag", "torch.block_diag(a, b, c)", ("a=2,3 b=2 c=.",), bad=("torch.block_diag(a[None])",)),
    Row("meshgrid", ("torch.meshgrid(a, b, indexing='ij')", "torch.meshgrid([a, b], indexing='xy')"),
        ("a=2 b=3", "a=2 b=."), bad=("torch.meshgrid(a, b, indexing='no')",)),
]  # fmt: skip

REARRANGE = [
    Row("diag", ("torch.diag(a)", "a.diag(1)", "torch.diag(a, -1)"), ("a=3", "a=3,3", "a=2,3T"), out=True,
        bad=("a[None, None].diag()",)),
    Row("diag_embed", ("torch.diag_embed(a)", "a.diag_embed(1)", "a.diag_embed(-1, 0, 1)"), ("a=3", "a=2,3"),
        bad=("a.diag_embed(0, 1, 1)",)),
    Row("flip", ("torch.flip(a, (0,))", "a.flip(0, 1)", "a.flip([-1])"), GRID, ints="same",
        bad=("a.flip(5)", "a.flip(0, 0)")),
    Row("fliplr", ("torch.fliplr(a)", "a.fliplr()"), GRID, bad=("a[0, 0].fliplr()",)),
    Row("flipud", ("torch.flipud(a)", "a.flipud()"), GRID, bad=("a[0, 0, 0].flipud()",)),
    Row("roll", ("torch.roll(a, 1)", "a.roll(1, 0)", "a.roll((1, -1), (0, 1))"), GRID,
        bad=("a.roll((1, 2), 0)", "a.roll(1, 5)")),
    Row("rot90", ("torch.rot90(a)", "a.rot90(2)", "a.rot90(-1, (1, 2))"), GRID,
        bad=("a.rot90(1, (0, 0))", "a.rot90(1, (0,))", "a.rot90(1, (0, 5))")),
    Row("repeat", ("a.repeat(2, 1)", "a.repeat(2, 1, 3)", "a.repeat((1, 2))"), ("a=2,3", "a=2,3T"),
        bad=("a.repeat(2)", "a.repeat(-1, 1)")),
    Row("repeat_interleave", ("torch.repeat_interleave(a, 2)", "a.repeat_interleave(2, 0)",
                              "a.repeat_interleave(b, 1)", "a.repeat_interleave(b, dim=-1)"),
        ("a=2,3 b=natural:3",), bad=("a.repeat_interleave(b, 0)", "a.repeat_interleave(-1)")),
    Row("repeat_interleave", "torch.repeat_interleave(b)", ("b=natural:3",), grad=False),
    Row("tile", ("torch.tile(a, (2,))", "a.tile(2, 1, 2)", "a.tile((2, 2))"), ("a=2,3", "a=2,3T")),
    *[
        Row(n, (f"torch.{n}(a)", f"a.{n}(1)", f"torch.{n}(a, -1)"), ("a=3,3", "a=2,2,3", "a=3,2T"), out=True,
            bad=(f"a[0, 0].{n}()",), ints="same")
        for n in ("tril", "triu")
    ],
]  # fmt: skip

COMBINE = [
    Row("cartesian_prod", ("torch.cartesian_prod(a, b)", "torch.cartesian_prod(a)"), ("a=2 b=3",), bad=("torch.cartesian_prod(a[None], b)",)),
    Row("combinations", ("torch.combinations(a)", "torch.combinations(a, 3, True)", "torch.combinations(a, 1)"), ("a=4",),
        bad=("torch.combinations(a[None])", "torch.combinations(a, -1)")),
    Row("diagflat", ("torch.diagflat(a)", "a.diagflat(1)", "torch.diagflat(a, -1)"), ("a=3", "a=2,2T")),
    Row("trace", ("torch.trace(a)", "a.trace()"), ("a=3,3", "a=2,3T"), ints="int64", bad=("torch.trace(a[0])", "torch.trace(2.0)")),
    Row("unravel_index", ("torch.unravel_index(i, (2, 3))", "torch.unravel_index(i, ())"), ("i=natural:2,2",), grad=False,
        bad=("torch.unravel_index(i.float(), (2, 3))", "torch.unravel_index(i, (-2, 3))")),
    Row("nonzero_static", ("torch.nonzero_static(a, size=3)", "a.nonzero_static(size=9, fill_value=7)"), ("a=ties:2,3", "a=ties:."),
        grad=False),
    Row("vander", ("torch.vander(a)", "torch.vander(a, 2, True)"), ("a=const:3",), grad=False, bad=("torch.vander(a[None])", "torch.vander(a, -1)")),
    Row("renorm", ("(torch.renorm(a, 2, 0, 1.0)).sin()", "(torch.renorm(a, 1, 1, 0.5)).sin()"), ("a=2,3", "a=2,2,2"),
        bad=("torch.renorm(a, -2, 0, 1.0)", "torch.renorm(a, 2, 0, -1.0)")),
    Row("split_with_sizes", ("torch.split_with_sizes(a, (1, 2), 1)", "a.split_with_sizes([1, 1])"), GRID,
        bad=("a.split_with_sizes([1, 5])", "a.split_with_sizes([-1, 3])")),
]  # fmt: skip

COPIES = [
    Row("select_scatter", ("torch.select_scatter(a, b, 1, 0)", "a.select_scatter(b, -1, 2)"), ("a=2,3 b=2", "a=2,3T b=2"),
        bad=("a.select_scatter(b, 0, 0)", "a.select_scatter(b, 1, 9)")),
    Row("slice_scatter", ("torch.slice_scatter(a, b, 0, 1, 3)", "a.slice_scatter(b, end=4, step=2)"), ("a=4,2 b=2,2",),
        bad=("a.slice_scatter(b)", "a.slice_scatter(b, 5)")),
    Row("diagonal_scatter", ("torch.diagonal_scatter(a, b)", "a.diagonal_scatter(b, 1)"), ("a=2,3 b=2",), bad=("a.diagonal_scatter(b, -1)",)),
    Row("as_strided_scatter", ("torch.as_strided_scatter(a.detach(), b, (2,), (2,), 1)", "a.detach().as_strided_scatter(b, (2,), (1,))"),
        ("a=const:2,3 b=2",), bad=("a.as_strided_scatter(b, (3,), (1,))",)),
    *[
        Row(n, f"torch.{n}({arguments})", ("a=2,1,3", "a=2,2,3T"), grad=False, bad=(f"torch.{n}(2.0)",))
        for n, arguments in {
            "alias_copy": "a", "detach_copy": "a", "as_strided_copy": "a, (2, 2), (1, 2)", "diagonal_copy": "a, 0, 0, 1",
            "expand_copy": "a, (2, 2, 2, 3)", "narrow_copy": "a, 2, 1, 2", "permute_copy": "a, (2, 0, 1)", "select_copy": "a, 0, 1",
            "slice_copy": "a, 2, 1, 3", "split_copy": "a, 2, 2", "split_with_sizes_copy": "a, (1, 2), 2", "squeeze_copy": "a",
            "transpose_copy": "a, 0, 1", "unbind_copy": "a, 2", "unfold_copy": "a, 2, 2, 1", "unsqueeze_copy": "a, 1",
            "view_copy": "a.contiguous(), (3, -1)",
        }.items()
    ],
    Row("t_copy", "torch.t_copy(a)", ("a=2,3",), grad=False),
    Row("narrow_copy", "a.narrow_copy(0, 0, 1)", ("a=2,3",), grad=False),
    *[
        Row(f"unsafe_{n}", f"torch.unsafe_{n}(a, {x})[1].clone().mul_(2)", ("a=3,2",), grad=False)
        for n, x in {"split": 2, "chunk": 2, "split_with_sizes": (1, 2)}.items()
    ],
]  # fmt: skip

ROWS = [*COMBINE, *COPIES, *SHAPE, *JOINS, *REARRANGE]
