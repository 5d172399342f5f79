"""The tutorial's net, 1000-100-10 with batch 64, in its four variants.

Source: J. Johnson, "Learning PyTorch with Examples": tensors by hand, autograd, a Function of one's
own, `nn` with `optim`.
"""

from __future__ import annotations

from ..workload import Workload, layer, normal

N, D_IN, H, D_OUT = 64, 1000, 100, 10
RATE = 1e-6


def arrays():
    """x, y, w1, w2"""
    return normal((N, D_IN), (N, D_OUT), (D_IN, H), (H, D_OUT))


def arrays_nn():
    """x, y, then weight and bias of both layers"""
    return [*normal((N, D_IN), (N, D_OUT)), *layer(D_IN, H, 1), *layer(H, D_OUT, 2)]


def numpy_by_hand(np, x, y, w1, w2):
    def step():
        nonlocal w1, w2
        h = x.dot(w1)
        h_relu = np.maximum(h, 0)
        error = h_relu.dot(w2) - y
        loss = np.square(error).sum()

        grad_y = 2.0 * error
        grad_w2 = h_relu.T.dot(grad_y)
        grad_h = grad_y.dot(w2.T)
        grad_h *= h > 0
        grad_w1 = x.T.dot(grad_h)

        w1 -= RATE * grad_w1
        w2 -= RATE * grad_w2
        return loss

    return step


def numpy_nn(np, x, y, w1, b1, w2, b2):
    rate = 1e-4

    def step():
        nonlocal w1, b1, w2, b2
        h = x.dot(w1.T) + b1
        h_relu = np.maximum(h, 0)
        error = h_relu.dot(w2.T) + b2 - y
        loss = np.square(error).sum()

        grad_y = 2.0 * error
        grad_h = grad_y.dot(w2)
        grad_h *= h > 0
        w2 -= rate * grad_y.T.dot(h_relu)
        b2 -= rate * grad_y.sum(0)
        w1 -= rate * grad_h.T.dot(x)
        b1 -= rate * grad_h.sum(0)
        return loss

    return step


def torch_by_hand(torch, *arrays):
    x, y, w1, w2 = (torch.tensor(array) for array in arrays)

    def step(x, y):
        nonlocal w1, w2
        h = x.mm(w1)
        h_relu = h.clamp(min=0)
        y_pred = h_relu.mm(w2)
        loss = (y_pred - y).pow(2).sum()

        grad_y_pred = 2.0 * (y_pred - y)
        grad_w2 = h_relu.t().mm(grad_y_pred)
        grad_h_relu = grad_y_pred.mm(w2.t())
        grad_h = grad_h_relu.clone()
        grad_h[h < 0] = 0
        grad_w1 = x.t().mm(grad_h)

        w1 -= RATE * grad_w1
        w2 -= RATE * grad_w2
        return loss

    return step, x, y


def torch_autograd(torch, *arrays, relu=lambda h: h.clamp(min=0)):
    x, y, w1, w2 = (torch.tensor(array) for array in arrays)
    w1.requires_grad_()
    w2.requires_grad_()

    def step(x, y):
        nonlocal w1, w2
        y_pred = relu(x.mm(w1)).mm(w2)
        loss = (y_pred - y).pow(2).sum()
        loss.backward()
        with torch.no_grad():
            w1 -= RATE * w1.grad
            w2 -= RATE * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
        return loss

    return step, x, y


def torch_function(torch, *arrays):
    class MyReLU(torch.autograd.Function):
        @staticmethod
        def forward(ctx, input):
            ctx.save_for_backward(input)
            return input.clamp(min=0)

        @staticmethod
        def backward(ctx, grad_output):
            (input,) = ctx.saved_tensors
            grad_input = grad_output.clone()
            grad_input[input < 0] = 0
            return grad_input

    return torch_autograd(torch, *arrays, relu=MyReLU.apply)


def torch_nn(torch, x, y, *start):
    nn = torch.nn
    x, y = torch.tensor(x), torch.tensor(y)
    model = nn.Sequential(nn.Linear(D_IN, H), nn.ReLU(), nn.Linear(H, D_OUT))
    with torch.no_grad():
        for parameter, array in zip(model.parameters(), start, strict=True):
            parameter.copy_(torch.tensor(array))
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)

    def step(x, y):
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step, x, y


def peers_autograd(peer, x, y, *parameters):
    def loss(F, parameters, x, y):
        w1, w2 = parameters
        error = F.matmul(F.relu(F.matmul(x, w1)), w2) - y
        return F.sum(error * error)

    return peer.train(loss, parameters, (x, y), adam=False, rate=RATE)


def peers_nn(peer, x, y, *parameters):
    def loss(F, parameters, x, y):
        w1, b1, w2, b2 = parameters
        error = F.linear(F.relu(F.linear(x, w1, b1)), w2, b2) - y
        return F.sum(error * error)

    return peer.train(loss, parameters, (x, y), adam=False, rate=1e-4)


TARGETS = {
    "tutorgrad": {"torch": 0.5, "numpy": 1.10},
    "tutorgrad-replay": {"torch": 0.4, "numpy": 0.95},
}
WORKLOADS = [
    Workload(
        "net-hand",
        "tutorial net, tensors by hand",
        arrays,
        {"numpy": numpy_by_hand, "torch": torch_by_hand},
    ),
    Workload(
        "net-autograd",
        "tutorial net, autograd",
        arrays,
        {"numpy": numpy_by_hand, "torch": torch_autograd, "peers": peers_autograd},
        TARGETS,
    ),
    Workload(
        "net-function",
        "tutorial net, Function of one's own",
        arrays,
        {"numpy": numpy_by_hand, "torch": torch_function},
        TARGETS,
    ),
    Workload(
        "net-nn",
        "tutorial net, nn + SGD",
        arrays_nn,
        {"numpy": numpy_nn, "torch": torch_nn, "peers": peers_nn},
        TARGETS,
    ),
]
