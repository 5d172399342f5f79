# ruff: noqa: E501 (a row is a row)
"""Special functions, signs, and the parts of numbers."""

from __future__ import annotations

from tests.ops.row import Row
from tests.ops.table.builders import PAIRS, PLAIN, one, two, undifferentiable

SPECIAL = "i0e i1 i1e ndtr entr erfcx log_ndtr ndtri"
NAMES = {name: f"special_{name}" for name in (*SPECIAL.split(), "zeta", "xlog1py")}


def no_rule(call: str) -> tuple[str, ...]:
    """Backward through a call by b, which raises."""
    return tuple(
        f"torch.autograd.grad({call}.sum(), b, create_graph={graph})" for graph in (True, False)
    )


GAMMA = [
    *one("lgamma digamma", "positive"),
    Row("lgamma", "torch.lgamma(a)", ("a=wide:40", "a=positive:9"), corners=("a=special:12",)),
    Row("digamma", "a.digamma()", ("a=wide:40",)),
    Row("polygamma", ("torch.polygamma(0, a)", "torch.polygamma(1, a)", "torch.Tensor.polygamma(a, 3)"), ("a=positive:2,3", "a=real:."),
        out=True, bad=("torch.polygamma(-1, a)", "torch.polygamma(a, 1)", "torch.polygamma(1, 2.0)")),
    Row("mvlgamma", ("torch.mvlgamma(a, 2)", "a.mvlgamma(p=3)", "torch.special.multigammaln(a, 1)"), ("a=above1:2,3",),
        out=True, bad=("torch.mvlgamma(a, 0)", "torch.mvlgamma(2.0, 1)")),
    Row("special_zeta", ("torch.special.zeta(a, b)", "torch.special.zeta(2, b)", "torch.special.zeta(a, 2.5)"),
        ("a=above1:2,3 b=positive:2,3",), grad=False, corners=PAIRS, bad=("torch.special.zeta(2, 2)", "torch.special.zeta(a, 'x')")),
    Row("special_zeta", ("torch.special.zeta(a * a + 2, b)", "torch.special.zeta(3, b)"), ("a=const:3 b=positive:2,3",),
        bad=no_rule("torch.special.zeta(b + 1, b)")),
    *[
        Row(n, (f"torch.{n}(a, b)", f"torch.{n}(8 * a, 9 * b)", f"torch.{n}(200 * a, 210 * b)"), ("a=positive:4,5 b=positive:4,5",),
            grad=False, out=True, corners=PAIRS, bad=(f"torch.{n}(a)", f"torch.{n}(a, 2.0)", f"torch.{n}(a.long(), b.long())"))
        for n in ("igamma", "igammac")
    ],
    *[
        Row(n, f"torch.{n}(a * a, b)", ("a=const:2,3 b=positive:2,3",), bad=no_rule(f"torch.{n}(b, b)"))
        for n in ("igamma", "igammac")
    ],
]  # fmt: skip

NORMAL = [
    *one("erfinv", "unit"),
    *one("i0"),
    Row("i0", "torch.i0(a)", ("a=wide:30",)),
    *[Row(NAMES[n], f"torch.special.{n}(a)", ("a=2,3", "a=wide:20", "a=."), corners=("a=special:12",), ints="float32",
          bad=(f"torch.special.{n}(2.0)", f"torch.special.{n}()")) for n in "i0e i1 i1e ndtr log_ndtr".split()],
    Row("special_erfcx", "torch.special.erfcx(a)", ("a=2,3", "a=positive:9"), corners=("a=special:12",), ints="float32"),
    Row("special_entr", "torch.special.entr(a)", ("a=positive:2,3",), corners=("a=special:12",), ints="float32"),
    Row("special_ndtri", "torch.special.ndtri(a)", ("a=chance:2,3",), corners=("a=special:12",), ints="float32"),
    Row("special_xlog1py", ("torch.special.xlog1py(a, b)", "torch.special.xlog1py(2, b)", "torch.special.xlog1py(a, 2)"),
        ("a=2,3 b=positive:3",), corners=PAIRS, bad=("torch.special.xlog1py(a)", "torch.special.xlog1py(a, 'x')")),
]  # fmt: skip

NUMBERS = [
    *two("copysign", calls=("torch.{0}(a, -2.0)",), ints="float32"),
    *two("hypot logaddexp2", ints=None),
    *two("nextafter", ints=None),
    *two("gcd lcm", "int int", grad=False, corners=()),
    Row("ldexp", ("torch.ldexp(a, b)", "a.ldexp(b)"), ("a=2,3 b=natural:3", "a=2,3 b=3"), out=True, bad=("torch.ldexp(2, b)", "torch.ldexp(a, 2)")),
    Row("heaviside", ("torch.heaviside(a, b)", "a.heaviside(b)"), ("a=ties:2,3 b=3",), grad=False, out=True, corners=PAIRS,
        bad=("torch.heaviside(a, 2.0)", "torch.heaviside(a, b.float())")),
    Row("heaviside", (), ("a=ties:3 b=3",), bad=undifferentiable("torch.heaviside(a, b)")),
    Row("frexp", ("torch.frexp(a)", "a.frexp()", "torch.frexp(a).mantissa"), PLAIN, bad=("torch.frexp(a.long())", "torch.frexp(2.0)")),
    *one("sinc"),
    *one("rad2deg deg2rad", corners=()),
    *one("sgn", ints="same"),
    *one("angle"),
    *one("isreal", grad=False, ints="bool", out=False),
    *one("isneginf isposinf", grad=False, ints="bool"),
    *[
        Row(n, (f"torch.{n}(input=a)", f"torch.Tensor.{n}(a)"), PLAIN, bad=(f"torch.{n}(2.0)",), ints="same")
        for n in ("conj", "conj_physical", "resolve_conj", "resolve_neg")
    ],
    Row("real", ("torch.real(input=a)", "a.real"), PLAIN, bad=("torch.real(2.0)",)),
    Row("imag", (), ("a=2",), bad=("torch.imag(a)", "a.imag")),
]  # fmt: skip

ROWS = [*GAMMA, *NORMAL, *NUMBERS]
