# %% given
import tutorgrad as torch

# %% stub
leaves = [...]
require_grad = [...]
grad_of_a = ...
grad_of_b = ...
grad_of_c = ...
grad_of_d = ...

# %% solution
leaves = ["a", "b"]
require_grad = ["a", "c", "d", "e"]
grad_of_a = 14
grad_of_b = None
grad_of_c = None
grad_of_d = None

# %% wrong computed-is-filled
leaves = ["a", "b"]
require_grad = ["a", "c", "d", "e"]
grad_of_a = 14
grad_of_b = None
grad_of_c = 2
grad_of_d = 2

# %% wrong c-is-a-leaf
leaves = ["a", "b", "c"]
require_grad = ["a", "c", "d", "e"]
grad_of_a = 14
grad_of_b = None
grad_of_c = 2
grad_of_d = None

# %% wrong through-detach
leaves = ["a", "b"]
require_grad = ["a", "c", "d", "e"]
grad_of_a = 20
grad_of_b = None
grad_of_c = None
grad_of_d = None

# %% wrong detach-ends-all
leaves = ["a", "b"]
require_grad = ["a", "c", "d"]
grad_of_a = 4
grad_of_b = None
grad_of_c = None
grad_of_d = None

# %% wrong one-use
leaves = ["a", "b"]
require_grad = ["a", "c", "d", "e"]
grad_of_a = 10
grad_of_b = None
grad_of_c = None
grad_of_d = None

# %% wrong nobody-asked
leaves = ["a", "b"]
require_grad = ["a", "b", "c", "d", "e"]
grad_of_a = 14
grad_of_b = 6
grad_of_c = None
grad_of_d = None

# %% wrong zero-for-none
leaves = ["a", "b"]
require_grad = ["a", "c", "d", "e"]
grad_of_a = 14
grad_of_b = 0
grad_of_c = 0
grad_of_d = 0

# %% wrong leaf-needs-grad
leaves = ["a"]
require_grad = ["a", "c", "d", "e"]
grad_of_a = 14
grad_of_b = None
grad_of_c = None
grad_of_d = None
