# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
# ---

# %% [markdown] id="title"
# # 08 · What a step costs
#
# **After the tutorial: where the time goes.** Your networks learn. Now you find out what one
# training step costs, and why. You will measure, change the program, and measure again. At the end
# you record a whole step once and replay it, as a compiler does. This lesson takes about 40
# minutes.
#
# **What you will be able to do**
#
# - measure a short piece of code without deceiving yourself
# - say what recording a graph and walking back cost, and when that matters
# - make a program faster: fewer and larger operations, `no_grad`, in place, fused
# - capture a training step with `torch.compile`, and read what a compiler sees
# - recognise what cannot be captured, and mend it

# %% [markdown] id="warm-up"
# ## Warm-up
#
# 1. What does autograd add to the graph for each operation?
# 2. Which operations are *not* recorded?
# 3. In lesson 06: how many multiplications does `x.mm(w1)` need, with shapes (64, 1000) and
#    (1000, 100)?
#
# <details><summary>Answers</summary>
#
# 1. One node. It knows the derivative, what was saved for it, and the nodes before it.
# 2. Those inside `torch.no_grad()`, and those of tensors that need no gradient.
# 3. 64 · 1000 · 100 = 6,400,000.
#
# </details>

# %% id="warm-up-items" tags=["tutorgrad-only"]
from course.exercises import warm_up

warm_up("08")

# %% id="imports"
import os

for name in ("OMP", "OPENBLAS", "MKL", "VECLIB"):  # one thread; NumPy reads this when it starts
    os.environ[f"{name}_{'MAXIMUM' if name == 'VECLIB' else 'NUM'}_THREADS"] = "1"

import textwrap
import time
import warnings
from statistics import median

import matplotlib.pyplot as plt

import tutorgrad as torch
from course.drawing.palette import COLOURS
from tutorgrad.nn import functional as F

# %% [markdown] id="a-clock"
# ## 1. A clock that you can trust
#
# **Predict before you run.** The same product of two small matrices, timed five times, one after
# the other. Will the five times be equal?

# %% id="one-run-lies" tags=["nbval-ignore-output"]
torch.manual_seed(0)
a = torch.randn(64, 64)
for run in range(1, 6):
    began = time.perf_counter()
    a @ a
    print(f"run {run}: {(time.perf_counter() - began) * 1e6:6.1f} microseconds")

# %% [markdown] id="one-run-lies-answer"
# <details><summary>Answer</summary>
#
# No. The first run is often many times slower than the others, and the others differ too. On your
# machine you see other numbers than those that are printed here. (A **microsecond** is one
# millionth of a second.)
#
# </details>
#
# One run lies, for four reasons:
#
# | Why | What helps |
# |---|---|
# | the first call prepares things: memory, caches, tables | a **warm-up**: call it once before |
# | the clock itself needs time | many calls between two looks at the clock |
# | other programs get the processor in between | several rounds, and their **median** |
# | a product may run on several **threads** (processor cores at once) | one thread for all |
#
# The **median** is the number in the middle after sorting. One very slow round does not move it;
# it would move the mean. `microseconds` below does all this. It measures several functions in
# turns, so that a busy moment of the machine hits all of them. The first cell of this lesson has
# asked for one thread.


# %% id="the-clock"
def seconds(work, times):
    began = time.perf_counter()
    for _ in range(times):
        work()
    return time.perf_counter() - began


def microseconds(*works, rounds=15):
    times = []
    for work in works:
        seconds(work, 2)  # warm-up
        times.append(1 + int(5e-4 / seconds(work, 1)))
    found = [[] for _ in works]
    for _ in range(rounds):
        for i, work in enumerate(works):
            found[i].append(seconds(work, times[i]) / times[i] * 1e6)
    return [median(each) for each in found]


print(median([21, 20, 22, 20, 900]))

# %% [markdown] id="one-operation"
# ## 2. What one operation costs
#
# Take the smallest interesting case: the product of two matrices of size 4 × 4. That is
# 4 · 4 · 4 = 64 multiplications. A processor needs a few billionths of a second for them.
#
# A training step has many operations, one after the other. So take a chain of 50 products,
# `y = y @ b`, and divide the time by 50. You will measure five ways:
#
# 1. NumPy.
# 2. Tensors that nobody wants a gradient of.
# 3. Tensors that require grad: now each product is **recorded**.
# 4. NumPy, with the two products of each step back written by hand, as in lesson 06.
# 5. Tensors, with `backward`.
#
# **Predict before you run.** How many times longer than way 1 does way 3 take? And way 5 in
# comparison with way 4: the arithmetic is the same.


