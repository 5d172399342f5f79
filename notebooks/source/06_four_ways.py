# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
# ---

# %% [markdown] id="title"
# # 06 · One network, four ways
#
# **Stage 6 of the tutorial: different ways to build a network.** You will train one small network
# four times: with NumPy, with tensors, with autograd, and with `nn` and `optim`. Each way hands
# more of the work to the library. The network, the start and the result stay the same, and you will
# prove it. This lesson takes about 45 minutes.
#
# **What you will be able to do**
#
# - write the backward pass of a two-layer network by hand, and check its shapes
# - move a NumPy program to tensors, and say what changes
# - replace a hand-written backward pass by `backward()`, without the two usual mistakes
# - write an `nn.Module` and train it with `optim.SGD`
# - compare two training runs with a tolerance, and say where the difference comes from

# %% [markdown] id="warm-up"
# ## Warm-up
#
# 1. What must a training loop do with the gradients between two steps, and why?
# 2. Why is `w -= lr * w.grad` written inside `with torch.no_grad():`?
# 3. Your own `Function` gets `g` in `backward`. What is `g`?
#
# <details><summary>Answers</summary>
#
# 1. Clear them. Otherwise the next `backward` adds to them.
# 2. Changing a leaf in place is forbidden while autograd records; and the update is not part of the
#    formula.
# 3. The gradient of the loss with respect to the output of the function.
#
# </details>

# %% id="warm-up-items" tags=["tutorgrad-only"]
from course.exercises import warm_up

warm_up("06")

# %% id="imports"
import ast
import inspect
import textwrap
import tracemalloc

import matplotlib.pyplot as plt
import numpy as np

import tutorgrad as torch
from course.drawing.palette import COLOURS
from course.widgets import LossPlot, graph_text
from tutorgrad import nn, optim

# %% [markdown] id="the-network"
# ## 1. The network
#
# Two layers, with a ReLU between them. No biases.
#
# ```text
# x ── @ w1 ──► h ── ReLU ──► h_relu ── @ w2 ──► prediction
#
# x  (64, 1000)   h, h_relu (64, 100)   prediction (64, 10)
# w1 (1000, 100)  w2 (100, 10)
# ```
#
# The loss is the sum of the squared differences to a target of shape (64, 10).
#
# ### First with three numbers
#
# Take one example with one input, one hidden number and one output. Then all matrices are plain
# numbers, and you can follow each step with a pencil. Let $x=2$, $w_1=0.5$, $w_2=3$, target $1$.
#
# | Forward | | Backward | |
# |---|---|---|---|
# | $h = x w_1$ | $1$ | $\partial L/\partial p = 2(p - t)$ | $4$ |
# | $r = \max(h, 0)$ | $1$ | $\partial L/\partial w_2 = r \cdot 4$ | $4$ |
# | $p = r w_2$ | $3$ | $\partial L/\partial r = w_2 \cdot 4$ | $12$ |
# | $L = (p - t)^2$ | $4$ | $\partial L/\partial h = 12$, because $h > 0$ | $12$ |
# | | | $\partial L/\partial w_1 = x \cdot 12$ | $24$ |
#
# Read the left side downwards, then the right side downwards: it goes through the network from the
# end to the beginning. **Predict before you run:** does autograd agree?

# %% id="three-numbers"
x, target = torch.tensor(2.0), torch.tensor(1.0)
w1 = torch.tensor(0.5, requires_grad=True)
w2 = torch.tensor(3.0, requires_grad=True)
loss = ((x * w1).clamp(min=0) * w2 - target) ** 2
loss.backward()
print(loss.item(), w2.grad.item(), w1.grad.item())

# %% [markdown] id="three-numbers-answer"
# <details><summary>Answer</summary>
#
# Yes: the loss is 4, and the gradients are 4 for `w2` and 24 for `w1`.
#
# </details>

# %% [markdown] id="the-start"
# ### The same start for all
#
# `start` makes the data and the first weights. It sets the seed itself, so every call gives the
# same numbers in new memory. All four programs begin here.

# %% id="start"
n, inputs, hidden, outputs = 64, 1000, 100, 10
learning_rate = 1e-6


