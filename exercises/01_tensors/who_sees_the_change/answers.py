# %% given
import tutorgrad as torch

# %% stub
shares = {
    "b": ...,
    "c": ...,
    "d": ...,
    "e": ...,
    "f": ...,
    "g": ...,
    "h": ...,
}
a_at_the_end = [
    [..., ..., ..., ...],
    [..., ..., ..., ...],
]

# %% solution
shares = {"b": True, "c": True, "d": False, "e": True, "f": False, "g": True, "h": False}
a_at_the_end = [
    [1, 0, 0, 5],
    [2, 2, 2, 2],
]

# %% wrong list-of-positions
shares = {"b": True, "c": True, "d": True, "e": True, "f": False, "g": True, "h": False}
a_at_the_end = [
    [41, 40, 40, 45],
    [2, 2, 2, 2],
]

# %% wrong turned-is-a-copy
shares = {"b": True, "c": True, "d": False, "e": False, "f": False, "g": True, "h": False}
a_at_the_end = [
    [1, 0, 0, 0],
    [2, 2, 2, 2],
]

# %% wrong new-name-writes
shares = {"b": True, "c": True, "d": False, "e": True, "f": False, "g": True, "h": False}
a_at_the_end = [
    [1, 70, 0, 5],
    [2, 72, 2, 2],
]

# %% wrong parts-are-copies
shares = {"b": True, "c": False, "d": False, "e": True, "f": False, "g": False, "h": False}
a_at_the_end = [
    [1, 0, 0, 5],
    [0, 0, 0, 0],
]

# %% wrong view-is-a-copy
shares = {"b": False, "c": True, "d": False, "e": True, "f": False, "g": True, "h": False}
a_at_the_end = [
    [0, 0, 0, 5],
    [2, 2, 2, 2],
]

# %% wrong clone-shares
shares = {"b": True, "c": True, "d": False, "e": True, "f": True, "g": True, "h": False}
a_at_the_end = [
    [61, 60, 60, 65],
    [62, 62, 62, 62],
]

# %% wrong reshape-always-shares
shares = {"b": True, "c": True, "d": False, "e": True, "f": False, "g": True, "h": True}
a_at_the_end = [
    [801, 800, 800, 805],
    [802, 802, 802, 802],
]

# %% wrong turned-index
shares = {"b": True, "c": True, "d": False, "e": True, "f": False, "g": True, "h": False}
a_at_the_end = [
    [1, 0, 0, 0],
    [7, 2, 2, 2],
]
