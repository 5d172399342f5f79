# ruff: noqa: E501 (a row is a row)
"""Layers and losses."""

from __future__ import annotations

from tests.ops.row import Row

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


def loss(
    name: str, arguments: tuple[str, ...], *samples: str, bad: tuple[str, ...] = (), order: int = 2
) -> Row:
    """A row of a loss, in all three reductions."""
    calls = tuple(f"F.{name}({a}{mode})" for a in arguments for mode in MODES)
    wrong = f"F.{name}({arguments[0]}, reduction='no')"
    return Row(name, calls, samples, bad=(*bad, wrong), order=order)


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

ROWS = [*LAYERS, *LOSSES]