def start(dtype=torch.float32):
    torch.manual_seed(0)
    shapes = ((n, inputs), (n, outputs), (inputs, hidden), (hidden, outputs))
    return [torch.randn(shape).to(dtype) for shape in shapes]


x, target, w1, w2 = start()
print(x[0, :3], w1[0, :3])


def report(losses):
    for step in (1, 100, 200, 300):
        print(f"step {step:3}: loss {losses[step - 1]:.1g}")


# %% [markdown] id="numpy"
# ## 2. First way: NumPy
#
# NumPy knows arrays and nothing about gradients. So you write the backward pass yourself. Each line
# is one line of the table above, now with matrices. Two rules are enough for `p = r @ w`:
#
# - the gradient of `w` is `r.T @ gradient of p`;
# - the gradient of `r` is `gradient of p @ w.T`.
#
# You need not learn the rules by heart. The **shapes** force them: the gradient of `w2` must have
# the shape of `w2`, (100, 10). From `h_relu` (64, 100) and the gradient of the prediction (64, 10)
# there is only one product that fits: (100, 64) @ (64, 10).
#
# **Predict before you run.** How many of the lines in the loop belong to the backward pass?


# %% id="numpy-way"
def with_numpy(steps=range(500), dtype=torch.float32, begin=start):
    x, target, w1, w2 = (tensor.numpy() for tensor in begin(dtype))
    losses = []
    for _ in steps:
        h = x.dot(w1)  # (64, 100)
        h_relu = np.maximum(h, 0)  # (64, 100)
        prediction = h_relu.dot(w2)  # (64, 10)
        losses.append(np.square(prediction - target).sum().item())

        grad_prediction = 2 * (prediction - target)  # (64, 10)
        grad_w2 = h_relu.T.dot(grad_prediction)  # (100, 10)
        grad_h_relu = grad_prediction.dot(w2.T)  # (64, 100)
        grad_h = grad_h_relu.copy()  # (64, 100)
        grad_h[h < 0] = 0
        grad_w1 = x.T.dot(grad_h)  # (1000, 100)

        w1 -= learning_rate * grad_w1
        w2 -= learning_rate * grad_w2
    return losses


curves = {"NumPy": with_numpy()}
report(curves["NumPy"])

# %% [markdown] id="numpy-answer"
# <details><summary>Answer</summary>
#
# Six of twelve: as many as for everything else together. And each time you change the forward pass,
# you must change them too.
#
# </details>
#
# **What goes wrong.** A forgotten transpose.

# %% id="forgotten-transpose" tags=["raises-exception"]
grad_h = np.ones((n, hidden))
grad_w1 = np.ones((n, inputs)).dot(grad_h)

# %% [markdown] id="forgotten-transpose-read"
# **Read the error.** In a product (a, b) @ (c, d), the inner sizes `b` and `c` must be equal. Here
# 1000 is not 64. Write the shape that you want, (1000, 100), then look for the product that gives
# it: `x.T.dot(grad_h)`.
#
# A wrong transpose gives an error only while the sizes differ. With square matrices it would be
# silent. That is one reason to choose different sizes when you try something out.

# %% [markdown] id="tensors"
# ## 3. Second way: tensors
#
# The same program with tensors. It still does not use autograd. What you gain: it could run on a
# GPU, by changing one line (`device`). The names change a little:
#
# | NumPy | tensors |
# |---|---|
# | `x.dot(w1)` | `x.mm(w1)` |
# | `np.maximum(h, 0)` | `h.clamp(min=0)` |
# | `w2.T` | `w2.t()` |
# | `grad.copy()` | `grad.clone()` |
#
# **Predict before you run.** Will the printed losses be the same as above?


# %% id="tensor-way"
def with_tensors(steps=range(500), dtype=torch.float32):
    x, target, w1, w2 = start(dtype)
    losses = []
    for _ in steps:
        h = x.mm(w1)
        h_relu = h.clamp(min=0)
        prediction = h_relu.mm(w2)
        losses.append((prediction - target).pow(2).sum().item())

        grad_prediction = 2 * (prediction - target)
        grad_w2 = h_relu.t().mm(grad_prediction)
        grad_h_relu = grad_prediction.mm(w2.t())
        grad_h = grad_h_relu.clone()
        grad_h[h < 0] = 0
        grad_w1 = x.t().mm(grad_h)

        w1 -= learning_rate * grad_w1
        w2 -= learning_rate * grad_w2
    return losses


