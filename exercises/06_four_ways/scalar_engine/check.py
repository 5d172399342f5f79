"""The inputs, and what mistakes look like."""

from course.exercises.mistakes import Mistake, alike

POINTS = {"shared_on_the_way": 2}


def inputs(rng):
    a, b, c = rng.uniform([0.5, 0.9, 1.3], [0.8, 1.2, 2])
    return {"a": float(a), "b": float(b), "c": float(c)}


def gradients(seen, check):
    """The gradients that a check gave, without the value."""
    return seen.got(check)[1:]


def only(seen, *values):
    """Whether `a` alone got one of these gradients, where it was used three times."""
    return any(alike(gradients(seen, "used_often")[0], value) for value in values)


MISTAKES = [
    Mistake(
        "no-start", "",
        lambda s: set(gradients(s, "each_once")) == {0.0},
        "All gradients are 0. Every part of the walk multiplies by the gradient of a result, and "
        "that of `y` itself was never set.",
        "How much does `y` grow if `y` grows by 1?",
    ),
    Mistake(
        "from-the-front", "",
        lambda s: gradients(s, "each_once") == [0.0, 0.0, 1.0],
        "Gradients further back stay 0: the walk came through these numbers before anything had "
        "arrived at the results that were made from them.",
        "At which end must the walk begin?",
    ),
    Mistake(
        "forgets-g", "M21",
        lambda s: s.right("each_once") and s.got("relu")[1:] == [1.0, 0.0],
        "One product or sum is right, but in a chain only the last slope is left: what has arrived "
        "at a result is not passed on to its parents.",
        "Which two factors does the chain rule multiply?",
    ),
    Mistake(
        "own-value", "",
        lambda s: s.same("each_once", [s.expected("each_once")[0], s.given["a"], s.given["b"], 1]),
        "In a product each number got its own value as gradient.",
        "If `a` grows by 1, by how much does `a * b` grow?",
    ),
    Mistake(
        "relu-lets-all-pass", "",
        lambda s: s.right("each_once") and s.wrong("relu"),
        "Through `relu` a wrong gradient comes back.",
        "What is the slope of the ReLU on the left of 0, and what on the right?",
    ),
    Mistake(
        "overwrites", "M8",
        lambda s: s.right("each_once") and only(s, s.given["a"], s.given["b"]),
        "As long as each number is used once, all is right. In `a * a + a * b` the number `a` is "
        "used three times, and only one of the three parts is in its gradient.",
        "What must happen when a second part arrives at the same number?",
    ),
    Mistake(
        "clears-first", "M8",
        lambda s: s.right("shared_on_the_way") and s.wrong("two_results"),
        "Each walk is right, but the second one wiped out what the first one had left: gradients "
        "of the same number add up, until somebody clears them.",
        "Whose decision is it that a new sum begins: that of `backward`, or of its caller?",
    ),
    Mistake(
        "recursion", "",
        lambda s: s.right("used_often") and s.matches(r"\.backward\(")
        and gradients(s, "shared_on_the_way")[0] > s.expected("shared_on_the_way")[1],
        "A value that is used twice gets two visits. At the second one you pass on all that has "
        "arrived so far, and so the first part goes back twice: your gradient is too large.",
        "When may a value pass its gradient on, so that one visit is enough?",
    ),
    Mistake(
        "visited-twice", "",
        lambda s: s.right("used_often")
        and gradients(s, "shared_on_the_way")[0] > s.expected("shared_on_the_way")[1],
        "A value that is used twice passes its gradient on more than once: your gradient is too "
        "large.",
        "How often may each number stand in the order of the walk?",
    ),
    Mistake(
        "too-early", "",
        lambda s: s.right("used_often")
        and gradients(s, "shared_on_the_way")[0] < s.expected("shared_on_the_way")[1],
        "A value passed its gradient on before all parts had arrived: what came later stayed "
        "there, and your gradient is too small.",
        "Which numbers must have had their turn before it is the turn of a value?",
    ),
]  # fmt: skip