# %% id="five-ways"
def ways(size, length=1):
    torch.manual_seed(0)
    a, b, gradient = (torch.randn(size, size) / size**0.5 for _ in range(3))
    A, B, G = (tensor.numpy() for tensor in (a, b, gradient))
    u, v = a.clone().requires_grad_(), b.clone().requires_grad_()

    def chain(y, factor):
        for _ in range(length):
            y = y @ factor
        return y

    def with_backward():
        u.grad = v.grad = None
        chain(u, v).backward(gradient)

    def by_hand():
        kept, grad, grad_of_factor = [A], G, 0
        for _ in range(length):
            kept.append(kept[-1] @ B)
        for y in reversed(kept[:-1]):
            grad_of_factor = grad_of_factor + y.T @ grad
            grad = grad @ B.T
        return grad, grad_of_factor

    return {
        "NumPy": lambda: chain(A, B),
        "tensors, no gradient": lambda: chain(a, b),
        "tensors, recorded": lambda: chain(u, v),
        "NumPy, backward by hand": by_hand,
        "tensors, with backward": with_backward,
    }


# %% id="five-ways-run" tags=["nbval-ignore-output"]
small = ways(4, length=50)
for name, took in zip(small, microseconds(*small.values()), strict=True):
    print(f"{name:25}{took / 50:7.2f} microseconds for each product")

# %% [markdown] id="five-ways-answer"
# <details><summary>Answer</summary>
#
# It depends on the machine. Typical for `tutorgrad`: a recorded product takes about five times as
# long as one of NumPy, and the whole way with `backward` about five times as long as the way by
# hand. In PyTorch this work is written in C++; still the factors are between two and three.
#
# </details>
#
# Where does the time go? Not into the 64 multiplications. For each operation somebody must
#
# - look at the arguments: types, shapes, does one of them require grad?
# - make the result: ask for memory, wrap it into a tensor;
# - **record**: make a node, note what was saved and which nodes come before;
# - later **walk back**: find the order of the nodes, call each derivative, add to `.grad`, free.
#
# All this together is called the **overhead** of an operation. Its main property: it does not
# depend on the size of the tensors.
#
# **Predict before you run.** The next cell measures ways 4 and 5 for sizes from 4 × 4 to
# 1000 × 1000. At which end do the two curves meet?

# %% id="sizes-run"
sizes = (4, 16, 64, 256, 1000)
by_hand, recorded = [], []
for size in sizes:
    *_, numpy_way, tensor_way = ways(size).values()
    took = microseconds(numpy_way, tensor_way, rounds=5)
    by_hand.append(took[0])
    recorded.append(took[1])

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
_ = left.plot(sizes, recorded, "o-", color=COLOURS["red"], label="tensors, with backward")
_ = left.plot(sizes, by_hand, "s--", color=COLOURS["blue"], label="NumPy by hand")
_ = left.fill_between(sizes, by_hand, recorded, color=COLOURS["yellow"], alpha=0.5)
_ = left.set(xscale="log", yscale="log", xlabel="size of the matrices", ylabel="microseconds")
_ = left.set_title("one product, forward and backward")
_ = left.legend()
ratios = [mine / floor for mine, floor in zip(recorded, by_hand, strict=True)]
_ = right.bar([str(size) for size in sizes], ratios, color=COLOURS["sky"], edgecolor="black")
_ = right.axhline(1, color="black", linestyle=":")
_ = right.set(xlabel="size of the matrices", ylabel="tensors / NumPy")
_ = right.set_title("what the overhead makes of it")
plt.show()

each = [took / (3 * size**3) for took, size in zip(recorded, sizes, strict=True)]
print("one multiplication, 4 x 4 against 1000 x 1000")
print("more than 100 times dearer:", each[0] > 100 * each[-1])

# %% [markdown] id="sizes-answer"
# <details><summary>Answer</summary>
#
# At the right end. A product of size 1000 needs 1,000,000,000 multiplications. There the overhead
# is nothing. At the left end the arithmetic is nothing, and you pay for the overhead alone.
#
# </details>
#
# *In words:* left, both curves lie on each other for large matrices. For small ones the curve of
# the tensors becomes flat: it cannot fall under the overhead. Right, the ratio falls from a few
# times to about 1.
#
# So a simple formula tells what a step costs. With $n$ operations, an overhead $c$ for each of
# them, and the arithmetic $a$ of the whole step:
#
# $$\text{time} \approx n \cdot c + a$$
#
# Work on $n$ when the tensors are small, and on $a$ when they are large. First find out which one
# you have.

# %% [markdown] id="counting-nodes"
# ### Counting what is recorded
#
# Times differ from machine to machine. The number $n$ does not, and you can count one part of it
# exactly. Each new node gets a running number. So make one node before, one node after, and look
# how far the number has moved.
#
# **Predict before you run.** How many nodes does each of the five ways make for its 50 products?


