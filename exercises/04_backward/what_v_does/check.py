"""What mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake

MISTAKES = [
    Mistake(
        "chooses-inputs", "M3",
        lambda s: s.got("first")[0] == 0,
        "You gave input 0 nothing in the first walk, as if the weight 0 were for it. The weights "
        "belong to the outputs.",
        "Which row of the table counts in the first walk, and how many numbers has it?",
    ),
    Mistake(
        "all-rows", "M3",
        lambda s: s.same("first", [8, 12]) and s.same("second", [8, 12]),
        "(8, 12) is the sum of all rows. So every output counts once, whatever the weights are.",
        "How often does output 0 count, when its weight is 0?",
    ),
    Mistake(
        "a-step", "M3",
        lambda s: s.wrong("afterwards"),
        "You let `x` move. The argument of `backward` only multiplies what arrives in `x.grad`.",
        "Which line of the program changes `x`?",
    ),
    Mistake(
        "replaced", "M8",
        lambda s: s.same("third", [3, 0]),
        "(3, 0) is what the third walk brings. But there is something in `x.grad` already.",
        "Before which of the three walks does the program clear `x.grad`?",
    ),
    Mistake(
        "like-the-input", "M2",
        lambda s: np.equal(s.got("sizes"), [2, 2]).all(),
        "You gave the argument the shape of `x`. In this program it has three numbers, and `x` "
        "has two.",
        "What is weighed by the argument?",
    ),
    Mistake(
        "like-the-output", "M2",
        lambda s: np.equal(s.got("sizes"), [3, 3]).all(),
        "You gave `x.grad` the shape of the output. It has one slope for each number of `x`.",
        "If a step changes `x` by a bit of `x.grad`, which shape must `x.grad` have?",
    ),
    Mistake(
        "ones-by-itself", "M1",
        lambda s: s.got("without_argument") in ("B", "C"),
        "You let `backward()` choose the weights by itself. It does so for one single number only; "
        "`f(x)` has three.",
        "Of which of the three outputs should it find the slopes, if nobody says so?",
    ),
]  # fmt: skip
