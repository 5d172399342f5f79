"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    """Pieces of 3, 5 and 2 pictures with two pixels each, in any order; three classes."""
    sizes = rng.permutation([3, 5, 2])
    pieces = [(rng.uniform(0.5, 2, (n, 2)).astype("f"), rng.integers(0, 3, n)) for n in sizes]
    return {"w": rng.uniform(-1.5, 1.5, (2, 3)).astype("f"), "pieces": pieces}


def gradients(w, pieces):
    """The gradient of each piece's mean loss at w, and the share of each piece."""
    found = []
    for pixels, labels in pieces:
        e = np.exp(pixels @ w)
        p = e / e.sum(1, keepdims=True)
        p[np.arange(len(labels)), labels] -= 1
        found.append(pixels.T @ p / len(labels))
    sizes = np.array([len(labels) for _, labels in pieces])
    return np.array(found), (sizes / sizes.sum())[:, None, None]


def gives(combine):
    """Whether the fresh gradient is this combination of the pieces' gradients."""
    return lambda s: s.same("fresh", combine(*gradients(**s.given)))


MISTAKES = [
    Mistake(
        "one-loss-for-each-picture", "M1",
        lambda s: s.raised("grad can be implicitly created only for scalar outputs"),
        "With `reduction=\"none\"` your loss has one number for each picture, and `backward` wants "
        "one number in all.",
        "How do you make one number of them, and what must it be divided by?",
    ),
    Mistake(
        "zero-none", "M10",
        lambda s: s.raised("'NoneType' object has no attribute 'zero_'"),
        "At a fresh `w` there is no gradient yet: `w.grad` is None, and cannot be filled with 0.",
        "Which start works for a fresh `w` and for a used one?",
    ),
    Mistake(
        "total-walked", "M6",
        lambda s: s.raised("Trying to backward through the graph a second time"),
        "In the second turn, `total` still hangs on the graph of the first piece, which is freed.",
        "Which tensor should each turn walk back from, if gradients add up by themselves?",
    ),
    Mistake(
        "total-walked-and-kept", "M7",
        gives(lambda g, share: np.cumsum(g * share, 0).sum(0)),
        "The first piece counts three times, the second twice: each walk from `total` goes through "
        "all earlier pieces again, and `retain_graph=True` keeps them all in memory.",
        "What is in `w.grad` already when the second walk begins?",
    ),
    Mistake(
        "last-piece", "M8",
        gives(lambda g, share: (g * share)[-1]),
        "This is the share of the last piece alone: the others were thrown away.",
        "How often is a fresh start needed for one batch, and where?",
    ),
    Mistake(
        "old-gradient", "M8",
        lambda s: s.right("fresh") and s.same("used", s.expected("used") + 1),
        "At a fresh `w` your gradient is right. Where a gradient from earlier was there, it is "
        "still in your result.",
        "What must be true of `w.grad` before the loop starts, whoever used `w` before?",
    ),
    Mistake(
        "one-walk-at-the-end", "M6",
        lambda s: s.right("fresh") and s.same("walks", 1),
        "The gradient is right. But there is one walk only, at the end: till then, `total` carries "
        "the graphs of all pieces along.",
        "If gradients add up by themselves, what need not be added up before?",
    ),
    Mistake(
        "sum-over-pictures", "M25",
        gives(lambda g, share: 10 * (g * share).sum(0)),
        "Your gradient is exactly 10 times the expected one, and there are 10 pictures: it is the "
        "gradient of the sum over them.",
        "What makes a mean of a sum, and where in the loop can it be done?",
    ),
    Mistake(
        "sum-of-means", "M25",
        gives(lambda g, share: g.sum(0)),
        "You added up one mean for each piece. A sum of three means is no mean.",
        "Which share of the whole batch is a piece of 3, if there are 10 pictures?",
    ),
    Mistake(
        "mean-of-means", "M25",
        gives(lambda g, share: g.mean(0)),
        "Each piece has the same weight in your result. So a picture of a small piece counts more "
        "than one of a large piece.",
        "Which share of the whole batch is a piece of 3, if there are 10 pictures?",
    ),
]  # fmt: skip
