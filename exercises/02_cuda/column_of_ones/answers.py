# %% given
import tutorgrad as torch

if not torch.cuda.is_available():
    torch.cuda.simulate()
device = torch.device("cuda")

# %% stub
def with_ones(x):
    ones = torch.ones(len(x), 1)
    return torch.cat([x, ones], dim=1)

# %% solution
def with_ones(x):
    ones = torch.ones(len(x), 1, device=x.device)
    return torch.cat([x, ones], dim=1)

# %% wrong always-the-card
def with_ones(x):
    ones = torch.ones(len(x), 1, device="cuda")
    return torch.cat([x, ones], dim=1)

# %% wrong everything-to-the-card
def with_ones(x):
    x = x.to(device)
    ones = torch.ones(len(x), 1, device=device)
    return torch.cat([x, ones], dim=1)

# %% wrong brought-home
def with_ones(x):
    ones = torch.ones(len(x), 1)
    return torch.cat([x.cpu(), ones], dim=1)

# %% wrong there-and-back
def with_ones(x):
    ones = torch.ones(len(x), 1)
    return torch.cat([x.cpu(), ones], dim=1).to(x.device)

# %% wrong the-ones-travel
def with_ones(x):
    ones = torch.ones(len(x), 1).to(x.device)
    return torch.cat([x, ones], dim=1)

# %% wrong to-in-place
def with_ones(x):
    ones = torch.ones(len(x), 1)
    ones.to(x.device)
    return torch.cat([x, ones], dim=1)

# %% wrong asks-without-a-number
def with_ones(x):
    ones = torch.ones(len(x), 1)
    if x.device == torch.device("cuda"):
        ones = ones.cuda()
    return torch.cat([x, ones], dim=1)
