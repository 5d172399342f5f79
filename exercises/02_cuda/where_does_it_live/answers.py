# %% given
import tutorgrad as torch

if not torch.cuda.is_available():
    torch.cuda.simulate()
device = torch.device("cuda")

# %% stub
answer = {
    "a": ...,
    "b": ...,
    "c": ...,
    "d": ...,
    "e": ...,
    "f": ...,
    "g": ...,
    "h": ...,
    "i": ...,
    "j": ...,
}

# %% solution
answer = {
    "a": "cpu",
    "b": "cuda",
    "c": "cuda",
    "d": "error",
    "e": "cuda",
    "f": "cpu",
    "g": "cpu",
    "h": "cuda",
    "i": "error",
    "j": "cuda",
}

# %% wrong to-in-place
answer = {
    "a": "cuda",
    "b": "cuda",
    "c": "cuda",
    "d": "error",
    "e": "cuda",
    "f": "cpu",
    "g": "error",
    "h": "cpu",
    "i": "error",
    "j": "cuda",
}

# %% wrong cpu-in-place
answer = {
    "a": "cpu",
    "b": "cuda",
    "c": "cuda",
    "d": "error",
    "e": "cuda",
    "f": "cpu",
    "g": "cpu",
    "h": "cpu",
    "i": "cpu",
    "j": "error",
}

# %% wrong moved-for-you
answer = {
    "a": "cpu",
    "b": "cuda",
    "c": "cuda",
    "d": "cuda",
    "e": "cuda",
    "f": "cpu",
    "g": "cpu",
    "h": "cuda",
    "i": "error",
    "j": "cuda",
}

# %% wrong no-number-travels
answer = {
    "a": "cpu",
    "b": "cuda",
    "c": "error",
    "d": "error",
    "e": "cuda",
    "f": "cpu",
    "g": "cpu",
    "h": "cuda",
    "i": "error",
    "j": "cuda",
}

# %% wrong shape-knows-the-place
answer = {
    "a": "cpu",
    "b": "cuda",
    "c": "cuda",
    "d": "error",
    "e": "cuda",
    "f": "cuda",
    "g": "cpu",
    "h": "cuda",
    "i": "error",
    "j": "cuda",
}

# %% wrong like-is-here
answer = {
    "a": "cpu",
    "b": "cuda",
    "c": "cuda",
    "d": "error",
    "e": "cpu",
    "f": "cpu",
    "g": "cpu",
    "h": "cuda",
    "i": "error",
    "j": "cuda",
}

# %% wrong numpy-copies
answer = {
    "a": "cpu",
    "b": "cuda",
    "c": "cuda",
    "d": "error",
    "e": "cuda",
    "f": "cpu",
    "g": "cpu",
    "h": "cuda",
    "i": "cpu",
    "j": "cuda",
}

# %% wrong plain-number-is-here
answer = {
    "a": "cpu",
    "b": "error",
    "c": "error",
    "d": "error",
    "e": "cuda",
    "f": "cpu",
    "g": "cpu",
    "h": "cuda",
    "i": "error",
    "j": "cuda",
}

