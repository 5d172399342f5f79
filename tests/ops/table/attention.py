# ruff: noqa: E501 (a row is a row)
"""Attention."""

from __future__ import annotations

from tests.ops.row import Row

DOUBLE = "F.scaled_dot_product_attention(a.double(), b.double(), c.double(){})"
CALL = "F.scaled_dot_product_attention(a, b, c{})"

HEADS = "F.multi_head_attention_forward({}, 4, 2, w, b, None, None, {})[0]"

ROWS = [
    Row("scaled_dot_product_attention", (*(CALL.format(rest) for rest in ("", ", is_causal=True", ", scale=0.3", ", attn_mask=m")), *(DOUBLE.format(rest) for rest in (", k.any(0)", ", k[0] & False"))),
        ("a=2,3,4 b=2,5,4 c=2,5,2 m=3,5 k=bool:2,3,5",),
        bad=(CALL.format(", attn_mask=m.half()"), CALL.format(", attn_mask=m.long()"), CALL.format(", attn_mask=m[:2]"), CALL.format(", dropout_p=2.0"),
             "F.scaled_dot_product_attention(a, b[..., :3], c)", "F.scaled_dot_product_attention(a, b, c[:, :3])", "F.scaled_dot_product_attention(a, b.float(), c)",
             "F.scaled_dot_product_attention([1.0], b, c)", "F.scaled_dot_product_attention(a[0, 0], b[0, 0], c[0, 0])")),
    Row("scaled_dot_product_attention", (CALL.format(""), CALL.format(", is_causal=True"), DOUBLE.format(", attn_mask=k"), CALL.format(", enable_gqa=True")),
        ("a=1,2,3,4 b=1,2,3,4 c=1,2,3,4 k=bool:3,3",), order=1),
    Row("scaled_dot_product_attention", CALL.format(", enable_gqa=True"), ("a=1,4,2,3 b=1,2,3,3 c=1,2,3,3",), order=1,
        bad=("F.scaled_dot_product_attention(a, b, c)", "F.scaled_dot_product_attention(a[:, :3], b, c, enable_gqa=True)")),
    Row("multi_head_attention_forward", HEADS.format("a, a, a", "False, 0.0, o, None"),
        ("a=3,2,4 c=3,2,4 w=12,4 b=12 o=4,4 k=bool:3,3,3",),
        bad=(HEADS.format("a, a, a", "False, 0.0, o, None").replace("4, 2, w", "5, 2, w"), HEADS.format("a, a, c[:2]", "False, 0.0, o, None"),
             HEADS.format("a, a, a", "False, 0.0, o, None, attn_mask=k[0, :2]"), HEADS.format("a[0], a, a", "False, 0.0, o, None"),
             HEADS.format("a, a, a", "False, 0.0, o, None, attn_mask=k.long()"), HEADS.format("a, a, a", "False, 0.0, o, None, is_causal=True"))),
    Row("multi_head_attention_forward", HEADS.format("a, c, c", "True, 0.0, o, None, need_weights=False, attn_mask=k[0], key_padding_mask=k[1, :2] & False").replace("a, c, c", "a.double(), c.double(), c.double()").replace("w, b", "w.double(), b.double()").replace("o,", "o.double(),"),
        ("a=3,2,4 c=3,2,4 w=12,4 b=12 o=4,4 k=bool:3,3,3",), order=1),
]  # fmt: skip
