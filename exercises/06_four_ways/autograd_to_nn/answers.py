# %% given
import tutorgrad as torch
from tutorgrad import nn, optim


class TwoLayerNet(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.linear1 = nn.Linear(inputs, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, outputs, bias=False)

    def forward(self, x):
        return self.linear2(self.linear1(x).clamp(min=0))

# %% stub
def train(x, target, w1, w2, lr, steps):
    w1, w2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
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
    return losses, ...

# %% solution
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        model.linear1.weight.copy_(w1.t())
        model.linear2.weight.copy_(w2.t())
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, model

# %% wrong zero-between
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        model.linear1.weight.copy_(w1.t())
        model.linear2.weight.copy_(w2.t())
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
    return losses, model

# %% wrong step-before-backward
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        model.linear1.weight.copy_(w1.t())
        model.linear2.weight.copy_(w2.t())
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        optimizer.zero_grad()
        optimizer.step()
        loss.backward()
    return losses, model

# %% wrong never-cleared
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        model.linear1.weight.copy_(w1.t())
        model.linear2.weight.copy_(w2.t())
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        loss.backward()
        optimizer.step()
    return losses, model

# %% wrong cleared-once
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        model.linear1.weight.copy_(w1.t())
        model.linear2.weight.copy_(w2.t())
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    optimizer.zero_grad()
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        loss.backward()
        optimizer.step()
    return losses, model

# %% wrong step-too-early
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        model.linear1.weight.copy_(w1.t())
        model.linear2.weight.copy_(w2.t())
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
    return losses, model

# %% wrong mean
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        model.linear1.weight.copy_(w1.t())
        model.linear2.weight.copy_(w2.t())
    criterion = nn.MSELoss()
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, model

# %% wrong not-an-object
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        model.linear1.weight.copy_(w1.t())
        model.linear2.weight.copy_(w2.t())
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = nn.MSELoss(model(x), target)
        losses.append(loss.item())

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, model

# %% wrong not-transposed
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        model.linear1.weight.copy_(w1)
        model.linear2.weight.copy_(w2)
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, model

# %% wrong recorded-start
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    model.linear1.weight.copy_(w1.t())
    model.linear2.weight.copy_(w2.t())
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, model

# %% wrong own-start
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, model

# %% wrong weights-replaced
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    model.linear1.weight = nn.Parameter(w1.t().clone())
    model.linear2.weight = nn.Parameter(w2.t().clone())
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, model

# %% wrong names-only
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        weight1, weight2 = model.linear1.weight, model.linear2.weight
        weight1 = w1.t()
        weight2 = w2.t()
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, model

# %% wrong updated-by-hand
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        model.linear1.weight.copy_(w1.t())
        model.linear2.weight.copy_(w2.t())
    criterion = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for w in model.parameters():
                w -= lr * w.grad
    return losses, model

# %% wrong an-action-missing
def train(x, target, w1, w2, lr, steps):
    model = TwoLayerNet(*w1.shape, w2.shape[1])
    with torch.no_grad():
        model.linear1.weight.copy_(w1.t())
        model.linear2.weight.copy_(w2.t())
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = criterion(model(x), target)
        losses.append(loss.item())

        optimizer.zero_grad()
        loss.backward()
    return losses, model
