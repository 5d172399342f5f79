"""What mistakes look like, and what follows from an earlier answer."""

from course.exercises.mistakes import Mistake, alike

POINTS = {"lower_way": 3, "of_w": 2, "of_x": 2}

FOLLOWS = {
    "of_r": lambda g: 1.5 * g["p"],
    "of_h": lambda g: g["r"],
    "of_b": lambda g: g["h"],
    "lower_way": lambda g: {"q": 5 * g["p"], "k": 0, "v": 0, "c": 0},
    "of_w": lambda g: 5 * g["p"] + 2 * g["h"],
    "of_x": lambda g: 1.5 * g["h"] - g["k"],
}
"""Each gradient from those before it on the way back."""


def found(got):
    """The gradients by their names."""
    alone = {check.removeprefix("of_"): value for check, value in got.items()}
    return {**alone, **got["lower_way"]}


def carried(name, got, inputs):
    """What a gradient should be for what the learner found before."""
    try:
        gradients = found(got)
        return FOLLOWS[name](gradients) if gradients["p"] else None  # from 0 only zeros follow
    except (KeyError, TypeError):  # it follows from nothing, or nothing was found before
        return None


def said(seen, **gradients):
    """Whether these gradients were given."""
    names = found({check: seen.got(check) for check in seen.replies})
    return all(alike(names[name], value) for name, value in gradients.items())


MISTAKES = [
    Mistake(
        "turned-round", "M25",
        lambda s: said(s, p=-4.0),
        "Already the first number has the wrong sign: you took the difference the other way round.",
        "If p = 7.5 grows a little, does the loss grow or fall?",
    ),
    Mistake(
        "no-factor-two", "",
        lambda s: said(s, p=2.0),
        "Already the first number is half of the expected one: you took the difference p - t.",
        "What is the slope of a square?",
    ),
    Mistake(
        "own-factor", "",
        lambda s: said(s, r=20.0) or said(s, c=20.0),
        "At a product you multiplied by the number's own value.",
        "If r grows by 1, by how much does r · w grow?",
    ),
    Mistake(
        "slope-alone", "M21",
        lambda s: said(s, r=1.5) or said(s, q=5.0),
        "At a product you wrote down the slope alone: the other factor. What arrived from the loss "
        "got lost there.",
        "Which two numbers does the chain rule multiply?",
    ),
    Mistake(
        "sum-shares-out", "",
        lambda s: said(s, r=3.0) or said(s, q=10.0) or said(s, b=3.0),
        "At a sum you gave each part only a half of the gradient.",
        "If one of two parts grows by 1, by how much does their sum grow?",
    ),
    Mistake(
        "relu-lets-all-pass", "",
        lambda s: said(s, k=20.0),
        "You let the gradient pass through the lower `relu`. What went in there was negative.",
        "If k = -2 grows a little, does q change?",
    ),
    Mistake(
        "stopped-too-late", "",
        lambda s: said(s, q=0.0),
        "You say that q has the gradient 0, because q is 0. But a gradient asks what would happen "
        "if q were a little larger.",
        "If q grows by 1, by how much does u = q · c grow, and with it p?",
    ),
    Mistake(
        "last-use-alone", "M8",
        lambda s: said(s, w=12.0),
        "This is the gradient of `w` from the place near the input alone. `w` is used at another "
        "place too.",
        "What happens to two gradients that arrive at the same number?",
    ),
    Mistake(
        "first-use-alone", "M8",
        lambda s: said(s, w=20.0),
        "This is the gradient of `w` from the place near the loss alone. `w` is used at another "
        "place too.",
        "What happens to two gradients that arrive at the same number?",
    ),
]  # fmt: skip
