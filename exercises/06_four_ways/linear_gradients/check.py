"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    draw = lambda *shape: rng.uniform(0.5, 2, shape).astype(np.float32)  # noqa: E731
    return {"x": draw(5, 4), "w": draw(3, 4), "g": draw(5, 3)}


def message(seen):
    """The first sentence of what stopped the answer."""
    return next(iter(seen.errors.values()))["message"].split(". ")[0]


MISTAKES = [
    Mistake(
        "star", "M23",
        lambda s: s.raised("The size of tensor a"),
        lambda s: f"Two shapes did not fit: {message(s)}. `*` multiplies number by number; a layer "
        "is a product of matrices.",
        "Which operation adds up the products along a row and a column?",
    ),
    Mistake(
        "as-in-numpy-way", "M23",
        lambda s: s.raised("shapes cannot be multiplied"),
        lambda s: f"A product of matrices did not fit: {message(s)}. In such a product the two "
        "inner sizes must be equal.",
        "Which shape do you want, and which product of these two matrices has it?",
    ),
    Mistake(
        "other-order", "",
        lambda s: s.same("of_x", s.expected("of_w")) and s.same("of_w", s.expected("of_x")),
        "Your gradients of `x` and of `w` have changed places.",
        "In which order were they asked for?",
    ),
    Mistake(
        "w-turned", "M23",
        lambda s: s.same("of_w", s.expected("of_w").T),
        "Your gradient of `w` is the transpose of the expected one: it has one row for each input.",
        "Which shape does `w` have, and which product has it too?",
    ),
    Mistake(
        "b-not-summed", "M22",
        lambda s: s.same("of_b", s.given["g"]),
        "Your gradient of `b` has a row for each example. But there is one `b` for all of them: on "
        "the way forward it was stretched.",
        "What becomes of several gradients that arrive at one number?",
    ),
    Mistake(
        "b-column-kept", "M22",
        lambda s: s.same("of_b", s.expected("of_b")[None]),
        "The numbers are right, but your gradient of `b` has an axis more than `b`.",
        "What kept this axis?",
    ),
    Mistake(
        "b-wrong-axis", "M22",
        lambda s: s.same("of_b", s.given["g"].sum(1)),
        "Your gradient of `b` has one number for each example, and `b` has one for each output.",
        "Along which axis was `b` stretched?",
    ),
    Mistake(
        "b-one-number", "M22",
        lambda s: s.same("of_b", s.given["g"].sum()),
        "Your gradient of `b` is one single number, and `b` has one for each output.",
        "Along which axis alone was `b` stretched?",
    ),
    Mistake(
        "b-mean", "M25",
        lambda s: s.same("of_b", s.expected("of_b") / 5),
        "Your gradient of `b` is one fifth of the expected one, and there are five examples: it is "
        "the mean.",
        "Nobody took a mean on the way forward: what does the way back do with five gradients of "
        "one number?",
    ),
]  # fmt: skip
