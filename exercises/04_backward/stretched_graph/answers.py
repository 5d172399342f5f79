# %% given
import tutorgrad as torch

# %% stub
grad_h = [..., ..., ...]
grad_x = [..., ..., ...]
grad_w = ...
grad_x_again = [..., ..., ...]
h_grad_gives = ...

# %% solution
grad_h = [2, 4, 10]
grad_x = [6, 12, 30]
grad_w = 60
grad_x_again = [12, 24, 60]
h_grad_gives = "None"

# %% wrong sum-for-mean
grad_h = [6, 12, 30]
grad_x = [18, 36, 90]
grad_w = 180
grad_x_again = [36, 72, 180]
h_grad_gives = "None"

# %% wrong not-summed
grad_h = [2, 4, 10]
grad_x = [6, 12, 30]
grad_w = [2, 8, 50]
grad_x_again = [12, 24, 60]
h_grad_gives = "None"

# %% wrong averaged
grad_h = [2, 4, 10]
grad_x = [6, 12, 30]
grad_w = 20
grad_x_again = [12, 24, 60]
h_grad_gives = "None"

# %% wrong own-factor
grad_h = [2, 4, 10]
grad_x = [2, 8, 50]
grad_w = 48
grad_x_again = [4, 16, 100]
h_grad_gives = "None"

# %% wrong replaced
grad_h = [2, 4, 10]
grad_x = [6, 12, 30]
grad_w = 60
grad_x_again = [6, 12, 30]
h_grad_gives = "None"

# %% wrong result-filled
grad_h = [2, 4, 10]
grad_x = [6, 12, 30]
grad_w = 60
grad_x_again = [12, 24, 60]
h_grad_gives = "the gradient"

# %% wrong square-without-two
grad_h = [1, 2, 5]
grad_x = [3, 6, 15]
grad_w = 30
grad_x_again = [6, 12, 30]
h_grad_gives = "None"
