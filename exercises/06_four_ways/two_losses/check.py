"""The inputs, and what mistakes look like."""

from course.exercises.mistakes import Mistake


def inputs(rng):
    draw = lambda *shape: rng.uniform(0.3, 0.7, shape)  # noqa: E731
    return {"x": draw(4, 3), "w": draw(3, 2), "a": draw(2, 1), "b": draw(2, 1), "lr": 0.05}


def gradients(seen, weights):
    """The gradients of w, a and b: for the first loss, and for the second."""
    x, (w, a, b) = seen.given["x"], weights
    h = (x @ w) ** 2
    p, q = h @ a, h @ b
    found = []
    for to_p, to_q in ((2 * (p - 1), 0 * q), (2 * p * q**2, 2 * q * p**2)):
        to_h = to_p @ a.T + to_q @ b.T
        found.append([x.T @ (2 * (x @ w) * to_h), h.T @ to_p, h.T @ to_q])
    return found


def start(seen):
    return [seen.given[name] for name in ("w", "a", "b")]


def moved(seen, weights, gradient):
    return [w - seen.given["lr"] * g for w, g in zip(weights, gradient, strict=True)]


def second_elsewhere(seen):
    """The gradient of the second loss is taken at the weights that the first step has left."""
    weights = moved(seen, start(seen), gradients(seen, start(seen))[0])
    return moved(seen, weights, gradients(seen, weights)[1])


def one_alone(seen, which):
    return moved(seen, start(seen), gradients(seen, start(seen))[which])


MISTAKES = [
    Mistake(
        "recorded", "M14",
        lambda s: s.raised("a leaf Variable that requires grad is being used in an in-place"),
        "You changed a leaf in place while autograd was recording.",
        "Is the update a part of the formula of the loss?",
    ),
    Mistake(
        "hidden-with-detach", "M15",
        lambda s: s.raised("modified by an inplace operation") and s.uses("detach"),
        "A detached tensor shares the memory of the weight, and its version counter too. So the "
        "change was noticed all the same.",
        "Which `backward` needs the old weights, and why does it run after the update?",
    ),
    Mistake(
        "still-between", "M15",
        lambda s: s.raised("modified by an inplace operation"),
        "The second `backward` took out what the forward pass had saved and found another version: "
        "between the two walks back, weights were changed in place.",
        "What must be over before the first weight may change?",
    ),
    Mistake(
        "graph-not-kept", "M5",
        lambda s: s.raised("Trying to backward through the graph a second time"),
        "The first `backward` freed what was saved, and the second one needs the part that both "
        "losses share.",
        "How do you ask the first one to keep it, or do you need two walks at all?",
    ),
    Mistake(
        "new-forward", "",
        lambda s: s.same("one_step", second_elsewhere(s)),
        "No error any more, but these are two small steps: the second loss was computed at the "
        "weights that the first step had left. Wanted is one step from the place where they are.",
        "How often may the weights change in one call?",
    ),
    Mistake(
        "rebound", "M13",
        lambda s: s.same("one_step", start(s)) and s.matches(r"^\s*(weight|w|a|b)\b[^=(]* = "),
        "The caller's weights did not move: `name = ...` gives the name to a new tensor, and the "
        "old one stays as it was.",
        "How do you change the tensor itself?",
    ),
    Mistake(
        "cleared-between", "M9",
        lambda s: s.same("one_step", one_alone(s, 1)) and s.uses("loss_a")
        and s.calls("backward") > 1,
        "The weights moved along the gradient of the second loss alone: that of the first one was "
        "cleared before it was used.",
        "Between which two actions must nothing be cleared?",
    ),
    Mistake(
        "one-loss", "",
        lambda s: s.same("one_step", one_alone(s, 1)) or s.same("one_step", one_alone(s, 0)),
        "The weights moved along the gradient of one loss alone.",
        "Where does the other loss come in?",
    ),
    Mistake(
        "not-cleared", "M8",
        lambda s: s.right("one_step"),
        "The first call is right. In the second one the gradients of the first are still there, "
        "and the new ones are added to them.",
        "What must be true of each `.grad` when a step begins?",
    ),
    Mistake(
        "hidden-with-data", "M16",
        lambda s: s.uses("data"),
        "The error is gone, and the result is wrong: `.data` hides the change from autograd, so "
        "the second `backward` mixes new weights with numbers that were saved from the old ones. "
        "The message was a warning, and you switched it off.",
        "Which `backward` needs the old weights, and where should the update stand then?",
    ),
]  # fmt: skip
