# ruff: noqa: E501 (a row is a row)
"""torch.linalg: factorizations, systems of equations, determinants, norms."""

from __future__ import annotations

from tests.ops.row import Row

SQUARE = ("a=3,3", "a=2,2,2T", "a=0,0")
ANY = ("a=2,3", "a=3,2", "a=2,3,3")
SIGNLESS = (
    "(lambda q, *rest: (q.abs(), *(r.abs() for r in rest)))"  # the sign of a vector is arbitrary
)


def wrong(call: str) -> tuple[str, ...]:
    """What no function of matrices takes: a vector, integers, half precision, a list."""
    return tuple(
        call.replace("(a", f"({x}", 1) for x in ("a[0]", "a.long()", "a.half()", "[[1.0]]")
    )


def of_square(call: str) -> tuple[str, ...]:
    return (*wrong(call), call.replace("(a", "(a[:2]", 1))


FACTORS = [
    *[
        Row(
            n,
            (f"torch.{n}(a @ a.mT)", f"torch.{n}(a @ a.mT, upper=True)"),
            ("a=3,5", "a=2,2,4T", "a=0,3"),
            bad=(
                f"torch.{n}(-a @ a.mT)",
                f"torch.{n}(-a[None] @ a.mT)",
                *wrong(f"torch.{n}(a)"),
                f"torch.{n}(a)",
            ),
        )
        for n in ("linalg.cholesky", "cholesky")
    ],
    Row(
        "linalg.cholesky_ex",
        ("torch.linalg.cholesky_ex(a @ a.mT)", "torch.linalg.cholesky_ex(a @ a.mT, upper=True)[0]"),
        ("a=2,4", "a=2,2,3"),
        bad=("torch.linalg.cholesky_ex(-a @ a.mT, check_errors=True)",),
    ),
    Row("linalg.cholesky_ex", "torch.linalg.cholesky_ex(-a @ a.mT)[1]", ("a=2,4",)),
    Row(
        "linalg.qr",
        (f"{SIGNLESS}(*torch.linalg.qr(a))", "torch.linalg.qr(a, mode='complete').R.shape"),
        (*ANY, "a=0,2"),
        bad=("torch.linalg.qr(a, 'full')", *wrong("torch.linalg.qr(a)")),
    ),
    Row(
        "linalg.qr",
        "torch.linalg.qr(a, 'r').R.abs()",
        ("a=const:3,2",),
        bad=tuple(
            f"torch.autograd.grad(torch.linalg.qr({x}.requires_grad_(), '{m}').R.sum(), a)"
            for x, m in (("a", "r"), ("a", "complete"))
        ),
    ),
    Row("qr", f"{SIGNLESS}(*torch.qr(a))", ("a=3,2",)),
    Row(
        "linalg.eigh",
        (
            f"{SIGNLESS}(*torch.linalg.eigh(a + a.mT))",
            "torch.linalg.eigh(a + a.mT, 'U').eigenvectors.abs()",
        ),
        ("a=3,3", "a=2,2,2", "a=0,0"),
        bad=("torch.linalg.eigh(a, UPLO='x')", *of_square("torch.linalg.eigh(a)")),
    ),
    Row(
        "linalg.eigvalsh",
        ("torch.linalg.eigvalsh(a + a.mT)", "torch.linalg.eigvalsh(a + a.mT, 'U')"),
        SQUARE,
        out=True,
        bad=of_square("torch.linalg.eigvalsh(a)"),
    ),
    Row(
        "linalg.svd",
        (f"{SIGNLESS}(*torch.linalg.svd(a, full_matrices=False))", "torch.linalg.svd(a).S"),
        (*ANY, "a=0,2"),
        bad=(
            *wrong("torch.linalg.svd(a)"),
            "torch.linalg.svd(a * torch.nan)",
            "torch.linalg.svd(a, driver='gesvd')",
        ),
    ),
    Row(
        "linalg.svd",
        ("torch.linalg.svd(a).U[:, :2].abs()", "torch.linalg.svd(a.mT).Vh[:2].abs()"),
        ("a=3,2",),
    ),
    Row(
        "linalg.svdvals",
        "torch.linalg.svdvals(a)",
        ANY,
        out=True,
        bad=wrong("torch.linalg.svdvals(a)"),
    ),
    Row(
        "svd",
        ("torch.svd(a).V.abs()", "torch.svd(a, compute_uv=False)"),
        ("a=2,3",),
        bad=("torch.svd(a[0])",),
    ),
    *[
        Row(
            f"linalg.{n}",
            f"torch.linalg.{n}(a)",
            (*ANY, "a=2,0"),
            bad=(
                f"torch.linalg.{n}(a, pivot=False)",
                f"torch.linalg.{n}(a[0])",
                f"torch.linalg.{n}(a.half())",
            ),
        )
        for n in ("lu", "lu_factor", "lu_factor_ex")
    ],
    Row(
        "linalg.lu_factor",
        "torch.linalg.lu_factor_ex(a * 0)[2]",
        ("a=2,2",),
        bad=(
            "torch.linalg.lu_factor(a * 0)",
            "torch.linalg.lu_factor_ex(a[None] * 0, check_errors=True)",
        ),
    ),
    Row("lu", ("torch.lu(a)", "a.lu(get_infos=True)[0]"), ("a=2,2",), bad=("torch.lu(a[0])",)),
    Row(
        "lu_unpack",
        (
            "torch.lu_unpack(*torch.linalg.lu_factor(a))",
            "torch.lu_unpack(*torch.linalg.lu_factor(a), unpack_pivots=False)[1]",
        ),
        ANY,
    ),
]

