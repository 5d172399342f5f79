"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, alike


def inputs(rng):
    counts = rng.integers(10, 60, 5)
    counts[0] += 2 - counts.sum() % 5  # the mean has a point: it ends in .4
    return {"decimals": rng.uniform(0.5, 2, 4), "counts": counts}


MISTAKES = [
    Mistake(
        "mean-of-whole-numbers", "M18",
        lambda s: s.raised("could not infer output dtype"),
        "For whole numbers your program stops: their mean is usually no whole number, so `mean` "
        "cannot choose a dtype for it.",
        "What must be done before the mean is taken?",
    ),
    Mistake(
        "writes-into-the-array", "M23",
        lambda s: s.got("array_kept") is not None and not s.right("array_kept"),
        "The laboratory's array has changed: your tensor shares its memory, and you wrote into it.",
        "Which of your lines writes in place, and which ways from NumPy to a tensor make a copy?",
    ),
    Mistake(
        "stays-in-numpy", "",
        lambda s: s.kind("with_a_point") == "array",
        "The numbers are right, but this is still a NumPy array. It knows nothing of what a tensor "
        "knows: no device, later no gradient.",
        "Where does your program cross the bridge to a tensor?",
    ),
    Mistake(
        "truncated", "M18",
        lambda s: s.right("with_a_point")
        and alike(s.got("whole_numbers") % 1, 0 * s.expected("whole_numbers")),
        "For an array of whole numbers your results have no decimals: the mean was cut to a whole "
        "number on the way.",
        "At which place did the mean become a whole number?",
    ),
    Mistake(
        "still-float64", "M18",
        lambda s: np.asarray(s.got("with_a_point")).dtype == np.float64,
        "You handed back `float64`: the dtype came from NumPy and nobody changed it. In a matrix "
        "product it would not meet the usual tensors of `float32`.",
        "Which method turns it into `float32`, and where is the best place for it?",
    ),
    Mistake(
        "wrong-sign", "",
        lambda s: s.same("with_a_point", -s.expected("with_a_point")),
        "Your numbers have the right size and the wrong sign.",
        "Each measurement minus the mean: what stands first?",
    ),
]  # fmt: skip
