"""The inputs, and what mistakes look like."""

from course.exercises.mistakes import Mistake

CLOSE = 0.15  # whether the first order is sent before or after the mark makes a small difference


def inputs(rng):
    return {"few": int(rng.integers(8, 12)), "many": int(rng.integers(18, 24))}


def told(seen):
    """How much was told, as a part of what should have been."""
    return seen.got("more_work")["microseconds"] / seen.expected("more_work")["microseconds"]


MISTAKES = [
    Mistake(
        "nobody-waited", "",
        lambda s: s.raised("must be completed before"),
        "You asked how far apart the two marks are before the card had reached the second one. "
        "Your program only sends the work, and goes on at once.",
        "Which call waits until the card has done everything?",
    ),
    Mistake(
        "without-timing", "",
        lambda s: s.raised("enable_timing"),
        "Your events are marks that know no time.",
        "What must be said when an event is made, so that it tells the time?",
    ),
    Mistake(
        "no-mark", "",
        lambda s: s.raised("must be recorded"),
        "Your events were made, but at least one of them never became a mark in the list of tasks.",
        "Which method puts an event into the list, and where should it be called?",
    ),
    Mistake(
        "clock-of-the-program", "",
        lambda s: s.uses("perf_counter") or s.uses("time"),
        "This is the clock of your program. On a simulated card it shows how long your CPU was "
        "busy with the numbers, and no card at all.",
        "Which two marks read the clock of the card?",
    ),
    Mistake(
        "marks-after-the-work", "",
        lambda s: told(s) == 0,
        "Nothing lies between your two marks: they tell 0 milliseconds.",
        "In the list of tasks of the card, what should stand between the two marks?",
    ),
    Mistake(
        "backwards", "",
        lambda s: -1.2 < told(s) < -0.8,
        "Your time is negative: you asked how far it is from the end back to the start.",
        "Which of the two events comes first?",
    ),
    Mistake(
        "in-seconds", "",
        lambda s: 0.0008 < told(s) < 0.0012,
        "Your time is 1000 times too small.",
        "In which unit does `elapsed_time` answer?",
    ),
]  # fmt: skip
