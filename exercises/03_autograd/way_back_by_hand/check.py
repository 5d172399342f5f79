"""What mistakes look like; an early wrong number is carried on."""

from course.exercises.mistakes import Mistake, numbers


def carried(name, got, inputs):
    """What follows from the learner's own earlier numbers."""
    if name == "q_and_p" and numbers(got["r"]):
        return [got["r"], -got["r"]]
    if name in ("a", "b") and numbers(got["q_and_p"], 2):
        q, p = got["q_and_p"]
        return 5 * p if name == "a" else 2 * p + 10 * q
    return None


MISTAKES = [
    Mistake(
        "values-not-slopes", "",
        lambda s: s.same("r", 45),
        "45 is the value of the loss. What arrives at `r` tells how many times as much the loss "
        "grows when `r` grows a little.",
        "If `r` grows from 15 to 16, by how much does the loss grow?",
    ),
    Mistake(
        "slopes-only", "",
        lambda s: s.right("r") and s.same("q_and_p", [1, -1]),
        "1 and -1 are the slopes of the box *minus* alone. They are not yet multiplied by what "
        "comes in from the loss.",
        "Which number comes in at the box *minus*, and what does the box do with it?",
    ),
    Mistake(
        "minus-lost", "",
        lambda s: s.right("r") and s.same("q_and_p", [3, 3]),
        "You gave the same number to `q` and to `p`. But `r = q - p`.",
        "When `p` grows, does `r` become larger or smaller?",
    ),
    Mistake(
        "own-factor", "",
        lambda s: s.same("a", -6),
        "At the box *times* you multiplied by the tensor's own value: -3 times 2 for `a`.",
        "If `a` grows by 1, by how much does `a * b` grow?",
    ),
    Mistake(
        "square-without-two", "",
        lambda s: s.same("b", 9),
        "Of the two ways to `b`, the one through `q = b ** 2` is too small by half.",
        "What is the slope of a square: try how much `b ** 2` grows from 5 to 5.01?",
    ),
    Mistake(
        "one-way-only", "M8",
        lambda s: s.same("b", 30) or s.same("b", -6),
        lambda s: f"{s.got('b'):g} comes to `b` on one of its two ways. The other one is missing: "
        "gradients do not replace each other.",
        "Which two boxes use `b`, and what happens to the two numbers that arrive?",
    ),
    Mistake(
        "all-filled", "M12",
        lambda s: not s.right("filled") and {"p", "q", "r"} & set(s.got("filled")),
        "You expect a `.grad` in a tensor that was computed. Such tensors pass their gradient on "
        "and forget it.",
        "Which tensors of this graph are leaves?",
    ),
]  # fmt: skip
