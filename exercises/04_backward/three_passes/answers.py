# %% given
import tutorgrad as torch

# %% stub
def average_gradient(w, batches):
    total = 0
    for x in batches:
        loss = ((w * x) ** 2).sum()
        loss.backward()
        total = total + w.grad
    return total / len(batches)

# %% solution
def average_gradient(w, batches):
    w.grad = None
    for x in batches:
        loss = ((w * x) ** 2).sum()
        loss.backward()
    return w.grad / len(batches)

# %% wrong sum-of-sums
def average_gradient(w, batches):
    w.grad = None
    total = 0
    for x in batches:
        loss = ((w * x) ** 2).sum()
        loss.backward()
        total = total + w.grad
    return total / len(batches)

# %% wrong not-fresh
def average_gradient(w, batches):
    for x in batches:
        loss = ((w * x) ** 2).sum()
        loss.backward()
    return w.grad / len(batches)

# %% wrong no-mean
def average_gradient(w, batches):
    w.grad = None
    for x in batches:
        loss = ((w * x) ** 2).sum()
        loss.backward()
    return w.grad

# %% wrong last-only
def average_gradient(w, batches):
    for x in batches:
        w.grad = None
        loss = ((w * x) ** 2).sum()
        loss.backward()
    return w.grad

# %% wrong zero-none
def average_gradient(w, batches):
    w.grad.zero_()
    for x in batches:
        loss = ((w * x) ** 2).sum()
        loss.backward()
    return w.grad / len(batches)

# %% wrong second-pass
def average_gradient(w, batches):
    w.grad = None
    for x in batches:
        loss = ((w * x) ** 2).sum()
        loss.backward(retain_graph=True)
        loss.backward()
    return w.grad / len(batches)
