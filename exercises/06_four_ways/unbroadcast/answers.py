# %% given
import numpy as np

# %% stub
def unbroadcast(g, shape):
    return ...

# %% solution
def unbroadcast(g, shape):
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched, keepdims=True)

# %% wrong nothing-done
def unbroadcast(g, shape):
    return g

# %% wrong only-in-front
def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(0)
    return g

# %% wrong only-stretched
def unbroadcast(g, shape):
    for axis, n in enumerate(shape):
        if n == 1:
            g = g.sum(axis, keepdims=True)
    return g

# %% wrong axes-lost
def unbroadcast(g, shape):
    g = g.sum(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.sum(stretched)

# %% wrong from-the-left
def unbroadcast(g, shape):
    for axis, n in enumerate(shape):
        if n != g.shape[axis]:
            g = g.sum(axis, keepdims=True)
    while g.ndim > len(shape):
        g = g.sum(-1)
    return g

# %% wrong mean
def unbroadcast(g, shape):
    g = g.mean(tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return g.mean(stretched, keepdims=True)

# %% wrong first-copy
def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g[0]
    for axis, n in enumerate(shape):
        if n == 1:
            g = g.take([0], axis)
    return g

# %% wrong reshaped
def unbroadcast(g, shape):
    return g.reshape(shape)

# %% wrong broadcast-again
def unbroadcast(g, shape):
    return np.broadcast_to(g, shape)