curves["tensors"] = with_tensors()
report(curves["tensors"])

# %% [markdown] id="tensors-answer"
# <details><summary>Answer</summary>
#
# Yes, as far as they are printed. How far exactly, you will see in part 7.
#
# </details>

# %% [markdown] id="autograd"
# ## 4. Third way: autograd
#
# Now the six lines of the backward pass become one. The weights get `requires_grad=True`; the data
# do not. The names `h` and `h_relu` are not needed any more: autograd keeps what it needs.
#
# **Predict before you run.** The forward pass fits on one line. Which operations will the graph of
# the loss contain?


# %% id="autograd-way"
def with_autograd(steps=range(500), dtype=torch.float32):
    x, target, w1, w2 = start(dtype)
    w1.requires_grad_()
    w2.requires_grad_()
    losses = []
    for _ in steps:
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()

        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return losses


curves["autograd"] = with_autograd()
report(curves["autograd"])

# %% id="autograd-graph"
x, target, w1, w2 = start()
w1.requires_grad_()
w2.requires_grad_()
h = x.mm(w1)
prediction = h.clamp(min=0).mm(w2)
loss = (prediction - target).pow(2).sum()
print("\n".join(graph_text(loss).split("\n")[1:]))

# %% [markdown] id="autograd-answer"
# <details><summary>Answer</summary>
#
# Read it from below: the matrix product with `w1`, the clamp, the product with `w2`, the
# difference, the square, the sum. Six operations and two leaves. The data `x` and `target` do not
# appear, because nothing has to walk to them.
#
# </details>
#
# **What goes wrong (1).** The update without `no_grad`.

# %% id="update-without-no-grad" tags=["raises-exception"]
loss.backward()
w1 -= learning_rate * w1.grad

# %% [markdown] id="update-without-no-grad-read"
# **Read the error.** `w1` is a leaf that requires grad. Autograd records, and an in-place change
# would overwrite the value that gradients are computed for. The update is not part of the formula,
# so switch recording off: `with torch.no_grad():`.
#
# **What goes wrong (2).** The forgotten `zero_()`. No error appears.
#
# **Predict before you run.** Both programs take 100 steps. Which loss is larger, and by how much?


# %% id="forgotten-zero"
def forgetful(steps=100):
    x, target, w1, w2 = start()
    w1.requires_grad_()
    w2.requires_grad_()
    for _ in range(steps):
        loss = (x.mm(w1).clamp(min=0).mm(w2) - target).pow(2).sum()
        loss.backward()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
    return loss.item()


ratio = forgetful() / curves["autograd"][99]
print("more than 10 times larger:", ratio > 10)

# %% [markdown] id="forgotten-zero-answer"
# <details><summary>Answer</summary>
#
# The program that forgets to clear is far behind: each step moves along the sum of all gradients so
# far, also those of places that it left long ago.
#
# </details>

# %% [markdown] id="own-function"
# ### The same with your own ReLU
#
# In lesson 05 you wrote `MyReLU`. It can take the place of `clamp(min=0)`. Nothing else changes.


# %% id="function-way"
class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        passed = g.clone()
        passed[x < 0] = 0
        return passed


def with_function(steps=range(500), dtype=torch.float32):
    x, target, w1, w2 = start(dtype)
    w1.requires_grad_()
    w2.requires_grad_()
    losses = []
    for _ in steps:
        prediction = MyReLU.apply(x.mm(w1)).mm(w2)
        loss = (prediction - target).pow(2).sum()
        losses.append(loss.item())

        loss.backward()

        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return losses


curves["own Function"] = with_function()
report(curves["own Function"])

# %% [markdown] id="nn"
# ## 5. Fourth way: `nn` and `optim`
#
# Two parts of the program are still the same for every network: holding the weights, and updating
# them. `nn` and `optim` take them over.
#
# - An **`nn.Module`** holds **parameters** (tensors that are to be learned) and has a `forward`
#   method. You call the module like a function: `model(x)`.
# - **`nn.Linear(inputs, outputs)`** is a module: a matrix product plus a bias.
# - **`nn.MSELoss`** is the squared difference. `reduction="sum"` adds all of them up.
# - An **optimizer**, here `optim.SGD`, gets the list of parameters. `step()` updates all of them,
#   `zero_grad()` clears all of them. (SGD is short for *stochastic gradient descent*: the rule that
#   you have written by hand so far.)


