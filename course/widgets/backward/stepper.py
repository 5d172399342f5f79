"""The backward pass, watched step by step: what comes in, what it is multiplied by, what goes out.

The walk is the small one of course/graph/walking.py. It runs beside the graph, on copies: the
learner's `.grad` stay as they are, and `loss.backward()` works afterwards as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.drawing import svg
from course.graph.reading import caller_scope, names_in
from course.graph.walking import ALGORITHMS
from course.widgets.backward import scene
from course.widgets.backward.overview import Overview, state_after
from course.widgets.backward.record import Record
from course.widgets.backward.step import row_in_words, share_in_words
from course.widgets.backward.story import Story
from course.widgets.controls import Button, Choice, Control, Slider, Switch
from course.widgets.stage import Stage

__all__ = ["BackwardStepper", "show_backward"]


def show_backward(
    tensor: Any,
    gradient: Any = None,
    *,
    step: int = 1,
    algorithm: str = "right",
    twice: bool = False,
    retain_graph: bool = False,
) -> BackwardStepper:
    """Show what `tensor.backward(gradient)` does, one small step after the other.

    First the forward pass, then the way back in the order in which PyTorch goes; with switches that
    run a wrong algorithm on the same graph, and a second pass with or without retain_graph. Nothing
    of yours is changed: no `.grad`, and the graph is not freed. Works for tutorgrad and PyTorch.

    step: where to begin, counted from 1.   algorithm: "right", "overwrite", "recursion" or "no
    un-broadcast".   twice, retain_graph: a second call, and whether the first keeps the graph.
    Raises ValueError for a tensor that does not require grad and for a step that there is not,
    RuntimeError for several numbers and no `gradient`.

    >>> import tutorgrad as torch
    >>> w = torch.tensor(3.0, requires_grad=True)
    >>> loss = w * w
    >>> print(show_backward(loss, step=4).said)
    MulBackward0 multiplies what comes in by its own derivative. 1 × 3 = 3, 1 × 3 = 3.
    """
    stepper = BackwardStepper(tensor, gradient, names_in(caller_scope(), tensor))
    for name, value in (("algorithm", algorithm), ("second", twice), ("retain", retain_graph)):
        stepper.act(name, value)
    if not 1 <= step <= len(stepper.story.steps):
        raise ValueError(f"step is {step}; this walk has steps 1 to {len(stepper.story.steps)}")
    stepper.act("step", step - 1)
    stepper.refresh()
    return stepper


class BackwardStepper(Stage):
    """See `show_backward`."""

    def __init__(self, tensor: Any, gradient: Any, names: dict[str, Any]) -> None:
        self.record = Record(tensor, gradient, names)
        self.overview = Overview(self.record)
        self.algorithm, self.retain, self.second = "right", False, False
        self.stories: dict[tuple[str, bool, bool], tuple[Story, float]] = {}
        self.number = 0
        title = f"{self.record.labels[self.record.graph.root]}.backward(), step by step"
        super().__init__(title, told=True)

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        story, last = self.story, len(self.story.steps) - 1
        wrong = story.first_wrong
        return [
            Slider(
                "step", "Step", maximum=last, value=self.number, keys="pn", play=1200,
                shown=f"{self.number + 1} of {last + 1}",
            ),
            Button("back", "Way back", key="b"),
            Choice("algorithm", "Algorithm", "a", options=list(ALGORITHMS), value=self.algorithm),
            Button("wrong", "First wrong step", key="w", disabled=wrong is None),
            Switch("second", "backward() twice", key="s", value=self.second),
            Switch("retain", "retain_graph=True", key="r", value=self.retain),
        ]  # fmt: skip

    def act(self, name: str, value: Any) -> None:
        if name == "step":
            self.number = int(value)
        elif name == "back":
            self.number = next(i for i, step in enumerate(self.story.steps) if step.phase == 1)
        elif name == "wrong":
            first = self.story.first_wrong
            self.number = self.number if first is None else first
        elif name == "go":
            self.number = self.next_at(value)
        elif name in ("algorithm", "retain", "second"):
            if name == "algorithm" and value not in ALGORITHMS:
                raise ValueError(
                    f"algorithm is {value!r}; it must be one of {', '.join(ALGORITHMS)}"
                )
            setattr(self, name, value)
        else:
            super().act(name, value)
        self.number = min(max(0, self.number), len(self.story.steps) - 1)
        self.said = self.story.steps[self.number].sentence

    def next_at(self, key: str) -> int:
        """The next step about a box, or if there is none the first."""
        about = [i for i, step in enumerate(self.story.steps) if step.key == key]
        return next((i for i in about if i > self.number), about[0] if about else self.number)

    @property
    def story(self) -> Story:
        """The steps for the switches as they are."""
        return self.tale()[0]

    def tale(self) -> tuple[Story, float]:
        """The steps and the height of their pictures, worked out when they are first asked for."""
        case = (self.algorithm, self.retain, self.second)
        if case not in self.stories:
            story = Story(self.record, *case)
            self.stories[case] = story, scene.height_of(self.overview, story)
        return self.stories[case]

    # -------------------------------------------------------------- picture and words

    def picture(self) -> svg.Element:
        story, height = self.tale()
        state = state_after(self.record, story.steps[: self.number + 1])
        return scene.draw(self.overview, story, self.number, state, height)

    def words(self) -> str:
        story, step = self.story, self.story.steps[self.number]
        state = state_after(self.record, story.steps[: self.number + 1])
        last = self.number == len(story.steps) - 1
        lines = [f"{scene.PHASES[step.phase]}, step {self.number + 1} of {len(story.steps)}: "
                 f"{story.boxes[step.key]}, {scene.KINDS[step.kind]}."]  # fmt: skip
        if step.phase:
            verdict = story.verdict()
            end = f" {verdict[0].upper()}{verdict[1:]}." if verdict else ""
            lines.append(f"Algorithm: {story.algorithm}. {story.rule}{end}")
        lines += [step.sentence, *map(row_in_words, step.rows)]
        lines += [step.message] if step.message else []
        for name, now, should in scene.leaf_rows(story, state, last):
            lines.append(
                f"{name}.grad now: {now}" + (f"; right in the end: {should}" if should else "")
            )
        now, most = scene.memory_now(story, step, state)
        lines.append(f"The graph keeps {share_in_words(now, most)} for the way back.")
        lines.append(f"The graph, from its leaves on: {'; '.join(self.overview.in_words())}.")
        ran = [story.boxes[each.key] for each in self.record.graph if each.key in state.ran]
        if step.phase:
            lines.append(f"Boxes that have run: {', '.join(ran) or 'none'}.")
        return "\n".join(lines)
