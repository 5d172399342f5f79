"""What is asked of an answer."""

import tutorgrad as torch


def _leaf(w):
    return torch.tensor(w, requires_grad=True)


def losses(answer, x, target, w1, w2, lr, steps):
    """The losses of the steps, as plain numbers."""
    found = answer.train(torch.tensor(x), torch.tensor(target), _leaf(w1), _leaf(w2), lr, steps)
    return [float(loss) for loss in found]


def weights(answer, x, target, w1, w2, lr, steps):
    """The caller's own `w1` and `w2` hold the trained weights."""
    w1, w2 = _leaf(w1), _leaf(w2)
    answer.train(torch.tensor(x), torch.tensor(target), w1, w2, lr, steps)
    return [w1.detach(), w2.detach()]


def second_call(answer, x, target, w1, w2, lr, steps):
    """A second call goes on where the first one ended."""
    x, target, w1, w2 = torch.tensor(x), torch.tensor(target), _leaf(w1), _leaf(w2)
    answer.train(x, target, w1, w2, lr, steps)
    return [float(loss) for loss in answer.train(x, target, w1, w2, lr, steps)]


def passes(answer, x, target, w1, w2, lr, steps):
    """Autograd walks back to `w1` once in each step."""
    x, target, w1, w2 = torch.tensor(x), torch.tensor(target), _leaf(w1), _leaf(w2)
    walks = []
    w1.register_hook(lambda gradient: walks.append("walk"))
    answer.train(x, target, w1, w2, lr, steps)
    return walks