# %% id="two-layer-net"
class TwoLayerNet(nn.Module):
    def __init__(self, inputs, hidden, outputs, bias=True):
        super().__init__()
        self.linear1 = nn.Linear(inputs, hidden, bias=bias)
        self.linear2 = nn.Linear(hidden, outputs, bias=bias)

    def forward(self, x):
        return self.linear2(self.linear1(x).clamp(min=0))


model = TwoLayerNet(inputs, hidden, outputs)
print(model)
for name, parameter in model.named_parameters():
    print(name, tuple(parameter.shape), parameter.requires_grad)

# %% [markdown] id="nn-differences"
# Look at the list. Two things differ from our network:
#
# - there are biases. We switch them off with `bias=False`;
# - the weight of `linear1` has shape (100, 1000), not (1000, 100). `nn.Linear` stores one row for
#   each **output** and computes `x @ weight.t()`.
#
# And its first weights are other random numbers. To start from the same place, copy ours into it:
# transposed, and inside `no_grad`, because they are leaves.


# %% id="nn-way"
def same_start(model, w1, w2):
    with torch.no_grad():
        model.linear1.weight.copy_(w1.t())
        model.linear2.weight.copy_(w2.t())


def with_nn(steps=range(500), dtype=torch.float32):
    x, target, w1, w2 = start(dtype)
    model = TwoLayerNet(inputs, hidden, outputs, bias=False).to(dtype)
    same_start(model, w1, w2)
    criterion = nn.MSELoss(reduction="sum")
    optimizer = optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in steps:
        prediction = model(x)
        loss = criterion(prediction, target)
        losses.append(loss.item())

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


curves["nn + optim"] = with_nn()
report(curves["nn + optim"])

# %% [markdown] id="order-question"
# **What goes wrong.** `zero_grad`, `backward`, `step`: the order matters, and a wrong order gives
# no error.
#
# **Predict before you run.** For each order, do the weights move?


