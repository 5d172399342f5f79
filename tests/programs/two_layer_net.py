"""One network, four ways: tensors by hand, autograd, a Function of one's own, nn with optim."""

import torch
from torch import nn

N, D_IN, H, D_OUT = 16, 30, 20, 5
torch.manual_seed(1)
x = torch.randn(N, D_IN)
y = torch.randn(N, D_OUT)
START = torch.randn(D_IN, H), torch.randn(H, D_OUT)
RATE = 1e-4


def report(name, step, loss):
    if step % 50 == 0:
        print(f"{name:9}", step, f"{loss:.2f}")


def by_hand():
    w1, w2 = (w.clone() for w in START)
    for step in range(151):
        h = x.mm(w1)
        relu = h.clamp(min=0)
        error = relu.mm(w2) - y
        report("by hand", step, error.pow(2).sum().item())
        grad_w2 = relu.t().mm(2.0 * error)
        grad_h = (2.0 * error).mm(w2.t())
        grad_h[h < 0] = 0
        w1 -= RATE * x.t().mm(grad_h)
        w2 -= RATE * grad_w2


def with_autograd(relu=lambda h: h.clamp(min=0), name="autograd"):
    w1, w2 = (w.clone().requires_grad_() for w in START)
    for step in range(151):
        loss = (relu(x.mm(w1)).mm(w2) - y).pow(2).sum()
        report(name, step, loss.item())
        loss.backward()
        with torch.no_grad():
            for w in (w1, w2):
                w -= RATE * w.grad
                w.grad.zero_()


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


def with_nn():
    model = nn.Sequential(nn.Linear(D_IN, H), nn.ReLU(), nn.Linear(H, D_OUT))
    criterion = nn.MSELoss(reduction="sum")
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.5)
    for step in range(151):
        loss = criterion(model(x), y)
        report("nn", step, loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for name, parameter in model.named_parameters():
        print(name, tuple(parameter.shape), f"{parameter.grad.norm().item():.2f}")


by_hand()
with_autograd()
with_autograd(MyReLU.apply, "Function")
with_nn()