SYSTEMS = [
    Row(
        "linalg.solve",
        ("torch.linalg.solve(a, b)", "torch.linalg.solve(a, b.mT, left=False)"),
        ("a=2,2 b=2,3", "a=2,2,2T b=2,1"),
        out=True,
        bad=(
            "torch.linalg.solve(a * 0, b)",
            "torch.linalg.solve(a[None] * 0, b)",
            "torch.linalg.solve(a, b.mT)",
            "torch.linalg.solve(a, b.float())",
            "torch.linalg.solve(a, b[0], left=False)",
            "torch.linalg.solve(b, a)",
            "torch.linalg.solve(a.long(), b.long())",
            "torch.linalg.solve(a, 2)",
        ),
    ),
    Row("linalg.solve", "torch.linalg.solve(a, b)", ("a=2,2 b=2", "a=3,2,2 b=3,2")),
    Row(
        "linalg.solve_ex",
        "torch.linalg.solve_ex(a, b)[0]",
        ("a=2,2 b=2,3",),
        bad=("torch.linalg.solve_ex(a * 0, b, check_errors=True)",),
    ),
    Row(
        "linalg.solve_ex",
        "torch.linalg.solve_ex(torch.cat((a[:1], a[:1] * 0)), b)[1]",
        ("a=2,2 b=2,3",),
    ),
    Row(
        "linalg.solve_triangular",
        (
            "torch.linalg.solve_triangular(a, b, upper=True)",
            "torch.linalg.solve_triangular(a, b, upper=False, unitriangular=True)",
            "torch.linalg.solve_triangular(a, b.mT, upper=True, left=False)",
        ),
        ("a=2,2 b=2,3", "a=2,2,2 b=2,1"),
        bad=(
            "torch.linalg.solve_triangular(a, b[0], upper=True)",
            "torch.linalg.solve_triangular(a, b.mT, upper=True)",
            "torch.linalg.solve_triangular(b, b, upper=True)",
            "torch.linalg.solve_triangular(a.half(), b.half(), upper=True)",
        ),
    ),
    Row(
        "triangular_solve",
        (
            "torch.triangular_solve(b, a)[0]",
            "torch.triangular_solve(b, a, upper=False, transpose=True)[0]",
        ),
        ("a=2,2 b=2,3",),
        bad=("torch.triangular_solve(b[0], a)",),
    ),
    Row(
        "linalg.lu_solve",
        (
            "torch.linalg.lu_solve(*torch.linalg.lu_factor(a), b)",
            "torch.linalg.lu_solve(*torch.linalg.lu_factor(a), b, adjoint=True)",
            "torch.linalg.lu_solve(*torch.linalg.lu_factor(a), b.mT, left=False)",
            "torch.linalg.lu_solve(*torch.linalg.lu_factor(a), b.mT, left=False, adjoint=True)",
        ),
        ("a=2,2 b=2,3",),
        bad=(
            "torch.linalg.lu_solve(*torch.linalg.lu_factor(a), b.mT)",
            "torch.linalg.lu_solve(*torch.linalg.lu_factor(a), b.float())",
        ),
    ),
    Row("lu_solve", "torch.lu_solve(b, *torch.linalg.lu_factor(a))", ("a=2,2 b=2,3",)),
    Row(
        "cholesky_solve",
        ("torch.cholesky_solve(a, b.tril())", "torch.cholesky_solve(a, b.triu(), upper=True)"),
        ("a=2,3 b=2,2", "a=2,1 b=2,2,2"),
        out=True,
        bad=(
            "torch.cholesky_solve(a[0], b)",
            "torch.cholesky_solve(a.mT, b)",
            "torch.cholesky_solve(b, a)",
        ),
    ),
    Row(
        "cholesky_inverse",
        ("torch.cholesky_inverse(a.tril())", "torch.cholesky_inverse(a.triu(), upper=True)"),
        ("a=3,3", "a=2,2,2"),
        out=True,
        bad=of_square("torch.cholesky_inverse(a)"),
    ),
    *[
        Row(
            n,
            f"torch.{n}(a)",
            SQUARE,
            out=True,
            bad=(
                *of_square(f"torch.{n}(a)")[:: 1 if "linalg" in n else 4],
                f"torch.{n}(a * 0)",
                f"torch.{n}(a[None] * 0)",
            ),
        )
        for n in ("linalg.inv", "inverse")
    ],
    Row(
        "linalg.inv_ex",
        "torch.linalg.inv_ex(a)",
        SQUARE,
        bad=("torch.linalg.inv_ex(a * 0, check_errors=True)",),
    ),
    Row(
        "linalg.tensorinv",
        ("torch.linalg.tensorinv(a) * 1", "torch.linalg.tensorinv(a.flatten(0, 1), ind=1) * 1"),
        ("a=2,2,4",),
        bad=("torch.linalg.tensorinv(a, ind=0)", "torch.linalg.tensorinv(a, ind=1)"),
    ),
    Row(
        "linalg.tensorsolve",
        (
            "torch.linalg.tensorsolve(a, b)",
            "torch.linalg.tensorsolve(a.movedim(2, 0), b, dims=(0,))",
        ),
        ("a=2,3,6 b=2,3",),
        bad=("torch.linalg.tensorsolve(b, b)",),
    ),
    *[
        Row(
            n,
            f"torch.{n}(a)",
            SQUARE,
            out="linalg" in n,
            bad=of_square(f"torch.{n}(a)")[:: 1 if "linalg" in n else 4],
        )
        for n in ("linalg.det", "det")
    ],
    Row("linalg.det", "torch.linalg.det(torch.cat((a, a[:1] - a[1:2])))", ("a=const:2,3",)),
    Row(
        "linalg.det",
        ("torch.autograd.grad(torch.linalg.det(torch.cat((a, a[:1] - a[1:2]))), a)",),
        ("a=2,3",),
    ),  # a singular matrix has cofactors
    Row(
        "linalg.det",
        "torch.autograd.grad(torch.linalg.det(torch.cat((a, a[:1] - a[1:2]))), a, create_graph=True)[0]",
        ("a=2,3",),
        order=1,
    ),  # and a second derivative
    *[
        Row(
            n,
            f"torch.{n}(a @ a.mT)",
            ("a=3,4", "a=2,2,3T", "a=0,0"),
            bad=of_square(f"torch.{n}(a)"),
        )
        for n in ("linalg.slogdet", "slogdet", "logdet")
    ],
    Row("linalg.slogdet", "torch.linalg.slogdet(a)[0]", ("a=2,2",)),
    Row(
        "linalg.lstsq",
        (
            "torch.linalg.lstsq(a, b)[0]",
            "torch.linalg.lstsq(a, b, driver='gelsd')[:2]",
            "torch.linalg.lstsq(a, b, driver='gels')[1]",
        ),
        ("a=4,2 b=4,3", "a=2,4,2 b=2,4,1"),
        bad=(
            "torch.linalg.lstsq(a, b, driver='x')",
            "torch.linalg.lstsq(a[0], b)",
            "torch.linalg.lstsq(a.half(), b.half())",
            "torch.linalg.lstsq(a, b[:2])",
            "torch.linalg.lstsq(a, b.float())",
            "torch.linalg.lstsq(a, b[None])",
        ),
    ),
    Row(
        "linalg.lstsq",
        ("torch.linalg.lstsq(a, b)[0]", "torch.linalg.lstsq(a, b)[2]"),
        ("a=2,3 b=2,1", "a=2,3,2 b=2,3"),
    ),
    Row(
        "linalg.pinv",
        ("torch.linalg.pinv(a)", "torch.linalg.pinv(a, rtol=0.1)", "torch.linalg.pinv(a, 1e-15)"),
        (*ANY, "a=0,2"),
        out=True,
        bad=wrong("torch.linalg.pinv(a)"),
    ),
    Row(
        "linalg.pinv",
        (
            "torch.linalg.pinv(a + a.mT, hermitian=True)",
            "torch.linalg.pinv(a, atol=a.detach()[:, 0, 0].abs() / 9)",
        ),
        ("a=2,2,2",),
    ),
    Row("pinverse", "torch.pinverse(a)", ("a=2,3",), bad=("torch.pinverse(a[0])",)),
    Row(
        "linalg.matrix_rank",
        (
            "torch.linalg.matrix_rank(a)",
            "torch.linalg.matrix_rank(a, 1.0)",
            "torch.linalg.matrix_rank(a, atol=0.1, rtol=0.9)",
            "torch.linalg.matrix_rank(a @ a.mT, hermitian=True)",
        ),
        ANY,
        bad=wrong("torch.linalg.matrix_rank(a)"),
    ),
]

