"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake


def inputs(rng):
    """Targets far below the state: no gradient is near 0."""
    return {
        "w": float(rng.uniform(1, 1.5)),
        "xs": [float(x) for x in rng.uniform(1, 2, 4)],
        "targets": [float(t) for t in rng.uniform(-2, -1, 4)],
    }


def gradients(w, xs, targets, old=0.5, history=0.0):
    """The gradients where `old` of the old state counts, and `history` of its own slope."""
    state, slope, found = 0.0, 0.0, []
    for x, target in zip(xs, targets, strict=True):
        state = old * state + w * x
        slope = history * slope + x
        found.append(2 * (state - target) * slope)
    return found


MISTAKES = [
    Mistake(
        "numbers-only", "M4",
        lambda s: s.raised("'float' object has no attribute 'backward'"),
        "Your loss is a plain Python number: `.item()` has turned the state into one before the "
        "loss was computed.",
        "Which state may lose its history, the new one or the old one?",
    ),
    Mistake(
        "not-recorded", "M4",
        lambda s: s.raised("element 0 of tensors does not require grad") and s.uses("no_grad"),
        "Under `no_grad` the new state is not recorded, and with it the use of `w` in this turn.",
        "Which part of the line is to be learned from, and which counts as a known number?",
    ),
    Mistake(
        "cut-before-the-loss", "M4",
        lambda s: s.raised("element 0 of tensors does not require grad"),
        "The loss has no graph: the history of the new state was cut before the loss was computed.",
        "At which moment is the history of a state no longer needed?",
    ),
    Mistake(
        "loss-detached", "M6",
        lambda s: s.right("first_turn") and s.raised("backward through the graph a second time"),
        "The second turn still walks into the graph of the first one, which is freed.",
        "Which tensor of the first turn is used in the second?",
    ),
    Mistake(
        "all-graphs-kept", "M6",
        lambda s: s.same("all_turns", history := gradients(**s.given, history=0.5))
        or s.same("all_turns", np.cumsum(history).tolist()),
        "The error is gone, but the numbers of the later turns are too large: each walk goes back "
        "through all earlier turns, and every graph stays in memory.",
        "How do you carry a value without its history?",
    ),
    Mistake(
        "turns-add-up", "M8",
        lambda s: s.same("all_turns", np.cumsum(s.expected("all_turns")).tolist()),
        "The first gradient is right; each later one has all earlier ones in it.",
        "What must happen to `w.grad` before each walk?",
    ),
    Mistake(
        "state-forgotten", "",
        lambda s: s.same("all_turns", gradients(**s.given, old=0.0)),
        "No walk comes into an old graph any more, but the old state is gone altogether. Its value "
        "should count.",
        "What is the state of the second turn made of?",
    ),
]  # fmt: skip
