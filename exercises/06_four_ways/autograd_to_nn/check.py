"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    draw = lambda size, *shape: (size * rng.standard_normal(shape)).astype(np.float32)  # noqa: E731
    return {
        "x": draw(1, 6, 4), "target": draw(1, 6, 2), "w1": draw(0.5, 4, 5), "w2": draw(0.5, 5, 2),
        "lr": 0.005, "steps": 4,
    }  # fmt: skip


def trained(seen, kept=0, rate=1):
    """The losses of a training that keeps old gradients, or goes at another rate."""
    x, target, w1, w2 = (np.float64(seen.given[name]) for name in ("x", "target", "w1", "w2"))
    lr, losses, sum1, sum2 = rate * seen.given["lr"], [], 0, 0
    for _ in range(seen.given["steps"]):
        h = x @ w1
        losses.append(np.square(np.maximum(h, 0) @ w2 - target).sum())
        g = 2 * (np.maximum(h, 0) @ w2 - target)
        sum1 = kept * sum1 + x.T @ (g @ w2.T * (h > 0))
        sum2 = kept * sum2 + np.maximum(h, 0).T @ g
        w1, w2 = w1 - lr * sum1, w2 - lr * sum2
    return losses


def steady(seen):
    """Whether the losses begin right and then stay the same."""
    return seen.same("losses", [seen.expected("losses")[0]] * seen.given["steps"])


MISTAKES = [
    Mistake(
        "not-an-object", "M25",
        lambda s: s.raised("Boolean value of Tensor"),
        "A loss of `nn` is a class. You gave your tensors to the class itself, which took them for "
        "its settings.",
        "What is missing between `nn.MSELoss` and the two tensors?",
    ),
    Mistake(
        "recorded-start", "M14",
        lambda s: s.raised("a leaf Variable that requires grad is being used in an in-place"),
        "The weights of a model are leaves that require a gradient, and you changed them in place "
        "while autograd was recording.",
        "Is the copying of the first weights a part of the formula of the loss?",
    ),
    Mistake(
        "not-transposed", "M23",
        lambda s: s.raised("The size of tensor a") or s.raised("shapes cannot be multiplied"),
        lambda s: "Two shapes did not fit: " + next(iter(s.errors.values()))["message"] + ".",
        "How does `nn.Linear` store its weight: one row for each input, or for each output?",
    ),
    Mistake(
        "an-action-missing", "",
        lambda s: steady(s) and not (s.calls("step") and s.calls("backward")),
        "All losses are equal: the weights did not move. There is no `backward` that fills the "
        "gradients, or no `step` that uses them.",
        "Which three actions belong into each round of the loop?",
    ),
    Mistake(
        "zero-between", "M9",
        lambda s: steady(s) and s.matches(r"backward\(\)\s+(optimizer|model)\.zero_grad"),
        "All losses are equal: the weights did not move. The gradients were thrown away before "
        "`step` could use them.",
        "Which action must not stand between `backward` and `step`?",
    ),
    Mistake(
        "weights-replaced", "M13",
        lambda s: steady(s) and s.uses("Parameter"),
        "All losses are equal: the weights did not move. You gave the model new parameters after "
        "the optimizer had been made, and the optimizer still holds the old ones.",
        "Which tensors does `optimizer.step()` change?",
    ),
    Mistake(
        "step-before-backward", "M9",
        steady,
        "All losses are equal: the weights did not move. Each `step` finds empty gradients, since "
        "`backward` fills them later, and then they are cleared.",
        "In which circle must the three actions stand, so that `step` follows `backward`?",
    ),
    Mistake(
        "step-too-early", "M15",
        lambda s: s.raised("has been modified by an inplace operation"),
        "`backward` refused: between the forward pass and `backward` a weight was changed in "
        "place, and the old value was saved for the gradient.",
        "Which action changes the weights, and after which one must it come?",
    ),
    Mistake(
        "never-cleared", "M8",
        lambda s: s.same("losses", trained(s, kept=1)) and not s.uses("zero_grad"),
        "The first two losses are right, then they go another way: you move along the sum of all "
        "gradients so far.",
        "Which of the three actions is missing?",
    ),
    Mistake(
        "cleared-once", "M8",
        lambda s: s.same("losses", trained(s, kept=1)),
        "The first two losses are right, then they go another way: gradients are cleared, but not "
        "in every step, and so they add up.",
        "How often is a fresh start needed?",
    ),
    Mistake(
        "mean", "M25",
        lambda s: s.same("losses", [loss / 12 for loss in trained(s, rate=1 / 12)]),
        "Your first loss is one twelfth of the expected one, and there are 12 numbers in the "
        "target. The gradient shrinks with it, so the weights hardly move.",
        "Which reduction does `nn.MSELoss()` use if you name none?",
    ),
    Mistake(
        "updated-by-hand", "",
        lambda s: s.right("losses") and s.right("model"),
        "The numbers are right, but no optimizer took a step: the update is still yours.",
        "Which object updates all the parameters at once, and what must it be given?",
    ),
    Mistake(
        "names-only", "M13",
        lambda s: s.wrong("losses") and s.matches(r"^\s+\w+ = w1\.(t\(\)|T)"),
        "Already the first loss differs: the model still has its own first weights. `name = "
        "w1.t()` gives a name to another tensor; it does not write into the old one.",
        "Which method writes into a tensor that is there already?",
    ),
    Mistake(
        "own-start", "",
        lambda s: s.wrong("losses") and s.got("losses")[0] != s.expected("losses")[0]
        and not s.matches(r"linear1\.weight|load_state_dict"),
        "Already the first loss differs: the model starts at weights of its own choice.",
        "How do the numbers of `w1` and `w2` get into the model?",
    ),
]  # fmt: skip
