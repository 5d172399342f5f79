# %% given
# Nothing is needed here: the graph stands in the task.

# %% stub
gradient = {
    "p": ...,
    "r": ...,
    "h": ...,
    "b": ...,
    "q": ...,
    "k": ...,
    "v": ...,
    "c": ...,
    "w": ...,
    "x": ...,
}

# %% solution
gradient = {
    "p": 4,
    "r": 6,
    "h": 6,
    "b": 6,
    "q": 20,
    "k": 0,
    "v": 0,
    "c": 0,
    "w": 32,
    "x": 9,
}

# %% wrong turned-round
gradient = {
    "p": -4,
    "r": -6,
    "h": -6,
    "b": -6,
    "q": -20,
    "k": 0,
    "v": 0,
    "c": 0,
    "w": -32,
    "x": -9,
}

# %% wrong no-factor-two
gradient = {
    "p": 2,
    "r": 3,
    "h": 3,
    "b": 3,
    "q": 10,
    "k": 0,
    "v": 0,
    "c": 0,
    "w": 16,
    "x": 4.5,
}

# %% wrong last-use-alone
gradient = {
    "p": 4,
    "r": 6,
    "h": 6,
    "b": 6,
    "q": 20,
    "k": 0,
    "v": 0,
    "c": 0,
    "w": 12,
    "x": 9,
}

# %% wrong first-use-alone
gradient = {
    "p": 4,
    "r": 6,
    "h": 6,
    "b": 6,
    "q": 20,
    "k": 0,
    "v": 0,
    "c": 0,
    "w": 20,
    "x": 9,
}

# %% wrong slope-alone
gradient = {
    "p": 4,
    "r": 1.5,
    "h": 1,
    "b": 1,
    "q": 5,
    "k": 0,
    "v": 0,
    "c": 0,
    "w": 7,
    "x": 1.5,
}

# %% wrong own-factor
gradient = {
    "p": 4,
    "r": 20,
    "h": 20,
    "b": 20,
    "q": 0,
    "k": 0,
    "v": 0,
    "c": 20,
    "w": 46,
    "x": 40,
}

# %% wrong relu-lets-all-pass
gradient = {
    "p": 4,
    "r": 6,
    "h": 6,
    "b": 6,
    "q": 20,
    "k": 20,
    "v": 40,
    "c": 0,
    "w": 32,
    "x": -11,
}

# %% wrong stopped-too-late
gradient = {
    "p": 4,
    "r": 6,
    "h": 6,
    "b": 6,
    "q": 0,
    "k": 0,
    "v": 0,
    "c": 0,
    "w": 32,
    "x": 9,
}

# %% wrong sum-shares-out
gradient = {
    "p": 4,
    "r": 3,
    "h": 3,
    "b": 1.5,
    "q": 10,
    "k": 0,
    "v": 0,
    "c": 0,
    "w": 13,
    "x": 2.25,
}
