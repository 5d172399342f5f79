"""The picture of a run: a line per workload, a mark per engine, time divided by PyTorch's."""

from __future__ import annotations

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .report import Run

# Okabe and Ito's palette, told apart by all; and each engine has a mark of its own as well.
STYLES = {
    "numpy": ("#000000", "|"),
    "numpy-default": ("#000000", "_"),
    "torch": ("#E69F00", "o"),
    "tutorgrad": ("#0072B2", "D"),
    "tutorgrad-replay": ("#56B4E9", "<"),
    "jax": ("#CC79A7", "s"),
    "autograd": ("#009E73", "^"),
    "mygrad": ("#D55E00", "v"),
    "dezero": ("#8C8C00", "P"),
    "tinygrad": ("#999999", "X"),
}


def draw(run: Run, kind: str) -> bytes:
    """The picture as a PNG or SVG file."""
    base = "torch" if any(row.median("torch") for row in run.timed) else "numpy"
    rows = [row for row in run.timed if row.median(base)]
    figure = Figure(figsize=(9, 1.6 + 0.33 * len(rows)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for name in run.engines:
        colour, mark = STYLES[name]
        known = [(r, y) for y, row in enumerate(rows) if (r := row.ratio(name, base)) is not None]
        if known:
            axes.plot(
                *zip(*known, strict=True), mark, color=colour, label=name, markersize=7, mew=1.5
            )
    axes.axvline(1.0, color="#999999", linewidth=1, zorder=0)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.set_yticks(range(len(rows)), [row.title for row in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.5)
    axes.set_xlabel(f"{run.clock} time / {base}, threads: {run.threads}; left is faster")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside upper center", ncols=5, frameon=False)
    file = io.BytesIO()
    metadata = {"Date": None} if kind == "svg" else {}
    figure.savefig(file, format=kind, dpi=150, metadata=metadata)
    return file.getvalue()
