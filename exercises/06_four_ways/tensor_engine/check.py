"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, alike

POINTS = {"network": 2, "stretched": 2}


def inputs(rng):
    draw = lambda *shape: rng.uniform(0.5, 2, shape)  # noqa: E731
    w = draw(3, 5) * np.array([1, -1, 1, -1, 1])  # some hidden numbers are cut off, some are not
    return {"x": draw(4, 3), "w": w, "b": draw(5), "v": draw(5, 2), "column": draw(4, 1)}


def shapes(gradients):
    """The shapes of the gradients of a program."""
    return {name: np.shape(value) for name, value in gradients.items()}


def wrong_shapes(seen, check):
    """The gradients whose shape is not that of their leaf."""
    got, want = shapes(seen.got(check)), shapes(seen.expected(check))
    return {name: got[name] for name in want if got[name] != want[name]}


def numbers_only(seen):
    """The gradients of a product of numbers."""
    return seen.got("products")[1]


def too_large(seen):
    """Whether the first result of `used_often` gave too large a gradient."""
    got, want = seen.got("used_often")[0]["a"], seen.expected("used_often")[0]["a"]
    return got.shape == want.shape and bool((got > want * 1.001).all())


MISTAKES = [
    Mistake(
        "only-first-parent", "M4",
        lambda s: s.got("who_requires_grad")["leaf * data"]
        and not s.got("who_requires_grad")["data * leaf"],
        "`leaf * data` requires a gradient, and `data * leaf` does not: you asked one of the "
        "parents alone. Behind such a result the graph is cut.",
        "How many of the parents must require a gradient, so that the result does?",
    ),
    Mistake(
        "grad-not-passed-on", "M4",
        lambda s: not s.got("who_requires_grad")["leaf * data"],
        "A result that was made from a leaf does not require a gradient, so `backward` stops right "
        "there, and the leaf gets nothing: the graph is cut.",
        "What does a result inherit from its parents, and from how many of them?",
    ),
    Mistake(
        "not-transposed", "M23",
        lambda s: s.raised("mismatch in its core dimension")
        and not s.matches(r"\.T @ g\b|g @ self\.data\.T"),
        lambda s: "A product of matrices did not fit on the way back: NumPy says \""
        + next(iter(s.errors.values()))["message"].split(" (")[0] + "\".",
        "For (n, k) @ (k, m): which product of g (n, m) and one factor has the shape of the other?",
    ),
    Mistake(
        "wrong-side", "M23",
        lambda s: s.raised("mismatch in its core dimension"),
        "A product of matrices did not fit on the way back. You turned the right matrix, but a "
        "product of matrices also has a left and a right side.",
        "On which side of `g` must `w.T` stand, so that (n, m) becomes (n, k)?",
    ),
    Mistake(
        "from-the-front", "",
        lambda s: s.raised("'NoneType'") or s.raised("does not have enough dimensions"),
        "A rule was asked before anything had arrived: the gradient of a result was still None "
        "when it should have been handed on.",
        "At which end must the walk begin, and which tensors come before a tensor?",
    ),
    Mistake(
        "no-unbroadcast", "M22",
        lambda s: len(wrong_shapes(s, "stretched")["one"]) > 0 and wrong_shapes(s, "network"),
        lambda s: f"A leaf of shape (5) got a gradient of shape {wrong_shapes(s, 'network')['b1']}."
        " In the forward pass it was stretched, and on the way back nobody undid that.",
        "At which one place do all gradients come through, so that it can be undone there?",
    ),
    Mistake(
        "ones-not-summed", "M22",
        lambda s: wrong_shapes(s, "stretched") == {"side": (4, 5)},
        "Axes that broadcasting put in front are gone, but a leaf of shape (4, 1) got a gradient "
        "of shape (4, 5).",
        "What must become of an axis of length 1 that was stretched?",
    ),
    Mistake(
        "mean-is-sum", "M25",
        lambda s: s.right("products")
        and alike(s.got("network"), {k: 8 * v for k, v in s.expected("network").items()}),
        "In the network all gradients are exactly 8 times the expected ones, and the loss is the "
        "mean of 8 numbers.",
        "If one of 8 numbers grows by 1, by how much does their mean grow?",
    ),
    Mistake(
        "forgets-g", "M21",
        lambda s: alike(numbers_only(s)["p"], s.expected("products")[1]["p"] / 3),
        "In `(p * q * 3).sum()` the factor 3 got lost: the rule of `*` does not use the gradient "
        "that arrives.",
        "Which two factors does the chain rule multiply?",
    ),
    Mistake(
        "axes-lost", "M22",
        lambda s: s.raised("is out of bounds for array of dimension", "AxisError")
        or wrong_shapes(s, "stretched") == {"side": (4,)},
        "A leaf of shape (4, 1) got a gradient of shape (4): the sum is right, and the axis is "
        "gone.",
        "How does an axis of length 1 survive a sum?",
    ),
    Mistake(
        "data-too", "",
        lambda s: s.got("data_get_none")["gradient of data"] != "none",
        "The gradients of the leaves are right, but data got one as well. In a network the data "
        "are the largest part, and nobody needs their gradient.",
        "What should `backward` ask a parent before it computes something for it?",
    ),
    Mistake(
        "overwrites", "M8",
        lambda s: s.right("products") and s.wrong("used_often") and not too_large(s)
        and not alike(*(part["a"] for part in s.got("used_often"))),
        "As long as each tensor is used once, all is right. Where one is used several times, only "
        "the last part of its gradient is left.",
        "What must happen when a second part arrives at the same tensor?",
    ),
    Mistake(
        "added-in-place", "",
        lambda s: s.raised("output array is read-only"),
        "`+=` writes into an array that others hold too: a rule may hand on the very `g` that it "
        "got, and what `sum` hands on is stretched and cannot be written to at all.",
        "How do you add two gradients so that neither of them changes?",
    ),
    Mistake(
        "recursion", "",
        lambda s: s.right("products") and too_large(s),
        "A value on the way that is used twice passes on too much: at its second visit it hands on "
        "all that has arrived so far, so the first part goes back twice.",
        "When may a tensor hand its gradient on, so that one visit is enough?",
    ),
    Mistake(
        "mask-of-g", "",
        lambda s: s.right("products") and s.right("used_often") and s.wrong("network"),
        "Products and sums are right, but in the network, where there is a `relu`, the gradients "
        "are others.",
        "What decides whether a gradient passes: its own sign, or that of what went in?",
    ),
]  # fmt: skip
