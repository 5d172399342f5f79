"""A still picture for the lessons: loss curves, drawn with matplotlib.

It has a text twin: its `repr`, shown where no picture can be, and compared when a notebook is
tested. Colours: those of course/drawing/palette.py.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from course.drawing.palette import COLOURS

__all__ = ["COLOURS", "Picture", "plot_losses"]


class Picture(Figure):
    """A matplotlib Figure that a notebook shows as the last line of a cell; `repr` is its twin.

    It belongs to no pyplot window, so it is shown once and freed with its last name.
    """

    twin = "picture"

    def __repr__(self) -> str:
        return self.twin

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        self.savefig(file, format="png")
        return file.getvalue()


LINE_STYLES = ("-", "--", "-.", ":")


def plot_losses(
    losses: Mapping[str, Sequence[float]], title: str = "Loss", scale: str = "log"
) -> Picture:
    """Plot one curve for each name of `losses` against the step.

    `scale` of the loss axis is "log" or "linear". Curves differ in colour and in line style. The
    legend gives each curve's last value. Raises ValueError if `losses` is empty or holds an
    empty curve.
    """
    empty = [name for name, curve in losses.items() if len(curve) == 0]
    if empty or not losses:
        raise ValueError(f"nothing to plot: {empty or losses!r}; give a list of numbers per name.")
    figure = Picture(figsize=(6.4, 3.6), dpi=90, layout="constrained")
    figure.twin = f"{title}: " + ", ".join(f"{k} ({len(v)} steps)" for k, v in losses.items())
    axes = figure.add_subplot(xlabel="step", ylabel="loss", yscale=scale, title=title)
    for index, (name, curve) in enumerate(losses.items()):
        axes.plot(
            range(len(curve)),
            curve,
            color=list(COLOURS.values())[index % len(COLOURS)],
            linestyle=LINE_STYLES[index % len(LINE_STYLES)],
            label=f"{name}: ends at {curve[-1]:.3g}",
        )
    axes.grid(alpha=0.3)
    axes.legend()
    return figure
