"""What is asked of an answer."""

import tutorgrad as torch
from course.inside.card import watched


def _trained(answer, start, x, target):
    with watched() as seen:
        found = answer.trained(start, torch.tensor(x), torch.tensor(target), 3)
    return found, seen


def weights(answer, start, x, target):
    """The weights after three steps, as a NumPy array."""
    found, _ = _trained(answer, start, x, target)
    return {"what": "a tensor" if isinstance(found, torch.Tensor) else "no tensor",
            "numbers": found}  # fmt: skip


def place(answer, start, x, target):
    """All the steps are taken on the card; the data travel once."""
    _, seen = _trained(answer, start, x, target)
    return {
        "steps": "on the card" if seen["tasks"] >= 15 else "on the CPU",
        "journeys": "few" if seen["journeys"] <= 6 else "in each step",
    }
