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
    generator = contour_generator(x, y, np.ma.masked_invalid(z), fill_type=FillType.OuterCode)
    parts, marks = [], []
    for number, level in enumerate(levels(z)):
        areas, codes = generator.filled(-np.inf, level)
        steps = [area(chart, points, code) for points, code in zip(areas, codes, strict=True)]
        look = {"fill_rule": "evenodd", "fill_opacity": "0.048", "stroke_opacity": "0.3"}
        parts.append(
            svg.tag("path", d="".join(steps), class_=f"fill-{colour} edge-{colour}",
                    stroke_width="0.7", **look)
        )  # fmt: skip
        if number % 2 == 0:
            marks += height(chart, generator.lines(level), level)
    return svg.group(*parts, *marks, pointer_events="none")


def area(chart: Chart, points: np.ndarray, codes: np.ndarray) -> str:
    """One area with its holes, as steps of a path; code 1 begins a line, 79 closes it."""
    places = [chart.place(float(x), float(y)) for x, y in points]
    return "".join(
        "Z" if code == 79 else f"{'M' if code == 1 else 'L'}{svg.number(x)} {svg.number(y)}"
        for (x, y), code in zip(places, codes, strict=True)
    )


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