# %% id="nodes-made"
def nodes_made(work):
    number = torch.ones(1, requires_grad=True)
    before = (number * 1).grad_fn._sequence_nr()
    work()
    return (number * 1).grad_fn._sequence_nr() - before - 1


for name, way in small.items():
    print(f"{name:25}{nodes_made(way)}")

# %% [markdown] id="nodes-made-answer"
# <details><summary>Answer</summary>
#
# One for each recorded product, 50. The others make none: NumPy knows no graph, and tensors that
# nobody wants a gradient of are not recorded. `backward` uses the nodes; it makes no new ones.
#
# </details>

# %% [markdown] id="fewer-larger"
# ## 3. Fewer, larger operations
#
# Here are 64 examples with 100 numbers each, and a layer with 10 outputs. The first function takes
# one example after the other; the second takes all of them in one product.
#
# **Predict before you run.** How many nodes does each one make? Are the results equal? Is the
# second one 2 times, 10 times or more than 10 times faster?


# %% id="loop-or-batch"
torch.manual_seed(0)
examples, layer = torch.randn(64, 100), torch.randn(100, 10, requires_grad=True)


def in_a_loop():
    return torch.cat([examples[i : i + 1] @ layer for i in range(64)])


def in_one_call():
    return examples @ layer


print("nodes:", nodes_made(in_a_loop), "and", nodes_made(in_one_call))
print("equal:", torch.allclose(in_a_loop(), in_one_call(), atol=1e-4))
loop, batch = microseconds(in_a_loop, in_one_call)
print("more than twice as fast:", batch * 2 < loop)

# %% [markdown] id="loop-or-batch-answer"
# <details><summary>Answer</summary>
#
# 65 nodes (64 products and one `cat`) and 1 node. The results are equal up to rounding. One call is
# faster by far, almost always more than 10 times. The arithmetic is the same: 64,000
# multiplications. But they take a few microseconds, which is what the overhead of *one* operation
# takes, and the loop pays that 65 times. How many times faster it is depends on the machine.
#
# </details>
#
# This is why every layer takes a **batch**, and why lesson 07 did not show the network one picture
# at a time. Moving a Python loop into one operation on a larger tensor is called to **vectorise**.
#
# It also works where no layer does it for you. Ten points in the plane; you look for the sum of all
# squared distances. The slow way goes through all pairs of points:


# %% id="pairs"
points = torch.arange(20.0).reshape(10, 2).requires_grad_()


def pair_by_pair():
    total = torch.zeros(())
    for p in points:
        for q in points:
            total = total + ((p - q) ** 2).sum()
    return total


def all_pairs():
    between = points.unsqueeze(0) - points.unsqueeze(1)  # (1, 10, 2) - (10, 1, 2)
    return (between**2).sum()


print(pair_by_pair().item(), "with more than 400 nodes:", nodes_made(pair_by_pair) > 400)
print(all_pairs().item(), "with", nodes_made(all_pairs), "nodes")

# %% [markdown] id="pairs-read"
# `unsqueeze` and broadcasting (lesson 01) make a tensor of shape (10, 10, 2) with all differences
# at once. Take care: it needs memory for all pairs. With 10 points that is nothing; with 100,000
# points it would be 80 GB.

# %% [markdown] id="no-grad"
# ## 4. Three more savings
#
# ### No gradient, no graph
#
# **Predict before you run.** You only want to know the loss on validation data. How many nodes does
# the network of lesson 06 make without `no_grad`, and how many with it?

# %% id="no-grad-run"
n, inputs, hidden, outputs = 64, 1000, 100, 10


def start():
    torch.manual_seed(0)
    shapes = ((n, inputs), (n, outputs), (inputs, hidden), (hidden, outputs))
    x, target, w1, w2 = (torch.randn(shape) for shape in shapes)
    return x, target, w1.requires_grad_(), w2.requires_grad_()


x, target, w1, w2 = start()


def forward():
    return (x.mm(w1).clamp(min=0).mm(w2) - target).pow(2).sum()


@torch.no_grad()
def forward_only():
    return forward()


print("nodes:", nodes_made(forward), "and", nodes_made(forward_only))
print("grad_fn:", forward_only().grad_fn)

# %% [markdown] id="no-grad-answer"
# <details><summary>Answer</summary>
#
# Six, one for each operation, and none. Without a graph nothing is saved either: each value between
# is freed as soon as the next one is there. That is often the larger saving.
#
# </details>
#
# How large? A **ledger** writes down what each operation keeps for `backward`.
#
# **Predict before you run.** Which of the six operations keep something? `x` and `w2` are yours
# anyway. What is in memory *only* because of the graph?

