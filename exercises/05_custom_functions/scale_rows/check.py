"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    draw = lambda low, high, *shape: rng.uniform(low, high, shape).astype(np.float32)  # noqa: E731
    return {"x": draw(0.5, 2, 4, 3), "w": draw(0.5, 2, 4), "v": draw(2, 4, 4, 3)}


SHAPE = "returned an invalid gradient at index 1 - got "

MISTAKES = [
    Mistake(
        "one-gradient", "M20",
        lambda s: s.raised("returned an incorrect number of gradients"),
        "`forward` has two arguments, `x` and `w`, and your `backward` does not return two values.",
        "Which argument would get nothing?",
    ),
    Mistake(
        "swapped", "M20",
        lambda s: s.raised("returned an invalid gradient at index 0 - got [4] "),
        "The first value that you return has the shape of `w`, and the first argument is `x`.",
        "In which order must the gradients stand?",
    ),
    Mistake(
        "not-summed", "M22",
        lambda s: s.raised(SHAPE + "[4, 3]"),
        "Your gradient of `w` has the shape (4, 3), and `w` has the shape (4). In `forward` each "
        "weight was stretched over its row, so on the way back each has several gradients.",
        "One value was used in several places: what happens with the gradients that come back?",
    ),
    Mistake(
        "kept-axis", "M22",
        lambda s: s.raised(SHAPE + "[4, 1]"),
        "Your gradient of `w` is a column of shape (4, 1), and `w` has the shape (4).",
        "What keeps the axis of length 1, and who asked for it?",
    ),
    Mistake(
        "wrong-axis", "M20",
        lambda s: s.raised(SHAPE + "[3]"),
        "Your gradient of `w` has 3 numbers and `w` has 4: you summed over the rows.",
        "Which axis of `g * x` must go, so that one number for each row is left?",
    ),
    Mistake(
        "sum-of-all", "M20",
        lambda s: s.raised(SHAPE + "[]"),
        "Your gradient of `w` is one single number, and `w` has 4.",
        "Over which axis alone was each weight stretched?",
    ),
    Mistake(
        "not-a-column", "M22",
        lambda s: s.raised("The size of tensor a"),
        lambda s: "Two shapes did not fit: " + next(iter(s.errors.values()))["message"] + ". "
        "Shapes are held against each other from the right, so `w` of shape (4) meets the axis of "
        "length 3.",
        "What did `forward` do with `w` before it multiplied?",
    ),
    Mistake(
        "mean", "M25",
        lambda s: s.same("gradient_of_w", s.expected("gradient_of_w") / 3),
        "Your gradient of `w` is exactly one third of the expected one, and a row has three "
        "numbers: it is their mean.",
        "When one value is used in three places, does the result change by the mean of the three "
        "effects?",
    ),
    Mistake(
        "forgets-g", "M21",
        lambda s: s.same("gradient_of_w", s.given["x"].sum(1)),
        "Your gradients do not depend on `g`: they are right only where the gradient that arrives "
        "is 1 everywhere.",
        "What has each slope to be multiplied by, before anything is summed?",
    ),
    Mistake(
        "g-summed-first", "M22",
        lambda s: s.same("gradient_of_w", s.given["v"].sum(1) * s.given["x"].sum(1)),
        "You multiplied two sums. The gradient of a weight is a sum of products: each number of "
        "the row has its own gradient.",
        "Which of the two comes first here, the product or the sum?",
    ),
]  # fmt: skip
