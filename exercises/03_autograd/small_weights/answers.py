# %% given
import tutorgrad as torch

# %% stub
def small_start(values, x):
    weights = torch.tensor(values, requires_grad=True) * 0.1
    loss = ((weights * x).sum() - 1) ** 2
    loss.backward()
    return weights, weights.grad

# %% solution
def small_start(values, x):
    weights = (torch.tensor(values) * 0.1).requires_grad_()
    loss = ((weights * x).sum() - 1) ** 2
    loss.backward()
    return weights, weights.grad

# %% wrong kept-but-no-leaf
def small_start(values, x):
    weights = torch.tensor(values, requires_grad=True) * 0.1
    weights.retain_grad()
    loss = ((weights * x).sum() - 1) ** 2
    loss.backward()
    return weights, weights.grad

# %% wrong gradient-of-the-start
def small_start(values, x):
    weights = torch.tensor(values, requires_grad=True)
    small = weights * 0.1
    loss = ((small * x).sum() - 1) ** 2
    loss.backward()
    return weights, weights.grad

# %% wrong asked-for-a-result
def small_start(values, x):
    weights = (torch.tensor(values, requires_grad=True) * 0.1).requires_grad_()
    loss = ((weights * x).sum() - 1) ** 2
    loss.backward()
    return weights, weights.grad

# %% wrong nobody-asked
def small_start(values, x):
    weights = torch.tensor(values) * 0.1
    loss = ((weights * x).sum() - 1) ** 2
    loss.backward()
    return weights, weights.grad

# %% wrong history-cut
def small_start(values, x):
    weights = (torch.tensor(values, requires_grad=True) * 0.1).detach()
    loss = ((weights * x).sum() - 1) ** 2
    loss.backward()
    return weights, weights.grad

# %% wrong made-small-too-late
def small_start(values, x):
    weights = torch.tensor(values, requires_grad=True)
    weights *= 0.1
    loss = ((weights * x).sum() - 1) ** 2
    loss.backward()
    return weights, weights.grad

# %% wrong not-small
def small_start(values, x):
    weights = torch.tensor(values, requires_grad=True)
    loss = ((weights * x).sum() - 1) ** 2
    loss.backward()
    return weights, weights.grad
