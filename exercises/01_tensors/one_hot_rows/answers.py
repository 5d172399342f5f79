# %% given
import tutorgrad as torch

# %% stub
def one_hot(labels, k):
    return ...

# %% solution
def one_hot(labels, k):
    return (labels[:, None] == torch.arange(k)).float()

# %% wrong still-questions
def one_hot(labels, k):
    return labels[:, None] == torch.arange(k)

# %% wrong whole-numbers
def one_hot(labels, k):
    return (labels[:, None] == torch.arange(k)).long()

# %% wrong side-by-side
def one_hot(labels, k):
    return (labels == torch.arange(k)).float()

# %% wrong turned
def one_hot(labels, k):
    return (labels == torch.arange(k)[:, None]).float()

# %% wrong counted-from-one
def one_hot(labels, k):
    return (labels[:, None] == torch.arange(1, k + 1)).float()

# %% wrong too-precise
def one_hot(labels, k):
    return (labels[:, None] == torch.arange(k)).double()

# %% wrong against-the-rule
def one_hot(labels, k):
    return torch.tensor([[float(label == j) for j in range(k)] for label in labels])
