"""Compare a screenshot with the picture of the same name in docs/widgets, with tolerance.

`COURSE_NEW_PICTURES=1 course test tests/browser` writes the pictures anew; look at them before you
commit. They are the pictures of docs/widgets.md too.
"""

from __future__ import annotations

import io
import os

import numpy as np
from PIL import Image

from tests.house.sizes import ROOT

FOLDER = ROOT / "docs" / "widgets"
BLOCK = 8
"""Pixels are compared in blocks of this size, by their mean: letters may stand a little aside."""

FAR = 40.0
"""A block is different when its mean is this far off, of 255."""

SHARE = 0.02
"""How many blocks may be different."""


def compare(screenshot: bytes, name: str) -> None:
    """Raises AssertionError where they differ, and keeps the new one beside as `name.new.png`."""
    path = FOLDER / f"{name}.png"
    if os.environ.get("COURSE_NEW_PICTURES"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(screenshot)
        return
    assert path.exists(), f"no picture {path.name}: run with COURSE_NEW_PICTURES=1 and look at it"
    problem = difference(Image.open(io.BytesIO(screenshot)), Image.open(path))
    if problem:
        new = path.with_suffix(".new.png")
        new.write_bytes(screenshot)
        raise AssertionError(f"{path.name}: {problem}; the new one is {new}")


def difference(one: Image.Image, other: Image.Image) -> str:
    """What differs, in words; empty where they are the same to the eye."""
    wide, high = one.width - other.width, one.height - other.height
    if abs(wide) > 0.05 * other.width or abs(high) > 0.05 * other.height:
        return f"{one.width} x {one.height} pixels in place of {other.width} x {other.height}"
    size = (min(one.width, other.width), min(one.height, other.height))
    far = np.abs(blocks(one, size) - blocks(other, size)).max(axis=-1) > FAR
    if far.mean() <= SHARE:
        return ""
    return f"{far.mean():.1%} of the blocks differ, {SHARE:.0%} may"


def blocks(image: Image.Image, size: tuple[int, int]) -> np.ndarray:
    """The mean colour of every block of pixels."""
    cut = image.convert("RGB").crop((0, 0, *size))
    small = cut.resize((max(1, size[0] // BLOCK), max(1, size[1] // BLOCK)), Image.Resampling.BOX)
    return np.asarray(small, dtype=float)
