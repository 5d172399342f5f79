"""SVG, as elements of the standard library's ElementTree, which escapes every name and value.

    picture(120, 40, rect(0, 0, 120, 40, "soft-blue"), text(60, 25, "w < 3", anchor="middle"))

A part that can be clicked is wrapped in `button(...)`: the browser makes it a button for mouse,
keyboard and screen readers, and tells the widget which one was chosen.
"""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import resvg_py

from course.drawing import palette

Element = ElementTree.Element

__all__ = [
    "Element",
    "button",
    "circle",
    "group",
    "line",
    "path",
    "picture",
    "png",
    "rect",
    "stacked",
    "still",
    "tag",
    "text",
    "text_width",
    "to_text",
    "wrapped",
]


def tag(name: str, *children: Element | str | None, **attributes: object) -> Element:
    """An element; `class_` is `class`, `text_anchor` is `text-anchor`, None is left out.

    >>> to_text(tag("text", "a < b", x=1.26, class_="ink"))
    '<text x="1.3" class="ink">a &lt; b</text>'
    """
    element = Element(name)
    for key, value in attributes.items():
        if value is not None and value != "":
            element.set(key.rstrip("_").replace("_", "-"), number(value))
    for child in children:
        if isinstance(child, str):
            element.text = printable(child)
        elif child is not None:
            element.append(child)
    return element


def number(value: object) -> str:
    """A value of an attribute; lengths are rounded to a tenth: the same picture anywhere."""
    if isinstance(value, float):
        value = round(value, 1)
        return str(int(value)) if value == int(value) else str(value)
    return printable(str(value))


def printable(words: str) -> str:
    """Without the control characters that XML has no way to write."""
    if words.isprintable():
        return words
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in words
    )


def to_text(element: Element) -> str:
    """The element as it is written in a file."""
    return ElementTree.tostring(element, encoding="unicode")


# ------------------------------------------------------------------ shapes


def rect(
    x: float, y: float, width: float, height: float, class_: str = "", **more: object
) -> Element:
    """A box; `rx=4` rounds its corners."""
    return tag("rect", x=x, y=y, width=width, height=height, class_=class_, **more)


def circle(x: float, y: float, radius: float, class_: str = "", **more: object) -> Element:
    """A disc."""
    return tag("circle", cx=x, cy=y, r=radius, class_=class_, **more)


def line(
    x1: float, y1: float, x2: float, y2: float, class_: str = "rule", **more: object
) -> Element:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_, **more)


def path(
    points: Iterable[tuple[float, float]],
    class_: str = "rule",
    closed: bool = False,
    **more: object,
) -> Element:
    """A line through points."""
    steps = [
        f"{'L' if i else 'M'}{number(float(x))} {number(float(y))}"
        for i, (x, y) in enumerate(points)
    ]
    return tag("path", d=" ".join(steps) + ("Z" if closed else ""), class_=class_, **more)


def text(
    x: float,
    y: float,
    words: str,
    class_: str = "ink",
    size: float = 13,
    anchor: str = "start",
    **more: object,
) -> Element:
    """A line of letters; `anchor` is start, middle or end, y the foot of the letters."""
    return tag("text", words, x=x, y=y, class_=class_, font_size=size, text_anchor=anchor, **more)


def text_width(words: str, size: float = 13, mono: bool = True) -> float:
    """About how wide a line of letters is: 0.602 em a letter in DejaVu's fixed-width letters."""
    return len(words) * size * (0.602 if mono else 0.61)


def wrapped(words: str, width: float, size: float = 13, mono: bool = True) -> list[str]:
    """Words in as many lines as they need to be at most about `width` wide.

    >>> wrapped("the slope on the left", 80, 12)
    ['the slope', 'on the left']
    """
    return textwrap.wrap(words, max(8, int(width / text_width("x", size, mono))))


def group(*children: Element | None, x: float = 0, y: float = 0, **more: object) -> Element:
    """Several elements as one, moved by (x, y). An `id` lets the browser move it smoothly."""
    place = f"translate({number(float(x))} {number(float(y))})" if x or y else None
    return tag("g", *children, transform=place, **more)


def button(
    act: str, value: object, label: str, *children: Element | None, pressed: bool | None = None,
    **more: object,
) -> Element:  # fmt: skip
    """Children that can be chosen: the widget's `act(act, value)` is called, `label` is spoken."""
    state = None if pressed is None else str(pressed).lower()
    extra = {"data-act": act, "data-value": str(value), "aria-label": label, "aria-pressed": state}
    return tag(
        "g", tag("title", label), *children, role="button", tabindex="0", class_="act",
        **{key: word for key, word in extra.items() if word is not None}, **more,
    )  # fmt: skip


# ------------------------------------------------------------------ whole pictures


def picture(width: float, height: float, *children: Element | None) -> Element:
    """The root: `width` by `height` units of one CSS pixel."""
    return tag(
        "svg",
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(float(width))} {number(float(height))}",
        width=float(width),
        height=float(height),
        class_=palette.ROOT_CLASS,
    )


def stacked(*roots: Element | None) -> Element:
    """Several pictures as one, below each other."""
    shown = [root for root in roots if root is not None]
    if len(shown) == 1:
        return shown[0]
    parts, y = [], 0.0
    for root in shown:
        parts.append(group(*root, y=y))
        y += float(root.get("height", 0))
    return picture(max(float(root.get("width", 0)) for root in shown), y, *parts)


def still(root: Element) -> str:
    """The picture by itself, for a page without the widget: a white ground and its own colours."""
    whole = ElementTree.Element(root.tag, root.attrib)
    width, height = root.get("width"), root.get("height")
    whole.append(tag("style", palette.sheet()))
    whole.append(tag("rect", width=width, height=height, class_="paper"))
    whole.extend(list(root))
    return to_text(whole)


def png(root: Element, alone: str = "") -> bytes:
    """The still picture in pixels (resvg), with the letters that come with matplotlib.

    Small pictures have two pixels in a length of 1, large ones fewer: the time goes by the pixels.
    `alone` is what `still` made of it, where that is known already.
    """
    area = float(root.get("width", 1)) * float(root.get("height", 1))
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=alone or still(root),
            zoom=round(min(2.0, max(1.0, (SHARP / area) ** 0.5), (MOST_PIXELS / area) ** 0.5), 2),
            skip_system_fonts=True,
            font_files=fonts(),
            sans_serif_family="DejaVu Sans",
            monospace_family="DejaVu Sans Mono",
        )
    )


@cache
def fonts() -> list[str]:
    """The files of DejaVu, which matplotlib brings along."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return [str(folder / f"DejaVu{name}.ttf") for name in FONTS]


SHARP, MOST_PIXELS = 600_000, 900_000
FONTS = ("Sans", "Sans-Bold", "SansMono", "SansMono-Bold")


def data_address(image: bytes) -> str:
    """A PNG as an address that an `image` element can hold."""
    return "data:image/png;base64," + base64.b64encode(image).decode()
