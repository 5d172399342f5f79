# %% given
import tutorgrad as torch

# %% stub
first = [..., ...]
second = [..., ...]
afterwards = [..., ...]
third = [..., ...]
numbers_in_argument = ...
numbers_in_grad = ...
without_argument = ...

# %% solution
first = [5, 2]
second = [0.3, 10]
afterwards = [2, 5]
third = [3.3, 10]
numbers_in_argument = 3
numbers_in_grad = 2
without_argument = "A"

# %% wrong chooses-inputs
first = [0, 12]
second = [0.8, 0]
afterwards = [2, 5]
third = [8.8, 0]
numbers_in_argument = 2
numbers_in_grad = 2
without_argument = "A"

# %% wrong a-step
first = [5, 2]
second = [0.3, 10]
afterwards = [1.7, -5]
third = [3.3, 10]
numbers_in_argument = 3
numbers_in_grad = 2
without_argument = "A"

# %% wrong replaced
first = [5, 2]
second = [0.3, 10]
afterwards = [2, 5]
third = [3, 0]
numbers_in_argument = 3
numbers_in_grad = 2
without_argument = "A"

# %% wrong like-the-input
first = [5, 2]
second = [0.3, 10]
afterwards = [2, 5]
third = [3.3, 10]
numbers_in_argument = 2
numbers_in_grad = 2
without_argument = "A"

# %% wrong like-the-output
first = [5, 2]
second = [0.3, 10]
afterwards = [2, 5]
third = [3.3, 10]
numbers_in_argument = 3
numbers_in_grad = 3
without_argument = "A"

# %% wrong ones-by-itself
first = [5, 2]
second = [0.3, 10]
afterwards = [2, 5]
third = [3.3, 10]
numbers_in_argument = 3
numbers_in_grad = 2
without_argument = "B"

# %% wrong all-rows
first = [8, 12]
second = [8, 12]
afterwards = [2, 5]
third = [16, 24]
numbers_in_argument = 3
numbers_in_grad = 2
without_argument = "A"
