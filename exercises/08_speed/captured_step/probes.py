"""What is asked of an answer."""

import tutorgrad as torch

CALLS, MOST_WATCHED = 12, 4
COMPILED = type(torch.compile(lambda: None))


def _run(answer, w, x, target):
    w, x, target = torch.tensor(w, requires_grad=True), torch.tensor(x), torch.tensor(target)
    step = answer.make_step(w)
    losses = [float(step(x, target)) for _ in range(CALLS)]
    return w.detach(), losses, step.replays if isinstance(step, COMPILED) else None


def training(answer, w, x, target):
    """The losses of twelve steps, and the weights of the caller afterwards."""
    weights, losses, _ = _run(answer, w, x, target)
    return {"losses": losses, "weights": weights}


def replays(answer, w, x, target):
    """All calls but the first few are replays."""
    found = _run(answer, w, x, target)[2]
    if found is None:
        return {"replays": "none, it is an ordinary function"}
    return {"replays": f"{found}" if found < CALLS - MOST_WATCHED else "enough"}
