# %% given
import tutorgrad as torch

# %% stub
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        ...
        rows.append(x.grad)
    return torch.stack(rows)

# %% solution
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        v = torch.zeros_like(y)
        v[i] = 1.0
        x.grad = None
        y.backward(v, retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)

# %% wrong no-weights
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        x.grad = None
        y.backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)

# %% wrong shape-of-the-input
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        v = torch.zeros_like(x)
        v[i] = 1.0
        x.grad = None
        y.backward(v, retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)

# %% wrong a-list
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        v = [0.0] * len(y)
        v[i] = 1.0
        x.grad = None
        y.backward(v, retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)

# %% wrong small-step
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        v = torch.zeros_like(y)
        v[i] = 0.01
        x.grad = None
        y.backward(v, retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)

# %% wrong input-chosen
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        x.grad = None
        y.backward(torch.ones_like(y), retain_graph=True)
        chosen = torch.zeros_like(x)
        chosen[i] = 1.0
        rows.append(x.grad * chosen)
    return torch.stack(rows)

# %% wrong graph-freed
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        v = torch.zeros_like(y)
        v[i] = 1.0
        x.grad = None
        y.backward(v)
        rows.append(x.grad)
    return torch.stack(rows)

# %% wrong rows-add-up
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        v = torch.zeros_like(y)
        v[i] = 1.0
        y.backward(v, retain_graph=True)
        rows.append(x.grad.clone())
    return torch.stack(rows)

# %% wrong zero-none
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        x.grad.zero_()
        v = torch.zeros_like(y)
        v[i] = 1.0
        y.backward(v, retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)

# %% wrong one-tensor-many-times
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        if x.grad is not None:
            x.grad.zero_()
        v = torch.zeros_like(y)
        v[i] = 1.0
        y.backward(v, retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)

# %% wrong all-outputs
def table(f, x):
    y = f(x)
    rows = []
    for i in range(len(y)):
        x.grad = None
        y.sum().backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)
