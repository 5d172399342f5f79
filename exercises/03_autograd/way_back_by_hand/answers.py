# %% given
import tutorgrad as torch

# %% stub
grad_r = ...
grad_q = ...
grad_p = ...
grad_a = ...
grad_b = ...
filled = [...]

# %% solution
grad_r = 3
grad_q = 3
grad_p = -3
grad_a = -15
grad_b = 24
filled = ["a", "b"]

# %% wrong one-way-only
grad_r = 3
grad_q = 3
grad_p = -3
grad_a = -15
grad_b = 30
filled = ["a", "b"]

# %% wrong all-filled
grad_r = 3
grad_q = 3
grad_p = -3
grad_a = -15
grad_b = 24
filled = ["a", "b", "p", "q", "r", "loss"]

# %% wrong minus-lost
grad_r = 3
grad_q = 3
grad_p = 3
grad_a = 15
grad_b = 36
filled = ["a", "b"]

# %% wrong own-factor
grad_r = 3
grad_q = 3
grad_p = -3
grad_a = -6
grad_b = 15
filled = ["a", "b"]

# %% wrong slopes-only
grad_r = 3
grad_q = 1
grad_p = -1
grad_a = 5
grad_b = 12
filled = ["a", "b"]

# %% wrong values-not-slopes
grad_r = 45
grad_q = 45
grad_p = -45
grad_a = -225
grad_b = 360
filled = ["a", "b"]

# %% wrong square-without-two
grad_r = 3
grad_q = 3
grad_p = -3
grad_a = -15
grad_b = 9
filled = ["a", "b"]
