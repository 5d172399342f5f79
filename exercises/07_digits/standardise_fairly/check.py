"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    """Six and four pictures of three pixels; the last pixel is 0 in every training picture, and
    the test pictures are darker.
    """
    training = rng.uniform(1, 9, (6, 3)).astype("f")
    training[:, 2] = 0
    return {"training": training, "test": rng.uniform(6, 16, (4, 3)).astype("f")}


def with_numbers(mean, deviation, part="training"):
    """Whether a part was standardised with these numbers."""
    return lambda s: s.same(f"{part}_part", (s.given[part] - mean(s.given)) / deviation(s.given))


def both(given):
    return np.concatenate([given["training"], given["test"]])


MISTAKES = [
    Mistake(
        "for-each-picture", "M22",
        lambda s: s.raised("must match the size of tensor"),
        "You have one mean for each picture, of shape (6,), and it met a table of shape (6, 3). "
        "Shapes are compared from the right.",
        "How many means should there be in all, and which `dim` gives that many?",
    ),
    Mistake(
        "zero-by-zero", "",
        lambda s: np.isnan(s.got("training_part")).any(),
        "There is `nan` in your result. One pixel is 0 in every training picture; its own "
        "deviation is 0, and 0 / 0 is not a number.",
        "All pixels have the same unit: how many deviations do you need?",
    ),
    Mistake(
        "for-each-pixel", "M22",
        with_numbers(lambda g: g["training"].mean(0), lambda g: g["training"].std(ddof=1)),
        "You subtracted a mean of shape (3,), which is stretched down the rows: each pixel has a "
        "mean of its own.",
        "How many means should there be in all?",
    ),
    Mistake(
        "each-by-itself", "",
        with_numbers(lambda g: g["test"].mean(), lambda g: g["test"].std(ddof=1), "test"),
        "The test part was standardised with its own mean and deviation. The same picture becomes "
        "two different ones, in training and in the test.",
        "Which part may the two numbers come from?",
    ),
    Mistake(
        "all-data", "",
        with_numbers(lambda g: both(g).mean(), lambda g: both(g).std(ddof=1)),
        "Your mean and deviation come from both parts together. So something of the test part is "
        "known before the test.",
        "Which part may the two numbers come from?",
    ),
    Mistake(
        "variance", "",
        with_numbers(lambda g: g["training"].mean(), lambda g: g["training"].var(ddof=1)),
        "You divided by the variance, which is the square of the deviation.",
        "If all pixels were 10 times as large, should the standardised ones change?",
    ),
    Mistake(
        "only-moved", "",
        with_numbers(lambda g: g["training"].mean(), lambda g: 1),
        "Your numbers lie around 0, but they are as far apart as before.",
        "What must be done after subtracting the mean?",
    ),
]  # fmt: skip
