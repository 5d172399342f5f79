"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    draw = lambda size, *shape: (size * rng.standard_normal(shape)).astype(np.float32)  # noqa: E731
    return {
        "x": draw(1, 6, 4), "target": draw(1, 6, 2), "w1": draw(0.5, 4, 5), "w2": draw(0.5, 5, 2),
        "lr": 0.005, "steps": 4,
    }  # fmt: skip


def trained(seen, mask=lambda h: h > 0, early=False):
    """The weights after training, with another mask, or with w2 updated before it is used."""
    x, target, w1, w2 = (np.float64(seen.given[name]) for name in ("x", "target", "w1", "w2"))
    lr = seen.given["lr"]
    for _ in range(seen.given["steps"]):
        h = x @ w1
        g = 2 * (np.maximum(h, 0) @ w2 - target)
        grad_w2 = np.maximum(h, 0).T @ g
        used = w2 - lr * grad_w2 if early else w2
        w1, w2 = w1 - lr * x.T @ (g @ used.T * mask(h)), w2 - lr * grad_w2
    return [w1, w2]


MISTAKES = [
    Mistake(
        "dot-kept", "M23",
        lambda s: s.raised("1D tensors expected"),
        "A tensor has a `dot` too, but it is for two vectors. In NumPy `dot` is also the product "
        "of matrices.",
        "Which operation of tensors is the product of two matrices?",
    ),
    Mistake(
        "star-product", "M23",
        lambda s: s.raised("The size of tensor a"),
        lambda s: "Two shapes did not fit: " + next(iter(s.errors.values()))["message"] + ". An "
        "elementwise operation such as `*` holds shapes against each other; a layer is a product "
        "of matrices.",
        "Which operation takes (6, 4) and (4, 5) and gives (6, 5)?",
    ),
    Mistake(
        "no-transpose", "M23",
        lambda s: s.raised("shapes cannot be multiplied"),
        lambda s: "A product of matrices did not fit: " + next(iter(s.errors.values()))["message"]
        + ".",
        "Which shape must the gradient have, and which of its two factors has to be turned for it?",
    ),
    Mistake(
        "rebinds", "M13",
        lambda s: s.right("losses") and s.same("weights", [s.given["w1"], s.given["w2"]]),
        "All losses are right, but the caller's `w1` and `w2` have not moved. `w1 = w1 - ...` "
        "makes a new tensor and gives it the name `w1` inside the function alone.",
        "How do you change the tensor itself, and not only what a name stands for?",
    ),
    Mistake(
        "mask-turned", "",
        lambda s: s.same("weights", trained(s, lambda h: h < 0)),
        "Your gradient stops where `h` is positive, and passes where it is negative.",
        "Where is the slope of the ReLU 0?",
    ),
    Mistake(
        "no-mask", "",
        lambda s: s.same("weights", trained(s, lambda h: 1)),
        "The first loss is right, and then the weights go another way: on the way back nothing is "
        "stopped at the ReLU.",
        "Which line of the NumPy program has no partner in yours?",
    ),
    Mistake(
        "updated-too-early", "",
        lambda s: s.same("weights", trained(s, early=True)),
        "`w2` was changed before the backward pass was through: the gradient of `h_relu` was made "
        "with the new `w2`, and the loss with the old one.",
        "After which line of the backward pass may the first weight change?",
    ),
    Mistake(
        "mean-reported", "M25",
        lambda s: s.same("losses", [loss / 12 for loss in s.expected("losses")]),
        "The weights are right, and each loss is one twelfth of the expected one. There are 12 "
        "numbers in the target: it is the mean.",
        "Does the NumPy program take the mean of the squares, or another reduction?",
    ),
    Mistake(
        "autograd-already", "",
        lambda s: s.uses("backward") or s.uses("requires_grad_"),
        "You let autograd make the gradients. That is the third way already; here it is to be done "
        "by hand, also where nothing is recorded.",
        "Which six lines take the place of `backward()`?",
    ),
    Mistake(
        "detour", "M17",
        lambda s: s.uses("numpy")
        and (s.raised("Can't call numpy()") or s.raised("'NoneType' object has no attribute")),
        "Your program leaves the tensors: it goes to NumPy with `.numpy()` and works there. That "
        "fails while gradients are recorded, and on a graphics card.",
        "Can every line be written with an operation of tensors?",
    ),
    Mistake(
        "np-left", "M17",
        lambda s: s.right("losses") and s.raised("'NoneType' object has no attribute"),
        "The numbers are right, but somewhere `np` is still in use.",
        "Which tensor operation does the same?",
    ),
]  # fmt: skip
