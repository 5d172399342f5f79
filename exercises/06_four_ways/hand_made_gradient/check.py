"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, alike


def inputs(rng):
    draw = lambda *shape: rng.uniform(0.5, 2, shape).astype(np.float32)  # noqa: E731
    return {"w": draw(3), "x": draw(8, 3), "target": -draw(8), "lr": 0.002, "steps": 4}


def fitted(seen, kept=0, rate=1):
    """w after the steps, with old gradients kept, or at another rate."""
    w, x, target = (np.float64(seen.given[name]) for name in ("w", "x", "target"))
    total = 0
    for _ in range(seen.given["steps"]):
        total = kept * total + 2 * x.T @ (x @ w - target)
        w = w - rate * seen.given["lr"] * total
    return w


MISTAKES = [
    Mistake(
        "zero-is-a-number", "M11",
        lambda s: s.raised("expected to be a Tensor or None but got grad of type float"),
        "You assigned the plain number 0.0 to `.grad`. A gradient is a tensor, or it is not there.",
        "Which value of `.grad` says that there is no gradient yet?",
    ),
    Mistake(
        "array-as-gradient", "M11",
        lambda s: s.raised("assigned grad expected to be a Tensor"),
        "What you assigned to `.grad` is no tensor: it comes from NumPy.",
        "How does an array become a tensor of the right dtype?",
    ),
    Mistake(
        "one-number", "M11",
        lambda s: s.raised("attempting to assign a gradient of size '[]'"),
        "Your gradient is one single number, and `w` has three.",
        "Which sum does the formula contain already, and which one did you add?",
    ),
    Mistake(
        "column", "M11",
        lambda s: s.raised("attempting to assign a gradient of size"),
        lambda s: "`.grad` refused your tensor: " + next(iter(s.errors.values()))["message"] + ".",
        "Which shape does `w` have, and where did yours get another axis or other sizes?",
    ),
    Mistake(
        "double", "M11",
        lambda s: s.raised("attempting to assign a gradient with dtype"),
        "Your gradient has another dtype than `w`: numbers of NumPy have 64 bits if nobody says "
        "otherwise.",
        "Which dtype does `w` have, and where did yours get another?",
    ),
    Mistake(
        "written-into-none", "M10",
        lambda s: s.raised("unsupported operand type(s) for +="),
        "Before the first `backward` there is no gradient: `.grad` is None, and to None nothing "
        "can be added.",
        "Should the new gradient be added to an old one here, or take its place?",
    ),
    Mistake(
        "step-before", "M9",
        lambda s: len(s.got("optimizer")) == s.given["steps"]
        and alike(s.got("optimizer")[0], s.given["w"]) and not s.same("fitted", s.given["w"]),
        "The first `step` did nothing: there was no gradient yet. And each later one took the "
        "gradient of the round before.",
        "What must be in `.grad` when `step` is called?",
    ),
    Mistake(
        "no-step", "",
        lambda s: s.same("fitted", s.given["w"]) and s.got("optimizer") == []
        and not s.matches(r"^\s*w = "),
        "`w` did not move: nobody looked at its gradient.",
        "Which method of the optimizer uses what is in `.grad`?",
    ),
    Mistake(
        "cleared-between", "M9",
        lambda s: s.same("fitted", s.given["w"]) and s.uses("zero_grad"),
        "`w` did not move: the gradient was cleared after you had put it there, and before `step` "
        "could use it.",
        "Between which two actions must nothing be cleared?",
    ),
    Mistake(
        "other-leaf", "M13",
        lambda s: s.same("fitted", s.given["w"]) and s.uses("SGD") and bool(s.got("optimizer")),
        "The caller's `w` did not move: the optimizer was given another tensor, to which you gave "
        "the same name.",
        "Which tensor does `optimizer.step()` change?",
    ),
    Mistake(
        "rebinds", "M13",
        lambda s: s.same("fitted", s.given["w"]),
        "The caller's `w` did not move: `w = w - ...` gives the name to a new tensor, inside the "
        "function alone.",
        "Who should change `w` here, and at what does it look?",
    ),
    Mistake(
        "added-up", "M8",
        lambda s: s.same("fitted", fitted(s, kept=1)),
        "The first step is right; from the second on you move along the sum of all gradients so "
        "far.",
        "Does anything here clear the old gradient, and must the new one be added to it?",
    ),
    Mistake(
        "rate-twice", "M25",
        lambda s: s.same("fitted", fitted(s, rate=s.given["lr"])),
        "`w` has hardly moved. The learning rate was multiplied in twice: once by you, and once by "
        "the optimizer.",
        "What belongs into `.grad`: the gradient, or the step?",
    ),
    Mistake(
        "uphill", "M25",
        lambda s: s.same("fitted", fitted(s, rate=-1)),
        "You went uphill: every step is as large as it should be, in the opposite direction.",
        "Who takes care of the minus sign, if `step` does the update?",
    ),
    Mistake(
        "by-hand-still", "",
        lambda s: s.right("fitted"),
        "The numbers are right, but no optimizer took a step: the update is still yours.",
        "Which object should change `w`, and which method of it?",
    ),
]  # fmt: skip
