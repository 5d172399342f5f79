# ruff: noqa: E501 (a row is a row)
"""The table of operations: every public operation, how it is called, on what, and what must fail.

It drives tests/ops/test_operations.py (no PyTorch needed) and tests/parity/test_operations.py. A
meta-test fails for a public name without a row, and for a derivative rule that no row reaches.
`row.py` says how to read a row.
"""

from __future__ import annotations

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
    only_b = call.replace("a", "a.detach()", 1)
    return tuple(
        f"torch.autograd.grad(({text}).sum(), {way}, create_graph={graph})"
        for text, way in ((call, "a"), (only_b, "b"))
        for graph in (True, False)
    )


ARITHMETIC = [
    *two("add sub", calls=("torch.{0}(a, 2)", "torch.{0}(a, b, alpha=3)")),
    Row("add", ("a + b", "2 + a", "a + 2.5", "a + a"), ("a=2,3 b=3",)),
    Row("sub", ("a - b", "2 - a", "a - 2.5"), ("a=2,3 b=3",), bad=("a - (b > 0)", "(b > 0) - True")),
    Row("rsub", ("torch.rsub(a, b)", "torch.rsub(a, 2, alpha=3)"), ("a=2,3 b=3",)),
    *two("mul", calls=("torch.{0}(a, 2)",)),
    Row("mul", ("a * b", "2 * a", "a * a"), ("a=2,3 b=3",)),
    *two("div", calls=("torch.{0}(a, 2)",), ints="float32"),
    *two("true_divide", ints="float32"),
    Row("div", ("a / b", "2 / a", "a / 2"), ("a=2,3 b=3",), corners=PAIRS),
    Row("div", ("torch.div(a, b, rounding_mode='floor')", "torch.div(a, b, rounding_mode='trunc')"),
        ("a=2,3 b=3",), out=True, bad=("torch.div(a, b, rounding_mode='up')",), corners=PAIRS),
    *two("remainder fmod", calls=("torch.{0}(a, 0.75)",)),
    Row("remainder", ("a % b", "a % 0.75"), ("a=2,3 b=3",), bad=("(2 % a).sum().backward()",)),
    Row("remainder", "2 % a", ("a=2,3",), grad=False),
    *two("floor_divide", calls=("torch.{0}(a, 0.75)",), grad=False),
    Row("floor_divide", ("a // b", "2 // a", "a // 0.75"), ("a=2,3 b=3",), grad=False),
    Row("floor_divide", (), ("a=2,3 b=3",), bad=undifferentiable("a // b")),
    *two("pow", "positive real"),
    Row("pow", ("a ** 2", "a ** 3", "a ** 1", "a ** 0", "a ** 0.5", "a ** -1.5", "a ** b", "2.5 ** b"),
        ("a=positive:2,3 b=3",), corners=("a=ties:3,4 b=ties:3,4",)),
    Row("pow", ("torch.pow(a, 3)", "torch.pow(2.5, a)"), ("a=2,3",), out=True, ints="same"),
    *two("float_power", "positive real", ints="float64"),
    *two("logaddexp", ints=None),
    *two("atan2", ints="float32"),
    *two("xlogy", "real positive", ints="float32"),
    *one("neg", ints="same"),
    Row("neg", "-a", PLAIN, ints="same", bad=("-(a > 0)",)),
    *one("positive", ints="same", out=False),
    Row("positive", "+a", PLAIN),
    Row("lerp", ("torch.lerp(a, b, 0.3)", "torch.lerp(a, b, c)"), ("a=2,3 b=2,3 c=3", "a=. b=2 c=2"),
        out=True, bad=("torch.lerp(a, b)", "torch.lerp(a, 2.0, 0.3)", "torch.lerp(a, b.float(), 0.3)",
             "torch.lerp(a.long(), b.long(), 0.3)", "torch.lerp(a, b[:, :2], 0.3)", "torch.lerp(a, b, c.float())")),
    Row("addcmul", ("torch.addcmul(a, b, c)", "torch.addcmul(a, b, c, value=2)"),
        ("a=2,3 b=2,3 c=3", "a=3 b=2,1 c=1"), out=True, bad=("torch.addcmul(a, b)",)),
    Row("addcdiv", ("torch.addcdiv(a, b, c)", "torch.addcdiv(a, b, c, value=2)"),
        ("a=2,3 b=2,3 c=3", "a=3 b=2,1 c=1"), out=True, bad=("torch.addcdiv(a, b)",)),
]  # fmt: skip

