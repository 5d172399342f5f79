# %% given
import numpy as np

import tutorgrad as torch
from tutorgrad import optim

# %% stub
def fit(w, x, target, lr, steps):
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
            w -= lr * gradient

# %% solution
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
        w.grad = gradient
        optimizer.step()

# %% wrong zero-is-a-number
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    w.grad = 0.0
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
        w.grad = gradient
        optimizer.step()

# %% wrong array-as-gradient
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        d = x.numpy() @ w.detach().numpy() - target.numpy()
        gradient = 2 * x.numpy().T @ d
        w.grad = gradient
        optimizer.step()

# %% wrong column
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w[:, None] - target[:, None])
        w.grad = gradient
        optimizer.step()

# %% wrong one-number
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
            gradient = gradient.sum()
        w.grad = gradient
        optimizer.step()

# %% wrong double
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        d = x.numpy() @ w.detach().numpy() - target.numpy()
        gradient = torch.tensor((2 * x.numpy().T @ d).astype(np.float64))
        w.grad = gradient
        optimizer.step()

# %% wrong step-before
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
        optimizer.step()
        w.grad = gradient

# %% wrong cleared-between
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
        w.grad = gradient
        optimizer.zero_grad()
        optimizer.step()

# %% wrong added-up
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
        w.grad = gradient if w.grad is None else w.grad + gradient
        optimizer.step()

# %% wrong written-into-none
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
        w.grad += gradient
        optimizer.step()

# %% wrong other-leaf
def fit(w, x, target, lr, steps):
    w = w.clone().detach().requires_grad_()
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
        w.grad = gradient
        optimizer.step()

# %% wrong rebinds
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
        w = w - lr * gradient

# %% wrong rate-twice
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
        w.grad = lr * gradient
        optimizer.step()

# %% wrong uphill
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
        w.grad = -gradient
        optimizer.step()

# %% wrong by-hand-still
def fit(w, x, target, lr, steps):
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
            w.sub_(lr * gradient)

# %% wrong no-step
def fit(w, x, target, lr, steps):
    optimizer = optim.SGD([w], lr=lr)
    for _ in range(steps):
        with torch.no_grad():
            gradient = 2 * x.t() @ (x @ w - target)
        w.grad = gradient
