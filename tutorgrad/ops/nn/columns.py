"""Convolution as matrix products: what the windows see, laid out as columns.

    out[n, o, y] = Σ_c Σ_k weight[o, c, k] · x[n, c, y · stride + k · dilation]

Laid out completely (im2col [1]), with a column for each position y that holds what the window sees
there, the sum is one product of matrices, (O, C K) times (C K, positions). But that layout is K
times as large as the input. Laid out along the last axis only (MEC [2]) it is kw times as large,
and every row of the kernel is a product with a part of it that need not be copied.

Which: the second, except where it does not pay (measured on one thread, float32, forward and both
gradients of the layers of LeNet and of small ResNets):
  - the rows of the kernel would be too narrow for a fast product, kw · C/groups <= 8: a first layer
    on grey images, or a convolution of each channel by itself (0.5-0.8 of the time);
  - the window moves on by more than one row, so that the parts have to be copied (0.65-0.8).
Either way a block of samples is laid out and multiplied before the next one, so that the layout is
still in the processor's cache (0.8-0.9 of the time of all samples at once, for large layers).

Sources
  [1] K. Chellapilla, S. Puri, P. Simard: "High performance convolutional neural networks for
      document processing", 2006.
  [2] M. Cho, D. Brand: "MEC: memory-efficient convolution for deep neural network", 2017,
      arXiv:1706.06873.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from ...backend import blocks, place_of
from .windows import Ints, Window, cut, padded

Array = Any
ALL = slice(None)
NARROW = 8  # numbers of a row of the kernel, over all its channels, that are laid out completely
LAYOUT = 1 << 19  # numbers of the layout of a block: two megabytes of float32


class Columns:
    """How the windows over some input are laid out.

    views: how many leading axes of the kernel need no copies; rows: the places along these.
    """

    def __init__(self, window: Window, count: Ints, groups: int, channels: int) -> None:
        self.window = window
        self.count = count
        self.groups = groups
        self.depth = channels // groups
        lead = len(count) - 1
        narrow = self.depth * window.kernel[-1] <= NARROW
        self.views = 0 if narrow or max(window.stride[:lead], default=1) > 1 else lead
        self.rows = list(product(*map(range, window.kernel[: self.views])))
        self.height = self.depth * math.prod(window.kernel[self.views :])
        self.copies = self.height > self.depth  # a kernel one wide shows the input as it is
        self.memory: Array = None  # one layout, for a block after the other

    def blocks(self, x: Array, *others: Array) -> Iterator[tuple[Array, ...]]:
        """The same samples of every array, as many as are laid out together."""
        copies = math.prod(self.window.kernel[self.views :])
        copies = max(1, copies // math.prod(self.window.stride[self.views :]))
        return blocks(x, *others, size=LAYOUT // copies)

    def of(self, x: Array) -> Iterator[Array]:
        """For each of the rows what it sees of padded samples: (N, G, height, positions)."""
        at, n = self.views, len(self.count)
        kernel, stride, _, gap = self.window
        strides = x.strides[2:]
        size = (*x.shape[2 : 2 + at], *self.count[at:])
        laid = place_of(x).xp.lib.stride_tricks.as_strided(
            x,
            (*x.shape[:2], *kernel[at:], *size),
            (
                *x.strides[:2],
                *(d * b for d, b in zip(gap[at:], strides[at:], strict=True)),
                *strides[:at],
                *(s * b for s, b in zip(stride[at:], strides[at:], strict=True)),
            ),
        )
        if self.copies:
            if self.memory is None or len(self.memory) != len(laid):
                self.memory = np.empty_like(x, shape=laid.shape, order="C")
            np.copyto(self.memory, laid)
            laid = self.memory
        laid = laid.reshape(len(x), self.groups, self.height, *size)
        for row in self.rows:
            part = laid[(..., *self.window.seen(row, self.count[:at]), *(ALL,) * (n - at))]
            yield part.reshape(*laid.shape[:3], math.prod(self.count))


def correlate(x: Array, weight: Array, window: Window, groups: int, count: Ints) -> Array:
    """The convolution of a padded input, without bias: a matrix product per row of the layout."""
    batch, channels = len(x), len(weight)
    columns = Columns(window, count, groups, x.shape[1])
    each = channels // groups
    kernels = [
        weight[(ALL, ALL, *row)].reshape(groups, each, columns.height) for row in columns.rows
    ]
    result = np.empty_like(x, shape=(batch, groups, each, math.prod(count)), order="C")
    for samples, out in columns.blocks(x, result):
        step = None
        for kernel, seen in zip(kernels, columns.of(samples), strict=True):
            if kernel is kernels[0]:
                np.matmul(kernel, seen, out=out)
            else:
                step = np.matmul(kernel, seen, out=step)
                out += step
    return result.reshape(batch, channels, *count)


def kernel_products(change: Array, x: Array, window: Window, groups: int) -> Array:
    """The gradient of the kernel: for each of its places the change times what it saw, added up."""
    batch, channels, *count = change.shape
    columns = Columns(window, tuple(count), groups, x.shape[1])
    rows = change.reshape(batch, groups, channels // groups, math.prod(count))
    sums: list[Any] = [0] * len(columns.rows)
    for samples, part in columns.blocks(x, rows):
        back = np.swapaxes(part, -1, -2)
        for at, seen in enumerate(columns.of(samples)):
            sums[at] = sums[at] + np.sum(seen @ back, axis=0)  # (G, height, O/G)
    result = np.empty_like(x, shape=(channels, columns.depth, *window.kernel), order="C")
    for row, found in zip(columns.rows, sums, strict=True):
        part = result[(ALL, ALL, *row)]
        part[...] = np.swapaxes(found, -1, -2).reshape(part.shape)
    return result


def spread_windows(x: Array, weight: Array, window: Window, groups: int, size: Ints) -> Array:
    """The transposed convolution.

    With stride 1 it is itself a convolution, with the mirrored kernel. With a larger stride that
    one would mostly multiply zeros, so each place of the kernel adds what it gives to what it saw.
    """
    batch, channels, *count = x.shape
    kernel = window.kernel
    grouped = weight.reshape(groups, channels // groups, *weight.shape[1:])
    turned = np.swapaxes(grouped, 1, 2)  # (G, C/G, O/G, *kernel)
    inputs = groups * weight.shape[1]
    if max(window.stride) == 1:
        mirror = turned.reshape(inputs, channels // groups, *kernel)
        mirror = mirror[(ALL, ALL, *(slice(None, None, -1),) * len(kernel))].copy()  # for BLAS
        left = [r - p for r, p in zip(window.reach, window.padding, strict=True)]
        pads = [
            (a, n + r - m - a) for a, n, r, m in zip(left, size, window.reach, count, strict=True)
        ]
        return correlate(padded(x, pads), mirror, window, groups, size)
    rows = x.reshape(batch, groups, channels // groups, math.prod(count))
    whole = tuple(n + 2 * p for n, p in zip(size, window.padding, strict=True))
    result: Array = np.zeros_like(x, shape=(batch, inputs, *whole), order="C")
    for place in window.places():
        seen = result[(..., *window.seen(place, tuple(count)))]
        seen += (turned[(ALL, ALL, ALL, *place)] @ rows).reshape(seen.shape)
    inside = cut(result, [(p, p) for p in window.padding])
    return inside if inside.flags.c_contiguous else inside.copy()