FUNCTIONS = [
    *one("exp expm1 exp2 sin cos tan tanh sigmoid sinh cosh asinh atan erf erfc"),
    *one("log log2 log10 log1p sqrt rsqrt", "positive"),
    *one("reciprocal"),
    *one("square", ints="same"),
    *one("asin acos atanh", "unit"),
    *one("acosh", "above1"),
    *one("logit", "chance"),
    Row("logit", ("torch.logit(a, 0.2)", "torch.logit(a, eps=0.2)"), ("a=unit:5",), out=True),
    *one("relu", out=False, ints="same"),
    *one("abs", ints="same"),
    Row("abs", "abs(a)", PLAIN),
    *one("sign floor ceil trunc round", ints="same"),
    *one("frac", ints=None),
    Row("round", ("torch.round(a, decimals=1)", "torch.round(a, decimals=-1)"), ("a=wide:2,3",)),
    *two("maximum minimum"),
    *two("fmax fmin"),
    *[
        Row(n, (f"torch.{n}(a, -1.0, 0.9)", f"torch.{n}(a, min=0.5)", f"torch.{n}(a, max=0.5)",
                f"torch.{n}(a, b, c)", f"torch.{n}(a, max=b)", f"torch.{n}(a, min=b)"),
            ("a=2,3 b=3 c=positive:3",), out=True, corners=("a=special:6,12 b=ties:12 c=ties:12",),
            bad=(f"torch.{n}(a)", f"torch.{n}(a, 'x')", f"torch.{n}(a, b, 2.0)"))
        for n in ("clamp", "clip")
    ],
    Row("clamp_min", ("torch.clamp_min(a, 0.5)", "torch.clamp_min(a, b)"), ("a=2,3 b=3",), out=True,
        corners=PAIRS, ints="float32"),
    Row("clamp_max", ("torch.clamp_max(a, 0.5)", "torch.clamp_max(a, b)"), ("a=2,3 b=3",), out=True,
        corners=PAIRS, ints="float32"),
    Row("where", ("torch.where(c, a, b)", "torch.where(c, a, 2.0)", "torch.where(c, 2.0, b)",
                  "a.where(c, b)"), ("a=2,3 b=2,3 c=bool:2,3", "a=3 b=2,1 c=bool:2,3", "a=. b=. c=bool:4"),
        bad=("torch.where(a, a, b)", "torch.where(c, a, torch.ones(5))")),
    Row("where", "torch.where(c)", ("c=bool:2,3",), grad=False, bad=("torch.where(2)",)),
    Row("nan_to_num", ("torch.nan_to_num(a)", "torch.nan_to_num(a, 1.0, 2.0, -2.0)"), ("a=2,3",),
        out=True, ints="same", corners=JUMPS),
]  # fmt: skip

