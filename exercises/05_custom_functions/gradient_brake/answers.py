# %% given
import tutorgrad as torch

# %% stub
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ...

    @staticmethod
    def backward(ctx, g):
        ...


def brake(x, k):
    return ...

# %% solution
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        return g * ctx.k, None


def brake(x, k):
    return Brake.apply(x, k)

# %% wrong one-value
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        return g * ctx.k


def brake(x, k):
    return Brake.apply(x, k)

# %% wrong number-saved
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.save_for_backward(k)
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        (k,) = ctx.saved_tensors
        return g * k, None


def brake(x, k):
    return Brake.apply(x, k)

# %% wrong a-gradient-for-k
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        return g * ctx.k, g.sum()


def brake(x, k):
    return Brake.apply(x, k)

# %% wrong only-k
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        return ctx.k, None


def brake(x, k):
    return Brake.apply(x, k)

# %% wrong forgets-g
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        return torch.full_like(g, ctx.k), None


def brake(x, k):
    return Brake.apply(x, k)

# %% wrong brakes-forward-too
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x * k

    @staticmethod
    def backward(ctx, g):
        return g * ctx.k, None


def brake(x, k):
    return Brake.apply(x, k)

# %% wrong no-brake
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        return g, None


def brake(x, k):
    return Brake.apply(x, k)

# %% wrong a-part-taken-off
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        return g * (1 - ctx.k), None


def brake(x, k):
    return Brake.apply(x, k)

# %% wrong called
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        return g * ctx.k, None


def brake(x, k):
    return Brake()(x, k)

# %% wrong no-function
class Brake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        return g * ctx.k, None


def brake(x, k):
    return x * k + (x * (1 - k)).detach()
