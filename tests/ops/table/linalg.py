# ruff: noqa: E501 (a row is a row)
"""Products, decompositions, norms."""

from __future__ import annotations

from tests.ops.row import Row

PRODUCTS = [
    Row("mm", ("torch.mm(a, b)", "a @ b", "a.mm(b)"), ("a=2,3 b=3,2", "a=2,3T b=3,4S", "a=0,3 b=3,2", "a=2,0 b=0,3"), out=True,
        bad=("torch.mm(a, a)", "torch.mm(a, b[0])", "torch.mm(a, 2)", "torch.mm(a, b.float())", "a @ 2")),
    Row("mv", ("torch.mv(a, b)", "a @ b"), ("a=2,3 b=3", "a=2,3T b=3S"), out=True, bad=("torch.mv(a, a)", "torch.mv(b, a)", "torch.mv(a, b[:2])")),
    Row("dot", ("torch.dot(a, b)", "a @ b"), ("a=3 b=3", "a=0 b=0"), out=True, bad=("torch.dot(a, b[:1])", "torch.dot(a, b[None])")),
    Row("bmm", ("torch.bmm(a, b)", "a @ b"), ("a=2,2,3 b=2,3,2", "a=2,2,3T b=2,3,2"), out=True, bad=("torch.bmm(a, a)", "torch.bmm(a, b[0])")),
    Row("matmul", ("torch.matmul(a, b)", "a @ b"),
        ("a=2,3 b=3,2", "a=3 b=3,2", "a=2,3 b=3", "a=3 b=3", "a=2,2,3 b=3,2", "a=2,3 b=2,3,2", "a=2,1,2,3 b=3,3,2",
         "a=3 b=2,3,2", "a=2,2,3 b=3"), bad=("torch.matmul(a, torch.ones(7, 7, dtype=torch.float64))", "torch.matmul(a, a[0, 0])", "torch.matmul(a)")),
    Row("addmm", ("torch.addmm(a, b, c)", "torch.addmm(a, b, c, beta=2, alpha=3)"),
        ("a=2,2 b=2,3 c=3,2", "a=2 b=2,3T c=3,2", "a=. b=2,3 c=3,2"), out=True, bad=("torch.addmm(a, b, b)", "torch.addmm(b, b, c)")),
    Row("addmv", ("torch.addmv(a, b, c)", "torch.addmv(a, b, c, beta=2, alpha=3)"), ("a=2 b=2,3 c=3",), out=True, bad=("torch.addmv(a, b, a)",)),
    Row("baddbmm", ("torch.baddbmm(a, b, c)", "torch.baddbmm(a, b, c, beta=2, alpha=3)"), ("a=2,2,2 b=2,2,3 c=2,3,2", "a=2 b=2,2,3 c=2,3,2"),
        out=True, bad=("torch.baddbmm(a, b, b)",)),
    *[
        Row(n, f"torch.{n}(a, b)", ("a=2 b=3", "a=2S b=0"), out=True, bad=(f"torch.{n}(a, b[None])",))
        for n in ("outer", "ger")
    ],
    Row("inner", "torch.inner(a, b)", ("a=3 b=3", "a=2,3 b=2,3", "a=2,3 b=3", "a=. b=2"), out=True, bad=("torch.inner(a, torch.ones(7, 7))",)),
    Row("tensordot", ("torch.tensordot(a, b, 1)", "torch.tensordot(a, b, ([1], [0]))", "torch.tensordot(a, b, dims=0)"),
        ("a=2,3 b=3,2",), bad=("torch.tensordot(a, b, 3)", "torch.tensordot(a, b, ([0], [0]))")),
    Row("einsum", ("torch.einsum('ij,jk->ik', a, b)", "torch.einsum('ij,jk', a, b)", "torch.einsum('ij->ji', a)",
                   "torch.einsum('ij,jk->', a, b)", "torch.einsum('...j,j...->...', a, b)",
                   "torch.einsum('ij->i', a)", "torch.einsum(a, [0, 1], b, [1, 2], [0, 2])"), ("a=2,3 b=3,2", "a=2,3T b=3,2"),
        bad=("torch.einsum('ij,jk->ik', a, a)", "torch.einsum('i,jk->ik', a, b)", "torch.einsum('ij->ik', a)", "torch.einsum('ij,', a)")),
    Row("einsum", ("torch.einsum('ii->i', a)", "torch.einsum('ii', a)", "torch.einsum('ij,ij->ij', a, a)"), ("a=3,3",)),
]  # fmt: skip

ROWS = [*PRODUCTS]
