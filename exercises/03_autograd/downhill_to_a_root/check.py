"""The inputs, and what mistakes look like."""

from course.exercises.mistakes import Mistake


def inputs(rng):
    return {"target": float(rng.uniform(1.7, 2.5)), "rate": float(rng.uniform(0.02, 0.04))}


def never_cleared(target, rate):
    """The way of a program that adds up all gradients."""
    w, total, path = 1.0, 0.0, []
    for _ in range(6):
        total += 4 * w * (w * w - target)
        w -= rate * total
        path.append(w)
    return path


MISTAKES = [
    Mistake(
        "zero-none", "M10",
        lambda s: s.raised("'NoneType' object has no attribute 'zero_'"),
        "In the first turn there has been no `backward` yet, so `w.grad` is None: there is nothing "
        "to write zeros into.",
        "At which place of the loop is there surely a gradient, or what could you set instead?",
    ),
    Mistake(
        "zero-is-no-tensor", "M11",
        lambda s: s.raised("assigned grad expected to be a Tensor or None"),
        "You gave `w.grad` a plain number. A `.grad` holds a tensor of the shape of `w`, or "
        "nothing at all.",
        "What did `w.grad` hold before the very first `backward`?",
    ),
    Mistake(
        "leaf-recorded", "M14",
        lambda s: s.raised("a leaf Variable that requires grad is being used in an in-place"),
        "You changed the leaf `w` while autograd was recording. The step comes after the "
        "computation and is no part of it.",
        "How do you say that some lines are not to be recorded?",
    ),
    Mistake(
        "new-result", "M13",
        lambda s: s.right("first_step") and s.raised("and 'NoneType'"),
        "The first step is right, the second fails: your line made a new tensor and called it `w`. "
        "It is a result and no leaf, so `backward` does not fill its `.grad`.",
        "How do you change the numbers inside `w`, so that it stays the same tensor?",
    ),
    Mistake(
        "new-number", "M13",
        lambda s: s.right("first_step") and s.raised("element 0 of tensors does not require grad"),
        "The first step is right. Then `w` is a new tensor, made where nothing is recorded: it "
        "does not require grad, and the next loss has no graph.",
        "How do you change the numbers inside `w`, so that it stays the same tensor?",
    ),
    Mistake(
        "cleared-too-soon", "M9",
        lambda s: s.same("path", [1.0] * 6)
        or s.got("first_step") is None and s.raised("and 'NoneType'"),
        lambda s: ("`w` stays at 1 for ever: each step is 0 long. " * (s.errors == {}))
        + "When the step comes, the gradient of this turn has been thrown away already.",
        "In which order must these three happen: clear, `backward`, step?",
    ),
    Mistake(
        "never-cleared", "M8",
        lambda s: s.same("path", never_cleared(**s.given)),
        "The first step is right, the later ones are too long: each uses the sum of all gradients "
        "so far.",
        "What does `backward` do with a gradient that is there already?",
    ),
    Mistake(
        "uphill", "M25",
        lambda s: s.same("first_step", 2 - s.expected("first_step")),
        "Your first step is as long as it should be and goes the other way: the loss grows.",
        "In which direction does the gradient point?",
    ),
    Mistake(
        "no-rate", "M25",
        lambda s: s.same("first_step", 1 + (s.expected("first_step") - 1) / s.given["rate"]),
        "Your first step is much too long: it is the whole gradient.",
        "How long should a step be, if the learning rate is 0.03?",
    ),
]  # fmt: skip
