"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    draw = lambda size, *shape: (size * rng.standard_normal(shape)).astype(np.float32)  # noqa: E731
    return {
        "x": draw(1, 6, 4), "target": draw(1, 6, 2), "w1": draw(0.5, 4, 5), "w2": draw(0.5, 5, 2),
        "lr": 0.005, "steps": 4,
    }  # fmt: skip


def trained(seen, kept):
    """The losses of a training in which a part of the old gradients is kept: (w1, w2)."""
    x, target, w1, w2 = (np.float64(seen.given[name]) for name in ("x", "target", "w1", "w2"))
    lr, losses, sum1, sum2 = seen.given["lr"], [], 0, 0
    for _ in range(seen.given["steps"]):
        h = x @ w1
        losses.append(np.square(np.maximum(h, 0) @ w2 - target).sum())
        g = 2 * (np.maximum(h, 0) @ w2 - target)
        sum1 = kept[0] * sum1 + x.T @ (g @ w2.T * (h > 0))
        sum2 = kept[1] * sum2 + np.maximum(h, 0).T @ g
        w1, w2 = w1 - lr * sum1, w2 - lr * sum2
    return losses


def rebinds(seen):
    """Whether the answer gives the name of a weight to another tensor."""
    return seen.matches(r"^\s*(w1, *)?w[12] = (?!.*requires_grad_)")


def unmoved(seen):
    return seen.same("weights", [seen.given["w1"], seen.given["w2"]])


MISTAKES = [
    Mistake(
        "no-no-grad", "M14",
        lambda s: s.raised("a leaf Variable that requires grad is being used in an in-place"),
        "You changed a leaf in place while autograd was recording. It refuses: the value that "
        "gradients are computed for would be lost, and the update is no part of the formula.",
        "How do you say that some lines are not to be recorded?",
    ),
    Mistake(
        "rebinds-recorded", "M13",
        lambda s: s.raised("'float' and 'NoneType'") and rebinds(s),
        "The first step went well; then a `.grad` was None. `w1 = w1 - ...` made a new tensor, the "
        "result of a computation: it is no leaf, and `backward` fills the `.grad` of leaves only.",
        "How do you change the leaf itself, and not only what a name stands for?",
    ),
    Mistake(
        "none-between", "M9",
        lambda s: s.raised("'float' and 'NoneType'"),
        "The update found `None` in place of a gradient: it was thrown away after `backward` had "
        "filled it, and before it was used.",
        "Between which two actions is a gradient needed?",
    ),
    Mistake(
        "rebinds", "M13",
        lambda s: rebinds(s)
        and (s.raised("element 0 of tensors does not require grad")
             or s.raised("no attribute 'zero_'")),
        "`w1 = w1 - ...` made a new tensor and gave it the name `w1`. Where nothing is recorded, a "
        "new tensor does not require a gradient and has no `.grad`; the leaf is left behind.",
        "How do you change the leaf itself, so that it stays a leaf?",
    ),
    Mistake(
        "nothing-recorded", "M4",
        lambda s: s.raised("element 0 of tensors does not require grad"),
        "`backward` found no graph: the loss was made where nothing is recorded.",
        "Which lines belong into the block `no_grad`, and which ones must autograd see?",
    ),
    Mistake(
        "number-for-a-loss", "M4",
        lambda s: s.raised("'float' object has no attribute 'backward'"),
        "`item()` gives a plain number, and a plain number knows nothing of how it was made.",
        "Who needs the number, and who needs the tensor?",
    ),
    Mistake(
        "cleared-before-any", "M10",
        lambda s: s.raised("'NoneType' object has no attribute 'zero_'"),
        "`.grad` is None until the first `backward`: there is no tensor yet to write zeros into.",
        "At which place of the loop is there always a gradient that can be cleared?",
    ),
    Mistake(
        "loss-added-up", "M6",
        lambda s: s.raised("Trying to backward through the graph a second time"),
        "In the second step `backward` walked into the graph of the first one, which was freed: "
        "your loss carries the earlier losses with it, and their history.",
        "If you want a sum of losses to print, what should go into it: tensors or numbers?",
    ),
    Mistake(
        "cleared-between", "M9",
        lambda s: unmoved(s) and s.calls("backward") > 0
        and len(set(np.round(s.got("losses"), 5))) == 1,
        "All losses are equal: the weights did not move at all. The update found zeros in place of "
        "gradients.",
        "What stands between `backward` and the update?",
    ),
    Mistake(
        "rebinds-fresh", "M13",
        lambda s: unmoved(s) and s.right("losses"),
        "The losses are right, but the caller's `w1` and `w2` have not moved: inside the function "
        "their names stand for other tensors now.",
        "How do you change the tensor itself?",
    ),
    Mistake(
        "never-cleared", "M8",
        lambda s: s.same("losses", trained(s, (1, 1))),
        "The first two losses are right, then they go another way: from the second step on you "
        "move along the sum of all gradients so far.",
        "What does `backward` do with a `.grad` that is there already?",
    ),
    Mistake(
        "one-forgotten", "M8",
        lambda s: s.same("losses", trained(s, (1, 0))) or s.same("losses", trained(s, (0, 1))),
        "One of the two weights moves along the sum of all its gradients so far; the other one "
        "starts afresh in each step.",
        "For which tensors must the gradient be cleared?",
    ),
    Mistake(
        "left-uncleared-at-end", "M8",
        lambda s: s.right("losses") and s.right("weights") and s.wrong("second_call"),
        "The first call is right. The second one goes another way: when it begins, the last "
        "gradients of the first call are still in `.grad`.",
        "Can every step, also the first, begin with an empty `.grad`?",
    ),
    Mistake(
        "by-hand-still", "",
        lambda s: s.right("weights") and s.got("passes") == [],
        "The numbers are right, but autograd did not walk back a single time: you still make the "
        "gradients by hand.",
        "Which one line takes the place of the six?",
    ),
]  # fmt: skip
