# %% given
import tutorgrad as torch

if not torch.cuda.is_available():
    torch.cuda.simulate()
device = torch.device("cuda")

# %% stub
def trained(start, x, target, steps):
    w = torch.tensor(start, requires_grad=True).to(device)
    x.to(device)
    target.to(device)
    for _ in range(steps):
        loss = ((x * w - target) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
            w.grad.zero_()
    return w.numpy()

# %% solution
def trained(start, x, target, steps):
    w = torch.tensor(start, device=device, requires_grad=True)
    x, target = x.to(device), target.to(device)
    for _ in range(steps):
        loss = ((x * w - target) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
            w.grad.zero_()
    return w.detach().cpu().numpy()

# %% wrong no-leaf
def trained(start, x, target, steps):
    w = torch.tensor(start, requires_grad=True).to(device)
    x, target = x.to(device), target.to(device)
    for _ in range(steps):
        loss = ((x * w - target) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
            w.grad.zero_()
    return w.detach().cpu().numpy()

# %% wrong data-left-behind
def trained(start, x, target, steps):
    w = torch.tensor(start, device=device, requires_grad=True)
    x.to(device)
    target.to(device)
    for _ in range(steps):
        loss = ((x * w - target) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
            w.grad.zero_()
    return w.detach().cpu().numpy()

# %% wrong with-history
def trained(start, x, target, steps):
    w = torch.tensor(start, device=device, requires_grad=True)
    x, target = x.to(device), target.to(device)
    for _ in range(steps):
        loss = ((x * w - target) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
            w.grad.zero_()
    return w.cpu().numpy()

# %% wrong still-there
def trained(start, x, target, steps):
    w = torch.tensor(start, device=device, requires_grad=True)
    x, target = x.to(device), target.to(device)
    for _ in range(steps):
        loss = ((x * w - target) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
            w.grad.zero_()
    return w.detach().numpy()

# %% wrong back-to-the-cpu
def trained(start, x, target, steps):
    w = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        loss = ((x * w - target) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
            w.grad.zero_()
    return w.detach().numpy()

# %% wrong never-cleared
def trained(start, x, target, steps):
    w = torch.tensor(start, device=device, requires_grad=True)
    x, target = x.to(device), target.to(device)
    for _ in range(steps):
        loss = ((x * w - target) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
    return w.detach().cpu().numpy()

# %% wrong new-tensor
def trained(start, x, target, steps):
    w = torch.tensor(start, device=device, requires_grad=True)
    x, target = x.to(device), target.to(device)
    for _ in range(steps):
        loss = ((x * w - target) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w = w - 0.05 * w.grad
    return w.detach().cpu().numpy()

# %% wrong asked-to-keep
def trained(start, x, target, steps):
    w = torch.tensor(start, requires_grad=True).to(device)
    w.retain_grad()
    x, target = x.to(device), target.to(device)
    for _ in range(steps):
        loss = ((x * w - target) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
            w.grad.zero_()
    return w.detach().cpu().numpy()

# %% wrong moved-in-each-step
def trained(start, x, target, steps):
    w = torch.tensor(start, device=device, requires_grad=True)
    for _ in range(steps):
        loss = ((x.to(device) * w - target.to(device)) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
            w.grad.zero_()
    return w.detach().cpu().numpy()
