# ruff: noqa: E501 (a row is a row)
"""Normalisation, embedding, dropout, bilinear maps."""

from __future__ import annotations

from tests.ops.row import Row

ROWS = [
    Row("batch_norm", ("F.batch_norm(a, None, None, training=True)", "F.batch_norm(a, None, None, b, c, training=True, eps=0.1)", "F.batch_norm(a, m, v, b, c)", "F.batch_norm(a, m, v)"),
        ("a=3,4 b=4 c=4 m=const:4 v=const:4", "a=2,3,2T b=3 c=3 m=const:3 v=const:3"),
        bad=("F.batch_norm(a, None, None)", "F.batch_norm(a, m, None)", "F.batch_norm(a, m[:2], v)", "F.batch_norm(a, None, None, b[:2], training=True)",
             "F.batch_norm(a[:1], m, v, training=True)", "F.batch_norm(a, m, v, eps=-1.0)", "F.batch_norm(a, m, v, training=True, eps=0.0)",
             "F.batch_norm(a, m.float(), v.float())", "F.batch_norm(a, m.half(), v.half())", "F.batch_norm([1.0], m, v)")),
    Row("batch_norm", "(lambda m, v: [F.batch_norm(a, m, v, training=True, momentum=0.3), m, v])(m * 1, v * 1)", ("a=const:3,4 m=const:4 v=const:4",), grad=False),
    Row("instance_norm", ("F.instance_norm(a)", "F.instance_norm(a, weight=b, bias=c, eps=0.1)", "F.instance_norm(a, m, v, b, c, use_input_stats=False)"),
        ("a=2,3,4 b=3 c=3 m=const:3 v=const:3",),
        bad=("F.instance_norm(a[:, :, :1])", "F.instance_norm(a, m, None)", "F.instance_norm(a, use_input_stats=False)", "F.instance_norm(a, weight=b[:2])")),
    Row("instance_norm", "(lambda m, v: [F.instance_norm(a, m, v, momentum=0.3), m, v])(m * 1, v * 1)", ("a=const:2,3,4 m=const:3 v=const:3",), grad=False),
    Row("layer_norm", ("F.layer_norm(a, (4,))", "F.layer_norm(a, [4], b, c, eps=0.1)", "F.layer_norm(a, a.shape)"), ("a=3,4 b=4 c=4", "a=2,3,4T b=4 c=4"),
        bad=("F.layer_norm(a, (3,))", "F.layer_norm(a, 4)", "F.layer_norm(a, ())", "F.layer_norm(a, (4,), b[:2])", "F.layer_norm(a, (4,), b, c[:2])",
             "F.layer_norm(a, (2, 3, 4))", "F.layer_norm(a, (4,), b.float())", "F.layer_norm([1.0], (1,))")),
    Row("group_norm", ("F.group_norm(a, 2)", "F.group_norm(a, 4, b, c)"), ("a=2,4,3 b=4 c=4", "a=2,4,2,2 b=4 c=4"),
        bad=("F.group_norm(a, 3)", "F.group_norm(b, 1)", "F.group_norm(a, -1)", "F.group_norm(a, 2, b[:2])", "F.group_norm(a, 2, b, c[:2])", "F.group_norm(a[:1, :, :1], 4)")),
    Row("rms_norm", ("F.rms_norm(a, (4,))", "F.rms_norm(a, [4], b, eps=0.1)"), ("a=3,4 b=4",),
        bad=("F.rms_norm(a, (3,))", "F.rms_norm(a, ())", "F.rms_norm(a, (4,), b[:2])", "F.rms_norm(a.long(), (4,))")),
    Row("local_response_norm", ("F.local_response_norm(a, 2)", "F.local_response_norm(a, 3, alpha=0.5, beta=0.5, k=2.0)"), ("a=2,4,3", "a=2,4,2,2"),
        bad=("F.local_response_norm(a[0], 2)", "F.local_response_norm(a, 0)")),
]  # fmt: skip
