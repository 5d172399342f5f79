"""Fit sin(x) with a polynomial of degree 3: by hand, with autograd, with nn and optim."""

import math

import torch
from torch import nn


def by_hand(x, y, steps=400, rate=1e-6):
    torch.manual_seed(0)
    a, b, c, d = torch.randn(4).unbind()
    for step in range(steps):
        guess = a + b * x + c * x**2 + d * x**3
        if step % 100 == 99:
            print("by hand", step, f"{(guess - y).pow(2).sum().item():.1f}")
        slope = 2.0 * (guess - y)
        a = a - rate * slope.sum()
        b = b - rate * (slope * x).sum()
        c = c - rate * (slope * x**2).sum()
        d = d - rate * (slope * x**3).sum()
    return torch.stack((a, b, c, d))


def with_autograd(x, y, steps=400, rate=1e-6):
    torch.manual_seed(0)
    weights = torch.randn(4, requires_grad=True)
    powers = torch.stack([x**k for k in range(4)], dim=1)
    for step in range(steps):
        loss = (powers @ weights - y).square().sum()
        if step % 100 == 99:
            print("autograd", step, f"{loss.item():.1f}")
        loss.backward()
        with torch.no_grad():
            weights -= rate * weights.grad
            weights.grad = None
    return weights.detach()


class Polynomial(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 1)

    def forward(self, x):
        return self.linear(x.unsqueeze(-1).pow(torch.tensor([1, 2, 3]))).flatten(0, 1)


def with_nn(x, y, steps=400):
    torch.manual_seed(0)
    model = Polynomial()
    criterion = nn.MSELoss(reduction="sum")
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
    for step in range(steps):
        loss = criterion(model(x), y)
        if step % 100 == 99:
            print("nn", step, f"{loss.item():.1f}")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(model)
    return torch.cat([model.linear.bias, model.linear.weight.flatten()]).detach()


x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)
for fit in (by_hand, with_autograd, with_nn):
    a, b, c, d = fit(x, y).tolist()
    print(f"y = {a:.2f} + {b:.2f} x + {c:.2f} x^2 + {d:.2f} x^3")
