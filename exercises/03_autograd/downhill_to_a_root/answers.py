# %% given
import tutorgrad as torch

# %% stub
def descend(target, rate, steps):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(steps):
        loss = (w**2 - target) ** 2
        loss.backward()
        ...
        path.append(w.item())
    return path

# %% solution
def descend(target, rate, steps):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(steps):
        loss = (w**2 - target) ** 2
        loss.backward()
        with torch.no_grad():
            w -= rate * w.grad
        w.grad = None
        path.append(w.item())
    return path

# %% wrong never-cleared
def descend(target, rate, steps):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(steps):
        loss = (w**2 - target) ** 2
        loss.backward()
        with torch.no_grad():
            w -= rate * w.grad
        path.append(w.item())
    return path

# %% wrong cleared-too-soon
def descend(target, rate, steps):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(steps):
        loss = (w**2 - target) ** 2
        loss.backward()
        w.grad.zero_()
        with torch.no_grad():
            w -= rate * w.grad
        path.append(w.item())
    return path

# %% wrong zero-none
def descend(target, rate, steps):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(steps):
        w.grad.zero_()
        loss = (w**2 - target) ** 2
        loss.backward()
        with torch.no_grad():
            w -= rate * w.grad
        path.append(w.item())
    return path

# %% wrong zero-is-no-tensor
def descend(target, rate, steps):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(steps):
        loss = (w**2 - target) ** 2
        loss.backward()
        with torch.no_grad():
            w -= rate * w.grad
        w.grad = 0.0
        path.append(w.item())
    return path

# %% wrong new-result
def descend(target, rate, steps):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(steps):
        loss = (w**2 - target) ** 2
        loss.backward()
        w = w - rate * w.grad
        path.append(w.item())
    return path

# %% wrong new-number
def descend(target, rate, steps):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(steps):
        loss = (w**2 - target) ** 2
        loss.backward()
        with torch.no_grad():
            w = w - rate * w.grad
        path.append(w.item())
    return path

# %% wrong leaf-recorded
def descend(target, rate, steps):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(steps):
        loss = (w**2 - target) ** 2
        loss.backward()
        w -= rate * w.grad
        w.grad = None
        path.append(w.item())
    return path

# %% wrong uphill
def descend(target, rate, steps):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(steps):
        loss = (w**2 - target) ** 2
        loss.backward()
        with torch.no_grad():
            w += rate * w.grad
        w.grad = None
        path.append(w.item())
    return path

# %% wrong no-rate
def descend(target, rate, steps):
    w = torch.tensor(1.0, requires_grad=True)
    path = []
    for _ in range(steps):
        loss = (w**2 - target) ** 2
        loss.backward()
        with torch.no_grad():
            w -= w.grad
        w.grad = None
        path.append(w.item())
    return path