# %% id="order"
def weights_move(*order):
    torch.manual_seed(0)
    model = nn.Linear(3, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    before = model.weight.detach().clone()
    for _ in range(5):
        loss = model(torch.ones(2, 3)).pow(2).sum()
        actions = {"zero": optimizer.zero_grad, "backward": loss.backward, "step": optimizer.step}
        for name in order:
            actions[name]()
    return not torch.equal(before, model.weight)


for order in (
    ("zero", "backward", "step"),
    ("backward", "step", "zero"),
    ("backward", "zero", "step"),
    ("zero", "step", "backward"),
):
    print(" -> ".join(order).ljust(26), weights_move(*order))

# %% [markdown] id="order-answer"
# <details><summary>Answer</summary>
#
# The first two are right. What counts is the circle: `backward` directly before `step`, and `zero`
# not between them. In the last two, `step` always finds empty gradients, and the weights never
# move.
#
# </details>
#
# If the loss stays exactly the same from step to step, look at this order first.

# %% [markdown] id="nn-own-start"
# ### The start that `nn` chooses
#
# Our first weights are far too large: the first loss is 30 million, and so the learning rate has to
# be tiny. `nn.Linear` draws smaller weights: between $-1/\sqrt{\text{inputs}}$ and
# $1/\sqrt{\text{inputs}}$. Here is the whole network as you would normally write it, with its own
# start, its biases, and a learning rate that is 100 times larger.
#
# `plot.watch` goes through the steps as `range` does, and adds `loss` to a curve after each.
#
# **Predict before you run.** Is the first loss nearer to 30 million or to 600?

# %% id="own-start-plot"
plot = LossPlot("The start that nn chooses", log=True)

# %% id="nn-own-start-run"
rate = 1e-4
torch.manual_seed(0)
x, target = torch.randn(n, inputs), torch.randn(n, outputs)
model = TwoLayerNet(inputs, hidden, outputs)
criterion = nn.MSELoss(reduction="sum")
optimizer = optim.SGD(model.parameters(), lr=rate)
for _ in plot.run(f"rate {rate}").watch(range(300)):
    loss = criterion(model(x), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
report(plot.values())

# %% [markdown] id="nn-own-start-answer"
# <details><summary>Answer</summary>
#
# To 600. The predictions start near 0, so the loss is about the sum of the squared targets: 640
# random numbers whose square is 1 on average.
#
# </details>
#
# **Your turn.** Set `rate = 1e-3` in the cell above and run it. Then try `rate = 1e-5`. The plot
# keeps all three curves. Which rate is too large, which one is too slow?

# %% [markdown] id="sum-or-mean"
# ### Sum or mean?
#
# `nn.MSELoss()` without an argument takes the **mean** in place of the sum: it divides by the 640
# numbers.
#
# **Predict before you run.** How does the gradient change? And how must the learning rate change?

# %% id="sum-or-mean-run"
gradients = {}
model = TwoLayerNet(inputs, hidden, outputs)
for reduction in ("sum", "mean"):
    model.zero_grad()
    nn.MSELoss(reduction=reduction)(model(x), target).backward()
    gradients[reduction] = model.linear2.bias.grad.norm()
print(f"{(gradients['sum'] / gradients['mean']).item():.0f}")

# %% [markdown] id="sum-or-mean-answer"
# <details><summary>Answer</summary>
#
# It is 640 times smaller. To take the same steps, the learning rate must be 640 times larger.
#
# </details>
#
# So a learning rate belongs to a reduction. If you change one, change the other. An unknown word is
# an error:

# %% id="unknown-reduction" tags=["raises-exception"]
nn.MSELoss(reduction="avg")(model(x), target)

# %% [markdown] id="loss-is-an-object"
# **What goes wrong.** A loss of `nn` is a module. First make it, then call it. Here somebody called
# the class itself with the two tensors:

# %% id="loss-is-an-object-error" tags=["raises-exception"]
nn.MSELoss(model(x), target)

# %% [markdown] id="loss-is-an-object-read"
# **Read the error.** It is not a helpful one. The class took your tensors for yes/no settings, and
# a tensor with many numbers is neither yes nor no. If you see "Boolean value of Tensor" near a
# loss, count the brackets: `nn.MSELoss()(model(x), target)`.

# %% [markdown] id="cost"
# ## 6. What does each way cost?
#
# **Lines and operations that you write.** The next cell reads the source text of each program. It
# counts the lines (without comments and empty lines), and it counts each call and each operator in
# the loop and in `forward` and `backward`.
#
# **Steps in the graph.** How many operations autograd records for one loss.

# %% id="count-what-you-write"
OPERATIONS = (ast.Call, ast.BinOp, ast.AugAssign, ast.Compare)


def written(*functions):
    trees = [ast.parse(textwrap.dedent(inspect.getsource(f))) for f in functions]
    lines = sum(len(ast.unparse(tree).split("\n")) for tree in trees)
    repeated = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.For)]
    repeated += [tree for tree in trees if tree.body[0].name in ("forward", "backward")]
    inside = [node for part in repeated for node in ast.walk(part)]
    return lines, sum(isinstance(node, OPERATIONS) for node in inside)


programs = {
    "NumPy": (with_numpy,),
    "tensors": (with_tensors,),
    "autograd": (with_autograd,),
    "own Function": (with_function, MyReLU.forward, MyReLU.backward),
    "nn + optim": (with_nn, same_start, TwoLayerNet.__init__, TwoLayerNet.forward),
}
print("                lines  operations you write")
for name, functions in programs.items():
    lines, operations = written(*functions)
    print(f"{name:15} {lines:5} {operations:10}")


# %% id="count-the-graph"
def recorded(loss):
    waiting, seen = [loss.grad_fn], set()
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [before for before, _ in node.next_functions]
    return sorted(node.name().split("::")[-1] for node in seen)


x, target, w1, w2 = start()
w1.requires_grad_()
w2.requires_grad_()
model = TwoLayerNet(inputs, hidden, outputs, bias=False)
for name, prediction in (
    ("autograd", x.mm(w1).clamp(min=0).mm(w2)),
    ("own Function", MyReLU.apply(x.mm(w1)).mm(w2)),
):
    names = recorded((prediction - target).pow(2).sum())
    print(name, len(names), names)
