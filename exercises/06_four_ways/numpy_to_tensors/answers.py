# %% given
import numpy as np

import tutorgrad as torch

# %% stub
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        h = x.dot(w1)
        h_relu = np.maximum(h, 0)
        prediction = h_relu.dot(w2)
        losses.append(np.square(prediction - target).sum().item())

        grad_prediction = 2 * (prediction - target)
        grad_w2 = h_relu.T.dot(grad_prediction)
        grad_h_relu = grad_prediction.dot(w2.T)
        grad_h = grad_h_relu.copy()
        grad_h[h < 0] = 0
        grad_w1 = x.T.dot(grad_h)

        w1 -= lr * grad_w1
        w2 -= lr * grad_w2
    return losses

# %% solution
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

# %% wrong dot-kept
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        h = x.dot(w1)
        h_relu = h.clamp(min=0)
        prediction = h_relu.dot(w2)
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

# %% wrong star-product
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        h = x * w1
        h_relu = h.clamp(min=0)
        prediction = h_relu * w2
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

# %% wrong no-transpose
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        h = x.mm(w1)
        h_relu = h.clamp(min=0)
        prediction = h_relu.mm(w2)
        losses.append((prediction - target).pow(2).sum().item())

        grad_prediction = 2 * (prediction - target)
        grad_w2 = h_relu.mm(grad_prediction)
        grad_h_relu = grad_prediction.mm(w2.t())
        grad_h = grad_h_relu.clone()
        grad_h[h < 0] = 0
        grad_w1 = x.t().mm(grad_h)

        w1 -= lr * grad_w1
        w2 -= lr * grad_w2
    return losses

# %% wrong rebinds
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

        w1 = w1 - lr * grad_w1
        w2 = w2 - lr * grad_w2
    return losses

# %% wrong detour
def train(x, target, w1, w2, lr, steps):
    x, target, w1, w2 = x.numpy(), target.numpy(), w1.numpy(), w2.numpy()
    losses = []
    for _ in range(steps):
        h = x.dot(w1)
        h_relu = np.maximum(h, 0)
        prediction = h_relu.dot(w2)
        losses.append(np.square(prediction - target).sum().item())

        grad_prediction = 2 * (prediction - target)
        grad_w2 = h_relu.T.dot(grad_prediction)
        grad_h_relu = grad_prediction.dot(w2.T)
        grad_h = grad_h_relu.copy()
        grad_h[h < 0] = 0
        grad_w1 = x.T.dot(grad_h)

        w1 -= lr * grad_w1
        w2 -= lr * grad_w2
    return losses

# %% wrong np-left
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        h = x.mm(w1)
        h_relu = np.maximum(h, 0)
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

# %% wrong mask-turned
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
        grad_h[h > 0] = 0
        grad_w1 = x.t().mm(grad_h)

        w1 -= lr * grad_w1
        w2 -= lr * grad_w2
    return losses

# %% wrong no-mask
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
        grad_w1 = x.t().mm(grad_h)

        w1 -= lr * grad_w1
        w2 -= lr * grad_w2
    return losses

# %% wrong updated-too-early
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        h = x.mm(w1)
        h_relu = h.clamp(min=0)
        prediction = h_relu.mm(w2)
        losses.append((prediction - target).pow(2).sum().item())

        grad_prediction = 2 * (prediction - target)
        grad_w2 = h_relu.t().mm(grad_prediction)
        w2 -= lr * grad_w2
        grad_h_relu = grad_prediction.mm(w2.t())
        grad_h = grad_h_relu.clone()
        grad_h[h < 0] = 0
        grad_w1 = x.t().mm(grad_h)

        w1 -= lr * grad_w1
    return losses

# %% wrong mean-reported
def train(x, target, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        h = x.mm(w1)
        h_relu = h.clamp(min=0)
        prediction = h_relu.mm(w2)
        losses.append((prediction - target).pow(2).mean().item())

        grad_prediction = 2 * (prediction - target)
        grad_w2 = h_relu.t().mm(grad_prediction)
        grad_h_relu = grad_prediction.mm(w2.t())
        grad_h = grad_h_relu.clone()
        grad_h[h < 0] = 0
        grad_w1 = x.t().mm(grad_h)

        w1 -= lr * grad_w1
        w2 -= lr * grad_w2
    return losses

# %% wrong autograd-already
def train(x, target, w1, w2, lr, steps):
    w1.requires_grad_()
    w2.requires_grad_()
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
