"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    draw = lambda: rng.uniform(0.5, 2, 3).astype(np.float32)  # noqa: E731
    return {"w": draw(), "batches": [draw() for _ in range(3)]}


def gradients(seen):
    """The gradient of each batch at w: 2 w x²."""
    return [2 * seen.given["w"] * x**2 for x in seen.given["batches"]]


MISTAKES = [
    Mistake(
        "zero-none", "M10",
        lambda s: s.raised("'NoneType' object has no attribute 'zero_'"),
        "`w.grad` is None until the first `backward`: there is no tensor yet to write zeros into.",
        "Which value of `w.grad` means the same as zeros, and may always be set?",
    ),
    Mistake(
        "sum-of-sums", "M8",
        lambda s: s.same("first", sum(np.cumsum(gradients(s), 0)) / 3),
        "You added up what was a sum already: after the third pass `w.grad` holds the gradients of "
        "all three batches, so the first batch counts three times.",
        "After the loop, how much of the sum is in `w.grad` without your adding anything?",
    ),
    Mistake(
        "last-only", "M8",
        lambda s: s.same("first", gradients(s)[-1]),
        "This is the gradient of the last batch alone: the earlier ones were thrown away.",
        "At which place of the program is a fresh start needed, and how often?",
    ),
    Mistake(
        "second-pass", "M7",
        lambda s: s.same("first", 2 * s.expected("first")),
        "Your gradient is exactly 2 times the expected one: the graph was walked twice, and "
        "`retain_graph=True` keeps the graph, it does not empty `.grad`.",
        "How many times may `backward` run for one batch?",
    ),
    Mistake(
        "no-mean", "M25",
        lambda s: s.same("first", 3 * s.expected("first")),
        "Your gradient is exactly 3 times the expected one, and there are three batches: it is "
        "their sum.",
        "What makes a mean of a sum?",
    ),
    Mistake(
        "not-fresh", "M9",
        lambda s: s.right("first") and s.same("again", 2 * s.expected("again")),
        "The first call is right; the second gives twice as much, since the gradients of the first "
        "are still in `w.grad`.",
        "What must be true of `w.grad` before the loop starts, whoever called before?",
    ),
]  # fmt: skip
