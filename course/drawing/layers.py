"""Places for the boxes of a graph: in layers, so that all arrows go down and few of them cross.

fast-sugiyama chooses the layers and the order in each (K. Sugiyama, S. Tagawa, M. Toda, "Methods
for visual understanding of hierarchical system structures", IEEE Trans. SMC 11, 1981). It takes all
boxes as equally wide; so the distances along a layer are chosen here, by the boxes' real widths.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from fast_sugiyama import from_edges

Key = Hashable
GAP = 22.0
"""Pixels between neighbours of a layer."""

SWEEPS = 8
STRAIGHT, LOOSE = 4.0, 0.01
"""How hard a bend is to move, where a box is 1: long lines are straight. And an input that only one
box uses: it stands beside the line that leads on, which it hardly pulls."""


@dataclass
class Layout:
    """Where every box stands: its middle, in pixels from the upper left corner.

    `routes` gives for an edge (from, to) the points that its line passes between its two boxes:
    where it comes into a layer, and where it leaves it. `layers` gives the top and the bottom of
    the layer of a box.
    """

    width: float
    height: float
    middle: dict[Key, tuple[float, float]]
    routes: dict[tuple[Key, Key], list[tuple[float, float]]]
    layers: dict[Key, tuple[float, float]]


def lay_out(
    sizes: Mapping[Key, tuple[float, float]],
    edges: Sequence[tuple[Key, Key]],
    layer_gap: float = 34.0,
    first: Collection[Key] = (),
    last: Collection[Key] = (),
) -> Layout:
    """Place boxes of these sizes (width, height) so that every edge goes down.

    `edges` are pairs (from, to) of a graph without circles; an edge given twice is drawn once. Of
    two edges to one box the first comes from the left where that costs no crossing.
    `first` and `last` are boxes that stand in a layer of their own above or below all others: the
    places where lines come in from outside, or go out.
    """
    edges = list(dict.fromkeys(edges))
    layers, chains = layered(list(sizes), edges, first, last)
    widths = {key: sizes[key][0] if key in sizes else 8.0 for row in layers for key in row}
    x = distances(layers, chains, widths)
    middle: dict[Key, tuple[float, float]] = {}
    extent: dict[Key, tuple[float, float]] = {}
    top = 0.0
    for row in layers:
        tall = max((sizes[key][1] for key in row if key in sizes), default=0.0)
        for key in row:
            middle[key] = (x[key], top + tall / 2)
            extent[key] = (top, top + tall)
        top += tall + layer_gap
    left = min((x[key] - widths[key] / 2 for key in x), default=0.0)
    middle = {key: (place - left, y) for key, (place, y) in middle.items()}
    right = max((middle[key][0] + widths[key] / 2 for key in middle), default=0.0)
    routes = {
        edge: [(middle[bend][0], y) for bend in chain[1:-1] for y in extent[bend]]
        for edge, chain in chains.items()
    }
    return Layout(right, max(0.0, top - layer_gap), middle, routes, extent)


def layered(
    keys: Sequence[Key],
    edges: Sequence[tuple[Key, Key]],
    first: Collection[Key] = (),
    last: Collection[Key] = (),
) -> tuple[list[list[Key]], dict[tuple[Key, Key], list[Key]]]:
    """The layers from top to bottom, each in order, with bends where an edge crosses a layer.

    The second value gives for every edge its chain: the box, the bends on the way, the other box.
    """
    number = {key: index for index, key in enumerate(keys)}
    pairs = [(number[start], number[end]) for start, end in edges]
    place: dict[int, tuple[float, float]] = {}
    shift = 0.0
    for part in from_edges(pairs) if pairs else []:  # one layout for each connected part
        points, wide, high = part[0], part[1], part[2]
        place |= {key: (x + shift, high - y) for key, (x, y) in points}
        shift += wide + 100.0
    for key in keys:  # a box without edges
        if number[key] not in place:
            place[number[key]] = (shift, 0.0)
            shift += 100.0
    heights = {key: float(round(place[number[key]][1])) for key in keys}
    heights |= dict.fromkeys(first, -math.inf) | dict.fromkeys(last, math.inf)
    rows = {height: row for row, height in enumerate(sorted(set(heights.values())))}
    level = {key: rows[height] for key, height in heights.items()}
    order: dict[Key, float] = {key: place[number[key]][0] for key in keys}
    layers: list[list[Key]] = [[] for _ in rows] or [[]]
    for key in keys:
        layers[level[key]].append(key)
    chains = {}
    for start, end in edges:
        chain: list[Key] = [start]
        steps = level[end] - level[start]
        for step in range(1, steps):
            bend = ("bend", start, end, step)
            order[bend] = order[start] + (order[end] - order[start]) * step / steps
            layers[level[start] + step].append(bend)
            chain.append(bend)
        chains[start, end] = [*chain, end]
    for row in layers:
        row.sort(key=lambda key: order[key])
    exchangeable(layers, chains)
    return layers, chains


def exchangeable(layers: Sequence[list[Key]], chains: Mapping[tuple[Key, Key], list[Key]]) -> None:
    """Put neighbours that are joined to the same boxes into the order of their edges."""
    joined: dict[Key, list[Key]] = {}
    first: dict[Key, int] = {}
    for number, chain in enumerate(chains.values()):
        for start, end in pairwise(chain):
            joined.setdefault(start, []).append(end)
            joined.setdefault(end, []).append(start)
            first.setdefault(start, number)
    for row in layers:
        runs = groupby(row, key=lambda key: frozenset(joined.get(key, [key])))
        row[:] = [
            key for _, run in runs for key in sorted(run, key=lambda k: first.get(k, len(chains)))
        ]


def distances(
    layers: list[list[Key]],
    chains: Mapping[tuple[Key, Key], list[Key]],
    widths: Mapping[Key, float],
) -> dict[Key, float]:
    """Choose the middle of every box near the middle of its neighbours, in the order given."""
    above: dict[Key, list[Key]] = {key: [] for row in layers for key in row}
    below: dict[Key, list[Key]] = {key: [] for row in layers for key in row}
    for chain in chains.values():
        for start, end in pairwise(chain):
            below[start].append(end)
            above[end].append(start)
    firm = {key: STRAIGHT if isinstance(key, tuple) and key[0] == "bend" else 1.0 for key in above}
    firm |= {key: LOOSE for key in above if not above[key] and len(below[key]) == 1}
    x: dict[Key, float] = {}
    for row in layers:
        x |= spread(row, {key: float(index) for index, key in enumerate(row)}, widths, firm)
    for sweep in range(SWEEPS):
        near = above if sweep % 2 == 0 else below
        for row in layers if sweep % 2 == 0 else layers[::-1]:
            wish = {k: mean([(x[n], firm[n]) for n in near[k]]) if near[k] else x[k] for k in row}
            x |= spread(row, wish, widths, firm)
    return x


def mean(pairs: Sequence[tuple[float, float]]) -> float:
    """The mean of numbers with weights."""
    return sum(number * weight for number, weight in pairs) / sum(weight for _, weight in pairs)


def spread(
    row: Sequence[Key],
    wish: Mapping[Key, float],
    widths: Mapping[Key, float],
    firm: Mapping[Key, float],
) -> dict[Key, float]:
    """Keep the order of a row and a gap between neighbours; move each as little as possible.

    Least squares under an order: neighbours that want to overlap are joined to one block, which
    stands at its mean wish, weighted (pool adjacent violators; Barlow et al. 1972).
    """
    offsets = [0.0]
    for before, key in pairwise(row):
        offsets.append(offsets[-1] + (widths[before] + widths[key]) / 2 + GAP)
    blocks: list[tuple[float, float, int]] = []  # (mean of wish - offset, weight, boxes)
    for key, offset in zip(row, offsets, strict=True):
        blocks.append((wish[key] - offset, firm[key], 1))
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (one, n, count), (other, m, more) = blocks[-2:]
            blocks[-2:] = [((one * n + other * m) / (n + m), n + m, count + more)]
    starts = [start for start, _, count in blocks for _ in range(count)]
    return {k: start + off for k, start, off in zip(row, starts, offsets, strict=True)}
