"""What is asked of an answer."""

import tutorgrad as torch
from tutorgrad.optim.optimizer import register_optimizer_step_post_hook


def fitted(answer, w, x, target, lr, steps):
    """The caller's own `w`, after several steps."""
    w = torch.tensor(w, requires_grad=True)
    answer.fit(w, torch.tensor(x), torch.tensor(target), lr, steps)
    return w.detach()


def optimizer(answer, w, x, target, lr, steps):
    """An optimizer of `optim` changes this `w`, once in each step."""
    w = torch.tensor(w, requires_grad=True)
    found = []
    hook = register_optimizer_step_post_hook(
        lambda optimizer, args, kwargs: found.append(w.detach().clone())
    )
    try:
        answer.fit(w, torch.tensor(x), torch.tensor(target), lr, steps)
    finally:
        hook.remove()
    return found
