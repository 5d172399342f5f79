"""What is asked of an answer."""

import tutorgrad as torch


def square(answer, x):
    """The table of three outputs and three inputs."""
    x = torch.tensor(x, requires_grad=True)
    return answer.table(lambda x: torch.stack([x[0] * x[1], x[1] * x[2], x[0] ** 2]), x)


def wide(answer, x):
    """The table of two outputs and three inputs."""
    x = torch.tensor(x, requires_grad=True)
    return answer.table(lambda x: torch.stack([x[0] * x[1], x[1] * x[2] + x[0]]), x)
