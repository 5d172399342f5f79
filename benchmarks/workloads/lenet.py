"""LeNet (LeCun et al., 1998) on pictures of 28 by 28, batch 64, SGD."""

from __future__ import annotations

from ..workload import Workload, labels, layer, normal, uniform
from . import by_hand
from .torch_parts import load, tensors

BATCH = 64
RATE = 0.05


def arrays():
    """x, y, then weight and bias of two convolutions and three linear layers"""
    convolutions = [
        *uniform((6, 1, 5, 5), (6,), bound=25**-0.5, seed=1),
        *uniform((16, 6, 5, 5), (16,), bound=150**-0.5, seed=2),
    ]
    linear = [*layer(400, 120, 3), *layer(120, 84, 4), *layer(84, 10, 5)]
    return [*normal((BATCH, 1, 28, 28)), labels(BATCH, 10), *convolutions, *linear]


def convolve(np, x, weight, bias):
    """One product with the windows as rows of a matrix; also returns these."""
    out, channels, rows, columns = weight.shape
    windows = np.lib.stride_tricks.sliding_window_view(x, (rows, columns), (2, 3))
    n, _, height, width, _, _ = windows.shape
    matrix = windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * height * width, -1)
    y = matrix @ weight.reshape(out, -1).T + bias
    return y.reshape(n, height, width, out).transpose(0, 3, 1, 2), matrix


def convolve_grad(np, grad, weight, matrix, shape=None):
    """The gradients at weight and bias and, given its shape, at the input."""
    out, channels, rows, columns = weight.shape
    n, _, height, width = grad.shape
    flat = grad.transpose(0, 2, 3, 1).reshape(-1, out)
    grads = (flat.T @ matrix).reshape(weight.shape), flat.sum(0)
    if shape is None:
        return grads
    windows = (flat @ weight.reshape(out, -1)).reshape(n, height, width, channels, rows, columns)
    grad_x = np.zeros(shape, np.float32)
    for r in range(rows):
        for c in range(columns):
            part = windows[..., r, c].transpose(0, 3, 1, 2)
            grad_x[:, :, r : r + height, c : c + width] += part
    return *grads, grad_x


def corners(x):
    """The four places of every 2 by 2 window."""
    return [x[:, :, r::2, c::2] for r in (0, 1) for c in (0, 1)]


def numpy_lenet(np, x, y, *parameters):
    k1, c1, k2, c2, w1, b1, w2, b2, w3, b3 = parameters
    optimizer = by_hand.SGD(parameters, RATE)

    def pool(x):
        a, b, c, d = corners(x)
        return np.maximum(np.maximum(a, b), np.maximum(c, d))

    def pool_grad(grad, x, out):
        grad_x = np.empty_like(x)
        for place, part in zip(corners(grad_x), corners(x), strict=True):
            np.multiply(grad, part == out, out=place)
        return grad_x

    def step():
        y1, matrix1 = convolve(np, np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2))), k1, c1)
        a1 = np.maximum(y1, 0)
        p1 = pool(a1)
        y2, matrix2 = convolve(np, p1, k2, c2)
        a2 = np.maximum(y2, 0)
        p2 = pool(a2)
        flat = p2.reshape(BATCH, 400)
        h1 = np.maximum(flat @ w1.T + b1, 0)
        h2 = np.maximum(h1 @ w2.T + b2, 0)
        loss, grad = by_hand.cross_entropy(h2 @ w3.T + b3, y)

        grad2 = (grad @ w3) * (h2 > 0)
        grad1 = (grad2 @ w2) * (h1 > 0)
        grad_p2 = (grad1 @ w1).reshape(p2.shape)
        grad_y2 = pool_grad(grad_p2, a2, p2) * (a2 > 0)
        *conv2, grad_p1 = convolve_grad(np, grad_y2, k2, matrix2, p1.shape)
        grad_y1 = pool_grad(grad_p1, a1, p1) * (a1 > 0)
        conv1 = convolve_grad(np, grad_y1, k1, matrix1)
        pairs = (grad1, flat), (grad2, h1), (grad, h2)
        linear = [part for g, h in pairs for part in (g.T @ h, g.sum(0))]
        optimizer.step([*conv1, *conv2, *linear])
        return loss

    return step


def torch_lenet(torch, x, y, *parameters):
    nn, F = torch.nn, torch.nn.functional

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
            self.conv2 = nn.Conv2d(6, 16, 5)
            self.fc1 = nn.Linear(400, 120)
            self.fc2 = nn.Linear(120, 84)
            self.fc3 = nn.Linear(84, 10)

        def forward(self, x):
            x = F.max_pool2d(F.relu(self.conv1(x)), 2)
            x = F.max_pool2d(F.relu(self.conv2(x)), 2)
            x = torch.flatten(x, 1)
            x = F.relu(self.fc1(x))
            x = F.relu(self.fc2(x))
            return self.fc3(x)

    model = LeNet()
    load(torch, model, parameters)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)

    def step(x, y):
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step, *tensors(torch, x, y)


def peers_lenet(peer, x, y, *parameters):
    def loss(F, parameters, x, y):
        k1, c1, k2, c2, w1, b1, w2, b2, w3, b3 = parameters
        x = F.max_pool(F.relu(F.conv(x, k1, c1, padding=2)))
        x = F.max_pool(F.relu(F.conv(x, k2, c2, padding=0)))
        x = F.relu(F.linear(F.reshape(x, (BATCH, 400)), w1, b1))
        x = F.relu(F.linear(x, w2, b2))
        return F.cross_entropy(F.linear(x, w3, b3), y)

    return peer.train(loss, parameters, (x, y), adam=False, rate=RATE)


WORKLOADS = [
    Workload(
        "lenet",
        "LeNet on 28×28, SGD",
        arrays,
        {"numpy": numpy_lenet, "torch": torch_lenet, "peers": peers_lenet},
        {"tutorgrad": {"torch": 1.2, "numpy": 0.5}},
    )
]