ORDERS = ("'fro'", "'nuc'", "1", "-1", "2", "-2", "torch.inf", "-torch.inf")
NORMS = [
    Row(
        "linalg.norm",
        (
            "torch.linalg.norm(a)",
            "torch.linalg.norm(a, 2)",
            "torch.linalg.norm(a, 3, dim=0)",
            "torch.linalg.norm(a, 'nuc')",
            "torch.linalg.norm(a, dim=(0, 1), keepdim=True)",
        ),
        ("a=2,3",),
        out=True,
        bad=(
            "torch.linalg.norm(a, 'x')",
            "torch.linalg.norm(a[None], 2)",
            "torch.linalg.norm(a, 2, dim=(0, 1, 1))",
            "torch.linalg.norm(a[0], 'fro')",
            "torch.linalg.norm(a.long())",
            "torch.linalg.norm(a, dtype=torch.float32)",
        ),
    ),
    Row(
        "linalg.vector_norm",
        (
            "torch.linalg.vector_norm(a)",
            "torch.linalg.vector_norm(a, 3, dim=-1)",
            "torch.linalg.vector_norm(a, torch.inf, dim=(0, 1), keepdim=True)",
            "torch.linalg.vector_norm(a, -torch.inf)",
            "torch.linalg.vector_norm(a, 0)",
        ),
        ("a=2,3", "a=2,3T"),
        out=True,
        bad=(
            "torch.linalg.vector_norm(a, 'fro')",
            "torch.linalg.vector_norm(a.long())",
            "torch.linalg.vector_norm(a[:0], torch.inf)",
            "torch.linalg.vector_norm(a[:0], -1, dim=0)",
            "torch.linalg.vector_norm(a, dtype=torch.int64)",
        ),
    ),
    Row(
        "linalg.matrix_norm",
        tuple(f"torch.linalg.matrix_norm(a, {p})" for p in ORDERS),
        ANY,
        out=True,
        bad=(
            "torch.linalg.matrix_norm(a, 3)",
            "torch.linalg.matrix_norm(a, 'x')",
            "torch.linalg.matrix_norm(a, dim=(0, 0))",
            *wrong("torch.linalg.matrix_norm(a, 2)"),
        ),
    ),
    Row(
        "linalg.matrix_norm",
        tuple(f"torch.linalg.matrix_norm(a, {p}, dim=(0, 2), keepdim=True)" for p in ORDERS),
        ("a=2,2,3",),
    ),
    Row(
        "linalg.matrix_norm",
        (
            "torch.linalg.matrix_norm(a, 2)",
            "torch.linalg.matrix_norm(a, 1)",
            "torch.linalg.matrix_norm(a, 2, dtype=torch.float64)",
        ),
        ("a=0,0", "a=2,2,0"),
    ),
    Row(
        "linalg.cond",
        tuple(f"torch.linalg.cond(a, {p})" for p in ("None", "2", "-2")),
        ("a=2,2", "a=2,2,2"),
        out=True,
        bad=("torch.linalg.cond(a[0])", "torch.linalg.cond(a, 'x')", "torch.linalg.cond(a[:1], 1)"),
    ),
    Row(  # PyTorch cannot go back through these
        "linalg.cond",
        tuple(f"torch.linalg.cond(a, {p})" for p in ORDERS),
        ("a=const:2,2", "a=const:2,2,2"),
    ),
    Row(
        "linalg.cond",
        ("torch.linalg.cond(a * 0, 1)",),
        ("a=const:2,2",),
    ),
]

ROWS = [*FACTORS, *SYSTEMS, *NORMS]
