# %% given
import tutorgrad as torch

# %% stub
def curves(f, x):
    y = f(x)
    slope = ...
    bend = ...
    return slope, bend

# %% solution
def curves(f, x):
    y = f(x)
    (slope,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (bend,) = torch.autograd.grad(slope.sum(), x)
    return slope, bend

# %% wrong not-one-number
def curves(f, x):
    y = f(x)
    (slope,) = torch.autograd.grad(y, x, create_graph=True)
    (bend,) = torch.autograd.grad(slope, x)
    return slope, bend

# %% wrong weighted-by-x
def curves(f, x):
    y = f(x)
    (slope,) = torch.autograd.grad(y, x, x, create_graph=True)
    (bend,) = torch.autograd.grad(slope, x, x)
    return slope, bend

# %% wrong slope-not-recorded
def curves(f, x):
    y = f(x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    (bend,) = torch.autograd.grad(slope.sum(), x)
    return slope, bend

# %% wrong kept-not-recorded
def curves(f, x):
    y = f(x)
    (slope,) = torch.autograd.grad(y.sum(), x, retain_graph=True)
    (bend,) = torch.autograd.grad(slope.sum(), x)
    return slope, bend

# %% wrong walked-twice
def curves(f, x):
    y = f(x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    (bend,) = torch.autograd.grad(y.sum(), x)
    return slope, bend

# %% wrong same-walk-again
def curves(f, x):
    y = f(x)
    (slope,) = torch.autograd.grad(y.sum(), x, retain_graph=True)
    (bend,) = torch.autograd.grad(y.sum(), x)
    return slope, bend

# %% wrong slope-added
def curves(f, x):
    y = f(x)
    y.sum().backward(create_graph=True)
    slope = x.grad.clone()
    slope.sum().backward()
    bend = x.grad
    return slope, bend

# %% wrong mean
def curves(f, x):
    y = f(x)
    (slope,) = torch.autograd.grad(y.mean(), x, create_graph=True)
    (bend,) = torch.autograd.grad(slope.mean(), x)
    return slope, bend

# %% wrong a-tuple
def curves(f, x):
    y = f(x)
    slope = torch.autograd.grad(y.sum(), x, create_graph=True)
    bend = torch.autograd.grad(slope.sum(), x)
    return slope, bend
