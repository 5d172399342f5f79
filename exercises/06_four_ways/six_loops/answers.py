# %% given
# Nothing is needed here: the loops stand in the task.

# %% stub
symptom = {"A": ..., "B": ..., "C": ..., "D": ..., "E": ..., "F": ...}

# %% solution
symptom = {"A": 1, "B": 2, "C": 6, "D": 5, "E": 4, "F": 3}

# %% wrong step-needs-no-backward
symptom = {"A": 3, "B": 2, "C": 6, "D": 5, "E": 4, "F": 3}

# %% wrong old-gradients-harmless
symptom = {"A": 1, "B": 3, "C": 6, "D": 5, "E": 4, "F": 3}

# %% wrong backward-replaces
symptom = {"A": 1, "B": 1, "C": 6, "D": 5, "E": 4, "F": 3}

# %% wrong total-only-grows
symptom = {"A": 1, "B": 2, "C": 8, "D": 5, "E": 4, "F": 3}

# %% wrong rebinding-is-updating
symptom = {"A": 1, "B": 2, "C": 6, "D": 2, "E": 4, "F": 3}

# %% wrong leaf-and-rebinding
symptom = {"A": 1, "B": 2, "C": 6, "D": 4, "E": 5, "F": 3}

# %% wrong none-has-no-zero
symptom = {"A": 1, "B": 2, "C": 6, "D": 5, "E": 7, "F": 3}

# %% wrong mean-makes-larger
symptom = {"A": 1, "B": 2, "C": 6, "D": 5, "E": 4, "F": 8}

# %% wrong mean-changes-nothing
symptom = {"A": 1, "B": 2, "C": 6, "D": 5, "E": 4, "F": 2}
