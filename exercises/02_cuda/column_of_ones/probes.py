"""What is asked of an answer."""

import tutorgrad as torch
from course.inside.card import watched


def _told(result):
    return {"place": str(result.device), "numbers": result.cpu()}


def on_the_cpu(answer, x):
    """The table with its ones, for a table on the CPU."""
    with watched():
        return _told(answer.with_ones(torch.tensor(x)))


def on_the_card(answer, x):
    """The table with its ones, for a table on the card."""
    with watched():
        return _told(answer.with_ones(torch.tensor(x).to("cuda")))


def cable(answer, x):
    """Nothing travels when the table is on the card."""
    with watched():
        there = torch.tensor(x).to("cuda")
        with watched() as seen:
            answer.with_ones(there)
    return {"journeys": seen["journeys"]}
