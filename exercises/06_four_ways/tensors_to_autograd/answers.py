# %% given
import tutorgrad as torch

# %% stub
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        h = x.mm(w1)
        h_relu = h.clamp(min=0)
        prediction = h_relu.mm(w2)
        losses.append((prediction - target).pow(2).sum().item())

        grad_prediction = 2 * (prediction - target)
        grad_w2 = h_relu.t().mm(grad_prediction)
        grad_h_relu = grad_prediction.mm(w2.t())
        grad_h = grad_h_relu.clone()
        grad_h[h < 0] = 0
        grad_w1 = x.t().mm(grad_h)

        w1 -= lr * grad_w1
        w2 -= lr * grad_w2
    return losses

# %% solution
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()

        with torch.no_grad():
            w1 -= lr * w1.grad
            w2 -= lr * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return losses

# %% wrong no-no-grad
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()

        w1 -= lr * w1.grad
        w2 -= lr * w2.grad
        w1.grad.zero_()
        w2.grad.zero_()
    return losses

# %% wrong rebinds
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()

        with torch.no_grad():
            w1 = w1 - lr * w1.grad
            w2 = w2 - lr * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return losses

# %% wrong rebinds-recorded
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()

        w1 = w1 - lr * w1.grad
        w2 = w2 - lr * w2.grad
    return losses

# %% wrong rebinds-fresh
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()

        w1 = (w1 - lr * w1.grad).detach().requires_grad_()
        w2 = (w2 - lr * w2.grad).detach().requires_grad_()
    return losses

# %% wrong never-cleared
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()

        with torch.no_grad():
            w1 -= lr * w1.grad
            w2 -= lr * w2.grad
    return losses

# %% wrong cleared-between
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()
        w1.grad.zero_()
        w2.grad.zero_()

        with torch.no_grad():
            w1 -= lr * w1.grad
            w2 -= lr * w2.grad
    return losses

# %% wrong none-between
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()
        w1.grad = None
        w2.grad = None

        with torch.no_grad():
            w1 -= lr * w1.grad
            w2 -= lr * w2.grad
    return losses

# %% wrong cleared-before-any
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        w1.grad.zero_()
        w2.grad.zero_()
        loss.backward()

        with torch.no_grad():
            w1 -= lr * w1.grad
            w2 -= lr * w2.grad
    return losses

# %% wrong one-forgotten
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()

        with torch.no_grad():
            w1 -= lr * w1.grad
            w2 -= lr * w2.grad
            w1.grad.zero_()
    return losses

# %% wrong loss-added-up
def train(x, target, w1, w2, lr, steps):
    losses, loss = [], 0
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = loss + (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()

        with torch.no_grad():
            w1 -= lr * w1.grad
            w2 -= lr * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return losses

# %% wrong by-hand-still
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
      with torch.no_grad():
        h = x.mm(w1)
        h_relu = h.clamp(min=0)
        prediction = h_relu.mm(w2)
        losses.append((prediction - target).pow(2).sum().item())

        grad_prediction = 2 * (prediction - target)
        grad_w2 = h_relu.t().mm(grad_prediction)
        grad_h_relu = grad_prediction.mm(w2.t())
        grad_h = grad_h_relu.clone()
        grad_h[h < 0] = 0
        grad_w1 = x.t().mm(grad_h)

        w1 -= lr * grad_w1
        w2 -= lr * grad_w2
    return losses

# %% wrong left-uncleared-at-end
def train(x, target, w1, w2, lr, steps):
    losses = []
    for step in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        if step > 0:
            w1.grad.zero_()
            w2.grad.zero_()
        loss.backward()

        with torch.no_grad():
            w1 -= lr * w1.grad
            w2 -= lr * w2.grad
    return losses

# %% wrong nothing-recorded
def train(x, target, w1, w2, lr, steps):
    losses = []
    with torch.no_grad():
        for _ in range(steps):
            prediction = x.mm(w1).clamp(min=0).mm(w2)
            loss = (prediction - target).pow(2).sum()
            losses.append(loss.item())
            loss.backward()
            w1 -= lr * w1.grad
            w2 -= lr * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return losses

# %% wrong number-for-a-loss
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum().item()
        losses.append(loss)

        loss.backward()

        with torch.no_grad():
            w1 -= lr * w1.grad
            w2 -= lr * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return losses
