# %% given
import tutorgrad as torch

if not torch.cuda.is_available():
    torch.cuda.simulate()
device = torch.device("cuda")

# %% stub
def lengths(rows):
    found = []
    for row in rows:
        there = row.to(device)
        found.append((there**2).sum().item())
    return found

# %% solution
def lengths(rows):
    table = torch.stack(rows).to(device)
    return (table**2).sum(dim=1).tolist()

# %% wrong each-number-home
def lengths(rows):
    table = torch.stack(rows).to(device)
    return [(row**2).sum().item() for row in table]

# %% wrong each-row-travels
def lengths(rows):
    table = torch.stack([row.to(device) for row in rows])
    return (table**2).sum(dim=1).tolist()

# %% wrong never-left
def lengths(rows):
    table = torch.stack(rows)
    return (table**2).sum(dim=1).tolist()

# %% wrong all-comes-home
def lengths(rows):
    table = torch.stack(rows).to(device)
    squares = (table**2).cpu()
    return squares.sum(dim=1).tolist()

# %% wrong one-total
def lengths(rows):
    table = torch.stack(rows).to(device)
    return (table**2).sum().tolist()

# %% wrong columns
def lengths(rows):
    table = torch.stack(rows).to(device)
    return (table**2).sum(dim=0).tolist()

# %% wrong to-in-place
def lengths(rows):
    table = torch.stack(rows)
    table.to(device)
    return (table**2).sum(dim=1).tolist()
