"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import LEGACY, Mistake


def inputs(rng):
    draw = lambda low, high: rng.uniform(low, high, (2, 3)).astype(np.float32)  # noqa: E731
    a, b, v = draw(0.5, 1), draw(1.2, 2), draw(2, 4)
    return {"a": a, "b": b, "t": float(rng.uniform(0.1, 0.4)), "v": v}


def parts(seen, arriving):
    """The gradients of a and b for a gradient that arrives."""
    t = seen.given["t"]
    return [arriving * (1 - t), arriving * t]


NOT_A_TENSOR = "returned a gradient different than None at position 3"

MISTAKES = [
    Mistake(
        "called", "M19",
        lambda s: s.raised(LEGACY),
        "You made an object of the class and called it. That is the old style, and it is refused.",
        "Which method of the class itself runs `forward` and puts a node into the graph?",
    ),
    Mistake(
        "number-saved", "M20",
        lambda s: s.raised("save_for_backward can only save"),
        "`save_for_backward` notes the version of what it gets and frees it later. That works for "
        "tensors alone, and `t` is a plain number.",
        "Where on `ctx` may a plain number be kept?",
    ),
    Mistake(
        "two-values", "M20",
        lambda s: s.raised("returned an incorrect number of gradients"),
        "`forward` has three arguments besides `ctx`, and your `backward` returns another number "
        "of values. Autograd matches the two lists one by one.",
        "Which argument has no partner, and which value says that it has no gradient?",
    ),
    Mistake(
        "none-first", "M20",
        lambda s: s.raised(NOT_A_TENSOR) and s.matches(r"return None"),
        "The last value that you return belongs to `t`, which is a number and can have no "
        "gradient. The values are matched with the arguments by their order.",
        "What is the order of the arguments of `forward`?",
    ),
    Mistake(
        "only-numbers", "M21",
        lambda s: s.raised("got float") and not s.matches(r"return.*\bg\b"),
        "`backward` returned plain numbers: the slopes. A gradient is a tensor in the shape of its "
        "argument, and what arrived in `g` had no part in yours.",
        "What does the chain rule do with `g` and a slope?",
    ),
    Mistake(
        "number-returned", "M20",
        lambda s: s.raised(NOT_A_TENSOR),
        "You return a gradient for `t`. But `t` is a plain number, so there is no place where a "
        "gradient of it could go.",
        "What do you return where there is no gradient at all, which is not the same as 0?",
    ),
    Mistake(
        "forgets-g", "M21",
        lambda s: s.same("gradients", parts(s, np.ones_like(s.given["v"]))),
        "You return the slopes alone. They are right only where the gradient that arrives is 1, "
        "and here other numbers arrive.",
        "Which factor is missing from both?",
    ),
    Mistake(
        "wrong-order", "M20",
        lambda s: s.same("gradients", s.expected("gradients")[::-1]),
        "`a` got the gradient of `b`, and `b` got that of `a`.",
        "In which order must the values stand that `backward` returns?",
    ),
    Mistake(
        "whole-g-for-both", "",
        lambda s: s.same("gradients", [s.given["v"], s.given["v"]]),
        "You passed on the whole gradient to both. That would be right for a plain sum `a + b`.",
        "If `a` grows by 1, by how much does the blend grow?",
    ),
]  # fmt: skip
