"""What is asked of an answer."""

import tutorgrad as torch
from course.inside.card import watched


def array(answer, x, w):
    """The product, as a NumPy array."""
    with watched():
        found = answer.predictions(torch.tensor(x), torch.tensor(w))
        kind = f"a tensor on {found.device}" if isinstance(found, torch.Tensor) else "no tensor"
        return {"what": kind, "numbers": found}


def place(answer, x, w):
    """The work is done on the card, after two journeys there and before one back."""
    with watched() as seen:
        answer.predictions(torch.tensor(x), torch.tensor(w))
    worked = "on the card" if seen["tasks"] else "on the CPU"
    return {"computed": worked, "journeys": seen["journeys"], "bytes": seen["nbytes"]}
