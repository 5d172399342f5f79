"""What is asked of an answer."""

import tutorgrad as torch


def value(answer, a, b, t, v):
    """The values of `blend(a, b, t)`."""
    return answer.blend(torch.tensor(a), torch.tensor(b), t).detach()


def node(answer, a, b, t, v):
    """In the graph there is one step, and it is of your class `Blend`."""
    a, b = torch.tensor(a, requires_grad=True), torch.tensor(b, requires_grad=True)
    step = answer.blend(a, b, t).grad_fn
    return [step.name(), *(before.name() for before, _ in step.next_functions if before)]


def gradients(answer, a, b, t, v):
    """The gradients of `a` and of `b`, for several gradients that arrive."""
    a, b = torch.tensor(a, requires_grad=True), torch.tensor(b, requires_grad=True)
    answer.blend(a, b, t).backward(torch.tensor(v))
    return [a.grad, b.grad]


def one_of_two(answer, a, b, t, v):
    """Only `b` asks for a gradient."""
    a, b = torch.tensor(a), torch.tensor(b, requires_grad=True)
    answer.blend(a, b, t).backward(torch.tensor(v))
    return [a.grad, b.grad]
