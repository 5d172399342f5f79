"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, alike


def inputs(rng):
    draw = lambda: rng.uniform(0.5, 2, 3).astype(np.float32)  # noqa: E731
    return {"start": [float(n) for n in draw()], "x": draw(), "target": draw() + 2}


def uncleared(seen):
    """The weights after three steps along the sums of all gradients so far."""
    w, x, target = (np.asarray(seen.given[name], float) for name in ("start", "x", "target"))
    total = 0
    for _ in range(3):
        total = total + 2 * x * (x * w - target)
        w = w - 0.05 * total
    return w


MISTAKES = [
    Mistake(
        "asked-to-keep", "M12",
        lambda s: s.got("place")["journeys"] == "in each step" and s.calls("retain_grad") > 0,
        "The weights are right: with `retain_grad` your `w` keeps its gradient. But it is still "
        "the result of an operation, `.to`, and the way back goes on to the real leaf on the CPU: "
        "each `backward` sends a gradient over the cable that nobody uses.",
        "How can `w` be made so that the graph begins with it?",
    ),
    Mistake(
        "moved-in-each-step", "M24",
        lambda s: s.got("place")["journeys"] == "in each step" and s.right("weights"),
        "The weights are right, but something travels over the cable in each step.",
        "Which of the moves in the loop could be made once, before it?",
    ),
    Mistake(
        "new-tensor", "M13",
        lambda s: s.raised("does not require grad") and s.matches(r"^\s+w\s*=\s*w\s*-"),
        "`w = w - …` makes a new tensor, and under `no_grad` it requires no grad. In the second "
        "step there is nothing to go back through.",
        "How is the leaf itself changed, in its place?",
    ),
    Mistake(
        "data-left-behind", "M24",
        lambda s: s.raised("on the same device"),
        "Two places met in one calculation: at least one of `w`, `x` and `target` is on the card, "
        "and another one is on the CPU.",
        "What does `.to` hand back, and did your names get it?",
    ),
    Mistake(
        "no-leaf", "M12",
        lambda s: s.raised("'NoneType'"),
        "`w.grad` is None after `backward`: `w` is no leaf, it is what `.to(device)` gave, and "
        "the gradient went to the tensor on the CPU that it was made from.",
        "What must come first: the journey, or requiring grad?",
    ),
    Mistake(
        "with-history", "M17",
        lambda s: s.raised("Can't call numpy() on Tensor that requires grad"),
        "The training is done, but the weights still require grad, and NumPy knows no graph.",
        "Which method gives the same numbers without history?",
    ),
    Mistake(
        "still-there", "M24",
        lambda s: s.raised("device type tensor to numpy"),
        "The training is done, but the weights are still on the card, where NumPy cannot see them.",
        "Which journey is missing?",
    ),
    Mistake(
        "never-cleared", "M8",
        lambda s: alike(s.got("weights")["numbers"], uncleared(s)),
        "These weights come from steps along the sum of all gradients so far: nobody cleared "
        "`w.grad`.",
        "What is in `w.grad` at the end of the second `backward`?",
    ),
    Mistake(
        "back-to-the-cpu", "M24",
        lambda s: s.got("place")["steps"] == "on the CPU",
        "The weights are right, but all the work was done on the CPU: what should run on the card "
        "must live there.",
        "Which three tensors have to be on the card before the first step?",
    ),
]  # fmt: skip
