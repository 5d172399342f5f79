"""What is asked of an answer."""

import tutorgrad as torch


def gradient_of_x(answer, x, w, v):
    """The gradient of the table `x`."""
    x = torch.tensor(x, requires_grad=True)
    answer.scale_rows(x, torch.tensor(w)).backward(torch.tensor(v))
    return x.grad


def gradient_of_w(answer, x, w, v):
    """The gradient of the weights `w`: one number for each row."""
    w = torch.tensor(w, requires_grad=True)
    answer.scale_rows(torch.tensor(x), w).backward(torch.tensor(v))
    return w.grad


def node(answer, x, w, v):
    """Both together: `backward` runs, and the graph holds one step, of the class `ScaleRows`."""
    x, w = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    y = answer.scale_rows(x, w)
    y.backward(torch.tensor(v))
    return [y.grad_fn.name(), *(before.name() for before, _ in y.grad_fn.next_functions)]
