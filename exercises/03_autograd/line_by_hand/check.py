"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake

POINTS = {"by_hand": 0.5}


def inputs(rng):
    """Points below the line, and a line that they do not lie on: no distance is near 0."""
    x = rng.permutation([0.5, 1.0, 1.5, 2.0, 2.5]) + rng.uniform(-0.1, 0.1, 5)
    w, b = rng.uniform(1, 2, 2)
    t = w * x + b - rng.permutation([0.5, 0.75, 1.0, 1.5, 2.0])
    return {"w": float(w), "b": float(b), "x": x.astype("f"), "t": t.astype("f")}


def times(k):
    """Whether both slopes are k times the expected ones."""
    return lambda s: all(s.same(c, k * s.expected(c)) for c in ("for_w", "for_b"))


MISTAKES = [
    Mistake(
        "asks-autograd", "M4",
        lambda s: s.raised("element 0 of tensors does not require grad"),
        "You asked autograd. Under `no_grad` it has recorded nothing, so there is no graph.",
        "Which plain arithmetic does autograd do for you on the way back?",
    ),
    Mistake(
        "autograd-after-all", "",
        lambda s: s.wrong("by_hand"),
        "You switched recording on again and asked autograd. Here you should do its work.",
        "Which plain arithmetic does autograd do for you on the way back?",
    ),
    Mistake(
        "one-for-each-point", "M22",
        lambda s: np.shape(s.got("for_w")) == (5,),
        "You have one number for each point. All points share one `w` and one `b`, which are "
        "stretched over them.",
        "What happens on the way back to what was stretched on the way forward?",
    ),
    Mistake(
        "sum", "M25",
        times(5),
        "Your gradients are exactly 5 times the expected ones, and there are 5 points: these are "
        "the gradients of the sum.",
        "By what does a mean differ from a sum, and so its slope?",
    ),
    Mistake(
        "sign", "M25",
        times(-1),
        "Your gradients have the right size and the wrong sign: they say what happens when "
        "the line goes down.",
        "If `b` grows, does your distance grow or shrink?",
    ),
    Mistake(
        "half", "",
        times(0.5),
        "Your gradients are exactly half of the expected ones.",
        "What is the slope of a square?",
    ),
    Mistake(
        "inner-slope", "",
        lambda s: s.right("for_b") and s.same("for_w", s.expected("for_b")),
        "The gradient for `b` is right, and you gave the same for `w`. But a point far to the "
        "right moves more when `w` grows.",
        "When `w` grows by 1, by how much does `w * x + b` grow at x = 3?",
    ),
    Mistake(
        "product-of-means", "",
        lambda s: s.right("for_b") and s.same("for_w", s.expected("for_b") * s.given["x"].mean()),
        "The gradient for `b` is right. For `w` you multiplied two means; but each distance "
        "belongs to its own `x`.",
        "What must be multiplied first, and averaged afterwards?",
    ),
]  # fmt: skip
