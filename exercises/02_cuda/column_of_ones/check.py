"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    return {"x": rng.uniform(0.5, 2, (int(rng.integers(2, 5)), 3)).astype(np.float32)}


def place(seen, check):
    return seen.got(check)["place"]


def stopped(seen, check):
    """Whether a check met two places in one calculation."""
    return "on the same device" in seen.errors.get(check, {}).get("message", "")


MISTAKES = [
    Mistake(
        "always-the-card", "M24",
        lambda s: stopped(s, "on_the_cpu") and s.right("on_the_card"),
        "Now it works on the card and stops on the CPU: the ones are always made on the card.",
        "Who knows, in both cases, where the ones should be made?",
    ),
    Mistake(
        "asks-without-a-number", "M24",
        lambda s: stopped(s, "on_the_card")
        and s.matches(r"==.*[Cc]uda"),
        "Your question about the place was answered with False, although `x` is on the card. Its "
        "device is `cuda:0`, and the name `cuda` has no number.",
        "Must you ask at all, if `x` can say where it lives?",
    ),
    Mistake(
        "to-in-place", "M24",
        lambda s: stopped(s, "on_the_card") and (s.calls("to") or s.calls("cuda")),
        "The ones made the journey, but nobody used the copy: `ones` is still on the CPU.",
        "What does `.to` change, and what does it hand back?",
    ),
    Mistake(
        "everything-to-the-card", "M24",
        lambda s: place(s, "on_the_cpu") == "cuda:0",
        "A table on the CPU comes back on the card: you moved what was not yours to move.",
        "In whose memory should the result live?",
    ),
    Mistake(
        "brought-home", "M24",
        lambda s: place(s, "on_the_card") == "cpu",
        "A table on the card comes back on the CPU. The next line of the user's program, with "
        "other data on the card, will stop.",
        "Instead of bringing `x` to the ones, where could the ones be made?",
    ),
    Mistake(
        "there-and-back", "M24",
        lambda s: s.got("cable")["journeys"] > 1,
        "The result is right and in the right place, but the whole table went home and back again.",
        "Which of the two tensors is the stranger, and where can it be made from the start?",
    ),
    Mistake(
        "the-ones-travel", "M24",
        lambda s: s.got("cable")["journeys"] == 1,
        "The result is right and in the right place, but the ones were made on the CPU and then "
        "travelled.",
        "What can you tell `torch.ones` so that it makes them in the right place at once?",
    ),
]  # fmt: skip
