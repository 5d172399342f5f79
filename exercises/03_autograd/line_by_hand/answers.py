# %% given
import tutorgrad as torch

# %% stub
def slopes(w, b, x, t):
    r = w * x + b - t
    for_w = ...
    for_b = ...
    return for_w, for_b

# %% solution
def slopes(w, b, x, t):
    r = w * x + b - t
    for_w = (2 * r * x).mean()
    for_b = (2 * r).mean()
    return for_w, for_b

# %% wrong sum
def slopes(w, b, x, t):
    r = w * x + b - t
    for_w = (2 * r * x).sum()
    for_b = (2 * r).sum()
    return for_w, for_b

# %% wrong sign
def slopes(w, b, x, t):
    r = t - (w * x + b)
    for_w = (2 * r * x).mean()
    for_b = (2 * r).mean()
    return for_w, for_b

# %% wrong half
def slopes(w, b, x, t):
    r = w * x + b - t
    for_w = (r * x).mean()
    for_b = r.mean()
    return for_w, for_b

# %% wrong inner-slope
def slopes(w, b, x, t):
    r = w * x + b - t
    for_w = (2 * r).mean()
    for_b = (2 * r).mean()
    return for_w, for_b

# %% wrong one-for-each-point
def slopes(w, b, x, t):
    r = w * x + b - t
    for_w = 2 * r * x / len(x)
    for_b = 2 * r / len(x)
    return for_w, for_b

# %% wrong product-of-means
def slopes(w, b, x, t):
    r = w * x + b - t
    for_w = 2 * r.mean() * x.mean()
    for_b = 2 * r.mean()
    return for_w, for_b

# %% wrong asks-autograd
def slopes(w, b, x, t):
    w.requires_grad_()
    b.requires_grad_()
    loss = ((w * x + b - t) ** 2).mean()
    loss.backward()
    return w.grad, b.grad

# %% wrong autograd-after-all
def slopes(w, b, x, t):
    with torch.enable_grad():
        w.requires_grad_()
        b.requires_grad_()
        loss = ((w * x + b - t) ** 2).mean()
    return torch.autograd.grad(loss, [w, b])
