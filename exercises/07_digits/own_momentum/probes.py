"""What is asked of an answer."""

import tutorgrad as torch


def _path(answer, w, bend, rate, beta, steps):
    bend = torch.tensor(bend)
    return answer.roll(torch.tensor(w), lambda w: bend * w, rate, beta, steps)


def first(answer, w, bend, rate, beta):
    """`w` after one step."""
    return _path(answer, w, bend, rate, beta, 1)[0]


def path(answer, w, bend, rate, beta):
    """The whole way, of five steps."""
    return list(_path(answer, w, bend, rate, beta, 5))