# %% id="ledger-run" tags=["tutorgrad-only"]
from course.widgets import Ledger

with Ledger() as ledger:
    loss = forward()
ledger

# %% [markdown] id="ledger-answer"
# <details><summary>Answer</summary>
#
# `mm` keeps its inputs, `clamp` and `pow` theirs: the hidden numbers before and after `clamp`, and
# the differences. Those, the full bars, are what the graph costs: 53.8 KB. `sub` and `sum` keep
# nothing, because their derivatives need no numbers. (The first `mm` does not keep `w1`: nobody
# wants the gradient of `x`.) Choose a bar to see the tensors.
#
# </details>
#
# With more layers this grows. Sixteen layers with 5000 examples, in four ways: as usual, without a
# graph, with a graph that stays after `backward` (`retain_graph=True`), and with a **checkpoint**:
# of every four layers only the input is kept, and `backward` computes the rest again.
#
# **Predict before you run.** Which way needs the least memory, and which one leaves memory in use
# at the end? What does `checkpoint` cost?


# %% id="four-bills" tags=["tutorgrad-only"]
from tutorgrad import nn
from tutorgrad.utils.checkpoint import checkpoint

torch.manual_seed(0)
rows = torch.randn(5000, 50)
layers = [nn.Sequential(nn.Linear(50, 50), nn.Tanh()) for _ in range(16)]
blocks = [nn.Sequential(*layers[i : i + 4]) for i in (0, 4, 8, 12)]


def through(call=lambda block, h: block(h)):
    h = rows
    for block in blocks:
        h = call(block, h)
    return h.sum()


def trained(loss, **options):
    loss.backward(**options)
    return loss


Ledger.compare(
    {
        "as usual": lambda: trained(through()),
        "no_grad": torch.no_grad()(through),
        "retain_graph": lambda: trained(through(), retain_graph=True),
        "checkpoint": lambda: trained(
            through(lambda block, h: checkpoint(block, h, use_reentrant=False))
        ),
    }
)

# %% [markdown] id="four-bills-answer"
# <details><summary>Answer</summary>
#
# `no_grad` needs the least: only a few values at a time. `retain_graph` holds all that the graph
# keeps until you drop the loss. `checkpoint` needs about half of the usual memory here, and pays
# with operations: the forward pass runs twice. Large models are trained this way.
#
# </details>
#
# ### In place
#
# `w = w - rate * g` asks for new memory for the result and gives the old memory back. `w -= …`
# writes the result where the old numbers were.
#
# **Predict before you run.** `data_ptr()` tells where the numbers of a tensor lie in memory. Which
# of the two updates moves them?

# %% id="in-place-run"
weights, gradient = torch.ones(1000), torch.ones(1000)
kept = weights
place = weights.data_ptr()
weights = weights - 0.5 * gradient
print("new tensor:", weights.data_ptr() != place)

weights, place = kept, kept.data_ptr()
weights -= 0.5 * gradient
print("same place:", weights.data_ptr() == place)

# %% [markdown] id="in-place-answer"
# <details><summary>Answer</summary>
#
# The first one. This matters for large tensors: fresh memory must first be fetched, and the old
# numbers are already in the cache of the processor.
#
# </details>
#
# **What goes wrong.** In place is for updates, inside `no_grad`. In the middle of a formula it can
# destroy what `backward` needs:

# %% id="in-place-error" tags=["raises-exception"]
t = torch.ones(3, requires_grad=True)
s = t.exp()
s += 1
s.sum().backward()

# %% [markdown] id="in-place-read"
# **Read the error.** The derivative of `exp` is its own result. It was saved, and then `s += 1`
# wrote over it. The saving of one small tensor is not worth a wrong gradient, so autograd refuses.
# Write `s = s + 1`.
#
# ### Fused
#
# A **fused** operation does in one call what you would write with several. The loss of lesson 07 is
# one: softmax, logarithm and the choice of the right class together. Here it is by hand.
#
# **Predict before you run.** How many nodes less does `F.cross_entropy` make? And in the last two
# lines, one score is 200 larger than the others: what will the loss by hand be?

# %% id="fused-run"
torch.manual_seed(0)
scores = torch.randn(64, 10, requires_grad=True)
labels = torch.randint(0, 10, (64,))


def by_steps(scores, labels):
    powers = scores.exp()
    chances = powers / powers.sum(dim=1, keepdim=True)
    right = chances[torch.arange(len(labels)), labels]
    return -right.log().mean()


print("nodes:", nodes_made(lambda: by_steps(scores, labels)))
print("nodes:", nodes_made(lambda: F.cross_entropy(scores, labels)))
print(f"{by_steps(scores, labels).item():.4f} {F.cross_entropy(scores, labels).item():.4f}")

