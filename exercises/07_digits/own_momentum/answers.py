# %% given
import tutorgrad as torch

# %% stub
def roll(w, slope, rate, beta, steps):
    m = torch.zeros_like(w)
    path = []
    for _ in range(steps):
        ...
        path.append(w)
    return path

# %% solution
def roll(w, slope, rate, beta, steps):
    m = torch.zeros_like(w)
    path = []
    for _ in range(steps):
        m = beta * m + slope(w)
        w = w - rate * m
        path.append(w)
    return path

# %% wrong no-memory
def roll(w, slope, rate, beta, steps):
    m = torch.zeros_like(w)
    path = []
    for _ in range(steps):
        m = slope(w)
        w = w - rate * m
        path.append(w)
    return path

# %% wrong forgets-nothing
def roll(w, slope, rate, beta, steps):
    m = torch.zeros_like(w)
    path = []
    for _ in range(steps):
        m = m + slope(w)
        w = w - rate * m
        path.append(w)
    return path

# %% wrong running-mean
def roll(w, slope, rate, beta, steps):
    m = torch.zeros_like(w)
    path = []
    for _ in range(steps):
        m = beta * m + (1 - beta) * slope(w)
        w = w - rate * m
        path.append(w)
    return path

# %% wrong uphill
def roll(w, slope, rate, beta, steps):
    m = torch.zeros_like(w)
    path = []
    for _ in range(steps):
        m = beta * m + slope(w)
        w = w + rate * m
        path.append(w)
    return path

# %% wrong no-rate
def roll(w, slope, rate, beta, steps):
    m = torch.zeros_like(w)
    path = []
    for _ in range(steps):
        m = beta * m + slope(w)
        w = w - m
        path.append(w)
    return path

# %% wrong one-step-late
def roll(w, slope, rate, beta, steps):
    m = torch.zeros_like(w)
    path = []
    for _ in range(steps):
        w = w - rate * m
        m = beta * m + slope(w)
        path.append(w)
    return path

# %% wrong one-tensor-many-times
def roll(w, slope, rate, beta, steps):
    m = torch.zeros_like(w)
    path = []
    for _ in range(steps):
        m = beta * m + slope(w)
        w -= rate * m
        path.append(w)
    return path
