"""What is asked of an answer."""

import tutorgrad as torch
from course.inside.card import watched


def _microseconds(answer, products):
    with watched():
        table = torch.ones(300, 300, device="cuda")
        torch.cuda.synchronize()

        def work():
            for _ in range(products):
                table @ table

        found = 1000 * float(answer.milliseconds(work))
        return {"microseconds": round(found, 2)}  # the clock counts on: its last digits differ


def some_work(answer, few, many):
    """The time of some products."""
    return _microseconds(answer, few)


def more_work(answer, few, many):
    """The time of more products."""
    return _microseconds(answer, many)
