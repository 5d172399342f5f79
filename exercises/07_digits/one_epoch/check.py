"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    """Batches of 3, 3 and 1 pictures with two pixels each; the last one is the hardest."""
    batches = [(rng.uniform(0.5, 1.5, (n, 2)).astype("f"), rng.permutation(3)) for n in (3, 3)]
    last = (rng.uniform(0.5, 1.5, (1, 2)).astype("f"), np.array([2]))
    w = np.array([[1.0, 1.5], [0.5, 1.0], [-1.0, -1.5]], "f") * rng.uniform(0.8, 1.2)
    return {"w": w.astype("f"), "batches": [*batches, last]}


def slope(w, pixels, labels):
    """The gradient of the mean cross-entropy of `pixels @ w.T`, and the loss."""
    e = np.exp(pixels @ w.T)
    p = e / e.sum(1, keepdims=True)
    rows = np.arange(len(labels))
    loss = -np.log(p[rows, labels]).mean()
    p[rows, labels] -= 1
    return p.T @ pixels / len(labels), loss


def losses(w, batches):
    """The loss of each batch where a step follows each, and the sizes of the batches."""
    found = []
    for batch in batches:
        gradient, loss = slope(w, *batch)
        w = w - 0.5 * gradient
        found.append(loss)
    return np.array(found), np.array([len(labels) for _, labels in batches])


def never_cleared(w, batches):
    """The weights where all gradients add up."""
    total = 0
    for batch in batches:
        total = total + slope(w, *batch)[0]
        w = w - 0.5 * total
    return w


def one_late(w, batches):
    """The weights where each step uses the gradient of the batch before."""
    last = 0
    for batch in batches:
        gradient, _ = slope(w, *batch)
        w, last = w - 0.5 * last, gradient
    return w


MISTAKES = [
    Mistake(
        "nothing-counted", "",
        lambda s: s.raised("division by zero"),
        "At the end, `count` is still 0.",
        "How many pictures are in a batch, and where do you count them?",
    ),
    Mistake(
        "number-walked", "M4",
        lambda s: s.raised("'float' object has no attribute 'backward'"),
        "Your loss is a plain number when it comes to `backward`: `.item()` came too early.",
        "Which line needs the tensor with its graph, and which one the number?",
    ),
    Mistake(
        "cleared-before-the-step", "M9",
        lambda s: s.same("weights", s.given["w"]) and s.calls("zero_grad") and s.calls("step"),
        "The weights did not move at all: when the step came, there were no gradients.",
        "In which order do `backward`, `step` and `zero_grad` come?",
    ),
    Mistake(
        "nothing-learned", "",
        lambda s: s.same("weights", s.given["w"]),
        "The weights did not move at all.",
        "Which call changes the weights?",
    ),
    Mistake(
        "step-before-backward", "M9",
        lambda s: s.same("weights", one_late(**s.given)),
        "After one batch the weights have not moved; after three they made two steps. Each step "
        "uses the gradient of the batch before.",
        "Which of the three calls makes the gradients that the step needs?",
    ),
    Mistake(
        "never-cleared", "M8",
        lambda s: s.same("weights", never_cleared(**s.given)),
        "The first step is right. The later ones are too long: the gradients of the batches "
        "before are still in them.",
        "Which call forgets the old gradients, and before which other call must it come?",
    ),
    Mistake(
        "graph-kept", "M6",
        lambda s: s.kind("mean_loss") == "tensor" and s.replies["mean_loss"].tracked,
        "You returned a tensor with a graph. `total` hangs on the graph of every batch, so all of "
        "them stay in memory till the end of the epoch.",
        "How do you take the plain number out of a loss?",
    ),
    Mistake(
        "mean-of-means", "M25",
        lambda s: s.same("mean_loss", losses(**s.given)[0].mean()),
        "You gave each batch the same weight. So a picture of the small batch counts more than "
        "the others.",
        "How many pictures does the loss of each batch stand for?",
    ),
    Mistake(
        "too-small", "M25",
        lambda s: s.same("mean_loss", losses(**s.given)[0].sum() / losses(**s.given)[1].sum()),
        "Your mean is too small: you divided a sum of means by the number of pictures.",
        "By what must the mean of a batch be multiplied, to give the sum over its pictures?",
    ),
]  # fmt: skip
