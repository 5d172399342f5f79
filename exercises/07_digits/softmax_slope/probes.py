"""What is asked of an answer."""

import tutorgrad as torch


def _slope(answer, z, labels):
    with torch.no_grad():
        return answer.slope(torch.tensor(z), torch.tensor(labels))


def one_picture(answer, z, labels):
    """The slope for a single picture."""
    return _slope(answer, z[:1], labels[:1])


def batch(answer, z, labels):
    """The slope for a batch of four pictures."""
    return _slope(answer, z, labels)
