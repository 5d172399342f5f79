"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, alike

POINTS = {"training": 2, "replays": 2}


def inputs(rng):
    x = (np.eye(3) + rng.uniform(-0.1, 0.1, (3, 3))).astype(np.float32)
    return {
        "w": rng.uniform(0.5, 2, 3).astype(np.float32),
        "x": x,
        "target": rng.uniform(4, 5, 3).astype(np.float32),
    }


def trained(seen, rate=lambda loss: 0.5 if loss > 1 else 0.05, cleared=True):
    """The losses of twelve steps of another program."""
    x, w, target = (np.asarray(seen.given[name], float) for name in ("x", "w", "target"))
    losses, total = [], 0
    for _ in range(12):
        away = x @ w - target
        losses.append(float(np.mean(away**2)))
        total = 2 / 3 * x.T @ away + (0 if cleared else total)
        w = w - rate(losses[-1]) * total
    return losses


def learned(seen, losses):
    """Whether these were the losses."""
    return alike(seen.got("training")["losses"], losses)


def replays(seen):
    return seen.got("replays")["replays"]


def refused(seen):
    """The lines of the answer that could not be captured."""
    return [e["text"] for e in seen.errors.values() if e["kind"] == "CaptureError"]


def without_replay(seen):
    """Whether the step is right and not replayed, or was refused."""
    return refused(seen) or (seen.right("training") and replays(seen) != "enough")


MISTAKES = [
    Mistake(
        "new-name", "M13",
        lambda s: s.raised("local variable 'w'")
        or alike(s.got("training")["weights"], s.given["w"]),
        "`w = …` makes a new tensor with a name of its own inside the step. The `w` that the "
        "caller has stays as it was.",
        "How is the tensor itself changed, in its place?",
    ),
    Mistake(
        "detached-loss", "M4",
        lambda s: s.raised("does not require grad"),
        "`backward` found no graph: the loss was computed while nothing is recorded.",
        "Which lines of the step belong under `no_grad`, and which do not?",
    ),
    Mistake(
        "still-a-branch", "",
        lambda s: any(" if " in f" {line} " for line in refused(s)),
        "The step stops, because Python asks the loss for one answer, yes or no. A replay would "
        "always go the way that was gone during capture.",
        "Which operation of tensors chooses one of two values, anew each time?",
    ),
    Mistake(
        "never-cleared", "M8",
        lambda s: learned(s, trained(s, cleared=False)),
        "The losses are others than before: nobody clears `w.grad`, so each step goes along the "
        "sum of all gradients so far.",
        "What was in the last line of the update that is missing now?",
    ),
    Mistake(
        "one-rate", "",
        lambda s: learned(s, trained(s, rate=lambda loss: 0.5)),
        "The step is replayed, but it always takes the rate 0.5: the choice is gone, and with it "
        "what the step should do near the end.",
        "How can a choice be made without Python?",
    ),
    Mistake(
        "rates-exchanged", "",
        lambda s: learned(s, trained(s, rate=lambda loss: 0.05 if loss > 1 else 0.5)),
        "The two rates have changed places: the step is small while the loss is large.",
        "Which of its values does `torch.where` take when the question is True?",
    ),
    Mistake(
        "not-compiled", "",
        lambda s: s.right("training") and "ordinary" in replays(s),
        "The step is right, and it is an ordinary function: nothing captures it.",
        "What stood above the step?",
    ),
    Mistake(
        "kept-in-a-list", "",
        lambda s: without_replay(s) and s.calls("append") > 0,
        "No call is a replay: the step fills a list, which a replay would not do.",
        "Who else could keep the losses?",
    ),
    Mistake(
        "still-a-number", "",
        lambda s: without_replay(s) and (s.calls("item") or s.calls("float") or s.calls("tolist")),
        "No call is a replay: a number still leaves the world of tensors.",
        "What can you return instead, so that the caller takes the number out?",
    ),
]  # fmt: skip
