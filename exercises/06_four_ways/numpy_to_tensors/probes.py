"""What is asked of an answer."""

import tutorgrad as torch


def losses(answer, x, target, w1, w2, lr, steps):
    """The losses of the steps, as plain numbers."""
    tensors = [torch.tensor(part) for part in (x, target, w1, w2)]
    return [float(loss) for loss in answer.train(*tensors, lr, steps)]


def weights(answer, x, target, w1, w2, lr, steps):
    """The caller's own `w1` and `w2` hold the trained weights."""
    w1, w2 = torch.tensor(w1), torch.tensor(w2)
    answer.train(torch.tensor(x), torch.tensor(target), w1, w2, lr, steps)
    return [w1.detach(), w2.detach()]


def tensors_alone(answer, x, target, w1, w2, lr, steps):
    """Tensor operations alone: no `np`, no `.numpy()`, no autograd."""
    answer.np = None
    found = []
    for recording in (False, True):  # `backward` fails in the one, `.numpy()` in the other
        weights = [torch.tensor(w1), torch.tensor(w2)]
        with torch.set_grad_enabled(recording):
            inputs = torch.tensor(x, requires_grad=recording)
            answer.train(inputs, torch.tensor(target), *weights, lr, steps)
        found += [weight.detach() for weight in weights]
    return found
