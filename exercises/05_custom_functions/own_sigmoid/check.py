"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import LEGACY, Mistake


def inputs(rng):
    draw = lambda low, high: rng.uniform(low, high, 4).astype(np.float32)  # noqa: E731
    return {"x": draw(0.5, 2), "v": draw(2, 4)}


def slope(seen):
    """The slope of the sigmoid at each x."""
    y = 1 / (1 + np.exp(-seen.given["x"]))
    return y * (1 - y)


MISTAKES = [
    Mistake(
        "called", "M19",
        lambda s: s.raised(LEGACY),
        "You made an object of the class and called it. That is the old style, and it is refused: "
        "`forward` and `backward` are static, and an object of the class has no part in them.",
        "Which method of the class runs `forward`, makes the box `ctx` and puts a node into the "
        "graph?",
    ),
    Mistake(
        "made-an-object", "M19",
        lambda s: s.raised("'Sigmoid' object has no attribute"),
        "`Sigmoid(x)` makes an object of the class. It computes nothing: `forward` was never run, "
        "and what came back is not a tensor.",
        "Which method of the class do you call to get the result of `forward`, with a graph?",
    ),
    Mistake(
        "forward-by-hand", "M19",
        lambda s: s.raised("has no attribute 'save_for_backward'"),
        "You called `forward` yourself, so there is no box `ctx` for it to put something into, and "
        "nothing that puts a node into the graph.",
        "Who calls `forward`, and what do you call?",
    ),
    Mistake(
        "forgets-g", "M21",
        lambda s: s.same("gradient", slope(s)),
        "You return the slope alone. That is right only where the gradient that arrives is 1, and "
        "here other numbers arrive.",
        "What does the chain rule do with the gradient that arrives and the slope?",
    ),
    Mistake(
        "changes-g", "",
        lambda s: s.right("gradient") and s.wrong("untouched"),
        "The gradient of `x` is right, but you changed the tensor `g` that was lent to you: after "
        "`backward` the caller's own tensor holds other numbers.",
        "How do you multiply without writing into `g`?",
    ),
    Mistake(
        "attribute-of-ctx", "M21",
        lambda s: s.right("gradient") and s.wrong("changed_meanwhile"),
        "The gradient is right as long as nobody changes anything. But a tensor that was changed "
        "in place between `forward` and `backward` gave a wrong gradient, and no error: an "
        "attribute of `ctx` does not note the version.",
        "Into what do tensors go, so that a change is noticed?",
    ),
    Mistake(
        "slope-with-x", "",
        lambda s: s.same("gradient", s.given["v"] * s.given["x"] * (1 - s.given["x"])),
        "You put `x` into the formula of the slope, and the formula is written with `y`.",
        "Which of the two tensors do you have to save?",
    ),
    Mistake(
        "built-in", "",
        lambda s: s.right("gradient") and s.right("changed_meanwhile") and s.wrong("node"),
        "The numbers are right, but they do not come from your class: autograd recorded steps that "
        "somebody else wrote.",
        "How does `sigmoid(x)` reach your `forward` and your `backward`?",
    ),
]  # fmt: skip