large = torch.tensor([[200.0, 0.0, 0.0]])
for label in ([0], [1]):
    label = torch.tensor(label)
    print(by_steps(large, label).item(), F.cross_entropy(large, label).item())

# %% [markdown] id="fused-answer"
# <details><summary>Answer</summary>
#
# Seven nodes become two. By hand the loss is `nan` ("not a number"): $e^{200}$ is too large for
# `float32`, it becomes infinite, and infinite divided by infinite has no value. The fused operation
# first subtracts the largest score. So it is faster *and* right.
#
# </details>
#
# Use the fused operations that exist: `F.cross_entropy`, `nn.Linear`, `nn.LayerNorm`, `nn.LSTM`,
# `F.scaled_dot_product_attention`. They are one operation each, with a derivative of their own.
#
# Now the times of this part, on your machine. Each line compares the slow way with the quick one.


# %% id="savings-run" tags=["nbval-ignore-output"]
def loss_and_backward(loss_of):
    scores.grad = None
    loss_of(scores, labels).backward()


big, step_of_big = torch.randn(1000, 1000), torch.randn(1000, 1000)


def out_of_place():
    global big
    big = big - 1e-6 * step_of_big


savings = {
    "loop -> one call": (in_a_loop, in_one_call),
    "pair by pair -> all pairs": (pair_by_pair, all_pairs),
    "forward -> in no_grad": (forward, forward_only),
    "new tensor -> in place": (out_of_place, lambda: big.sub_(step_of_big, alpha=1e-6)),
    "by steps -> fused": (
        lambda: loss_and_backward(by_steps),
        lambda: loss_and_backward(F.cross_entropy),
    ),
}
for name, (slow, quick) in savings.items():
    before, after = microseconds(slow, quick)
    print(f"{name:27}{before:9.1f} ->{after:8.1f} microseconds: {before / after:5.1f} times")

# %% [markdown] id="savings-read"
# Read the table with the formula $n \cdot c + a$. The first two lines make $n$ smaller: a large
# gain. `no_grad` makes $c$ a little smaller, but here the two matrix products are most of the time,
# so the gain in time is small. (The gain in memory is not.) In place saves memory traffic: a part
# of $a$.

# %% [markdown] id="capture"
# ## 5. Capture and replay
#
# A training loop does the same thing a thousand times. The same operations, in the same order, on
# tensors of the same shapes. Only the numbers change. Still, each step looks at all arguments
# again, makes all nodes again, and finds the same way back through the graph again.
#
# The idea: write down once what a step does (**capture**), then only do that (**replay**). In
# PyTorch, and here, the command is `torch.compile`.
#
# The step is the one of lesson 06. Note that it is a **whole** step: forward, backward and update.
# It returns the loss as a tensor.


# %% id="the-step" tags=["tutorgrad-only"]
learning_rate = 1e-6


def new_step():
    x, target, w1, w2 = start()

    def step():
        prediction = x.mm(w1).clamp(min=0).mm(w2)
        loss = (prediction - target).pow(2).sum()
        loss.backward()
        with torch.no_grad():
            for w in (w1, w2):
                w -= learning_rate * w.grad
                w.grad.zero_()
        return loss

    return step


plain, replayed = new_step(), torch.compile(new_step())

# %% [markdown] id="same-losses"
# The first calls of `replayed` run as they are, and are watched. When two calls in a row have done
# the same, a program is written. From then on it is replayed.
#
# **Predict before you run.** 100 steps with each. Are the losses equal to the last bit, or only up
# to rounding? And how many of the 100 calls are replays?

# %% id="same-losses-run" tags=["tutorgrad-only"]
losses = [plain().item() for _ in range(100)]
again = [replayed().item() for _ in range(100)]
print("equal to the last bit:", losses == again)
print("replays:", replayed.replays)
print("nodes made by a step:", nodes_made(plain), "and by a replay:", nodes_made(replayed))

# %% [markdown] id="same-losses-answer"
# <details><summary>Answer</summary>
#
# To the last bit: the replay calls the same NumPy functions with the same numbers in the same
# order. The first three calls were watched, all others are replays. (Why three? In the very first
# one, `.grad` was still `None`, so it did something else.) And a replay makes no nodes at all.
#
# </details>
#
# ### What a compiler sees
#
# Your program has names, loops, classes. None of this is left after capture. What is left is a list
# of calls on arrays. This is what every compiler for networks starts from.
#
# **Predict before you run.** Six operations forward. How many calls will the whole step have: with
# the way back, the update and the clearing?

# %% id="the-program" tags=["tutorgrad-only"]
print(replayed.program())

