# %% given
import numpy as np

import tutorgrad as torch

# %% stub
def error(x, w, target):
    total = torch.zeros(())
    for i in range(len(x)):
        prediction = (x[i] * w[:, 0]).sum()
        total = total + (prediction - target[i]) ** 2
    return total / len(x)

# %% solution
def error(x, w, target):
    prediction = (x @ w).squeeze(1)
    return ((prediction - target) ** 2).mean()

# %% wrong column-minus-row
def error(x, w, target):
    prediction = x @ w
    return ((prediction - target) ** 2).mean()

# %% wrong sum-of-squares
def error(x, w, target):
    prediction = (x @ w).squeeze(1)
    return ((prediction - target) ** 2).sum()

# %% wrong number-by-number
def error(x, w, target):
    prediction = (x * w).sum(dim=1)
    return ((prediction - target) ** 2).mean()

# %% wrong numpy-in-between
def error(x, w, target):
    prediction = np.matmul(x, w)[:, 0]
    return ((prediction - target) ** 2).mean()

# %% wrong cut-by-numpy
def error(x, w, target):
    prediction = x.numpy() @ w.detach().numpy()
    squares = (prediction[:, 0] - target.numpy()) ** 2
    return torch.tensor(squares.mean(), requires_grad=True)

# %% wrong still-a-loop
def error(x, w, target):
    predictions = torch.cat([row @ w for row in x])
    return ((predictions - target) ** 2).mean()

# %% wrong mean-before-square
def error(x, w, target):
    prediction = (x @ w).squeeze(1)
    return (prediction - target).mean() ** 2

# %% wrong cut-off
def error(x, w, target):
    prediction = (x @ w).squeeze(1)
    total = ((prediction - target) ** 2).mean().item()
    return torch.tensor(total, requires_grad=True)
