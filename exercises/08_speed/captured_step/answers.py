# %% given
import tutorgrad as torch

# %% stub
def make_step(w):
    @torch.compile
    def step(x, target):
        loss = (x @ w - target).pow(2).mean()
        loss.backward()
        rate = 0.5 if loss > 1 else 0.05
        with torch.no_grad():
            w.sub_(rate * w.grad)
            w.grad.zero_()
        return loss.item()

    return step

# %% solution
def make_step(w):
    @torch.compile
    def step(x, target):
        loss = (x @ w - target).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            rate = torch.where(loss > 1, 0.5, 0.05)
            w.sub_(rate * w.grad)
            w.grad.zero_()
        return loss

    return step

# %% wrong still-a-number
def make_step(w):
    @torch.compile
    def step(x, target):
        loss = (x @ w - target).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            rate = torch.where(loss > 1, 0.5, 0.05)
            w.sub_(rate * w.grad)
            w.grad.zero_()
        return loss.item()

    return step

# %% wrong still-a-branch
def make_step(w):
    @torch.compile(fullgraph=True)
    def step(x, target):
        loss = (x @ w - target).pow(2).mean()
        loss.backward()
        rate = 0.5 if loss > 1 else 0.05
        with torch.no_grad():
            w.sub_(rate * w.grad)
            w.grad.zero_()
        return loss

    return step

# %% wrong one-rate
def make_step(w):
    @torch.compile
    def step(x, target):
        loss = (x @ w - target).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            w.sub_(0.5 * w.grad)
            w.grad.zero_()
        return loss

    return step

# %% wrong never-cleared
def make_step(w):
    @torch.compile
    def step(x, target):
        loss = (x @ w - target).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            rate = torch.where(loss > 1, 0.5, 0.05)
            w.sub_(rate * w.grad)
        return loss

    return step

# %% wrong new-name
def make_step(w):
    @torch.compile
    def step(x, target):
        loss = (x @ w - target).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            rate = torch.where(loss > 1, 0.5, 0.05)
            w = w - rate * w.grad
            w.grad.zero_()
        return loss

    return step

# %% wrong not-compiled
def make_step(w):
    def step(x, target):
        loss = (x @ w - target).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            rate = torch.where(loss > 1, 0.5, 0.05)
            w.sub_(rate * w.grad)
            w.grad.zero_()
        return loss

    return step

# %% wrong kept-in-a-list
def make_step(w):
    losses = []

    @torch.compile
    def step(x, target):
        loss = (x @ w - target).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            rate = torch.where(loss > 1, 0.5, 0.05)
            w.sub_(rate * w.grad)
            w.grad.zero_()
        losses.append(loss)
        return loss

    return step

# %% wrong rates-exchanged
def make_step(w):
    @torch.compile
    def step(x, target):
        loss = (x @ w - target).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            rate = torch.where(loss > 1, 0.05, 0.5)
            w.sub_(rate * w.grad)
            w.grad.zero_()
        return loss

    return step

# %% wrong detached-loss
def make_step(w):
    @torch.compile
    def step(x, target):
        with torch.no_grad():
            loss = (x @ w - target).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            rate = torch.where(loss > 1, 0.5, 0.05)
            w.sub_(rate * w.grad)
            w.grad.zero_()
        return loss

    return step
