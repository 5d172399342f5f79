"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    draw = lambda *shape: rng.uniform(0.5, 2, shape).astype(np.float32)  # noqa: E731
    return {"x": draw(4, 3), "w": draw(3, 2)}


def on_the_cpu(seen, *travelled):
    """Whether the product was computed on the CPU, and so many numbers of 4 bytes travelled."""
    place = {"computed": "on the CPU", "journeys": len(travelled), "bytes": 4 * sum(travelled)}
    return seen.got("place") == place


MISTAKES = [
    Mistake(
        "numpy-on-the-card", "M24",
        lambda s: s.raised("device type tensor to numpy"),
        "The product was computed on the card, and then NumPy was asked to look at it there. NumPy "
        "knows only the memory of the CPU.",
        "Which journey is missing before NumPy can see the numbers?",
    ),
    Mistake(
        "one-left-behind", "M24",
        lambda s: s.raised("on the same device"),
        "One of the two tables is on the card and the other one on the CPU: a calculation needs "
        "both in one place.",
        "Which of your names stands for a tensor that never left the CPU?",
    ),
    Mistake(
        "to-in-place", "M24",
        lambda s: on_the_cpu(s, 12, 6),
        "Both tables made the journey, but nobody used the copies on the card: `x` and `w` are "
        "still where they were, and so was the work.",
        "`x.to(device)` makes a new tensor: which name does it have in your program?",
    ),
    Mistake(
        "home-too-early", "M24",
        lambda s: on_the_cpu(s, 12, 6, 12, 6),
        "Both tables made the journey there and came back at once. The product was computed on the "
        "CPU.",
        "At which moment should something come home, and what?",
    ),
    Mistake(
        "result-moved-only", "M24",
        lambda s: s.got("place")["computed"] == "on the CPU",
        "The work was done on the CPU; what went over the cable afterwards was of no use to it.",
        "Where must the two tables be when `mm` is called?",
    ),
    Mistake(
        "left-on-the-card", "M24",
        lambda s: s.got("array")["what"] == "a tensor on cuda:0",
        "The product is right, and it is still a tensor on the card.",
        "Which two steps lead from there to a NumPy array?",
    ),
    Mistake(
        "still-a-tensor", "",
        lambda s: s.got("array")["what"] == "a tensor on cpu",
        "The product is right and it came home, but it is a tensor: NumPy functions that get it "
        "may do something else with it.",
        "Which method makes a NumPy array of a tensor on the CPU?",
    ),
]  # fmt: skip
