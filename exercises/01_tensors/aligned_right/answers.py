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
    "a": (4, 3),
    "b": "error",
    "c": (4, 4),
    "d": (4, 3),
    "e": (4, 1),
    "f": "error",
    "g": (2, 4, 3),
    "h": (2, 5, 3),
}

# %% wrong aligned-left
answer = {
    "a": "error",
    "b": (4, 3),
    "c": (4, 1),
    "d": (4, 3),
    "e": (4, 1),
    "f": "error",
    "g": "error",
    "h": "error",
}

# %% wrong either-side
answer = {
    "a": (4, 3),
    "b": (4, 3),
    "c": (4, 4),
    "d": (4, 3),
    "e": (4, 1),
    "f": "error",
    "g": (2, 4, 3),
    "h": (2, 5, 3),
}

# %% wrong repeats
answer = {
    "a": (4, 3),
    "b": "error",
    "c": (4, 4),
    "d": (4, 3),
    "e": (4, 1),
    "f": (6,),
    "g": (2, 4, 3),
    "h": (2, 5, 3),
}

# %% wrong number-by-number
answer = {
    "a": (4, 3),
    "b": "error",
    "c": (4, 1),
    "d": (4, 3),
    "e": (4, 1),
    "f": "error",
    "g": (2, 4, 3),
    "h": (2, 5, 3),
}

# %% wrong one-side-only
answer = {
    "a": (4, 3),
    "b": "error",
    "c": "error",
    "d": "error",
    "e": (4, 1),
    "f": "error",
    "g": (2, 4, 3),
    "h": "error",
}

# %% wrong as-many-dimensions
answer = {
    "a": (4, 3),
    "b": "error",
    "c": (4, 4),
    "d": (4, 3),
    "e": (4, 1),
    "f": "error",
    "g": "error",
    "h": "error",
}

# %% wrong always-pairs
answer = {
    "a": (4, 3),
    "b": "error",
    "c": (4, 4),
    "d": (4, 3),
    "e": (4, 4),
    "f": "error",
    "g": (2, 4, 3),
    "h": (2, 5, 3),
}
