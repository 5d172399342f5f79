# %% given
import tutorgrad as torch

# %% stub
def clear(weights):
    for w in weights:
        w.grad = 0.0

# %% solution
def clear(weights):
    for w in weights:
        w.grad = None

# %% wrong whole-number
def clear(weights):
    for w in weights:
        w.grad = 0

# %% wrong one-zero
def clear(weights):
    for w in weights:
        w.grad = torch.tensor(0.0)

# %% wrong wrong-dtype
def clear(weights):
    for w in weights:
        w.grad = torch.zeros(w.shape, dtype=torch.float64)

# %% wrong zero-none
def clear(weights):
    for w in weights:
        w.grad.zero_()

# %% wrong only-a-name
def clear(weights):
    for w in weights:
        grad = w.grad
        grad = None

# %% wrong copies-cleared
def clear(weights):
    for w in weights:
        if w.grad is not None:
            w.grad * 0

# %% wrong weights-emptied
def clear(weights):
    with torch.no_grad():
        for w in weights:
            w.grad = None
            w.zero_()

# %% wrong recorded
def clear(weights):
    for w in weights:
        w.zero_()