# %% [markdown] id="the-program-read"
# <details><summary>Answer</summary>
#
# More than three times as many: the number stands below the list. The forward pass is about a
# third of them, the way back a little more, the update and the clearing are the rest.
#
# </details>
#
# Read it with the last column in mind. `v` is an array that was there before (or a view of one),
# `b` is a **buffer**: memory that is set aside once and used in each replay.
#
# - `mm`, `clamp`, `mm`, `sub`, `pow`, `sum`: the **forward** pass, as in your code. `pow` with 2
#   has become a product of the numbers with themselves.
# - `PowBackward0`: the way **back** begins. The derivative of $d^2$ is $2d$, times the gradient
#   that comes from the sum: a 1 for each number.
# - `MmBackward0`, first time: two products, one for the gradient of the hidden numbers, one for
#   that of `w2`. The transposes are views, made once, so they need no line.
# - `add(…)`, `in place`: adds to `.grad`, as `backward` always does.
# - `ClampBackward1`: `greater_equal` makes a mask, `multiply` keeps the gradient where it is true.
#   (As `int32`: on the same bits, times 1 or 0, that is faster.)
# - `MmBackward0`, second time: only **one** product, for `w1`. The data `x` need no gradient, so
#   nobody computes one.
# - `mul`, `sub`: the **update**. The rate has become a constant in the program.
# - `zero`: the **clearing** of `.grad`.
#
# Some things that you do *not* see: no nodes, no search for the way back, no look at types and
# shapes in each call. (They are looked at once, before the replay: see part 6.) `SubBackward0` is
# missing too: it only hands on what it gets.
#
# Now look at the buffers. The same `b` appears again and again: as soon as nobody needs its numbers
# any more, the next call writes into it. The gradient of `w1` and its update share one. A real
# compiler goes further and **fuses**: `subtract` and `multiply` could be one loop over the numbers,
# without a buffer between them. NumPy has no such loop, so our program stops here.

# %% [markdown] id="what-replay-saves"
# ### What a replay saves
#
# **Predict before you run.** Two networks: the one above, and a tiny one with 4 examples, 8 inputs,
# 8 hidden numbers and 2 outputs. For which one is the replay a great gain?

# %% id="what-replay-saves-run" tags=["tutorgrad-only", "nbval-ignore-output"]
for sides in ((64, 1000, 100, 10), (4, 8, 8, 2)):
    n, inputs, hidden, outputs = sides
    before, after = microseconds(new_step(), torch.compile(new_step()))
    print(f"{sides}: {before:7.1f} -> {after:7.1f} microseconds: {before / after:.1f} times")
n, inputs, hidden, outputs = 64, 1000, 100, 10

# %% [markdown] id="what-replay-saves-answer"
# <details><summary>Answer</summary>
#
# For the tiny one: its time was nearly all overhead, and the overhead is what a replay leaves out.
# In the large one the matrix products are most of the time, and they are the same in both. There
# the gain comes from the memory: no new arrays are made.
#
# </details>

# %% [markdown] id="not-captured"
# ## 6. What cannot be captured
#
# A replay repeats calls. It does not run your Python code. So everything that Python *decides* or
# *notes* in a step is a danger: the replay would not do it again. `tutorgrad` never replays
# something wrong. It looks for such things, tells you, and runs the step as it is.
#
# `watched` calls a step several times, prints the warnings, and counts the replays.


# %% id="watched" tags=["tutorgrad-only"]
def watched(step, calls):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        for arguments in calls:
            step(*arguments)
    for warning in said:
        print(textwrap.fill(str(warning.message).partition(" (")[0], 90))
    print(f"{step.replays} of {len(calls)} calls were replays")


x, target, w1, w2 = start()


def learn(x, target, rate=1e-6):
    loss = (x.mm(w1).clamp(min=0).mm(w2) - target).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        for w in (w1, w2):
            w -= rate * w.grad
            w.grad.zero_()
    return loss


watched(torch.compile(learn), [(x, target)] * 8)

# %% [markdown] id="item"
# ### A look at a number
#
# **Predict before you run.** The step now returns `loss.item()`, a Python number. Why could a
# replay be wrong?


# %% id="item-run" tags=["tutorgrad-only"]
@torch.compile
def step(x, target):
    return learn(x, target).item()


watched(step, [(x, target)] * 8)

# %% [markdown] id="item-answer"
# <details><summary>Answer</summary>
#
# With `.item()` a number leaves the world of tensors. What Python does with it, the list of calls
# does not show. It could go into a sum, an `if`, or a file. So the step runs as it is, and one
# warning says why.
#
# </details>
#
# A warning is easily missed. With `fullgraph=True` it becomes an error, which also names the line:


