"""The inputs, and what mistakes look like."""

from course.exercises.mistakes import Mistake

CLOSE = 0.06  # one warm-up call more, or less time between two looks, makes a small difference


def inputs(rng):
    work = float(rng.uniform(20, 80))
    return {"work": work, "look": work * float(rng.uniform(0.6, 0.9))}


def told(seen, check):
    """How much was told, as a part of what should have been."""
    return seen.got(check)["microseconds"] / seen.expected(check)["microseconds"]


MISTAKES = [
    Mistake(
        "in-seconds", "",
        lambda s: told(s, "one_round") < 1e-3,
        "Your time is about a million times too small: it is in seconds.",
        "How many microseconds are in a second?",
    ),
    Mistake(
        "all-the-calls", "",
        lambda s: 9 < told(s, "one_round") < 11 and 9 < told(s, "five_rounds") < 11,
        "Your time is 10 times too large, and `times` is 10: it is that of a whole round.",
        "How many calls lie between your two looks at the clock?",
    ),
    Mistake(
        "no-warm-up", "",
        lambda s: told(s, "one_round") > 20,
        "Your time is far too large: the first call, which prepares things, was measured with the "
        "others.",
        "What must happen before the first look at the clock?",
    ),
    Mistake(
        "looks-at-each-call", "",
        lambda s: 1.4 < told(s, "one_round") < 1.9,
        "Your time is too large by nearly the time of a look at the clock: you look at it for each "
        "call.",
        "How can many calls share two looks?",
    ),
    Mistake(
        "mean-of-rounds", "",
        lambda s: abs(told(s, "one_round") - 1) < 0.06 and told(s, "five_rounds") > 1.5,
        "In quiet times your answer is right. When two of five rounds are disturbed, it is far too "
        "large: they take part in your mean.",
        "Which number of the five is not moved by two that are very large?",
    ),
    Mistake(
        "best-round", "",
        lambda s: abs(told(s, "one_round") - 1) < 0.06 and 0.8 < told(s, "five_rounds") < 0.95,
        "You took the shortest round. That is a way to measure too, but it tells how quick the "
        "work can be at its best, not how long it usually takes.",
        "Which number stands in the middle after sorting?",
    ),
]  # fmt: skip
