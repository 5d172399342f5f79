"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import LEGACY, Mistake


def inputs(rng):
    draw = lambda low, high: rng.uniform(low, high, 4).astype(np.float32)  # noqa: E731
    return {"x": draw(0.5, 2), "k": float(rng.uniform(0.1, 0.4)), "v": draw(2, 4)}


NOT_A_TENSOR = "returned a gradient different than None at position 2"

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
        "`save_for_backward` takes tensors alone, and `k` is a plain number.",
        "Where on `ctx` may a plain number be kept?",
    ),
    Mistake(
        "one-value", "M20",
        lambda s: s.raised("returned an incorrect number of gradients"),
        "`forward` has two arguments besides `ctx`, and your `backward` does not return two "
        "values. Autograd matches the two lists one by one.",
        "Which argument has no partner, and which value says that it has no gradient?",
    ),
    Mistake(
        "a-gradient-for-k", "M20",
        lambda s: s.raised(NOT_A_TENSOR),
        "You return a gradient for `k`. But `k` is a plain number, so there is no place where a "
        "gradient of it could go.",
        "What do you return where there is no gradient at all?",
    ),
    Mistake(
        "only-k", "M21",
        lambda s: s.raised("expected Variable or None"),
        "`backward` returned the plain number `k`. A gradient is a tensor in the shape of its "
        "argument, and what arrived in `g` had no part in yours.",
        "What should be multiplied by `k`?",
    ),
    Mistake(
        "forgets-g", "M21",
        lambda s: s.same("gradient", np.full(4, s.given["k"])),
        "Your gradient is `k` everywhere, whatever arrives: right only where what arrives is 1.",
        "What should be multiplied by `k`?",
    ),
    Mistake(
        "brakes-forward-too", "",
        lambda s: s.same("value", s.given["k"] * s.given["x"]),
        "Your brake also works on the way forward: the values came out smaller.",
        "What should `forward` do with `x`?",
    ),
    Mistake(
        "no-brake", "",
        lambda s: s.same("gradient", s.given["v"]),
        "The whole gradient came through: the brake does not brake.",
        "What should become of `g` before it is returned?",
    ),
    Mistake(
        "a-part-taken-off", "",
        lambda s: s.same("gradient", s.given["v"] * (1 - s.given["k"])),
        "You took the part `k` away from the gradient. But this part is what should be left.",
        "With k = 0.1, should a tenth of the gradient go back, or nine tenths?",
    ),
    Mistake(
        "no-function", "",
        lambda s: s.right("value") and s.right("gradient") and s.wrong("node"),
        "The numbers are right, and the trick is a good one. But your class has no part in it: "
        "autograd recorded other steps.",
        "How does `brake(x, k)` reach your `forward` and your `backward`?",
    ),
]  # fmt: skip