names = recorded(nn.MSELoss(reduction="sum")(model(x), target))
print("nn + optim", len(names), names)

# %% [markdown] id="count-answer"
# To be fair: the number of **lines** hardly changes in a network this small, and a class costs
# lines of its own. But the **operations** that you must get right shrink from 22 to 10. And what
# happens when you add a third layer? NumPy and tensors need seven more lines, five of them for the
# backward pass and the update. Autograd needs about three. `nn` needs two: one in `__init__` and
# one in `forward`.
#
# What the machine computes does not shrink. `AccumulateGrad` is the place where a gradient is added
# to `.grad`, one for each weight. `nn.Linear` needs a transpose (`TBackward0`) for each layer, and
# the whole loss is one step in place of three.
#
# **Bytes.** One `float32` takes 4 bytes. Some sizes you can compute with a pencil:
#
# | What | Shape | Bytes |
# |---|---|---|
# | the data `x` | (64, 1000) | 256,000 |
# | the weights `w1` | (1000, 100) | 400,000 |
# | the gradient of `w1` | (1000, 100) | 400,000 |
# | `learning_rate * gradient`, for a moment | (1000, 100) | 400,000 |
# | `h`, `h_relu` and their gradients | (64, 100) each | 25,600 each |
#
# Together that is about 1.5 MB. The next cell measures the largest amount of memory in use at any
# moment of one training step. (`two_steps` takes the place of `range`. The counter is reset after
# the first step, so making the data does not count.)
#
# **Predict before you run.** Which way needs much more memory than the others?


# %% id="count-bytes" tags=["tutorgrad-only"]
def two_steps():
    yield 1
    tracemalloc.reset_peak()
    yield 2


def most_bytes(train):
    tracemalloc.start()
    train(steps=two_steps())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


for name, (train, *_) in programs.items():
    print(f"{name:15} {most_bytes(train) / 1e6:.1f} MB")

# %% [markdown] id="count-bytes-answer"
# <details><summary>Answer</summary>
#
# None. All need between 1.5 and 2.5 MB. Autograd saves for `backward` what you would keep under
# names of your own: `h` and `h_relu`. The weights, their gradients and one update need most.
#
# </details>

# %% [markdown] id="proof"
# ## 7. The proof: the same curve
#
# Five runs, one start. Are the five curves equal? Not to the last digit. A sum of many `float32`
# numbers depends on the order of the additions, because each addition is rounded. Each step then
# builds on the rounding errors of the step before.
#
# How much does the order alone change? Run the NumPy program once more, with the 100 hidden numbers
# in reverse order. On paper this is the same network: only the names of the hidden numbers change.
# It is our measuring stick.


# %% id="reversed-order"
def reversed_start(dtype):
    x, target, w1, w2 = start(dtype)
    order = torch.arange(hidden - 1, -1, -1)
    return x, target, w1[:, order], w2[order]


curves["NumPy, reversed"] = with_numpy(begin=reversed_start)
report(curves["NumPy, reversed"])

# %% [markdown] id="tolerance"
# So "equal" needs a **tolerance**: a largest allowed difference, chosen before we look. We use the
# relative difference to the NumPy curve, $|a - b| / b$:
#
# | Up to step | 100 | 200 | 300 | 500 |
# |---|---|---|---|---|
# | allowed in `float32` | 0.0001 | 0.001 | 0.01 | 0.1 |
# | allowed in `float64` | 0.00000001 | same | same | same |
#
# **Predict before you run.** If the difference is really rounding, what must happen with `float64`,
# which has twice as many digits?

# %% id="proof-run"
TOLERANCE = {
    torch.float32: {100: 1e-4, 200: 1e-3, 300: 1e-2, 500: 1e-1},
    torch.float64: {100: 1e-8, 200: 1e-8, 300: 1e-8, 500: 1e-8},
}


def differences(curves):
    reference = np.array(curves["NumPy"])
    return {name: abs(np.array(curve) - reference) / reference for name, curve in curves.items()}


