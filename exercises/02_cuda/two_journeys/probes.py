"""What is asked of an answer."""

import tutorgrad as torch
from course.inside.card import watched


def numbers(answer, rows):
    """The sums of squares, as a list of plain numbers."""
    with watched():
        return answer.lengths([torch.tensor(row) for row in rows])


def cable(answer, rows):
    """Two journeys: all rows there, and only the sums home."""
    rows = [torch.tensor(row) for row in rows]
    with watched() as seen:
        answer.lengths(rows)
    return {"journeys": seen["journeys"], "bytes": seen["nbytes"]}
