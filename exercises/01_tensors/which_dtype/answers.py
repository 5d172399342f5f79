# %% given
import numpy as np

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
    "a": "int64",
    "b": "float32",
    "c": "float32",
    "d": "float32",
    "e": "bool",
    "f": "float32",
    "g": "float64",
    "h": "float64",
}

# %% wrong default-of-numpy
answer = {
    "a": "int64",
    "b": "float64",
    "c": "float64",
    "d": "float64",
    "e": "bool",
    "f": "float64",
    "g": "float64",
    "h": "float64",
}

# %% wrong all-float32
answer = {
    "a": "int64",
    "b": "float32",
    "c": "float32",
    "d": "float32",
    "e": "bool",
    "f": "float32",
    "g": "float32",
    "h": "float32",
}

# %% wrong stays-whole
answer = {
    "a": "int64",
    "b": "int64",
    "c": "float32",
    "d": "float32",
    "e": "bool",
    "f": "float32",
    "g": "float64",
    "h": "float64",
}

# %% wrong python-number-wins
answer = {
    "a": "int64",
    "b": "float32",
    "c": "float64",
    "d": "float64",
    "e": "bool",
    "f": "float32",
    "g": "float64",
    "h": "float64",
}

# %% wrong smaller-wins
answer = {
    "a": "int64",
    "b": "float32",
    "c": "float32",
    "d": "float32",
    "e": "bool",
    "f": "float32",
    "g": "float64",
    "h": "float32",
}

# %% wrong question-of-whole-numbers
answer = {
    "a": "int64",
    "b": "float32",
    "c": "float32",
    "d": "float32",
    "e": "int64",
    "f": "float32",
    "g": "float64",
    "h": "float64",
}

# %% wrong always-float
answer = {
    "a": "float32",
    "b": "float32",
    "c": "float32",
    "d": "float32",
    "e": "bool",
    "f": "float32",
    "g": "float64",
    "h": "float64",
}
