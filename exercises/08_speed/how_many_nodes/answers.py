# %% given
import tutorgrad as torch

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
}

# %% solution
answer = {
    "a": 3,
    "b": 0,
    "c": 0,
    "d": 3,
    "e": 11,
    "f": 3,
    "g": 2,
    "h": 0,
}

# %% wrong everything-is-recorded
answer = {
    "a": 3,
    "b": 0,
    "c": 3,
    "d": 3,
    "e": 11,
    "f": 3,
    "g": 3,
    "h": 2,
}

# %% wrong no-grad-records
answer = {
    "a": 3,
    "b": 3,
    "c": 0,
    "d": 3,
    "e": 11,
    "f": 3,
    "g": 2,
    "h": 0,
}

# %% wrong the-way-back-too
answer = {
    "a": 3,
    "b": 0,
    "c": 0,
    "d": 6,
    "e": 11,
    "f": 3,
    "g": 2,
    "h": 0,
}

# %% wrong only-the-product
answer = {
    "a": 1,
    "b": 0,
    "c": 0,
    "d": 1,
    "e": 10,
    "f": 2,
    "g": 1,
    "h": 0,
}

# %% wrong no-cat
answer = {
    "a": 3,
    "b": 0,
    "c": 0,
    "d": 3,
    "e": 10,
    "f": 3,
    "g": 2,
    "h": 0,
}

# %% wrong loop-is-one
answer = {
    "a": 3,
    "b": 0,
    "c": 0,
    "d": 3,
    "e": 2,
    "f": 3,
    "g": 2,
    "h": 0,
}

# %% wrong index-is-free
answer = {
    "a": 3,
    "b": 0,
    "c": 0,
    "d": 3,
    "e": 11,
    "f": 1,
    "g": 2,
    "h": 0,
}

# %% wrong detach-is-a-node
answer = {
    "a": 3,
    "b": 0,
    "c": 0,
    "d": 3,
    "e": 11,
    "f": 3,
    "g": 2,
    "h": 1,
}

# %% wrong product-without-grad
answer = {
    "a": 3,
    "b": 0,
    "c": 0,
    "d": 3,
    "e": 11,
    "f": 3,
    "g": 3,
    "h": 0,
}

