"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, ratio

POINTS = {"by_hand": 0.5}


def inputs(rng):
    """Four pictures and three classes; every class is right once at least."""
    return {"z": rng.uniform(-1.5, 1.5, (4, 3)).astype("f"), "labels": [0, *rng.permutation(3)]}


def times(seen):
    """How many times the expected slopes of the batch these are."""
    return ratio(seen.got("batch"), seen.expected("batch"))


def close_to(seen, axis):
    """Whether the batch has the softmax along another axis, or over the whole table."""
    e = np.exp(seen.given["z"])
    p = e / e.sum(axis=axis, keepdims=True)
    p[range(4), seen.given["labels"]] -= 1
    return ratio(seen.got("batch"), p) is not None


MISTAKES = [
    Mistake(
        "asks-autograd", "M4",
        lambda s: s.raised("element 0 of tensors does not require grad"),
        "You asked autograd. Under `no_grad` nothing was recorded, so there is no graph.",
        "What is the slope of `ln(sum of exp(z[j]))` when one `z[j]` grows?",
    ),
    Mistake(
        "autograd-after-all", "",
        lambda s: s.wrong("by_hand"),
        "You switched recording on again and asked autograd. Here you should do its work.",
        "What is the slope of `ln(sum of exp(z[j]))` when one `z[j]` grows?",
    ),
    Mistake(
        "axis-lost", "M22",
        lambda s: s.raised("must match the size of tensor"),
        "Your sums are one for each picture, of shape (4,), and they met a table of shape (4, 3): "
        "shapes are compared from the right.",
        "Which argument of `sum` keeps the axis, with length 1?",
    ),
    Mistake(
        "other-axis", "M22",
        lambda s: close_to(s, 0),
        "In your table of probabilities each column adds up to 1. So the pictures of a batch "
        "compete with each other.",
        "Along which axis do the classes of one picture lie?",
    ),
    Mistake(
        "whole-table", "M22",
        lambda s: s.right("one_picture") and close_to(s, None),
        "One picture alone is right. In a batch, all your probabilities together add up to 1, "
        "where those of each picture should.",
        "Over which axis must the sum go, and in which shape, so that each row has its own?",
    ),
    Mistake(
        "sum", "M25",
        lambda s: times(s) and np.isclose(times(s), 4),
        "Your slopes of the batch are exactly 4 times the expected ones, and it has 4 pictures: "
        "this is the slope of the sum.",
        "What does `CrossEntropyLoss` do with the losses of the pictures?",
    ),
    Mistake(
        "all-numbers", "M25",
        lambda s: times(s) and np.isclose(times(s), 1 / 3),
        "Your slopes are exactly a third of the expected ones, and there are three classes. "
        "The mean is over pictures, not over all numbers of the table.",
        "How many losses does a batch of four pictures have, before the mean?",
    ),
    Mistake(
        "sign", "M25",
        lambda s: times(s) and np.isclose(times(s), -1),
        "Your slopes have the right size and the wrong sign: these are the directions in which the "
        "loss falls.",
        "When the logit of the right class grows, does the loss grow or fall?",
    ),
    Mistake(
        "every-row-marked", "",
        lambda s: s.right("one_picture")
        and np.allclose(s.got("batch").sum(1), -(len(set(s.given["labels"])) - 1) / 4),
        "One picture alone is right. In a batch, you marked the right labels of all pictures in "
        "each row.",
        "Which row belongs to which label, and how do you choose pairs of row and label?",
    ),
    Mistake(
        "right-label-forgotten", "",
        lambda s: np.allclose(np.sum(s.got("one_picture")), 1),
        "Your row adds up to 1: it is the probabilities alone. They come from the first part of "
        "the formula.",
        "What is the slope of `- z[right]`, and at which place of the row does it count?",
    ),
]  # fmt: skip
