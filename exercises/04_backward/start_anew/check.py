"""The inputs, and what mistakes look like."""

from course.exercises.mistakes import Mistake


def inputs(rng):
    return {"a": rng.uniform(0.5, 2, 3).astype("f"), "b": rng.uniform(0.5, 2, (2, 2)).astype("f")}


MISTAKES = [
    Mistake(
        "whole-number", "M11",
        lambda s: s.raised("assigned grad expected to be a Tensor or None"),
        "A plain number, be it 0 or 0.0, is no tensor. A `.grad` holds a tensor, or nothing.",
        "What did `.grad` hold before the very first `backward`?",
    ),
    Mistake(
        "one-zero", "M11",
        lambda s: s.raised("attempting to assign a gradient of size"),
        "You gave the leaf a gradient of another shape. There is one slope for each number of the "
        "leaf.",
        "What fits a leaf of any shape?",
    ),
    Mistake(
        "wrong-dtype", "M11",
        lambda s: s.raised("attempting to assign a gradient with dtype"),
        "The shape fits, the dtype does not: these zeros are `float64`, the leaf is `float32`.",
        "What fits a leaf of any shape and dtype?",
    ),
    Mistake(
        "zero-none", "M10",
        lambda s: s.raised("'NoneType' object has no attribute 'zero_'"),
        "`zero_()` works only where a gradient is. Before the first `backward`, or for a leaf that "
        "the loss does not depend on, `.grad` is None.",
        "Which value may always be set, or what could you ask before you write zeros?",
    ),
    Mistake(
        "recorded", "",
        lambda s: s.raised("a leaf Variable that requires grad is being used in an in-place"),
        "You tried to write zeros into the leaf itself. Its numbers must stay.",
        "Which attribute of the leaf holds what is to be cleared?",
    ),
    Mistake(
        "weights-emptied", "",
        lambda s: s.wrong("numbers"),
        "The gradients are gone, and the numbers of the weights too: everything learned is lost.",
        "Which of your lines touches the weights and not their gradients?",
    ),
    Mistake(
        "only-a-name", "M8",
        lambda s: s.same("fresh", [2 * g for g in s.expected("fresh")]) and s.matches(r"=\s*None"),
        "The next gradient is exactly 2 times the expected one: nothing was cleared. You gave "
        "`None` to a name of your own, and the leaf does not notice.",
        "What must stand on the left of `=`, so that the leaf changes?",
    ),
    Mistake(
        "copies-cleared", "M8",
        lambda s: s.same("fresh", [2 * g for g in s.expected("fresh")]),
        "The next gradient is exactly 2 times the expected one: the old one is still there, and "
        "the new one was added.",
        "Does your line change the leaf's `.grad`, or does it make something new?",
    ),
]  # fmt: skip
