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

POOL = [
    Row("max_pool1d", ("torch.max_pool1d(a, 2)", "F.max_pool1d(a, 3, 2, 1, ceil_mode=True, return_indices=True)"), ("a=2,3,6", "a=3,5T"),
        bad=("F.max_pool1d(a, 9)", "F.max_pool1d(a, 2, padding=2)", "F.max_pool1d(a[0, 0], 2)", "F.max_pool1d(a, 0)", "F.max_pool1d(a, (1, 2))")),
    Row("max_pool2d", ("torch.max_pool2d(a, 2)", "F.max_pool2d(a, (3, 2), 1, (1, 0), return_indices=True)", "F.max_pool2d(a, 2, dilation=2, ceil_mode=True)"),
        ("a=2,2,4,5", "a=2,5,4T"), corners=("a=ties:2,2,4,5", "a=int:1,2,4,5"),
        bad=("F.max_pool2d(a, 9)", "F.max_pool2d(a, 2, padding=2)", "F.max_pool2d(a, 2, stride=0)", "F.max_pool2d(a[0, 0], 2)", "F.max_pool2d(a, (1, 2, 3))",
             "F.max_pool2d(a, 0)", "F.max_pool2d(a, 2, dilation=0)", "F.max_pool2d(a, 1.5)", "F.max_pool2d(a, 2, -1)")),
    Row("max_pool2d", "torch.autograd.grad((F.max_pool2d(a, 2) ** 2).sum(), a, create_graph=True)[0]", ("a=1,1,4,4",)),
    Row("max_pool3d", "torch.max_pool3d(a, 2, 1)", ("a=1,2,3,3,3",)),
    *[Row(f"max_pool{n}d_with_indices", f"F.max_pool{n}d_with_indices(a, 2)", (f"a=1,2{',3' * n}",)) for n in (1, 2, 3)],
    Row("avg_pool1d", ("torch.avg_pool1d(a, 2)", "F.avg_pool1d(a, 3, 2, 1, count_include_pad=False)"), ("a=2,3,6", "a=3,5T"),
        bad=("F.avg_pool1d(a, 9)", "F.avg_pool1d(a, 2, (1, 2))", "F.avg_pool1d(a[0, 0], 2)")),
    Row("avg_pool2d", ("F.avg_pool2d(a, 2)", "F.avg_pool2d(a, 3, 2, 1, ceil_mode=True)", "F.avg_pool2d(a, (3, 2), (2, 1), (1, 0), True, False)",
                       "F.avg_pool2d(a, 2, divisor_override=3)"), ("a=2,2,4,5", "a=2,5,4T"),
        bad=("F.avg_pool2d(a, 9)", "F.avg_pool2d(a, 2, padding=2)", "F.avg_pool2d(a, 2, divisor_override=0)", "F.avg_pool2d(a, (1, 2, 3))")),
    Row("avg_pool3d", "F.avg_pool3d(a, 2, 1)", ("a=1,2,3,3,3",)),
    *[Row(f"lp_pool{n}d", (f"F.lp_pool{n}d(a, 2, 2)", f"F.lp_pool{n}d(a, 3.0, 2, 1)"), (f"a=positive:1,2{',3' * n}",)) for n in (1, 2, 3)],
    Row("adaptive_avg_pool1d", "torch.adaptive_avg_pool1d(a, 3)", ("a=2,2,5", "a=2,4T"), bad=("F.adaptive_avg_pool1d(a, (1, 2))", "F.adaptive_avg_pool1d(a, -1)")),
    Row("adaptive_avg_pool2d", ("F.adaptive_avg_pool2d(a, 1)", "F.adaptive_avg_pool2d(a, (3, None))", "F.adaptive_avg_pool2d(a, (6, 2))"), ("a=2,2,4,5", "a=2,5,4T"),
        bad=("F.adaptive_avg_pool2d(a, (1, 2, 3))", "F.adaptive_avg_pool2d(a[0, 0], 2)", "F.adaptive_avg_pool2d(a, (-2, 3))")),
    Row("adaptive_avg_pool3d", "F.adaptive_avg_pool3d(a, 2)", ("a=1,2,3,3,3",)),
    Row("adaptive_max_pool1d", "F.adaptive_max_pool1d(a, 3)", ("a=2,2,5", "a=2,4T")),
    Row("adaptive_max_pool2d", ("F.adaptive_max_pool2d(a, 2)", "F.adaptive_max_pool2d(a, (3, None), return_indices=True)"), ("a=2,2,4,5", "a=2,5,4T"), corners=("a=ties:2,2,4,5",),
        bad=("F.adaptive_max_pool2d(a, (1, 2, 3))", "F.adaptive_max_pool2d(a[0, 0], 2)", "F.adaptive_max_pool2d(a, (-2, 3))")),
    Row("adaptive_max_pool3d", "F.adaptive_max_pool3d(a, 2)", ("a=1,2,3,3,3",)),
    *[Row(f"adaptive_max_pool{n}d_with_indices", f"F.adaptive_max_pool{n}d_with_indices(a, 2)", (f"a=1,2{',3' * n}",)) for n in (1, 2, 3)],
    *[Row(f"max_unpool{n}d", (f"F.max_unpool{n}d(a, i.reshape(a.shape), 2)", f"F.max_unpool{n}d(a, i.reshape(a.shape), 2, output_size=({'5,' * n}))"),
          (f"a=1,1{',2' * n} i=order:{2 ** n}",),
          bad=(f"F.max_unpool{n}d(a, a, 2)", f"F.max_unpool{n}d(a, i, 2)", f"F.max_unpool{n}d(a, 0 * i.reshape(a.shape) + 999, 2)",
               f"F.max_unpool{n}d(a, i.reshape(a.shape), 2, output_size=({'9,' * n}))")) for n in (1, 2, 3)],
]  # fmt: skip

