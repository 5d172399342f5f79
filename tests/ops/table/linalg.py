# ruff: noqa: E501 (a row is a row)
"""Products, decompositions, norms."""

from __future__ import annotations

from tests.ops.row import Row

PRODUCTS = [
    Row("mm", ("torch.mm(a, b)", "a @ b", "a.mm(b)"), ("a=2,3 b=3,2", "a=2,3T b=3,4S", "a=0,3 b=3,2", "a=2,0 b=0,3"), out=True,
        bad=("torch.mm(a, a)", "torch.mm(a, b[0])", "torch.mm(a, 2)", "torch.mm(a, b.float())", "a @ 2")),
    Row("addbmm", ("torch.addbmm(a, b, c)", "torch.addbmm(a, b, c, beta=2, alpha=3)"), ("a=2,2 b=2,2,3 c=2,3,2",), out=True, bad=("torch.addbmm(a, b, c[0])", "torch.addbmm(a, b, c[:1])", "torch.addbmm(a, b, c[:, :2])", "torch.addbmm(a, b[:, :1].repeat(1, 3, 1), c)")),
    Row("addr", ("torch.addr(a, b, c)", "torch.addr(a, b, c, beta=2, alpha=3)", "torch.addr(a.long(), b, c)"), ("a=2,3 b=2 c=3", "a=. b=2 c=3S"), out=True, bad=("torch.addr(a, b, b)", "torch.addr(a, a, c)")),
    Row("addr", ("torch.addr(a > 0, b > 0, c > 0)", "torch.addr(a.long(), b.long(), c.long())"), ("a=const:2,3 b=const:2 c=const:3",)),
    Row("vdot", "torch.vdot(a, b)", ("a=3 b=3",), out=True, bad=("torch.vdot(a, b[:1])", "torch.vdot(a, 2)")),
    Row("kron", "torch.kron(a, b)", ("a=2,3 b=3,2", "a=2 b=2,1,2", "a=. b=2"), out=True, bad=("torch.kron(a, 2)",)),
    *[Row(n, (f"torch.{n}(a, b)", f"torch.{n}(a, b, dim=-1)"), ("a=2,3 b=2,3", "a=3T b=3"), bad=(f"torch.{n}(a, b[0])", f"torch.{n}(a, b, dim=0)", f"torch.{n}(a[:, :2], b[:, :2])")) for n in ("cross", "linalg.cross")],
    Row("linalg.vecdot", ("torch.linalg.vecdot(a, b)", "torch.linalg.vecdot(a, b, dim=0)"), ("a=2,3 b=2,3", "a=2,3 b=3"), out=True),
    Row("linalg.vander", ("torch.linalg.vander(a)", "torch.linalg.vander(a, N=4)"), ("a=3", "a=2,2"), bad=("torch.linalg.vander(a, N=1)", "torch.linalg.vander(a[0])")),
    Row("linalg.vander", "torch.linalg.vander(a)", ("a=int:3",)),
    Row("linalg.diagonal", ("torch.linalg.diagonal(a)", "torch.linalg.diagonal(a, offset=1)"), ("a=2,3", "a=2,2,2")),
    Row("linalg.multi_dot", ("torch.linalg.multi_dot([a, b, a, b])", "torch.linalg.multi_dot([a[0], b, a])", "torch.linalg.multi_dot([a, b, a, b[:, 0]])"), ("a=2,3 b=3,2",), out=True,
        bad=("torch.linalg.multi_dot([a])", "torch.linalg.multi_dot([a, a])", "torch.linalg.multi_dot([a, b.float()])", "torch.linalg.multi_dot(a)", "torch.linalg.multi_dot([a, b[None], a])", "torch.linalg.multi_dot([a, b[None]])")),
    Row("chain_matmul", ("torch.chain_matmul(a, b, a)", "torch.chain_matmul(a)"), ("a=2,3 b=3,2",), bad=("torch.chain_matmul(a, a)",)),
    *[
        Row(n, tuple(f"torch.{n}(a, {k})" for k in (0, 1, 3, -2)), ("a=2,2", "a=2,3,3"), bad=(f"torch.{n}(a[:1], 2)", *["torch.linalg.matrix_power(a, 2.5)"][: "linalg" in n], f"torch.{n}(a[0], 2)", f"torch.{n}(a * 0, -1)", f"torch.{n}(a.long(), -1)"))
        for n in ("linalg.matrix_power", "matrix_power")
    ],
    *[
        Row(n, (f"torch.{n}(a + 0 * torch.inverse(a))", f"torch.{n}(9 * a + 0 * torch.inverse(a))"), ("a=2,2", "a=2,3,3T", "a=0,0"), bad=(f"torch.{n}(a[:1])", f"torch.{n}(a[0])", f"torch.{n}(a.long())"))
        for n in ("linalg.matrix_exp", "matrix_exp")
    ],
    Row("linalg.matrix_exp", "torch.linalg.matrix_exp(a / 0 + 0 * torch.inverse(a))", ("a=const:2,2",)),  # inverse refuses half precision, which overflows in PyTorch
    Row("linalg.householder_product", "torch.linalg.householder_product(a, b)", ("a=3,2 b=2", "a=2,3,3 b=2,1"), out=True,
        bad=("torch.linalg.householder_product(a.mT, b)", "torch.linalg.householder_product(a, a[:, 0])", "torch.linalg.householder_product(a[0], b)", "torch.linalg.householder_product(a, b.float())",
             "torch.linalg.householder_product(a, a)", "torch.linalg.householder_product(a[None], b[None].expand(2, 2))")),
    Row("cdist", ("torch.cdist(a, b)", "torch.cdist(a, b, p=1)", "torch.cdist(a, b, 3.5, compute_mode='donot_use_mm_for_euclid_dist')", "torch.cdist(a, b, p=torch.inf)"), ("a=2,3 b=4,3", "a=2,1,3 b=4,3"),
        bad=("torch.cdist(a, b[0])", "torch.cdist(a, b[:, :2])", "torch.cdist(a, b, p=-1)", "torch.cdist(a, b, compute_mode='x')", "torch.cdist(a.long(), b)"), order=1),
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
