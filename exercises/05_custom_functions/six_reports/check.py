"""What mistakes look like."""

from course.exercises.mistakes import Mistake


def said(report, *causes):
    """Whether a report was given one of these causes, or, with none named, any wrong one."""
    check = f"report_{report}"
    return lambda seen: seen.got(check) in causes if causes else seen.wrong(check)


MISTAKES = [
    Mistake(
        "silent-and-loud", "M15",
        lambda s: said("d", 3)(s) or said("e", 2)(s),
        "In reports D and E the same thing was done to the program: a tensor was changed in place. "
        "Only one of the two got an error.",
        "Which way of keeping a tensor notes its version, and so can raise this error?",
    ),
    Mistake(
        "version-of-a-number", "M15",
        said("e", 8),
        "Report E speaks of versions: 1 in place of 0. The version of a tensor counts how often it "
        "was changed in place; and a number has none.",
        "What was done to a saved tensor, once, before `backward` ran?",
    ),
    Mistake(
        "legacy-is-missing-backward", "M19",
        said("a"),
        "Report A speaks of the old style: \"legacy\". What is written in the class is not looked "
        "at; the error comes at the moment when the class is used.",
        "How is a custom function called, and what does the old style look like?",
    ),
    Mistake(
        "factor-from-saving", "M21",
        lambda s: said("c", 2)(s) or said("d", 1)(s),
        "In report C nothing was changed in place. What differs between the good case and the bad "
        "one is the factor that comes after `y`, and by this factor the gradient is wrong.",
        "Through what does `backward` learn of the steps that came after?",
    ),
    Mistake(
        "shape-from-g", "M21",
        lambda s: said("c")(s) or said("f", 1)(s),
        "In report C the shapes are right and the size is wrong, by a factor that stands behind "
        "the function. In report F the shape is wrong.",
        "Which of the two causes changes a shape, and which loses a factor?",
    ),
    Mistake(
        "count-is-shape", "M20",
        lambda s: said("b", 6)(s) or said("f", 4)(s),
        "Report B counts values (2 expected, 1 came), report F compares shapes ([3] expected, [] "
        "came).",
        "Which cause changes how many values come back, and which one their shape?",
    ),
    Mistake(
        "count-is-number-saved", "M20",
        lambda s: said("b")(s) or said("f")(s),
        "Reports B and F are about what `backward` returns: its values are matched with the "
        "arguments of `forward`, in number and in shape.",
        "`Power` has two arguments, a tensor and a number: what must stand in the `return`?",
    ),
]  # fmt: skip
