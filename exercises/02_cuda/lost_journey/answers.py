# %% given
import tutorgrad as torch

if not torch.cuda.is_available():
    torch.cuda.simulate()
device = torch.device("cuda")

# %% stub
def predictions(x, w):
    x.to(device)
    w.to(device)
    y = x.mm(w)
    return y.numpy()

# %% solution
def predictions(x, w):
    x = x.to(device)
    w = w.to(device)
    y = x.mm(w)
    return y.cpu().numpy()

# %% wrong to-in-place
def predictions(x, w):
    x.to(device)
    w.to(device)
    y = x.mm(w)
    return y.cpu().numpy()

# %% wrong one-left-behind
def predictions(x, w):
    x = x.to(device)
    w.to(device)
    y = x.mm(w)
    return y.cpu().numpy()

# %% wrong numpy-on-the-card
def predictions(x, w):
    x = x.to(device)
    w = w.to(device)
    y = x.mm(w)
    return y.numpy()

# %% wrong left-on-the-card
def predictions(x, w):
    x = x.to(device)
    w = w.to(device)
    return x.mm(w)

# %% wrong still-a-tensor
def predictions(x, w):
    x = x.to(device)
    w = w.to(device)
    y = x.mm(w)
    return y.cpu()

# %% wrong home-too-early
def predictions(x, w):
    x = x.to(device)
    w = w.to(device)
    y = x.cpu().mm(w.cpu())
    return y.numpy()

# %% wrong result-moved-only
def predictions(x, w):
    y = x.mm(w)
    y = y.to(device)
    return y.cpu().numpy()