COMPARISON = [
    *two("eq ne lt le gt ge", calls=("torch.{0}(a, 0.5)",), grad=False, ints="bool"),
    Row("eq", ("a == b", "a == 2", "a != b", "a < b", "a <= 1", "a > b", "a >= b", "1 < a"),
        ("a=ties:2,3 b=ties:3",), grad=False, bad=("a < 'x'",)),
    *two("logical_and logical_or logical_xor", "ties ties", grad=False, ints="bool"),
    *one("logical_not isnan isinf isfinite signbit", grad=False, ints="bool"),
    *two("bitwise_and bitwise_or bitwise_xor", "int int", calls=("torch.{0}(a, 3)",), grad=False,
         corners=("a=bool:5 b=bool:5", "a=bool:5 b=int:5")),
    *two("bitwise_left_shift bitwise_right_shift", "int natural", calls=("torch.{0}(a, 3)",),
         grad=False, corners=()),
    Row("bitwise_and", ("a & b", "a | b", "a ^ b", "~a", "1 & a", "1 | a", "1 ^ a", "a << b", "a >> 1"),
        ("a=int:2,3 b=natural:3",), grad=False, bad=("a & 1.5", "a & torch.ones(3)")),
    *one("bitwise_not", "int", grad=False, corners=("a=bool:4",), ints="same"),
    Row("isclose", ("torch.isclose(a, b)", "torch.isclose(a, b, rtol=0.1, atol=1.0, equal_nan=True)"),
        ("a=2,3 b=3",), grad=False, corners=PAIRS, bad=("torch.isclose(a, 2.0)",)),
    Row("allclose", ("torch.allclose(a, b)", "torch.allclose(a, b, 0.1, 9.0)"), ("a=2,3 b=3",),
        grad=False, corners=PAIRS, bad=("torch.allclose(a, a.float())",)),
    Row("equal", ("torch.equal(a, a)", "torch.equal(a, b)"), ("a=2,3 b=3",), grad=False,
        corners=PAIRS),
]  # fmt: skip


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
    Row("nonzero", ("torch.nonzero(a)", "a.nonzero(as_tuple=True)"), ("a=ties:2,3", "a=ties:."), grad=False, ints="int64"),
    Row("argwhere", ("torch.argwhere(a)", "a.argwhere()"), ("a=ties:2,3",), grad=False, ints="int64"),
]  # fmt: skip

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

OVERWRITES = [
    Row("fill", ("a.clone().fill_(2.0)", "a.clone().fill_(b)"), ("a=2,3 b=.", "a=2,3T b=."), bad=("a.clone().fill_('x')", "a.clone().fill_(a)")),
    Row("zero", "a.clone().zero_()", ("a=2,3",)),
    Row("copy", ("a.clone().copy_(b)", "a.clone().copy_(b.float())"), ("a=2,3 b=2,3", "a=2,3 b=3"), bad=("a.clone().copy_(torch.ones(5))",)),
    Row("copy_slices", ("a.clone()[0].mul_(b)", "a.clone().t().add_(c)", "a.clone()[:, 1:][0].exp_()"), ("a=2,3 b=3 c=3,2",)),
    Row("to_copy", ("a.to(torch.float32)", "a.float()", "a.half()", "a.to(torch.float64)", "a.double()", "a.type(torch.float32)"), PLAIN),
    Row("to_copy", ("a.long()", "a.bool()", "a.int()"), PLAIN, grad=False),
    Row("overwrite", "a.clone().normal_(generator=torch.Generator().manual_seed(0))", ("a=2,3",)),
]  # fmt: skip

LAYERS = [
    Row("linear", ("F.linear(a, b)", "F.linear(a, b, c)"), ("a=2,3 b=4,3 c=4", "a=3 b=4,3 c=4", "a=2,2,3 b=4,3 c=4"),
        bad=("F.linear(a, c)", "F.linear(a)", "F.linear(a, b.float())", "F.linear(2.0, b)")),
    Row("linear", "F.linear(a, b)", ("a=2,3 b=3", "a=2,2,3 b=3")),
    *[
        Row(n, tuple(c.format(n) for c in calls), ("a=2,3", "a=wide:2,3", "a=."), corners=("a=ties:3,4",))
        for n, calls in {
            "relu": ("F.{0}(a)",),
            "sigmoid": ("F.{0}(a)",),
            "tanh": ("F.{0}(a)",),
            "leaky_relu": ("F.{0}(a)", "F.{0}(a, 0.3)"),
            "elu": ("F.{0}(a)", "F.{0}(a, alpha=0.5)"),
            "silu": ("F.{0}(a)",),
            "softplus": ("F.{0}(a)", "F.{0}(a, beta=2.0, threshold=5.0)"),
            "logsigmoid": ("F.{0}(a)",),
            "gelu": ("F.{0}(a)", "F.{0}(a, approximate='tanh')"),
        }.items()
    ],
    Row("softmax", "F.softmax(a, dim=1)", ("a=2,3", "a=2,3,2T")),
    Row("log_softmax", "F.log_softmax(a, dim=-1)", ("a=2,3", "a=2,3,2T")),
    Row("normalize", ("F.normalize(a)", "F.normalize(a, p=1.5, dim=0)"), ("a=2,3", "a=2,3,2T")),
    Row("dropout", ("F.dropout(a, 0.5, training=False)", "F.dropout(a, 0.0)", "F.dropout(a, 1.0)"), ("a=2,3",),
        bad=("F.dropout(a, 2.0)",)),
    Row("one_hot", ("F.one_hot(i)", "F.one_hot(i, 5)", "F.one_hot(i, num_classes=3)"), ("i=class:4", "i=class:2,2"), grad=False,
        bad=("F.one_hot(i, 1)", "F.one_hot(i - 5)", "F.one_hot(i.float())")),
]  # fmt: skip

