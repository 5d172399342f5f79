# ruff: noqa: E501 (a row is a row)
"""Functions of every element on its own."""

from __future__ import annotations

from tests.ops.row import Row
from tests.ops.table.builders import JUMPS, PAIRS, PLAIN, one, two, undifferentiable

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

ROWS = [*ARITHMETIC, *FUNCTIONS, *COMPARISON]
