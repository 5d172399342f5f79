# %% given
# Nothing is needed here: the reports stand in the task.

# %% stub
cause = {"A": ..., "B": ..., "C": ..., "D": ..., "E": ..., "F": ...}

# %% solution
cause = {"A": 5, "B": 4, "C": 1, "D": 2, "E": 3, "F": 6}

# %% wrong legacy-is-missing-backward
cause = {"A": 7, "B": 4, "C": 1, "D": 2, "E": 3, "F": 6}

# %% wrong count-is-shape
cause = {"A": 5, "B": 6, "C": 1, "D": 2, "E": 3, "F": 4}

# %% wrong count-is-number-saved
cause = {"A": 5, "B": 8, "C": 1, "D": 2, "E": 3, "F": 6}

# %% wrong factor-from-saving
cause = {"A": 5, "B": 4, "C": 2, "D": 1, "E": 3, "F": 6}

# %% wrong silent-and-loud
cause = {"A": 5, "B": 4, "C": 1, "D": 3, "E": 2, "F": 6}

# %% wrong version-of-a-number
cause = {"A": 5, "B": 4, "C": 1, "D": 2, "E": 8, "F": 6}

# %% wrong shape-from-g
cause = {"A": 5, "B": 4, "C": 6, "D": 2, "E": 3, "F": 1}