# %% id="item-error" tags=["tutorgrad-only", "raises-exception"]
@torch.compile(fullgraph=True)
def step(x, target):
    return learn(x, target).item()


step(x, target)

# %% [markdown] id="item-read"
# **The fix.** Return the tensor, and look at it outside of the step: `step(x, target).item()`.


# %% id="item-fixed" tags=["tutorgrad-only"]
@torch.compile(fullgraph=True)
def step(x, target):
    return learn(x, target)


watched(step, [(x, target)] * 8)
print("a Python number:", isinstance(step(x, target).item(), float))

# %% [markdown] id="item-fixed-read"
# (Six replays here, five above: at the very first call of this part, `.grad` was still `None`. That
# call did something else than the next ones.)

# %% [markdown] id="branch"
# ### A branch on a number
#
# **Predict before you run.** While the loss is large, this step uses a small rate. What does the
# warning say: is there an `.item()` in the code?


# %% id="branch-run" tags=["tutorgrad-only"]
@torch.compile
def step(x, target):
    with torch.no_grad():
        error = (x.mm(w1).clamp(min=0).mm(w2) - target).abs().mean()
    rate = 5e-7 if error > 100 else 1e-6
    return learn(x, target, rate)


watched(step, [(x, target)] * 8)

# %% [markdown] id="branch-answer"
# <details><summary>Answer</summary>
#
# `if` needs one answer, yes or no. Python asks the tensor for it, and that is a look at a number,
# like `.item()`. A replay would always take the way that was taken during capture.
#
# </details>
#
# **The fix.** Let a tensor operation choose. `torch.where` computes the choice anew in each replay.


# %% id="branch-fixed" tags=["tutorgrad-only"]
@torch.compile(fullgraph=True)
def step(x, target):
    with torch.no_grad():
        error = (x.mm(w1).clamp(min=0).mm(w2) - target).abs().mean()
        rate = torch.where(error > 100, 5e-7, 1e-6)
    return learn(x, target, rate)


watched(step, [(x, target)] * 8)

# %% [markdown] id="number"
# ### A Python number that changes
#
# **Predict before you run.** The rate falls from call to call: 1e-6, then 1e-6 / 2, then 1e-6 / 3.
# It is an argument, so nothing is hidden. Can the step be captured?

# %% id="number-run" tags=["tutorgrad-only"]
rates = [1e-6 / (1 + i) for i in range(8)]
watched(torch.compile(learn), [(x, target, rate) for rate in rates])

# %% [markdown] id="number-answer"
# <details><summary>Answer</summary>
#
# No. A Python number is written into the program as a constant, like the `1e-06` in the listing
# above. Another number would be another program. Here each call would need its own.
#
# </details>
#
# **The fix.** Pass a tensor. Its place is fixed; its number may change.

# %% id="number-fixed" tags=["tutorgrad-only"]
rates = [torch.tensor(rate) for rate in rates]
watched(torch.compile(learn, fullgraph=True), [(x, target, rate) for rate in rates])

# %% [markdown] id="constant-changes"
# And a constant that changes only once, such as our `learning_rate`? Before each replay the program
# checks everything that it took for constant. These checks are called **guards**.
#
# **Predict before you run.** After 10 replays we set `learning_rate` to 0. Does the loss still
# fall?

# %% id="constant-changes-run" tags=["tutorgrad-only"]
step = torch.compile(new_step())
first = [step().item() for _ in range(13)]
learning_rate = 0.0
second = [step().item() for _ in range(13)]
learning_rate = 1e-6
print("falls:", first[-1] < first[0])
print("stands still:", len(set(second)) == 1)
print("programs:", step.captures)

# %% [markdown] id="constant-changes-answer"
# <details><summary>Answer</summary>
#
# No, it stands still, as it must. A guard saw the other number, and the step was captured anew: a
# second program. The first one is kept for the case that the old number comes back.
#
# </details>

# %% [markdown] id="shape"
# ### Another shape
#
# Often the last batch of an epoch is smaller.
#
# **Predict before you run.** Four calls with 64 examples, four with 40, two with 64. How many of
# them are replays? Is there a warning?

# %% id="shape-run" tags=["tutorgrad-only"]
step = torch.compile(learn, fullgraph=True)
full, rest = (x, target), (x[:40].clone(), target[:40].clone())
watched(step, [full] * 4 + [rest] * 4 + [full] * 2)
print("programs:", step.captures)

