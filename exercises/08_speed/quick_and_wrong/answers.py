# %% given
import numpy as np

import tutorgrad as torch

# %% stub
def loss(x, w, target):
    d = x * w - target
    squares = d**2
    d.data.abs_()
    return squares.sum() + d.sum()

# %% solution
def loss(x, w, target):
    d = x * w - target
    return (d**2).sum() + d.abs().sum()

# %% wrong data-again
def loss(x, w, target):
    d = x * w - target
    squares = d**2
    d.data = d.data.abs()
    return squares.sum() + d.sum()

# %% wrong written-over
def loss(x, w, target):
    d = x * w - target
    squares = d**2
    d.abs_()
    return squares.sum() + d.sum()

# %% wrong detached-in-place
def loss(x, w, target):
    d = x * w - target
    squares = d**2
    d.detach().abs_()
    return squares.sum() + d.sum()

# %% wrong under-no-grad
def loss(x, w, target):
    d = x * w - target
    squares = d**2
    with torch.no_grad():
        d.abs_()
    return squares.sum() + d.sum()

# %% wrong cut-off
def loss(x, w, target):
    d = x * w - target
    squares = d**2
    sizes = d.detach().abs()
    return squares.sum() + sizes.sum()

# %% wrong sizes-by-numpy
def loss(x, w, target):
    d = x * w - target
    squares = d**2
    sizes = np.abs(d)
    return squares.sum() + sizes.sum()

# %% wrong signs-kept
def loss(x, w, target):
    d = x * w - target
    squares = d**2
    return squares.sum() + d.sum()

# %% wrong data-of-a-copy
def loss(x, w, target):
    d = x * w - target
    squares = d**2
    sizes = d.clone()
    sizes.data.abs_()
    return squares.sum() + sizes.sum()
