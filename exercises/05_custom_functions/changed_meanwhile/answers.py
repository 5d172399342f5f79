# %% given
import tutorgrad as torch


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x * x


class Careless(Cube):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        return x * x * x

    @staticmethod
    def backward(ctx, g):
        return g * 3 * ctx.x * ctx.x

# %% stub
answer = {"A": ..., "B": ..., "C": ..., "D": ..., "E": ..., "F": ...}

# %% solution
answer = {"A": 12, "B": "error", "C": 1200, "D": "error", "E": 1200, "F": 12}

# %% wrong forgets-slope
answer = {"A": 8, "B": "error", "C": 8000, "D": "error", "E": 8000, "F": 8}

# %% wrong a-copy-is-saved
answer = {"A": 12, "B": 12, "C": 12, "D": 12, "E": 12, "F": 12}

# %% wrong nobody-checks
answer = {"A": 12, "B": 1200, "C": 1200, "D": 1200, "E": 1200, "F": 12}

# %% wrong attribute-is-as-good
answer = {"A": 12, "B": "error", "C": "error", "D": "error", "E": 1200, "F": 12}

# %% wrong attribute-is-a-copy
answer = {"A": 12, "B": "error", "C": 12, "D": "error", "E": 1200, "F": 12}

# %% wrong data-is-detach
answer = {"A": 12, "B": "error", "C": 1200, "D": "error", "E": "error", "F": 12}

# %% wrong detach-is-data
answer = {"A": 12, "B": "error", "C": 1200, "D": 1200, "E": 1200, "F": 12}

# %% wrong detach-is-a-copy
answer = {"A": 12, "B": "error", "C": 1200, "D": 12, "E": 12, "F": 12}

# %% wrong any-change
answer = {"A": 12, "B": "error", "C": 1200, "D": "error", "E": 1200, "F": "error"}

# %% wrong result-flows-back
answer = {"A": 12, "B": "error", "C": 1200, "D": "error", "E": 1200, "F": 120}
