# ruff: noqa: E501 (a row is a row)
"""Convolution, pooling, padding, resampling."""

from __future__ import annotations

from tests.ops.row import Row

CONV = [
    Row("conv1d", ("torch.conv1d(a, b)", "F.conv1d(a, b, c, stride=2, padding=1)", "F.conv1d(a, b, padding='same', dilation=2)"),
        ("a=2,3,6 b=4,3,3 c=4", "a=3,6T b=4,3,2 c=4"), bad=("F.conv1d(a[0, 0], b)", "F.conv1d(a, b, padding='no')")),
    Row("conv2d", ("torch.conv2d(a, b, c)", "F.conv2d(a, b, stride=(2, 1), padding=(0, 2), dilation=(1, 2))", "F.conv2d(a, b, padding='same')"),
        ("a=2,2,5,6 b=4,2,3,2 c=4", "a=2,4,5S b=4,2,1,1 c=4"),
        bad=("F.conv2d(a[:, :1], b)", "F.conv2d(a, b, groups=3)", "F.conv2d(a, b[:3], groups=2)", "F.conv2d(a[..., :1], b)", "F.conv2d(a, b, c[:1])",
             "F.conv2d(a, b.float())", "F.conv2d(a, b, c.float())", "F.conv2d(a, b[0])", "F.conv2d(a, b, stride=0)", "F.conv2d(a, b, padding=-1)",
             "F.conv2d(a, b, dilation=-1)", "F.conv2d(a, b, padding='same', stride=2)", "F.conv2d(a, b, stride=(1, 2, 3))", "F.conv2d(a)")),
    Row("conv2d", ("F.conv2d(a, b, groups=2, padding=1)", "F.conv2d(a, b, groups=2, stride=2)"), ("a=2,4,4,5 b=6,2,3,3",)),
    Row("conv3d", ("torch.conv3d(a, b, c)", "F.conv3d(a, b, padding=1, stride=2)"), ("a=1,2,3,4,3 b=2,2,2,2,2 c=2",)),
    Row("conv_transpose1d", "torch.conv_transpose1d(a, b, c, stride=2, padding=1, output_padding=1)", ("a=2,3,4 b=3,2,3 c=2", "a=3,4 b=3,2,4 c=2")),
    Row("conv_transpose2d", ("torch.conv_transpose2d(a, b, c)", "F.conv_transpose2d(a, b, c, padding=1, dilation=2)",
                             "F.conv_transpose2d(a, b, stride=(2, 3), padding=(1, 0), output_padding=1)",
                             "F.conv_transpose2d(a, b, output_padding=2, dilation=3)"),
        ("a=2,4,3,4 b=4,3,2,3 c=3",),
        bad=("F.conv_transpose2d(a[:, :1], b)", "F.conv_transpose2d(a, b, output_padding=1)", "F.conv_transpose2d(a, b, c[:1])",
             "F.conv_transpose2d(a, b, padding=9)", "F.conv_transpose2d(a, b, output_padding=-1)")),
    Row("conv_transpose2d", "F.conv_transpose2d(a, b, groups=2, stride=2)", ("a=2,4,3,3 b=4,3,2,2",)),
    Row("conv_transpose3d", "torch.conv_transpose3d(a, b, c, stride=2)", ("a=1,2,2,3,2 b=2,2,2,2,2 c=2",)),
]  # fmt: skip

PAD = [
    Row("pad", ("F.pad(a, (1, 2))", "F.pad(a, (1, -1, 0, 2), value=1.5)", "F.pad(a, (2, 1), mode='reflect')", "F.pad(a, (5, 1), mode='replicate')",
                "F.pad(a, (2, -1), mode='circular')"), ("a=2,3,4", "a=2,4T"),
        bad=("F.pad(a, (1,))", "F.pad(a, (1,) * 8)", "F.pad(a, (9, 0), mode='reflect')", "F.pad(a, (1, 1), mode='no')", "F.pad(a, (1,) * 6, mode='circular')",
             "F.pad(a, (9, 0), mode='circular')", "F.pad(a, (-9, 0))", "F.pad(a, (-9, 0), mode='reflect')", "F.pad(a, 1)", "F.pad(a, (1, 1), mode='reflect', value=2)")),
    Row("pad", ("F.pad(a, (2, 1, 1, 0), mode='reflect')", "F.pad(a, (1, 1, 1, 1), mode='replicate')"), ("a=1,2,2,3", "a=2,3,4")),
    Row("constant_pad_nd", "torch.constant_pad_nd(a, (1, 0, 2, 2), 3.0)", ("a=2,3,4",)),
]  # fmt: skip

ROWS = [*CONV, *PAD]
