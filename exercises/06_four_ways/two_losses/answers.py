# %% given
import tutorgrad as torch

# %% stub
def step(x, w, a, b, lr):
    h = (x @ w) ** 2
    loss_a = ((h @ a - 1) ** 2).sum()
    loss_b = ((h @ b * (h @ a)) ** 2).sum()
    for loss in (loss_a, loss_b):
        loss.backward(retain_graph=True)
        with torch.no_grad():
            for weight in (w, a, b):
                if weight.grad is not None:
                    weight -= lr * weight.grad
                    weight.grad = None

# %% solution
def step(x, w, a, b, lr):
    h = (x @ w) ** 2
    loss_a = ((h @ a - 1) ** 2).sum()
    loss_b = ((h @ b * (h @ a)) ** 2).sum()
    loss_a.backward(retain_graph=True)
    loss_b.backward()
    with torch.no_grad():
        for weight in (w, a, b):
            weight -= lr * weight.grad
            weight.grad = None

# %% wrong still-between
def step(x, w, a, b, lr):
    h = (x @ w) ** 2
    loss_a = ((h @ a - 1) ** 2).sum()
    loss_b = ((h @ b * (h @ a)) ** 2).sum()
    loss_a.backward(retain_graph=True)
    with torch.no_grad():
        for weight in (w, a):
            weight -= lr * weight.grad
            weight.grad = None
    loss_b.backward()
    with torch.no_grad():
        for weight in (w, a, b):
            weight -= lr * weight.grad
            weight.grad = None

# %% wrong hidden-with-data
def step(x, w, a, b, lr):
    h = (x @ w) ** 2
    loss_a = ((h @ a - 1) ** 2).sum()
    loss_b = ((h @ b * (h @ a)) ** 2).sum()
    for loss in (loss_a, loss_b):
        loss.backward(retain_graph=True)
        for weight in (w, a, b):
            if weight.grad is not None:
                weight.data -= lr * weight.grad
                weight.grad = None

# %% wrong hidden-with-detach
def step(x, w, a, b, lr):
    h = (x @ w) ** 2
    loss_a = ((h @ a - 1) ** 2).sum()
    loss_b = ((h @ b * (h @ a)) ** 2).sum()
    for loss in (loss_a, loss_b):
        loss.backward(retain_graph=True)
        with torch.no_grad():
            for weight in (w, a, b):
                if weight.grad is not None:
                    weight.detach().sub_(lr * weight.grad)
                    weight.grad = None

# %% wrong new-forward
def step(x, w, a, b, lr):
    for which in (0, 1):
        h = (x @ w) ** 2
        loss_a = ((h @ a - 1) ** 2).sum()
        loss_b = ((h @ b * (h @ a)) ** 2).sum()
        (loss_a, loss_b)[which].backward()
        with torch.no_grad():
            for weight in (w, a, b):
                if weight.grad is not None:
                    weight -= lr * weight.grad
                    weight.grad = None

# %% wrong graph-not-kept
def step(x, w, a, b, lr):
    h = (x @ w) ** 2
    loss_a = ((h @ a - 1) ** 2).sum()
    loss_b = ((h @ b * (h @ a)) ** 2).sum()
    loss_a.backward()
    loss_b.backward()
    with torch.no_grad():
        for weight in (w, a, b):
            weight -= lr * weight.grad
            weight.grad = None

# %% wrong cleared-between
def step(x, w, a, b, lr):
    h = (x @ w) ** 2
    loss_a = ((h @ a - 1) ** 2).sum()
    loss_b = ((h @ b * (h @ a)) ** 2).sum()
    loss_a.backward(retain_graph=True)
    for weight in (w, a, b):
        weight.grad = None
    loss_b.backward()
    with torch.no_grad():
        for weight in (w, a, b):
            weight -= lr * weight.grad
            weight.grad = None

# %% wrong rebound
def step(x, w, a, b, lr):
    h = (x @ w) ** 2
    loss_a = ((h @ a - 1) ** 2).sum()
    loss_b = ((h @ b * (h @ a)) ** 2).sum()
    loss_a.backward(retain_graph=True)
    loss_b.backward()
    with torch.no_grad():
        for weight in (w, a, b):
            weight = weight - lr * weight.grad

# %% wrong not-cleared
def step(x, w, a, b, lr):
    h = (x @ w) ** 2
    loss_a = ((h @ a - 1) ** 2).sum()
    loss_b = ((h @ b * (h @ a)) ** 2).sum()
    loss_a.backward(retain_graph=True)
    loss_b.backward()
    with torch.no_grad():
        for weight in (w, a, b):
            weight -= lr * weight.grad

# %% wrong recorded
def step(x, w, a, b, lr):
    h = (x @ w) ** 2
    loss_a = ((h @ a - 1) ** 2).sum()
    loss_b = ((h @ b * (h @ a)) ** 2).sum()
    (loss_a + loss_b).backward()
    for weight in (w, a, b):
        weight -= lr * weight.grad
        weight.grad = None

# %% wrong one-loss
def step(x, w, a, b, lr):
    h = (x @ w) ** 2
    loss_a = ((h @ a - 1) ** 2).sum()
    loss_b = ((h @ b * (h @ a)) ** 2).sum()
    loss_b.backward()
    with torch.no_grad():
        for weight in (w, a, b):
            weight -= lr * weight.grad
            weight.grad = None
