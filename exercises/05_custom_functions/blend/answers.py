# %% given
import tutorgrad as torch

# %% stub
class Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, t):
        ...

    @staticmethod
    def backward(ctx, g):
        ...


def blend(a, b, t):
    return ...

# %% solution
class Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, t):
        ctx.t = t
        return a * (1 - t) + b * t

    @staticmethod
    def backward(ctx, g):
        return g * (1 - ctx.t), g * ctx.t, None


def blend(a, b, t):
    return Blend.apply(a, b, t)

# %% wrong two-values
class Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, t):
        ctx.t = t
        return a * (1 - t) + b * t

    @staticmethod
    def backward(ctx, g):
        return g * (1 - ctx.t), g * ctx.t


def blend(a, b, t):
    return Blend.apply(a, b, t)

# %% wrong number-saved
class Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, t):
        ctx.save_for_backward(a, b, t)
        return a * (1 - t) + b * t

    @staticmethod
    def backward(ctx, g):
        a, b, t = ctx.saved_tensors
        return g * (1 - t), g * t, None


def blend(a, b, t):
    return Blend.apply(a, b, t)

# %% wrong number-returned
class Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, t):
        ctx.t = t
        return a * (1 - t) + b * t

    @staticmethod
    def backward(ctx, g):
        return g * (1 - ctx.t), g * ctx.t, 0.0


def blend(a, b, t):
    return Blend.apply(a, b, t)

# %% wrong only-numbers
class Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, t):
        ctx.t = t
        return a * (1 - t) + b * t

    @staticmethod
    def backward(ctx, g):
        return 1 - ctx.t, ctx.t, None


def blend(a, b, t):
    return Blend.apply(a, b, t)

# %% wrong forgets-g
class Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, t):
        ctx.t = t
        return a * (1 - t) + b * t

    @staticmethod
    def backward(ctx, g):
        return torch.full_like(g, 1 - ctx.t), torch.full_like(g, ctx.t), None


def blend(a, b, t):
    return Blend.apply(a, b, t)

# %% wrong whole-g-for-both
class Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, t):
        ctx.t = t
        return a * (1 - t) + b * t

    @staticmethod
    def backward(ctx, g):
        return g, g, None


def blend(a, b, t):
    return Blend.apply(a, b, t)

# %% wrong wrong-order
class Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, t):
        ctx.t = t
        return a * (1 - t) + b * t

    @staticmethod
    def backward(ctx, g):
        return g * ctx.t, g * (1 - ctx.t), None


def blend(a, b, t):
    return Blend.apply(a, b, t)

# %% wrong none-first
class Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, t):
        ctx.t = t
        return a * (1 - t) + b * t

    @staticmethod
    def backward(ctx, g):
        return None, g * (1 - ctx.t), g * ctx.t


def blend(a, b, t):
    return Blend.apply(a, b, t)

# %% wrong called
class Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, t):
        ctx.t = t
        return a * (1 - t) + b * t

    @staticmethod
    def backward(ctx, g):
        return g * (1 - ctx.t), g * ctx.t, None


def blend(a, b, t):
    return Blend()(a, b, t)
