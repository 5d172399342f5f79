# %% given
import tutorgrad as torch

# %% stub
def gradients(x, w, g):
    return ..., ..., ...  # of x, of w, of b

# %% solution
def gradients(x, w, g):
    return g @ w, g.t() @ x, g.sum(0)

# %% wrong w-turned
def gradients(x, w, g):
    return g @ w, x.t() @ g, g.sum(0)

# %% wrong as-in-numpy-way
def gradients(x, w, g):
    return g @ w.t(), x.t() @ g, g.sum(0)

# %% wrong star
def gradients(x, w, g):
    return g * w, g * x, g.sum(0)

# %% wrong b-not-summed
def gradients(x, w, g):
    return g @ w, g.t() @ x, g

# %% wrong b-column-kept
def gradients(x, w, g):
    return g @ w, g.t() @ x, g.sum(0, keepdim=True)

# %% wrong b-wrong-axis
def gradients(x, w, g):
    return g @ w, g.t() @ x, g.sum(1)

# %% wrong b-one-number
def gradients(x, w, g):
    return g @ w, g.t() @ x, g.sum()

# %% wrong b-mean
def gradients(x, w, g):
    return g @ w, g.t() @ x, g.mean(0)

# %% wrong other-order
def gradients(x, w, g):
    return g.t() @ x, g @ w, g.sum(0)
