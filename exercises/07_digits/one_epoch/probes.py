"""What is asked of an answer."""

import tutorgrad as torch
from tutorgrad import nn, optim


def _epoch(answer, w, batches, size):
    model = nn.Linear(2, 3, bias=False)
    with torch.no_grad():
        model.weight.copy_(torch.tensor(w))
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    batches = [(torch.tensor(x), torch.tensor(t)) for x, t in batches][:size]
    value = answer.one_epoch(model, optimizer, batches)
    return model.weight.detach(), value


def weights_after_one_batch(answer, w, batches):
    """The weights after a single batch."""
    return _epoch(answer, w, batches, 1)[0]


def weights(answer, w, batches):
    """The weights after the epoch."""
    return _epoch(answer, w, batches, 3)[0]


def mean_loss(answer, w, batches):
    """The mean loss over all pictures, a plain number."""
    return _epoch(answer, w, batches, 3)[1]