MODES = "", ", reduction='sum'", ", reduction='none'"


def loss(name: str, arguments: tuple[str, ...], *samples: str, bad: tuple[str, ...] = ()) -> Row:
    """A row of a loss, in all three reductions."""
    calls = tuple(f"F.{name}({a}{mode})" for a in arguments for mode in MODES)
    return Row(name, calls, samples, bad=(*bad, f"F.{name}({arguments[0]}, reduction='no')"))


LOSSES = [
    loss("mse_loss", ("a, b",), "a=2,3 b=2,3", "a=2,3T b=2,3", bad=("F.mse_loss(a, torch.ones(7))",)),
    loss("l1_loss", ("a, b",), "a=2,3 b=2,3", bad=("F.l1_loss(a, torch.ones(7))",)),
    loss("nll_loss", ("a, y", "a, y, weight=w", "a, y, ignore_index=1"), "a=4,3 y=class:4 w=const:3",
         "a=2,3,2 y=class:2,2 w=const:3", "a=2,3,2,2 y=class:2,2,2 w=const:3",
         bad=("F.nll_loss(a, y[:1])", "F.nll_loss(a, y + 9)", "F.nll_loss(a, y, w[:1])")),
    loss("cross_entropy", ("a, y", "a, y, weight=w", "a, y, label_smoothing=0.2", "a, y, ignore_index=1",
                           "a, y, weight=w, label_smoothing=0.1"),
         "a=4,3 y=class:4 w=const:3", "a=2,3,2 y=class:2,2 w=const:3",
         bad=("F.cross_entropy(a, y[:1])", "F.cross_entropy(a, y + 9)", "F.cross_entropy(a, y.float())",
              "F.cross_entropy(a, y.int())", "F.cross_entropy(a, y, w[:1])")),
    loss("cross_entropy", ("a, p", "a, p, weight=w", "a, p, label_smoothing=0.2"), "a=4,3 p=chance:4,3 w=const:3",
         "a=3 p=chance:3 w=const:3"),
    loss("binary_cross_entropy", ("a, p", "a, p, weight=w"), "a=chance:2,3 p=chance:2,3 w=const:3",
         bad=("F.binary_cross_entropy(a + 2, p)", "F.binary_cross_entropy(a, p[0])")),
    loss("binary_cross_entropy_with_logits", ("a, p", "a, p, weight=w", "a, p, pos_weight=w"),
         "a=2,3 p=chance:2,3 w=const:3", "a=wide:2,3 p=chance:2,3 w=const:3",
         bad=("F.binary_cross_entropy_with_logits(a, p[0])",)),
]  # fmt: skip

TABLE = [
    *ARITHMETIC,
    *FUNCTIONS,
    *COMPARISON,
    *REDUCTIONS,
    *SHAPE,
    *JOINS,
    *REARRANGE,
    *INDEX,
    *PRODUCTS,
    *OVERWRITES,
    *LAYERS,
    *LOSSES,
]
CASES = [case for row in TABLE for case in row.cases()]
CORNERS = [case for row in TABLE for case in row.corner_cases()]
