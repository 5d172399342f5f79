"""The inputs, and what mistakes look like."""

from course.exercises.mistakes import Mistake


def inputs(rng):
    """A start in a valley: it bends more across than along."""
    return {
        "w": rng.uniform(1, 2, 2).astype("f"),
        "bend": (rng.uniform(0.8, 1.2, 2) * [1, 4]).astype("f"),
        "rate": float(rng.uniform(0.05, 0.09)),
        "beta": float(rng.uniform(0.6, 0.9)),
    }


def roll(w, bend, rate, beta, new=1.0):
    """The way with another `beta`, or another share `new` of each new gradient."""
    m, path = 0, []
    for _ in range(5):
        m = beta * m + new * bend * w
        w = w - rate * m
        path.append(w)
    return path


def gives(**other):
    """Whether the way is that of other numbers."""
    return lambda s: s.same("path", roll(**{**s.given, **other}))


MISTAKES = [
    Mistake(
        "one-tensor-many-times", "",
        lambda s: s.same("path", [s.expected("path")[-1]] * 5),
        "All entries of your list are equal to the last one. Each step changes the tensor that is "
        "in the list already.",
        "How does a step leave the old `w` as it is?",
    ),
    Mistake(
        "no-memory", "",
        gives(beta=0.0),
        "This is plain SGD: each step knows its own gradient only.",
        "What should be left in `m` of the gradients before?",
    ),
    Mistake(
        "forgets-nothing", "M8",
        gives(beta=1.0),
        "Your first step is right. Then `m` is the sum of all gradients so far, the oldest at full "
        "weight, like a `.grad` that nobody clears.",
        "By what is the old sum multiplied in each step?",
    ),
    Mistake(
        "running-mean", "M25",
        lambda s: gives(new=1 - s.given["beta"])(s),
        "Your steps are too short by the factor 1 - beta. That is a running mean; here, the "
        "gradients are added at full weight.",
        "By what is `g` multiplied in the formula?",
    ),
    Mistake(
        "uphill", "M25",
        lambda s: s.same("first", 2 * s.given["w"] - s.expected("first")),
        "Your first step is as long as it should be and goes the other way.",
        "In which direction does the gradient point?",
    ),
    Mistake(
        "no-rate", "M25",
        lambda s: s.same("first", s.given["w"] * (1 - s.given["bend"])),
        "Your first step is much too long: it is the whole gradient.",
        "What shortens a step?",
    ),
    Mistake(
        "one-step-late", "",
        lambda s: s.same("first", s.given["w"]),
        "Your first step does not move: it uses `m` as it was before the new gradient came in.",
        "In which order do the two lines of the formula come?",
    ),
]  # fmt: skip
