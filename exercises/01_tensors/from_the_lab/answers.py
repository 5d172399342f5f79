# %% given
import numpy as np

import tutorgrad as torch

# %% stub
def centred(array):
    values = torch.from_numpy(array)
    values -= values.mean()
    return values

# %% solution
def centred(array):
    values = torch.from_numpy(array).float()
    return values - values.mean()

# %% wrong writes-into-the-array
def centred(array):
    values = torch.from_numpy(array)
    values -= values.float().mean().to(values.dtype)
    return values.float()

# %% wrong still-float64
def centred(array):
    values = torch.tensor(array)
    return values - values.double().mean()

# %% wrong mean-of-whole-numbers
def centred(array):
    values = torch.tensor(array)
    return (values - values.mean()).float()

# %% wrong stays-in-numpy
def centred(array):
    return (array - array.mean()).astype(np.float32)

# %% wrong truncated
def centred(array):
    values = torch.from_numpy(array)
    mean = values.float().mean().to(values.dtype)
    return (values - mean).float()

# %% wrong wrong-sign
def centred(array):
    values = torch.tensor(array, dtype=torch.float32)
    return values.mean() - values
