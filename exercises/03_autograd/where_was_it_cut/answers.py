# %% given
import tutorgrad as torch

# %% stub
line_in_A = ...
line_in_B = ...
line_in_C = ...
line_in_D = ...

# %% solution
line_in_A = 3
line_in_B = 6
line_in_C = 4
line_in_D = 4

# %% wrong place-of-the-error
line_in_A = 5
line_in_B = 4
line_in_C = 6
line_in_D = 6

# %% wrong new-name
line_in_A = 3
line_in_B = 3
line_in_C = 4
line_in_D = 4

# %% wrong any-detach
line_in_A = 3
line_in_B = 6
line_in_C = 4
line_in_D = 2

# %% wrong choice-unseen
line_in_A = 4
line_in_B = 6
line_in_C = 4
line_in_D = 4

# %% wrong new-tensor
line_in_A = 3
line_in_B = 6
line_in_C = 5
line_in_D = 4

# %% wrong comparison-unseen
line_in_A = 3
line_in_B = 6
line_in_C = 4
line_in_D = 5

# %% wrong index-blamed
line_in_A = 3
line_in_B = 6
line_in_C = 3
line_in_D = 4
