# ruff: noqa: E501 (a row is a row)
"""Activation functions."""

from __future__ import annotations

from tests.ops.row import Row

SAMPLES = "a=2,4", "a=wide:2,4T"
CORNERS = "a=ties:3,4", "a=special:12"

CALLS: dict[str, tuple[str, ...]] = {
    "hardtanh": ("F.{0}(a)", "F.{0}(a, -0.5, 0.7)", "F.{0}(a * 1, 0.0, 2.0, True)"),
    "relu6": ("F.{0}(a)", "F.{0}(a * 1, True)"),
    "hardsigmoid": ("F.{0}(a)", "F.{0}(a * 1, True)"),
    "hardswish": ("F.{0}(a)", "F.{0}(a * 1, True)"),
    "hardshrink": ("F.{0}(a)", "F.{0}(a, 1.0)", "torch.{0}(a)", "a.{0}()"),
    "softshrink": ("F.{0}(a)", "F.{0}(a, 1.0)"),
    "tanhshrink": ("F.{0}(a)",),
    "threshold": (
        "F.{0}(a, 0.5, 2.0)",
        "F.{0}(a * 1, 1.0, 0.0, inplace=True)",
        "torch.{0}(a, 0, 3)",
    ),
    "elu": ("F.{0}(a * 1, inplace=True)",),
    "celu": ("F.{0}(a)", "F.{0}(a, 0.5)", "F.{0}(a * 1, inplace=True)", "torch.{0}(a)"),
    "selu": ("F.{0}(a)", "F.{0}(a * 1, True)", "torch.{0}(a)"),
    "silu": ("F.{0}(a * 1, True)",),
    "mish": ("F.{0}(a)", "F.{0}(a * 1, True)"),
    "softsign": ("F.{0}(a)",),
    "glu": ("F.{0}(a)",),
    "rrelu": (
        "F.{0}(a)",
        "F.{0}(a, 0.1, 0.5)",
        "torch.{0}(a)",
        "F.{0}(a, 0.3, 0.3, True)",
        "F.{0}(a * 1, inplace=True)",
    ),
    "softmin": ("F.{0}(a, dim=-1)",),
}
BAD: dict[str, tuple[str, ...]] = {
    "hardtanh": ("F.hardtanh(a, 1, 0)", "F.hardtanh(a > 0)", "F.hardtanh([1.0])"),
    "relu6": ("F.relu6(2.0)",),
    "celu": ("F.celu(a, 0)", "F.celu([1.0])", "F.celu(a.long())"),
    "selu": ("F.selu([1.0])",),
    "glu": ("F.glu(a[0, 0])", "F.glu(a[:, :3])", "F.glu(a, 3)", "F.glu(a.long())"),
    "softshrink": ("F.softshrink(a, -1)",),
    "rrelu": (
        "F.rrelu(a, 2.0, 1.0)",
        "F.rrelu([1.0])",
        "F.rrelu(a.long())",
        "F.rrelu(a.long(), training=True)",
    ),
    "hardswish": ("F.hardswish(a, True)",),
}
WRITTEN = {  # in place, of a copy
    "relu_": "a * 1", "leaky_relu_": "a * 1, 0.3", "rrelu_": "a * 1", "threshold_": "a * 1, 0.5, 2.0",
    "hardtanh_": "a * 1, -0.5, 0.7", "elu_": "a * 1, 0.5", "celu_": "a * 1, 0.5", "selu_": "a * 1",
}  # fmt: skip

ROWS = [
    *[
        Row(n, tuple(c.format(n) for c in calls), SAMPLES if n != "glu" else SAMPLES[:1], corners=CORNERS, bad=BAD.get(n, ()),
            order=1 if n == "hardsigmoid" else 2)
        for n, calls in CALLS.items()
    ],
    *[Row(n, f"F.{n}({arguments})", SAMPLES) for n, arguments in WRITTEN.items()],
    Row("prelu", ("F.prelu(a, b)", "torch.prelu(a, b)"), ("a=2,3,2 b=3", "a=2,3 b=1", "a=3 b=.", "a=. b=1"),
        bad=("F.prelu(a, a)", "F.prelu(a, b[:2])", "F.prelu(a, b.float())", "F.prelu(a[0, 0, 0], b)", "F.prelu([1.0], b)",
             "F.prelu(a, 0.25)", "F.prelu(a[0, 0], b)")),
    Row("glu", ("F.glu(a, 1)", "F.glu(a, dim=-2)"), ("a=2,4,2",)),
    Row("gumbel_softmax", "[torch.manual_seed(3), F.gumbel_softmax(a, tau=0.7)][1]", ("a=2,4",),
        bad=("F.gumbel_softmax(a, dim=3)", "F.gumbel_softmax(a.long())")),
    Row("gumbel_softmax", "[torch.manual_seed(3), F.gumbel_softmax(a, hard=True, dim=0)][1]", ("a=const:2,4",)),
    Row("rrelu", "[torch.manual_seed(3), F.rrelu(a, training=True)][1]", ("a=2,4", "a=3,2T")),
]  # fmt: skip
