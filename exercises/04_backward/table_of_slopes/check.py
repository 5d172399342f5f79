"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, ratio


def inputs(rng):
    """Three numbers that are well apart."""
    return {"x": (rng.permutation([0.5, 1.1, 1.7]) + rng.uniform(-0.1, 0.1, 3)).astype("f")}


def factor(seen):
    """How many times the expected table each table is; None where it is not the same for all."""
    factors = [ratio(seen.got(c), seen.expected(c)) for c in ("square", "wide")]
    return factors[0] if None not in factors and np.isclose(*factors) else None


MISTAKES = [
    Mistake(
        "no-weights", "M1",
        lambda s: s.raised("grad can be implicitly created only for scalar outputs"),
        "`y` has several numbers, and `backward` does not know of which one it should find the "
        "slopes.",
        "Which argument says how much each output counts?",
    ),
    Mistake(
        "shape-of-the-input", "M2",
        lambda s: s.raised("Mismatch in shape: grad_output"),
        lambda s: ("With as many outputs as inputs your table is right. " * s.right("square"))
        + "With two outputs and three inputs the shapes do not fit: you gave as many weights as "
        "there are inputs.",
        "What does `gradient` weigh: inputs or outputs?",
    ),
    Mistake(
        "a-list", "M2",
        lambda s: s.raised("gradients can be either Tensors or None"),
        "The weights have the right numbers, but they are a Python list. Autograd multiplies "
        "tensors.",
        "How do you make a tensor of zeros that is as long as `y`?",
    ),
    Mistake(
        "zero-none", "M10",
        lambda s: s.raised("'NoneType' object has no attribute 'zero_'"),
        "Before the first row there has been no `backward`: `x.grad` is None, and None has no "
        "numbers to set to 0.",
        "Which start is possible before any `backward`, too?",
    ),
    Mistake(
        "graph-freed", "M5",
        lambda s: s.raised("Trying to backward through the graph a second time"),
        "The first row is made. Then the values that the graph had saved are gone, and the second "
        "`backward` finds nothing.",
        "How do you say that the graph will be needed again?",
    ),
    Mistake(
        "rows-add-up", "M8",
        lambda s: s.same("square", np.cumsum(s.expected("square"), 0))
        or s.same("square", np.tile(s.expected("square").sum(0), (3, 1)))
        and not s.matches(r"grad = None|zero_"),
        "The rows are added to each other: what one walk brings is still in `x.grad` when the next "
        "one begins.",
        "What must happen to `x.grad` between two rows?",
    ),
    Mistake(
        "one-tensor-many-times", "",
        lambda s: s.same("square", s.expected("square")[[2, 2, 2]]),
        "All rows are equal to the last one. The list holds the same tensor several times, and "
        "`zero_()` and `backward` go on writing into it.",
        "How can each row become a tensor of its own?",
    ),
    Mistake(
        "all-outputs", "M3",
        lambda s: s.same("square", np.tile(s.expected("square").sum(0), (3, 1))),
        "Each of your rows is the sum of all rows: all outputs count, each time.",
        "Which weights let one output count, and the others not?",
    ),
    Mistake(
        "input-chosen", "M3",
        lambda s: s.same("square", np.diag(s.expected("square").sum(0))),
        "You have numbers on the diagonal only: row i keeps what belongs to input i, and that "
        "comes from all outputs. A row belongs to one output, and has a number for each input.",
        "Does `gradient` choose among the inputs or weigh the outputs?",
    ),
    Mistake(
        "small-step", "M3",
        lambda s: factor(s) not in (None, 1, -1),
        lambda s: f"Your table is exactly {factor(s):g} times the expected one. `gradient` is no "
        "step size: whatever you put in multiplies the row.",
        "How many times should output `i` count in row `i`?",
    ),
]  # fmt: skip
