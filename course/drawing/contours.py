"""A surface seen from above: lines of equal height, the lower the ground the darker.

The lines are contourpy's (marching squares; it comes with matplotlib), drawn as paths.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from contourpy import FillType, contour_generator

from course.drawing import svg
from course.drawing.cells import write
from course.drawing.chart import Chart

SHARES = (0.02, 0.06, 0.12, 0.2, 0.3, 0.42, 0.56, 0.7, 0.85)
"""The part of the ground that lies below each line."""


def levels(z: np.ndarray, shares: Sequence[float] = SHARES) -> list[float]:
    """Heights such that equal parts of the ground lie between them, whatever the surface."""
    finite = z[np.isfinite(z)]
    found = [float(f"{level:.4g}") for level in np.quantile(finite, shares)] if finite.size else []
    return sorted(set(found))


def contours(
    chart: Chart, x: np.ndarray, y: np.ndarray, z: np.ndarray, colour: str = "black"
) -> svg.Element:
    """The ground below each level as one area, one above the other; heights beside some lines."""
    marks: list[svg.Element] = []
    heights = levels(z)
    generator = contour_generator(x, y, np.ma.masked_invalid(z))
    for level in heights[::2]:
        marks += height(chart, generator.lines(level), level)
    return svg.group(
        *areas(chart, x, y, z, [(-np.inf, level) for level in heights], colour, 0.048, 0.3),
        *marks,
        pointer_events="none",
    )


def areas(
    chart: Chart,
    x: np.ndarray,
    y: np.ndarray,
    z: np.ndarray,
    bands: Sequence[tuple[float, float]],
    colour: str,
    full: float,
    edge: float = 0.0,
) -> list[svg.Element]:
    """The ground between the two heights of each band: how full its colour and its edge are."""
    generator = contour_generator(x, y, np.ma.masked_invalid(z), fill_type=FillType.OuterCode)
    look = {"fill_rule": "evenodd", "fill_opacity": str(full), "class_": f"fill-{colour}"}
    if edge:
        look |= {"stroke_opacity": str(edge), "stroke_width": "0.7"}
        look["class_"] += f" edge-{colour}"
    found = []
    for low, high in bands:
        steps = outlines(chart, *generator.filled(low, high))
        if steps:
            found.append(svg.tag("path", d=steps, **look))
    return found


def outlines(chart: Chart, points: Sequence[np.ndarray], codes: Sequence[np.ndarray]) -> str:
    """Areas with their holes as steps of a path; code 1 begins a line, 79 closes it."""
    steps = []
    for places, kinds in zip(points, codes, strict=True):
        pixels = placed(chart, places).tolist()
        steps += [
            "Z" if kind == 79 else f"{'M' if kind == 1 else 'L'}{x:g} {y:g}"
            for (x, y), kind in zip(pixels, kinds.tolist(), strict=True)
        ]
    return "".join(steps)


def placed(chart: Chart, places: np.ndarray) -> np.ndarray:
    """Many places of a chart with plain axes as pixels, to a tenth."""
    corner = np.array(chart.place(chart.x[0], chart.y[0]))
    other = np.array(chart.place(chart.x[1], chart.y[1]))
    low, high = np.array([chart.x[0], chart.y[0]]), np.array([chart.x[1], chart.y[1]])
    return np.round(corner + (places - low) / (high - low) * (other - corner), 1) + 0.0


def height(chart: Chart, lines: Sequence[np.ndarray], level: float) -> list[svg.Element]:
    """The number of a level on the longest of its lines, where that is lowest in the picture."""
    inside = [line for line in lines if len(line) > 12]
    if not inside:
        return []
    places = [chart.place(float(x), float(y)) for x, y in max(inside, key=len)]
    room = [
        place
        for place in places
        if chart.left + 18 < place[0] < chart.right - 18
        and chart.top + 12 < place[1] < chart.foot - 8
    ]
    if not room:
        return []
    x, y = max(room, key=lambda place: (round(place[1] + 0.6 * place[0]), place[0]))
    return [svg.text(x, y + 3.5, write(level), "muted tick", 9.5, "middle")]
