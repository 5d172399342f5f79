# %% given
import tutorgrad as torch

# %% stub
def slope(z, labels):
    p = ...
    return ...

# %% solution
def slope(z, labels):
    e = z.exp()
    p = e / e.sum(dim=1, keepdim=True)
    p[torch.arange(len(labels)), labels] -= 1
    return p / len(labels)

# %% wrong sum
def slope(z, labels):
    e = z.exp()
    p = e / e.sum(dim=1, keepdim=True)
    p[torch.arange(len(labels)), labels] -= 1
    return p

# %% wrong sign
def slope(z, labels):
    e = z.exp()
    p = e / e.sum(dim=1, keepdim=True)
    target = torch.nn.functional.one_hot(labels, z.shape[1])
    return (target - p) / len(labels)

# %% wrong right-label-forgotten
def slope(z, labels):
    e = z.exp()
    p = e / e.sum(dim=1, keepdim=True)
    return p / len(labels)

# %% wrong other-axis
def slope(z, labels):
    e = z.exp()
    p = e / e.sum(dim=0)
    p[torch.arange(len(labels)), labels] -= 1
    return p / len(labels)

# %% wrong whole-table
def slope(z, labels):
    e = z.exp()
    p = e / e.sum()
    p[torch.arange(len(labels)), labels] -= 1
    return p / len(labels)

# %% wrong axis-lost
def slope(z, labels):
    e = z.exp()
    p = e / e.sum(dim=1)
    p[torch.arange(len(labels)), labels] -= 1
    return p / len(labels)

# %% wrong all-numbers
def slope(z, labels):
    e = z.exp()
    p = e / e.sum(dim=1, keepdim=True)
    p[torch.arange(len(labels)), labels] -= 1
    return p / z.numel()

# %% wrong every-row-marked
def slope(z, labels):
    e = z.exp()
    p = e / e.sum(dim=1, keepdim=True)
    target = torch.zeros_like(z)
    target[:, labels] = 1
    return (p - target) / len(labels)

# %% wrong asks-autograd
def slope(z, labels):
    z.requires_grad_()
    loss = torch.nn.CrossEntropyLoss()(z, labels)
    loss.backward()
    return z.grad

# %% wrong autograd-after-all
def slope(z, labels):
    with torch.enable_grad():
        z.requires_grad_()
        loss = torch.nn.CrossEntropyLoss()(z, labels)
    loss.backward()
    return z.grad
