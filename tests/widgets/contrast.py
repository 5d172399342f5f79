"""How well letters stand out from what they stand on, computed from a picture's elements.

Source: Web Content Accessibility Guidelines 2.2, "contrast ratio" and "relative luminance".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.drawing import palette, svg

LEAST = 4.5
MOVE = re.compile(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)")


def ratio(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def colour(element: svg.Element, theme: dict[str, str]) -> str | None:
    """What a shape is filled with; None where it is only a line."""
    found: str | None = theme["ink"]
    if element.get("fill") == "none":
        return None
    for name in element.get("class", "").split():
        part, _, of = name.partition("-")
        if name in ("ink", "muted", "paper", "panel"):
            found = theme[name]
        elif name == "rule" or part == "line":
            return None
        elif part == "fill":
            found = theme[of]
        elif part == "soft":
            found = palette.mix(theme[of], theme["paper"], 0.28)
    return found


def placed(
    element: svg.Element, x: float = 0, y: float = 0, opacity: float = 1
) -> Iterator[tuple[svg.Element, float, float, float]]:
    """Every element in the order of drawing, with where it is moved to and how much covers."""
    moved = MOVE.search(element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    opacity *= float(element.get("opacity", 1))
    yield element, x, y, opacity
    for child in element:
        yield from placed(child, x, y, opacity)


def too_pale(root: svg.Element, theme: dict[str, str]) -> list[str]:
    """The words whose contrast to the ground under their middle is below LEAST."""
    grounds: list[tuple[float, float, float, float, str, float]] = []
    found = []
    for element, x, y, opacity in placed(root):
        get = lambda key, e=element: float(e.get(key, 0))  # noqa: E731
        if element.tag == "rect":
            box = (x + get("x"), y + get("y"), get("width"), get("height"))
        elif element.tag == "circle":
            box = (x + get("cx") - get("r"), y + get("cy") - get("r"), 2 * get("r"), 2 * get("r"))
        elif element.tag == "text" and (element.text or "").strip():
            here = (middle(element) + x, get("y") + y - get("font-size") / 3)
            ground = under(here, grounds, theme["paper"])
            ink = palette.mix(colour(element, theme) or theme["ink"], ground, opacity)
            if ratio(ink, ground) < LEAST:
                found.append(f"{element.text!r}: {ink} on {ground}, {ratio(ink, ground):.1f}")
            continue
        else:
            continue
        fill = colour(element, theme)
        share = opacity * float(element.get("fill-opacity", 1))
        if fill is not None:
            grounds.append((*box, fill, share))
    return found


def middle(text: svg.Element) -> float:
    """The middle of a line of letters."""
    mono = "mono" in text.get("class", "").split()
    wide = svg.text_width(text.text or "", float(text.get("font-size", 13)), mono)
    shift = {"start": 0.5, "middle": 0.0, "end": -0.5}[text.get("text-anchor", "start")]
    return float(text.get("x", 0)) + shift * wide


def under(
    place: tuple[float, float], grounds: list[tuple[float, float, float, float, str, float]],
    paper: str,
) -> str:  # fmt: skip
    """The colour at a place, from what was drawn so far."""
    found = paper
    for left, top, width, height, fill, share in grounds:
        if left <= place[0] <= left + width and top <= place[1] <= top + height:
            found = palette.mix(fill, found, share)
    return found