RESAMPLE = [
    Row("unfold", ("F.unfold(a, 2)", "F.unfold(a, (2, 3), (2, 1), (1, 0), 2)"), ("a=2,2,4,5", "a=2,5,4T"),
        bad=("F.unfold(a, 9)", "F.unfold(a, 2, stride=0)", "F.unfold(a, 2, padding=-1)", "F.unfold(a, (1, 2, 3))", "F.unfold(a, 0)")),
    Row("fold", ("F.fold(a, (4, 5), 2)",), ("a=2,8,12", "a=4,12T"), bad=("F.fold(a, (4, 6), 2)", "F.fold(a, (4, 5), 3)", "F.fold(a, 1, 2)", "F.fold(a[0, 0], 4, 2)")),
    Row("fold", "F.fold(a, 5, (2, 3), (2, 1), (1, 0), 2)", ("a=1,6,6",)),
    Row("interpolate", ("F.interpolate(a, 3)", "F.interpolate(a, scale_factor=2.5, mode='linear')", "F.interpolate(a, 7, mode='linear', align_corners=True)",
                        "F.interpolate(a, 3, mode='area')"), ("a=2,2,5",), bad=("F.interpolate(a)", "F.interpolate(a, 2, 2)", "F.interpolate(a[0], 2)")),
    Row("interpolate", ("F.interpolate(a, scale_factor=2)", "F.interpolate(a, (3, 7), mode='nearest-exact')", "F.interpolate(a, (3, 7), mode='bilinear')",
                        "F.interpolate(a, (6, 3), mode='bicubic')", "F.interpolate(a, (6, 3), mode='bicubic', align_corners=True)",
                        "F.interpolate(a, (2, 7), mode='bilinear', antialias=True)", "F.interpolate(a, (2, 3), mode='bicubic', antialias=True)",
                        "F.interpolate(a, scale_factor=1.7, mode='bilinear', recompute_scale_factor=True)", "F.interpolate(a, 2, mode='area')"),
        ("a=1,2,4,5", "a=2,2,5,4T"),
        bad=("F.interpolate(a, 2, align_corners=True)", "F.interpolate(a, 2, mode='no')", "F.interpolate(a, 2, mode='linear')", "F.interpolate(a, (2, 3, 4))",
             "F.interpolate(a, scale_factor=(2, 3, 4))", "F.interpolate(a, 0)", "F.interpolate(a, (2.5, 1))", "F.interpolate(a, 2, recompute_scale_factor=True)",
             "F.interpolate(a, 2, antialias=True)", "F.interpolate(a, scale_factor=0.1)")),
    Row("interpolate", ("F.interpolate(a, 4)", "F.interpolate(a, (2, 4, 3), mode='trilinear')"), ("a=1,2,3,3,2",)),
    Row("upsample", "F.upsample(a, 3)", ("a=1,1,2,2",)),
    Row("upsample_nearest", "F.upsample_nearest(a, 3)", ("a=1,1,2,2",)),
    Row("upsample_bilinear", "F.upsample_bilinear(a, scale_factor=2)", ("a=1,1,2,3",)),
    Row("pixel_shuffle", "torch.pixel_shuffle(a, 2)", ("a=1,8,2,3", "a=4,3,2T"), bad=("F.pixel_shuffle(a, 3)", "F.pixel_shuffle(a, 0)", "F.pixel_shuffle(a[0, 0], 2)")),
    Row("pixel_unshuffle", "torch.pixel_unshuffle(a, 2)", ("a=1,2,4,6", "a=3,2,4T"), bad=("F.pixel_unshuffle(a, 3)", "F.pixel_unshuffle(a, 4)", "F.pixel_unshuffle(a, 0)")),
    Row("channel_shuffle", "torch.channel_shuffle(a, 2)", ("a=1,6,2", "a=2,4,2,3T"), bad=("F.channel_shuffle(a, 4)", "F.channel_shuffle(a, 0)", "F.channel_shuffle(a[0], 2)")),
    Row("grid_sample", (*(f"F.grid_sample(a, g, '{m}', '{p}', {c})" for m in ("bilinear", "bicubic") for p, c in (("zeros", False), ("border", True), ("reflection", False))),
                        "F.grid_sample(a, g, align_corners=True)", "F.grid_sample(a, g.detach(), 'nearest', 'reflection', True)"),
        ("a=2,2,3,4 g=unit:2,2,3,2",),
        bad=("F.grid_sample(a, g, 'no')", "F.grid_sample(a, g, padding_mode='no')", "F.grid_sample(a[:1], g)", "F.grid_sample(a, a)", "F.grid_sample(a[:, :, :0], g)",
             "F.grid_sample(a, g.float())")),
    Row("grid_sample", ("F.grid_sample(a, g, align_corners=True)", "F.grid_sample(a, g, padding_mode='border', align_corners=False)"), ("a=1,2,3,2,3 g=unit:1,2,2,2,3",)),
    Row("affine_grid", ("F.affine_grid(a, (2, 1, 3, 4), align_corners=False)", "F.affine_grid(a, [2, 1, 2, 3], True)"), ("a=2,2,3",),
        bad=("F.affine_grid(a, (2, 3, 4))", "F.affine_grid(a, (2, 1, 3, 4, 5))", "F.affine_grid(a, (2, 1, 0, 4))", "F.affine_grid(a.long(), (2, 1, 3, 4))")),
    Row("affine_grid", "F.affine_grid(a, (1, 1, 2, 2, 3), align_corners=False)", ("a=1,3,4",)),
]  # fmt: skip

ROWS = [*CONV, *PAD, *POOL, *RESAMPLE]
