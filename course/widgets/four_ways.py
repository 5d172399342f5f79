"""One network in four ways, side by side: the line of the same job lights up in all four.

NumPy, tensors, autograd, nn with optim. The four programs really run, as they are shown, from the
same first weights; their losses and gradients are compared to the last digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.drawing import svg
from course.drawing.chart import Chart
from course.widgets.controls import Control, Slider
from course.widgets.four_programs import JOBS, PROGRAMS, run
from course.widgets.stage import Stage

__all__ = ["FourWays", "show_four_ways"]

CODE, LINE, GAP = 16.0, 18.5, 6.0
"""Large enough to be read from the last row: a slide of 1280 by 720 shows it in this size."""

COLUMNS = (86.0, 318.0, 564.0, 809.0)
WIDTH, CHART = 1112.0, 96.0
SAID = {"forward": "p[0]", "loss": "loss", "backward": "gradient", "update": "weight"}
WIDTHS = (11, 7, 4, 1.5)
"""Curves that lie on one another are seen because the first is the widest."""

STORIES = {
    "start": "The same data and the same first weights for all four.",
    "forward": "From the data to a prediction. nn keeps the weights, so one call is enough.",
    "loss": "How far off it is: one number.",
    "backward": "Five lines by hand become one call: autograd walks the graph that it recorded.",
    "update": "A step against the gradient. The optimizer does it for all parameters at once.",
    "clear": "By hand, gradients are made anew in each step. Autograd adds to .grad, so clear it.",
}


def show_four_ways(steps: int = 60) -> FourWays:
    """Show one network by NumPy, tensors, autograd and nn with optim, and run all four.

    Keys p and n go through the jobs of one training step, comma and full stop through the steps.

    >>> page = show_four_ways(20)
    >>> page.do("job", 3)
    >>> print(page.twin.splitlines()[0])
    Job: backward. Five lines by hand become one call: autograd walks the graph that it recorded.
    """
    return FourWays(steps)


class FourWays(Stage):
    """See `show_four_ways`."""

    def __init__(self, steps: int = 60) -> None:
        if steps < 2:
            raise ValueError(f"steps is {steps}; a curve needs 2 or more")
        self.steps, self.job, self.step = steps, 0, 1
        self.runs = {program.name: run(program, steps) for program in PROGRAMS}
        super().__init__("One network, four ways", told=True)

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        return [
            Slider(
                "job",
                "Job",
                maximum=len(JOBS) - 1,
                value=self.job,
                keys="pn",
                play=2500,
                shown=JOBS[self.job],
            ),
            Slider(
                "step",
                "Training step",
                minimum=1,
                maximum=self.steps,
                value=self.step,
                keys=",.",
                play=120,
                shown=f"{self.step} of {self.steps}",
            ),
        ]

    def act(self, name: str, value: Any) -> None:
        if name == "job":
            self.job = min(max(int(value), 0), len(JOBS) - 1)
            self.said = STORIES[JOBS[self.job]]
        elif name == "step":
            self.step = min(max(int(value), 1), self.steps)
        else:
            super().act(name, value)

    # -------------------------------------------------------------- numbers

    def number(self, program: str, what: str) -> float:
        """What one program computed in the step that is shown."""
        return self.runs[program][self.step - 1][what]

    def farthest(self) -> float:
        """The largest relative difference between the four, over all numbers of all steps."""
        first, *others = self.runs.values()
        return max(
            abs(one[what] - other[what]) / max(abs(one[what]), 1e-12)
            for run_ in others
            for one, other in zip(first, run_, strict=True)
            for what in one
        )

    def verdict(self) -> str:
        """Whether the four agree."""
        agree = self.farthest() < 1e-9
        return "All four agree to 9 digits." if agree else "The four differ in the first 9 digits."

    # -------------------------------------------------------------- picture and words

    def picture(self) -> svg.Element:
        parts, y = [], 28.0
        for x, program in zip(COLUMNS, PROGRAMS, strict=True):
            parts.append(svg.text(x, 19, program.name, "ink strong", 17))
        for place, job in enumerate(JOBS):
            band, high = self.band(place, job)
            parts.append(svg.group(band, x=0, y=y))
            y += high
        parts += self.numbers(y + 15)
        parts.append(svg.text(10, y + 39, STORIES[JOBS[self.job]], "ink strong", 16))
        return svg.picture(WIDTH, y + 44 + CHART, *parts, *self.chart(y + 44))

    def numbers(self, y: float) -> list[svg.Element]:
        """What the chosen job gave, under each column."""
        what = SAID.get(JOBS[self.job])
        if what is None:
            return []
        parts = [svg.text(10, y, what, "ink strong", 14)]
        for x, name in zip(COLUMNS, self.runs, strict=True):
            words = f"{self.number(name, what):.9f}"
            parts.append(svg.text(x, y, words, "ink mono strong", CODE))
        return parts

    def band(self, place: int, job: str) -> tuple[svg.Element, float]:
        """One job: its name, its lines in four columns, and, where it is on, its numbers."""
        on = place == self.job
        lines = max(len(program.code(job)) for program in PROGRAMS)
        high = max(lines, 1) * LINE + GAP
        look = "soft-yellow edge-black" if on else "paper"
        box = svg.rect(4, 1, WIDTH - 6, high - 2, look, rx=6, stroke_width=1.5 if on else None)
        name = svg.text(10, 16, job, "ink strong" if on else "muted", 14)
        parts = [svg.button("job", place, f"Job: {job}", box, name, pressed=on)]
        for x, program in zip(COLUMNS, PROGRAMS, strict=True):
            code = program.code(job)
            for number, line in enumerate(code):
                indent = svg.text_width(line[: len(line) - len(line.lstrip())], CODE)
                ink = "ink mono strong" if on else "ink mono"
                parts.append(svg.text(x + indent, 16 + LINE * number, line.lstrip(), ink, CODE))
            if not code:
                parts.append(svg.text(x, 16, "(nothing to clear)", "muted", 14))
        return svg.group(*parts), high

    def chart(self, top: float) -> list[svg.Element]:
        """The four losses, one on another, and where the training is."""
        names = list(self.runs)
        curves = {name: [one["loss"] for one in self.runs[name]] for name in names}
        every = [loss for curve in curves.values() for loss in curve]
        ends = (min(every), max(every))
        chart = Chart(
            WIDTH,
            CHART,
            x=(1, self.steps),
            y=ends,
            log_y=True,
            y_label="loss",
            left=-6,
            top=top,
        )
        parts = chart.axes()
        for number, name in enumerate(names):
            parts += chart.curve(enumerate(curves[name], 1), number, width=WIDTHS[number])
        x, _ = chart.place(self.step, ends[0])
        parts.append(svg.line(x, chart.top, x, chart.foot, "line-black", stroke_width=2))
        words = f"{self.verdict()} The curves lie on one another, {names[0]} widest, at the bottom."
        parts.append(svg.text(chart.left + 16, chart.foot - 10, words, "ink", 14))
        place = (chart.right - 12, chart.top + 16)
        parts.append(svg.text(*place, "loss after each training step", "muted", 12, "end"))
        return parts

    def words(self) -> str:
        job = JOBS[self.job]
        lines = [f"Job: {job}. {STORIES[job]}"]
        for program in PROGRAMS:
            lines.append(f"{program.name}:")
            for each in JOBS:
                mark = ">" if each == job else " "
                code = program.code(each) or ["(nothing to clear)"]
                lines += [f" {mark} {each:9}{line}" for line in code]
            if job in SAID:
                value = self.number(program.name, SAID[job])
                lines.append(f"   {SAID[job]} = {value:.9f} in training step {self.step}")
        first, last = (self.runs["NumPy"][n]["loss"] for n in (0, -1))
        lines.append(f"The loss falls from {first:.6f} to {last:.6f} in {self.steps} steps.")
        return "\n".join([*lines, self.verdict()])