# %% [markdown] id="shape-answer"
# <details><summary>Answer</summary>
#
# Six: for each shape, two calls are watched, and all others are replays. No warning: that is the
# way it should be. Shapes are guards too. A few shapes are fine; a new shape in each call is not,
# because capture costs more than it saves.
#
# </details>
#
# | In the step | Replay | Do instead |
# |---|---|---|
# | `.item()`, `float(t)`, `print(t)` | refused | return the tensor, look outside |
# | `if loss > …`, `while …` | refused | `torch.where`, `clamp`, a mask |
# | a Python number that changes | refused, if in each call | a tensor |
# | `losses.append(loss)`, `count += 1` | refused | return it, append outside |
# | another shape | captured anew | batches of the same size (`drop_last=True`) |
# | a constant that changes rarely | captured anew | nothing |

# %% [markdown] id="in-pytorch"
# ## 7. The same in PyTorch
#
# The names are the same, and the rules of part 6 are the same. What happens inside goes further.
#
# | | here | PyTorch |
# |---|---|---|
# | how it looks at your code | runs the step and watches it | reads Python's byte code |
# | what it makes | the same NumPy calls, on fixed memory | new code, in C++ or for the GPU, fused |
# | results | equal to the last bit | equal up to rounding |
# | what it cannot capture | the whole step runs as it is | a **graph break**: Python in between |
# | the first calls | milliseconds | seconds to minutes |
# | what you give it | the whole training step | most often the model: `torch.compile(model)` |
#
# On a GPU each operation is a **kernel**, a small program that the processor must start. Starting
# one costs some microseconds: overhead again. A **CUDA graph** records the kernels of a whole step,
# with the places of their memory, and starts them all at once. `torch.compile(model,
# mode="reduce-overhead")` uses it. Of all that PyTorch has, this is the nearest relative of our
# replay: fixed memory, fixed shapes, no decision in Python.
#
# To see why PyTorch compiles again and again, start the program with
# `TORCH_LOGS="recompiles,graph_breaks"`.

# %% [markdown] id="your-turn"
# ## 8. Your turn
#
# **1. Vectorise.** The function below computes a mean squared error, one number at a time. Write it
# without a loop, so that it makes at most three nodes. The answer must stay the same.

# %% id="your-turn-vectorise"
torch.manual_seed(0)
prediction, wanted = torch.randn(40, requires_grad=True), torch.randn(40)


def error():
    total = torch.zeros(())
    for i in range(40):
        total = total + (prediction[i] - wanted[i]) ** 2
    return total / 40


print(f"{error().item():.4f} with {nodes_made(error)} nodes")

# %% [markdown] id="your-turn-vectorise-answer"
# <details><summary>Answer</summary>
#
# `((prediction - wanted) ** 2).mean()` makes three nodes, `F.mse_loss(prediction, wanted)` one.
#
# </details>
#
# **2. Capture it.** This step counts its calls in a list, so it cannot be captured. Change it so
# that all but the first two or three calls are replays, and the list is still filled.

# %% id="your-turn-capture" tags=["tutorgrad-only"]
history = []


@torch.compile
def step(x, target):
    loss = learn(x, target)
    history.append(loss)
    return loss


watched(step, [(x, target)] * 8)
print(len(history))

# %% [markdown] id="your-turn-capture-answer"
# <details><summary>Answer</summary>
#
# Take `history.append(loss)` out of the step, and write outside
# `for _ in range(8): history.append(step(x, target).item())`.
#
# </details>
#
# **3. Read it.** Replace `.pow(2).sum()` in `new_step` by `.abs().sum()`, run the first
# three cells of part 5 again, and look at the listing. Which lines have changed, and why does
# `sign` appear?
#
# <details><summary>Answer</summary>
#
# The lines of `pow` and `PowBackward0` have become `absolute` and `sign`: the derivative of $|d|$
# is 1 where $d$ is positive and -1 where it is negative. All other lines do what they did.
#
# </details>

# %% [markdown] id="recap"
# ## Recap
#
# | Idea | In short |
# |---|---|
# | measure | warm up, many calls, several rounds, the median, one thread |
# | overhead | the same for each operation, however small its tensors are |
# | $n \cdot c + a$ | small tensors: fewer operations. Large tensors: less arithmetic, less memory |
# | vectorise | one call on a batch in place of a loop |
# | `no_grad` | no nodes, nothing saved |
# | in place | no new memory; for updates |
# | fused | several steps in one operation; often more exact too |
# | capture and replay | the list of calls, written once, run many times; no nodes |
# | not captured | what Python decides or notes: `.item()`, `if`, changing numbers, lists |
#
# You have come from `torch.tensor([...])` to a network that reads handwriting, and you know what
# each of its lines does, and what it costs.
#
# Your turn: [the exercises of this lesson](../exercises/08_speed.ipynb), checked as you work.
#
# Next: take a PyTorch program that you did not understand before, and read it again. Or change
# `import tutorgrad as torch` to `import torch` in a lesson, on a computer that has PyTorch: nearly
# every line of this course runs there too.
