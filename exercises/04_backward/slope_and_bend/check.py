"""The inputs, and what mistakes look like."""

from course.exercises.mistakes import Mistake


def inputs(rng):
    """Four numbers, none near 1 or 2, where the slopes meet."""
    return {"x": (rng.permutation([0.5, 0.75, 1.25, 1.5]) + rng.uniform(0, 0.1, 4)).astype("f")}


MISTAKES = [
    Mistake(
        "not-one-number", "M1",
        lambda s: s.raised("grad can be implicitly created only for scalar outputs"),
        "You start a walk at a vector. Autograd does not know how much each of its numbers counts.",
        "Each output depends on its own `x` only: what single number has all their slopes in it?",
    ),
    Mistake(
        "a-tuple", "",
        lambda s: s.raised("'tuple' object has no attribute") or isinstance(s.got("bend"), tuple),
        "`torch.autograd.grad` returns a tuple, also when you name a single input.",
        "How do you take the one tensor out of it?",
    ),
    Mistake(
        "kept-not-recorded", "M7",
        lambda s: s.raised("element 0 of tensors does not require grad")
        and s.uses("retain_graph") and not s.uses("create_graph"),
        "`retain_graph=True` keeps the values of the first graph. It records nothing new, so the "
        "slope has no graph of its own.",
        "Which argument makes the walk itself be recorded?",
    ),
    Mistake(
        "slope-not-recorded", "M4",
        lambda s: s.raised("element 0 of tensors does not require grad"),
        "The slope came back as plain numbers, without history: from there, no way leads to `x`.",
        "What must you say in the first call, so that the slope gets a graph of its own?",
    ),
    Mistake(
        "walked-twice", "M5",
        lambda s: s.raised("Trying to backward through the graph a second time"),
        "The second walk starts on the same graph as the first, which is freed. And it would "
        "give the same slope.",
        "The slope of what are you looking for in the second walk?",
    ),
    Mistake(
        "same-walk-again", "M7",
        lambda s: s.right("slope") and s.same("bend", s.expected("slope")),
        "The slope is right, and your second result is the slope once more. To walk the same graph "
        "again gives the same numbers, whether it is kept or not.",
        "Where must the second walk start?",
    ),
    Mistake(
        "slope-added", "M8",
        lambda s: s.same("bend", s.expected("slope") + s.expected("bend")),
        "Your second result is f′ + f″: the second walk was added to what the first one left in "
        "`x.grad`.",
        "What must happen to `x.grad` between the walks, or which function returns gradients and "
        "leaves `.grad` alone?",
    ),
    Mistake(
        "weighted-by-x", "M3",
        lambda s: s.same("slope", s.given["x"] * s.expected("slope")),
        "Each slope is exactly `x` times too large: you gave `x` as weights. These weights do not "
        "say at which place the slope is wanted.",
        "How often should each output count?",
    ),
    Mistake(
        "mean", "M25",
        lambda s: s.same("slope", s.expected("slope") / 4),
        "Your slopes are exactly a quarter of the expected ones, and there are four numbers: this "
        "is the slope of their mean.",
        "What single number lets each output count once?",
    ),
]  # fmt: skip