in_float64 = {name: train(dtype=torch.float64) for name, (train, *_) in programs.items()}
in_float64["NumPy, reversed"] = with_numpy(dtype=torch.float64, begin=reversed_start)
for dtype, runs in ((torch.float32, curves), (torch.float64, in_float64)):
    print(dtype)
    for name, difference in differences(runs).items():
        within = [difference[:step].max() <= most for step, most in TOLERANCE[dtype].items()]
        print(f"    {name:15} within the tolerance: {all(within)}")
        assert all(within), (name, dtype)

# %% [markdown] id="proof-answer"
# <details><summary>Answer</summary>
#
# With `float64` the difference shrinks by a factor of millions. A mistake in one of the programs
# would not shrink. So the five programs compute the same thing, and they differ no more than NumPy
# differs from itself in another order.
#
# </details>

# %% id="proof-picture"
names = list(curves)
colours = dict(zip(names, ("black", "blue", "green", "purple", "red", "sky"), strict=True))
styles = dict(zip(names, ("-", "--", "-.", ":", (0, (1, 3)), "-"), strict=True))
figure, (top, bottom) = plt.subplots(2, 1, figsize=(6.4, 6), sharex=True, layout="constrained")
for name, curve in curves.items():
    look = {"color": COLOURS[colours[name]], "linestyle": styles[name]}
    width = {"NumPy": 7, "NumPy, reversed": 4}.get(name, 1.5)  # the wide ones lie below
    _ = top.plot(curve, **look, label=name, linewidth=width, zorder=10 - width)
    if name != "NumPy":
        for runs in (curves, in_float64):
            _ = bottom.plot(np.maximum.accumulate(differences(runs)[name]), **look)
stairs = TOLERANCE[torch.float32]
_ = bottom.step([0, *stairs], [1e-4, *stairs.values()], color="black", linewidth=2.5)
_ = bottom.annotate("allowed in float32", (200, 3e-2), ha="center")
_ = bottom.annotate("float32", (400, 2e-5), ha="center")
_ = bottom.annotate("float64", (400, 5e-9), ha="center")
_ = top.set(
    yscale="log", ylabel="loss (float32)", title="Five programs and a reversed one: one curve"
)
_ = top.legend()
_ = bottom.set(yscale="log", xlabel="step", ylabel="largest relative difference so far")
plt.show()

# %% [markdown] id="proof-picture-twin"
# *In words:* above, all curves lie on one line, which falls from 30 million to almost 0.
# Below, the differences grow with the steps. In `float32` they stay under the black stairs. In
# `float64` they are about ten million times smaller.
#
# With `tutorgrad`, some of the lower curves are missing: it computes with NumPy, so three of the
# programs agree with the first to the last bit, and a difference of 0 has no place on this scale.
#
# One more thing to see above: near the end the curve bends and falls more slowly. There the loss is
# so small that the rounding errors of `float32` are larger than the rest. In `float64` it goes on
# falling:

# %% id="float64-goes-on"
print("float32, step 500:", f"{curves['autograd'][-1]:.0e}")
print("float64, step 500:", f"{in_float64['autograd'][-1]:.0e}")

# %% [markdown] id="recap"
# ## Recap
#
# | Way | You write | The library does | Good for |
# |---|---|---|---|
# | NumPy | forward, backward, update | arrays | understanding |
# | tensors | forward, backward, update | arrays, also on a GPU | understanding on a GPU |
# | autograd | forward, update | the backward pass | new ideas, full control |
# | own `Function` | one operation, its derivative | the rest | an operation that is missing |
# | `nn` + `optim` | which layers, which loss | weights, backward, update | almost everything |
#
# - The shapes of a hand-written gradient are forced: a gradient has the shape of its tensor.
# - `zero_grad` → `backward` → `step`. Nothing between `backward` and `step` may clear.
# - `nn.Linear` stores its weight as (outputs, inputs).
# - A learning rate belongs to a reduction: sum or mean.
# - Compare two runs with a tolerance. If the difference shrinks with `float64`, it is rounding.
#
# Your turn: [the exercises of this lesson](../exercises/06_four_ways.ipynb), checked as you work.
#
# Next: [07 Digits](07_digits.ipynb). Random numbers teach nothing. There the same few lines learn
# to read handwriting.
