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
    Row("embedding", "F.embedding(i, a)", ("i=class:2,4 a=3,2", "i=class:. a=3,2"),
        bad=("F.embedding(i + 9, a)", "F.embedding(i - 5, a)", "F.embedding(i.float(), a)", "F.embedding(i, a[0])", "F.embedding(i, a, padding_idx=3)",
             "F.embedding([1], a)", "F.embedding(i, [1.0])")),
    # gradients that are not derivatives: a padding row gets none, a frequent row a smaller one
    Row("embedding", ("F.embedding(i.int(), a, padding_idx=1)", "F.embedding(i, a, scale_grad_by_freq=True, padding_idx=-1)"),
        (), corners=("i=class:2,4 a=3,2", "i=class:. a=3,2")),
    Row("embedding", "F.embedding(i, a * 1, max_norm=0.5, norm_type=1.0)", ("i=class:2,4 a=const:3,2",), grad=False),
    Row("embedding_bag", ("F.embedding_bag(i, a)", "F.embedding_bag(i, a, mode='sum', per_sample_weights=b, padding_idx=1)",
                          "F.embedding_bag(i[0], a, torch.tensor([0, 2]), mode='max')", "F.embedding_bag(i[0], a, torch.tensor([0, 1, 4]), include_last_offset=True)"),
        ("i=class:2,4 a=3,2 b=2,4",), order=1,
        bad=("F.embedding_bag(i + 9, a)", "F.embedding_bag(i, a[0])", "F.embedding_bag(i, a, i[0])", "F.embedding_bag(i[0], a)", "F.embedding_bag(i[0], a, i)",
             "F.embedding_bag(i[0], a, torch.tensor([0, 9]))", "F.embedding_bag(i[None], a)", "F.embedding_bag(i, a, mode='no')", "F.embedding_bag(i, a, per_sample_weights=a)",
             "F.embedding_bag(i, a, per_sample_weights=b)", "F.embedding_bag(i, a, mode='max', scale_grad_by_freq=True)", "F.embedding_bag(i, a, padding_idx=5)",
             "F.embedding_bag(i, a, mode='sum', per_sample_weights=b.float())", "F.embedding_bag(i.float(), a)")),
    Row("bilinear", ("F.bilinear(a, b, w)", "F.bilinear(a, b, w, c)"), ("a=2,3 b=2,4 w=5,3,4 c=5", "a=2,1,3 b=2,1,4 w=5,3,4 c=5"),
        bad=("F.bilinear(a, b[:1], w)", "F.bilinear(a, b[0], w)", "F.bilinear(b, a, w)", "F.bilinear(a, a, w)", "F.bilinear(a, b, w.float())", "F.bilinear(a, b, w, c[:2])")),
    *[
        Row(n, (f"[torch.manual_seed(3), F.{n}(a, 0.4, training=True)][1]", f"F.{n}(a, 1.0, True)", f"F.{n}(a * 1, 0.0, True)", f"F.{n}(a, training=False)",
                f"[torch.manual_seed(3), F.{n}(a * 1, 0.3, True, True)][1]"), (sample,), bad=(f"F.{n}(a, 2.0)", *bad))
        for n, sample, *bad in [
            ("dropout1d", "a=2,5,3", "F.dropout1d(a[0, 0])"), ("dropout2d", "a=2,5,3,2", "F.dropout2d(a[0, 0, 0])"), ("dropout3d", "a=5,2,3,2", "F.dropout3d(a[0, 0, 0, 0])"),
            ("alpha_dropout", "a=4,3", "F.alpha_dropout(a.long(), training=True)"), ("feature_alpha_dropout", "a=2,5,3", "F.feature_alpha_dropout(a[0, 0], training=True)"),
        ]
    ],
]  # fmt: skip
