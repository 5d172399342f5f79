# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
# ---

# %% [markdown] id="title"
# # 04 · Backward in depth
#
# **Stage 4 of the tutorial: the `backward` function in detail.** In lesson 03 you called
# `backward()` and found numbers in `.grad`. This lesson opens the box. What does `backward()` need,
# what does it leave behind, what does it throw away, and what does it cost? This lesson takes about
# 45 minutes.
#
# **What you will be able to do**
#
# - say what the argument `gradient` means, which shape it must have, and what it is not
# - read the error "grad can be implicitly created only for scalar outputs" and choose a fix
# - explain why gradients add up, and put `zero_grad` in the right place
# - tell when a second `backward()` fails, and count the bytes that `retain_graph=True` holds
# - compute a second derivative with `create_graph=True`
# - recognise two in-place traps: one that raises an error, and one that is silent

# %% [markdown] id="warm-up"
# ## Warm-up
#
# Answer from memory first. Then open the answer.
#
# 1. After `loss.backward()`, which tensors have a `.grad`?
# 2. What does `grad_fn` of `a * b` tell you?
# 3. What does `with torch.no_grad():` switch off?
#
# <details><summary>Answers</summary>
#
# 1. The leaf tensors that were made with `requires_grad=True` and that the loss depends on.
# 2. Which operation made the tensor: `MulBackward0`. Autograd starts there when it walks back.
# 3. Recording. Results made inside have `requires_grad=False` and no `grad_fn`.
#
# </details>

# %% id="warm-up-items" tags=["tutorgrad-only"]
from course.exercises import warm_up

warm_up("04")

# %% id="imports"
import tracemalloc
import warnings

import matplotlib.pyplot as plt
import numpy as np

import tutorgrad as torch
from course.drawing.palette import COLOURS
from course.widgets import show_backward, show_broadcast, show_graph

# %% [markdown] id="one-number-out"
# ## 1. One number out
#
# Start with three numbers and one result. You know how to differentiate $y = ab + c$ on paper:
#
# $$\frac{\partial y}{\partial a} = b, \qquad \frac{\partial y}{\partial b} = a, \qquad
# \frac{\partial y}{\partial c} = 1.$$
#
# **Predict before you run.** With $a=2$, $b=3$, $c=4$: which three numbers will be printed?

# %% id="three-scalars"
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
c = torch.tensor(4.0, requires_grad=True)
y = a * b + c
y.backward()
print(a.grad, b.grad, c.grad)

# %% [markdown] id="three-scalars-answer"
# <details><summary>Answer</summary>
#
# `3`, `2` and `1`: each is the slope of $y$ when only that one input moves. If $a$ grows by a tiny
# step, $y$ grows three times as much, because $b=3$.
#
# </details>

# %% id="three-scalars-graph"
show_graph(y)

# %% [markdown] id="bill"
# The same idea with a vector. A shop sells three things. You know how many of each you buy. The
# prices and the delivery cost may change. How does the bill react to each of them?
#
# $$\text{bill} = \text{amounts} \cdot \text{prices} + \text{delivery}
# = n_1 p_1 + n_2 p_2 + n_3 p_3 + d$$
#
# A layer of a neural network is the same formula, $y = x \cdot w + b$: the data $x$ is known, the
# weights $w$ and the **bias** $b$ (the number that is added) may change.
#
# **Predict before you run.** Which of the four tensors require grad? What is `prices.grad`?

# %% id="bill-backward"
amounts = torch.tensor([2.0, 1.0, 4.0])
prices = torch.tensor([0.5, 3.0, 1.0], requires_grad=True)
delivery = torch.tensor(2.5, requires_grad=True)
bill = torch.add(torch.dot(amounts, prices), delivery)
print(bill)
for tensor in (amounts, prices, delivery, bill):
    print(tensor.requires_grad)
bill.backward()
print(prices.grad)
print(delivery.grad)

# %% [markdown] id="bill-answer"
# <details><summary>Answer</summary>
#
# `amounts` does not require grad; the other three do. The result requires grad because one of its
# inputs does.
#
# `prices.grad` equals `amounts`. You buy 4 of the third thing, so if its price grows by 1, the bill
# grows by 4. And `delivery.grad` is 1: it is paid once.
#
# </details>
#
# One number came out. So each input has exactly one slope, and `.grad` has the **shape of the
# input**: `prices.grad` has three numbers because `prices` has three.

# %% [markdown] id="used-often"
# **Predict before you run.** Three orders cost 4, 6 and 9, and `delivery` is now paid for each of
# them. The number 2.5 is stretched to three copies (lesson 01). The total is the sum of
# `orders + delivery`. What is `delivery.grad`?

# %% id="stretch-and-sum"
orders = torch.tensor([4.0, 6.0, 9.0], requires_grad=True)
show_broadcast(orders, delivery, backward=True)

# %% [markdown] id="used-often-answer"
# <details><summary>Answer</summary>
#
# 3. Each of the three copies gets a gradient of 1, and `delivery.grad` is their sum. So it has the
# shape of `delivery` again: what was **stretched** on the way forward is **summed** on the way
# back. The bias of a layer gets its gradient in this way, one part from each example.
#
# </details>

# %% [markdown] id="many-numbers-out"
# ## 2. Many numbers out
#
# Now let the result be a vector.
#
# **Predict before you run.** `y` has three numbers. What will `y.backward()` do?

# %% id="not-a-scalar" tags=["raises-exception"]
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
y.backward()

# %% [markdown] id="not-a-scalar-answer"
# **Read the error.** `grad can be implicitly created only for scalar outputs`. A **scalar** is a
# single number. *Implicitly* means: without being told. Autograd says: "You ask for the derivative
# of `y`. But `y` has three numbers. Of which one?"
#
# You have two ways out:
#
# - make one number yourself, for example `y.sum()` or `y.mean()`; this is what a loss does;
# - or say how much each number of `y` counts, with the argument `gradient`.
#
# To understand the second way you need one picture.

# %% [markdown] id="jacobian"
# ### The table of all derivatives
#
# Take a function with three inputs and two outputs:
#
# $$y_0 = x_0 x_1, \qquad y_1 = x_1 + x_2.$$
#
# Two outputs and three inputs make $2 \times 3$ derivatives. The table of all of them is called the
# **Jacobian**, written $J$: one row for each output, one column for each input.
#
# | | $x_0$ | $x_1$ | $x_2$ |
# |---|---|---|---|
# | $y_0$ | $x_1$ | $x_0$ | $0$ |
# | $y_1$ | $0$ | $1$ | $1$ |
#
# `torch.autograd.functional.jacobian` computes the whole table.


# %% id="jacobian-table"
def two_outputs(x):
    return torch.stack([x[0] * x[1], x[1] + x[2]])


x = torch.tensor([2.0, 3.0, 5.0])
J = torch.autograd.functional.jacobian(two_outputs, x)
print(two_outputs(x))
print(J)

# %% [markdown] id="rows-question"
# `backward` never builds this table. For a big network it would not fit in memory. Instead you give
# one number for each **output**, in a vector $v$, and `backward` computes the weighted sum of the
# rows:
#
# $$v^\mathsf{T} J = v_0 \cdot (\text{row } 0) + v_1 \cdot (\text{row } 1).$$
#
# The argument `gradient` is this vector $v$.
#
# **Predict before you run.** Which numbers appear for $v=(1,0)$, $(0,1)$, $(1,1)$ and $(10,1)$?

# %% id="rows-of-the-jacobian"
for v in ([1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [10.0, 1.0]):
    x = torch.tensor([2.0, 3.0, 5.0], requires_grad=True)
    two_outputs(x).backward(gradient=torch.tensor(v))
    print(v, "->", x.grad)

# %% [markdown] id="rows-answer"
# <details><summary>Answer</summary>
#
# $(1,0)$ picks row 0. $(0,1)$ picks row 1. $(1,1)$ adds the rows. $(10,1)$ counts row 0 ten times:
# $10 \cdot (3,2,0) + (0,1,1) = (30,21,1)$.
#
# </details>
#
# A vector times the Jacobian is called a **vector-Jacobian product**. It has the shape of the
# input, so it fits into `x.grad`. You can check it with `@`, the matrix product:

# %% id="check-v-j"
v = torch.tensor([10.0, 1.0])
print(v @ J)

# %% [markdown] id="same-as-sum"
# There is a second way to say the same. Multiply each output by its weight, add them up, and you
# have one number. Its ordinary gradient is the same vector:

# %% id="gradient-is-a-weighted-sum"
x = torch.tensor([2.0, 3.0, 5.0], requires_grad=True)
(two_outputs(x) * v).sum().backward()
print(x.grad)

# %% [markdown] id="same-as-sum-words"
# So `y.backward(v)` means: *pretend that the loss is* `(y * v).sum()`. And `loss.backward()` for a
# single number means `loss.backward(torch.tensor(1.0))`.

# %% [markdown] id="elementwise-question"
# ### The case you meet most often
#
# Often each output depends on one input only. Here is $y = x^2 + x$ on six numbers. The Jacobian
# has $6 \times 6$ entries, but only the diagonal is not zero: $2x + 1$.
#
# **Predict before you run.** Which six numbers will be in `x.grad`?

# %% id="elementwise-ones"
x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
y = torch.add(torch.pow(x, 2), x)
y.backward(torch.ones(2, 3))
print(x.grad)

# %% [markdown] id="elementwise-answer"
# <details><summary>Answer</summary>
#
# $2x+1$ for each number: 3, 5, 7 and 9, 11, 13. With ones as weights, each output counts once.
#
# </details>
#
# Now give other weights. An output with weight 0 does not count at all:

# %% id="elementwise-weights"
x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
y = torch.add(torch.pow(x, 2), x)
y.backward(torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 2.0]]))
print(x.grad)

# %% [markdown] id="shape-rule"
# ### The shape rule
#
# - `gradient` has the shape of the **output** `y`;
# - `x.grad` has the shape of the **input** `x`.
#
# In the last example both shapes were equal, so it was easy to mix them up. When they differ, you
# see the mistake at once.

# %% id="wrong-shape" tags=["raises-exception"]
x = torch.tensor([2.0, 3.0, 5.0], requires_grad=True)
y = two_outputs(x)
y.backward(torch.ones(3))

# %% [markdown] id="wrong-shape-fix"
# **Read the error.** `grad_output[0]` is what you gave: 3 numbers, the shape of `x`. `output[0]` is
# `y`: 2 numbers. The fix is to ask for the output's shape. `torch.ones_like(y)` always fits.
#
# A plain Python list does not work either:

# %% id="list-as-gradient" tags=["raises-exception"]
y.backward([1.0, 1.0])

# %% id="shape-fix"
y.backward(torch.ones_like(y))
print(x.grad)

# %% [markdown] id="what-it-is-not"
# ### What `gradient` is not
#
# Two wrong ideas are common. Neither gives an error, so test them on purpose.
#
# **Wrong idea 1: "It is a step size."** It scales `.grad`, but nothing moves: `x` stays as it is.
# The step comes later, when *you* change `x`.
#
# **Wrong idea 2: "It chooses which inputs get a gradient."** It weighs *outputs*. Below, $v=(1,0)$
# has one zero, but two inputs get a gradient, because $y_0$ depends on two inputs.

# %% id="not-a-step-size"
x = torch.tensor([2.0, 3.0, 5.0], requires_grad=True)
two_outputs(x).backward(torch.tensor([0.1, 0.0]))
print(x.grad)
print(x)

# %% [markdown] id="your-turn-gradient"
# **Your turn.** Change one number of `v` so that `x.grad` becomes `[6., 4., 0.]`.

# %% id="your-turn-gradient-cell"
v = torch.tensor([1.0, 0.0])
x = torch.tensor([2.0, 3.0, 5.0], requires_grad=True)
two_outputs(x).backward(v)
print(x.grad)

# %% [markdown] id="no-graph"
# ## 3. Nothing to walk back
#
# `backward` walks along the graph. If no graph leads to a leaf, there is nothing to walk.

# %% id="no-graph-error" tags=["raises-exception"]
x = torch.tensor([1.0, 2.0])
(x * 2).sum().backward()

# %% [markdown] id="no-graph-read"
# **Read the error.** "Element 0 of tensors" is the tensor on which you called `backward`. It "does
# not require grad and does not have a `grad_fn`". Here the reason is simple: nobody wrote
# `requires_grad=True`.
#
# But the **same text** appears for other reasons too. In each line below, `x` does require grad,
# and one operation cuts the graph.
#
# **Predict before you run.** Which of the seven still have a graph?

# %% id="who-cuts-the-graph"
x = torch.tensor([1.2, 2.0, 1.5], requires_grad=True)
with torch.no_grad():
    unrecorded = x * 2

results = {
    "x * 2": (x * 2).sum(),
    "x.detach() * 2": (x.detach() * 2).sum(),
    "made in no_grad": unrecorded.sum(),
    "torch.tensor(x.tolist())": torch.tensor(x.tolist()).sum(),
    "x.argmax()": x.argmax(),
    "x > 1": (x > 1).sum(),
    "x.round()": x.round().sum(),
}
for name, result in results.items():
    print(f"{name:25} {result.requires_grad}")

# %% [markdown] id="who-cuts-answer"
# <details><summary>Answer</summary>
#
# Only the first and the last. `detach`, `no_grad` and a trip through Python numbers drop the
# history. `argmax` and comparisons give whole numbers or True/False, which have no slope.
#
# `round` keeps its graph, but its slope is 0 everywhere: a staircase is flat between its steps. So
# `backward` works and every gradient is 0. That is harder to notice than an error.
#
# </details>
#
# **How to find the cut:** print `.requires_grad` line by line, from the inputs to the loss. The
# first `False` after a `True` is the place.
#
# And `.item()` leaves tensors altogether. It gives a plain Python number, with no `backward`:

# %% id="item-has-no-backward" tags=["raises-exception"]
loss = (x * 2).sum().item()
loss.backward()

# %% [markdown] id="accumulation"
# ## 4. Gradients add up
#
# For $y = x^2$ at $x = 3$ the slope is $2x = 6$.
#
# **Predict before you run.** Each turn of the loop builds a new graph and calls `backward`. What is
# printed?

# %% id="three-backwards"
x = torch.tensor(3.0, requires_grad=True)
for _ in range(3):
    y = x * x
    y.backward()
    print(x.grad)

# %% [markdown] id="three-backwards-answer"
# <details><summary>Answer</summary>
#
# 6, 12, 18. `backward` **adds** to `.grad`; it never overwrites. This is called **accumulation**.
#
# </details>
#
# If a gradient is 2, 3 or $k$ times too large, count your `backward` calls since the last clearing.
#
# Accumulation is on purpose. If one tensor is used twice in a formula, both uses must be added. And
# when a batch is too large for the memory, you can cut it in pieces: the gradients of the pieces
# add up to the gradient of the whole.

# %% id="pieces-add-up"
data = torch.tensor([1.0, 2.0, 3.0, 4.0])

w = torch.tensor(0.5, requires_grad=True)
((w * data) ** 2).sum().backward()
print("whole ", w.grad)

w = torch.tensor(0.5, requires_grad=True)
((w * data[:2]) ** 2).sum().backward()
((w * data[2:]) ** 2).sum().backward()
print("pieces", w.grad)

# %% [markdown] id="clearing"
# ### Clearing
#
# Before a new step you clear `.grad`. There are two ways:
#
# - `x.grad = None`: forget the gradient. Optimizers do this in `zero_grad()`.
# - `x.grad.zero_()`: keep the tensor, fill it with 0.
#
# The second needs a gradient to be there:

# %% id="zero-before-backward" tags=["raises-exception"]
w = torch.tensor(1.0, requires_grad=True)
w.grad.zero_()

# %% [markdown] id="zero-before-backward-read"
# **Read the error.** `w.grad` is `None`, because no `backward` has run yet. `None` cannot be
# filled. Call `zero_()` after the first `backward`, or write `w.grad = None`, which always works.
#
# ### Where to clear: a descent by hand
#
# Look for the minimum of $w^2$, which is at 0. Start at $w=1$ with step size $\frac14$. Each step
# is `w -= 0.25 * w.grad`. Since the slope is $2w$, each correct step halves $w$.
#
# **Predict before you run.** Below are three programs. One clears after the update, one never
# clears, one clears between `backward` and the update. What does each print?


# %% id="three-descents"
def descend(clear):
    w = torch.tensor(1.0, requires_grad=True)
    path = [w.item()]
    for _ in range(5):
        loss = w * w
        loss.backward()
        if clear == "before update":
            w.grad.zero_()
        with torch.no_grad():
            w -= 0.25 * w.grad
        if clear == "after update":
            w.grad.zero_()
        path.append(w.item())
    return path


for clear in ("after update", "never", "before update"):
    print(f"{clear:14}", descend(clear))

# %% [markdown] id="three-descents-answer"
# <details><summary>Answer</summary>
#
# - *after update*: 1, 0.5, 0.25, ... it halves, as it should.
# - *never*: the old slopes are added to the new ones. The point overshoots 0 and swings.
# - *before update*: the gradient is thrown away before it is used. Nothing moves.
#
# The last two give **no error**. A parameter that never moves, or a loss that swings, is the only
# sign.
#
# </details>

# %% id="three-descents-picture"
figure, axes = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
styles = {
    "after update": ("o-", COLOURS["blue"]),
    "never": ("s--", COLOURS["red"]),
    "before update": ("^:", COLOURS["black"]),
}
for clear, (style, colour) in styles.items():
    _ = axes.plot(descend(clear), style, color=colour, label=f"clear: {clear}")
_ = axes.axhline(0, color="grey", linewidth=0.8)
_ = axes.set(xlabel="step", ylabel="w", title="Looking for the minimum at w = 0")
_ = axes.legend()
plt.show()

# %% [markdown] id="three-descents-twin"
# *In words:* the solid line falls towards 0, by half at each step. The dashed one crosses 0 and
# goes down to about −1. The dotted one stays at 1.
#
# **Your turn.** Change `5` to `12` in `descend` and run both cells again. Does the program that
# never clears come to rest?

# %% [markdown] id="rebinding"
# ### The update must change the tensor, not the name
#
# `w -= ...` changes the numbers inside the leaf. `w = w - ...` makes a **new** tensor and gives it
# the old name. The new tensor is a result, not a leaf, so `backward` does not fill its `.grad`.

# %% id="rebinding-the-name"
w = torch.tensor(1.0, requires_grad=True)
(w * w).backward()
w = w - 0.25 * w.grad
print(w)
print(w.is_leaf)

# %% [markdown] id="rebinding-question"
# **Predict before you run.** What is in `w.grad` after one more `backward`?

# %% id="rebinding-second-step"
(w * w).backward()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(w.grad)
print(str(caught[0].message).split(". ")[0])

# %% [markdown] id="rebinding-answer"
# <details><summary>Answer</summary>
#
# `None`, and a warning. The next line of such a loop, `0.25 * w.grad`, would then fail with
# `unsupported operand type(s) for *: 'float' and 'NoneType'`.
#
# </details>
#
# Inside `no_grad` the same mistake has another face: the new tensor does not require grad at all,
# and the next `backward` says "element 0 of tensors does not require grad".
#
# The fix is always: change the leaf in place, inside `no_grad`.

# %% id="rebinding-fix"
w = torch.tensor(1.0, requires_grad=True)
for _ in range(3):
    (w * w).backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
    w.grad = None
print(w, w.is_leaf)

# %% [markdown] id="second-pass"
# ## 5. The second pass, and `retain_graph`
#
# **Predict before you run.** Two `backward` calls on **one** graph. What happens?

# %% id="second-pass-error" tags=["raises-exception"]
x = torch.tensor(3.0, requires_grad=True)
y = x * x
y.backward()
y.backward()

# %% [markdown] id="second-pass-read"
# **Read the error.** "Trying to backward through the graph a second time". To differentiate
# `x * x`, autograd needs the value of `x`. So the forward pass **saves** it in the graph. The first
# `backward` uses the saved values and then frees them, to save memory. The second finds nothing.
#
# **Predict before you run.** Now with `(x + 2).sum()`. Does the second call fail as well?

# %% id="second-pass-silent"
x = torch.tensor([1.0, 1.0], requires_grad=True)
y = (x + 2).sum()
y.backward()
y.backward()
print(x.grad)

# %% [markdown] id="second-pass-silent-answer"
# <details><summary>Answer</summary>
#
# No error. The slope of $x + 2$ is 1, whatever $x$ is. Nothing was saved, so nothing was freed. But
# the gradients were added: 2 instead of 1. Do not trust the error to find a double `backward`.
#
# </details>
#
# With `retain_graph=True` the saved values stay. (To **retain** means to keep.)

# %% id="retain-graph"
x = torch.tensor(3.0, requires_grad=True)
y = x * x
y.backward(retain_graph=True)
print(x.grad)
y.backward()
print(x.grad)

# %% [markdown] id="retain-graph-words"
# Two things to see:
#
# - `retain_graph=True` keeps the graph, but it does **not** reset the gradient: 6, then 12;
# - the last `backward` came without it, so now the graph is freed.

# %% [markdown] id="walk-back"
# ### The walk, step by step
#
# Watch one `backward` on $y = \sin(x^2)$ at $x = 2$. The picture stands at the first box of the way
# back: `n` is the next step, `p` the previous one. The violet labels say how many bytes a box
# keeps.
#
# **Predict before you run.**
#
# 1. `x * x` uses `x` two times. How many gradients arrive at `x`, and what happens to them?
# 2. Switch on *backward() twice* and go to the last step. At which box does the second pass end?
# 3. Switch on *retain_graph=True* too. What is `x.grad` after both passes?

# %% id="walk-step-by-step"
x = torch.tensor(2.0, requires_grad=True)
y = torch.sin(x * x)
show_backward(y, step=5)

# %% [markdown] id="walk-back-answer"
# <details><summary>Answer</summary>
#
# 1. Two, one for each use. They are added: $-1.31 - 1.31 = -2.61$.
# 2. At `SinBackward0`, the first box that needs what it kept. That is the error above.
# 3. $-5.23$, two times as much. All saved values stayed, and the gradients were added once more.
#
# </details>
#
# ### Three ways to get it wrong
#
# People who write their own `backward` make three mistakes again and again: they **overwrite** a
# gradient in place of adding to it; they use a plain **recursion**, in which a box runs as soon as
# one gradient is there; they forget to **sum** what broadcasting has stretched. The widget makes
# these mistakes for you, on the same graph. *First wrong step* goes to the place.
#
# **Predict before you run.** `h` is used two times, and the recursion does not wait for the second
# gradient. Will `x.grad` be too small or too large? And which leaf is wrong with *no un-broadcast*?

# %% id="three-wrong-walks"
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
b = torch.tensor([1.0, 2.0], requires_grad=True)
h = x * b
loss = (h * 3 + h.relu()).sum()
show_backward(loss, algorithm="recursion", step=14)

# %% [markdown] id="three-wrong-walks-answer"
# <details><summary>Answer</summary>
#
# Too large. `h` runs with the first gradient and hands it on. Then the second gradient comes, and
# `h` runs again, with the sum of both: the first one is handed on two times. The right walk lets
# `h` wait, and runs it once.
#
# With *no un-broadcast* only `b` is wrong: it has two numbers, but its gradient keeps the shape
# `(2, 2)`.
#
# </details>

# %% [markdown] id="loss-across-iterations"
# ### The most common reason for this error
#
# Nobody writes two `backward` calls in a row. But many people carry a tensor from one turn of the
# loop into the next. Here somebody wants a smooth curve, so they mix the new loss with the old one.

# %% id="loss-across-iterations-error" tags=["raises-exception"]
w = torch.tensor(1.0, requires_grad=True)
smooth = 0.0
for target in (3.0, 2.0, 4.0):
    loss = (w - target) ** 2
    smooth = 0.5 * smooth + 0.5 * loss
    smooth.backward()

# %% [markdown] id="loss-across-iterations-read"
# In the second turn, `smooth` still hangs on the graph of the first turn. That graph is freed.
#
# The message proposes `retain_graph=True`. Here that is the **wrong fix**: it would keep the graphs
# of all turns alive, and each `backward` would walk through all of them again. The right fix is to
# cut the history. Carry a value, not a graph: use `.item()` or `.detach()`.

# %% id="loss-across-iterations-fix"
w = torch.tensor(1.0, requires_grad=True)
smooth = 0.0
for target in (3.0, 2.0, 4.0):
    loss = (w - target) ** 2
    loss.backward()
    smooth = 0.5 * smooth + 0.5 * loss.item()
    print(smooth)

# %% [markdown] id="memory"
# ## 6. What the graph costs in memory
#
# A number of type `float32` takes 4 bytes. Take a tensor with 250,000 numbers: 1,000,000 bytes, or
# 1 MB. Apply `tanh` ten times. The derivative of `tanh` is $1 - \tanh^2$, so each step saves its
# own output.
#
# **Predict before you run.** How many MB does the graph hold before `backward`, and how many after?
# And with `retain_graph=True`?
#
# The function `held` counts the bytes of all NumPy arrays that are alive. `tutorgrad` keeps each
# tensor in a NumPy array, so this is an exact count. (PyTorch has its own memory, which this
# counter does not see. So the next four cells work with `tutorgrad` only.)


# %% id="byte-counter" tags=["tutorgrad-only"]
def held():
    arrays = tracemalloc.DomainFilter(True, np.lib.tracemalloc_domain)
    snapshot = tracemalloc.take_snapshot().filter_traces([arrays])
    return sum(trace.size for trace in snapshot.traces)


def ten_steps(x):
    for _ in range(10):
        x = x.tanh()
    return x.sum()


# %% id="bytes-before-and-after" tags=["tutorgrad-only"]
tracemalloc.start()
x = torch.rand(250_000, requires_grad=True)
start = held()

for retain in (False, True):
    loss = ten_steps(x)
    print("after forward:         ", f"{(held() - start) / 1e6:.1f} MB")
    loss.backward(retain_graph=retain)
    x.grad = None
    print(f"backward, retain={retain!s:5}:", f"{(held() - start) / 1e6:.1f} MB")
    del loss
    print("after del loss:        ", f"{(held() - start) / 1e6:.1f} MB")

# %% [markdown] id="bytes-answer"
# <details><summary>Answer</summary>
#
# 10 steps save 10 tensors of 1 MB: 10 MB after the forward pass. An ordinary `backward` frees them
# at once: 0 MB, although `loss` still exists. With `retain_graph=True` they stay: 10 MB, until the
# last name for the graph, `loss`, is gone.
#
# </details>
#
# In a loop this grows. Suppose you collect the losses for a plot. Compare three ways:
#
# 1. `losses.append(loss.item())`: a number;
# 2. `losses.append(loss)`: a tensor with its graph, but `backward` has freed the saved values;
# 3. `losses.append(loss)` with `retain_graph=True`: every graph stays whole.


# %% id="bytes-in-a-loop" tags=["tutorgrad-only"]
def collect(retain, as_number):
    start, losses, megabytes = held(), [], []
    for _ in range(5):
        loss = ten_steps(x)
        loss.backward(retain_graph=retain)
        x.grad = None
        losses.append(loss.item() if as_number else loss)
        del loss
        megabytes.append(round((held() - start) / 1e6, 1))
    return megabytes


costs = {
    "item()": collect(retain=False, as_number=True),
    "the tensor": collect(retain=False, as_number=False),
    "the tensor, retain_graph": collect(retain=True, as_number=False),
}
tracemalloc.stop()
for name, megabytes in costs.items():
    print(f"{name:25}", megabytes)

# %% id="bytes-picture" tags=["tutorgrad-only"]
figure, axes = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
markers = dict(zip(costs, ("o-", "s:", "^--"), strict=True))
colours = dict(zip(costs, (COLOURS["blue"], COLOURS["black"], COLOURS["red"]), strict=True))
for name, megabytes in costs.items():
    _ = axes.plot(range(1, 6), megabytes, markers[name], color=colours[name], label=name)
_ = axes.set(xlabel="turn of the loop", ylabel="MB held", title="What the list of losses keeps")
_ = axes.set_xticks(range(1, 6))
_ = axes.legend(title="append ...")
plt.show()

# %% [markdown] id="bytes-picture-twin"
# *In words:* the first two lines lie on 0. The third rises by 10 MB each turn: 10, 20, 30, 40, 50.
# After 500 turns it would be 5,000 MB.
#
# **Rule.** Use `retain_graph=True` only when you can name the second walk over the same graph. Here
# is one honest use: two gradients of two results that share a part of the graph.

# %% id="honest-use"
x = torch.tensor(2.0, requires_grad=True)
shared = x**3
first, second = shared * 2, shared * 5
first.backward(retain_graph=True)
print("first ", x.grad)
x.grad = None
second.backward()
print("second", x.grad)

# %% [markdown] id="honest-use-words"
# If you need only the **sum** of both gradients, you do not need it: `(first + second).backward()`
# walks once.

# %% [markdown] id="autograd-grad"
# ## 7. Gradients as results, and second derivatives
#
# `backward` writes into `.grad`. Its sister `torch.autograd.grad` **returns** the gradients and
# leaves `.grad` alone. You name the inputs, and you get a tuple, one gradient for each of them.

# %% id="grad-returns"
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
y = a * a * b
print(torch.autograd.grad(y, [a, b]))
print(a.grad, b.grad)

# %% [markdown] id="unused-input"
# **What goes wrong.** You ask for an input that the result does not depend on.

# %% id="unused-input-error" tags=["raises-exception"]
other = torch.tensor(1.0, requires_grad=True)
torch.autograd.grad(a * b, [a, other])

# %% [markdown] id="unused-input-read"
# **Read the error.** "The differentiated Tensor at index 1", which is `other`, was not used in the
# graph. Often this is a bug in the formula. If you mean it, say `allow_unused=True` and get `None`.

# %% id="unused-input-fix"
print(torch.autograd.grad(a * b, [a, other], allow_unused=True))

# %% [markdown] id="second-derivative"
# ### The derivative of a derivative
#
# $y = x^3$ has $y' = 3x^2$, $y'' = 6x$, $y''' = 6$. At $x=2$: 12, 12, 6.
#
# A gradient is made by operations too. With `create_graph=True` autograd records them, so the
# gradient gets a `grad_fn` of its own and can be differentiated again.

# %% id="higher-derivatives"
x = torch.tensor(2.0, requires_grad=True)
y = x**3
(first,) = torch.autograd.grad(y, x, create_graph=True)
(second,) = torch.autograd.grad(first, x, create_graph=True)
(third,) = torch.autograd.grad(second, x)
print(first.item(), second.item(), third.item())
print(first.requires_grad, third.requires_grad)

# %% [markdown] id="without-create-graph"
# **Predict before you run.** Leave `create_graph=True` away. Which error do you expect?

# %% id="without-create-graph-error" tags=["raises-exception"]
x = torch.tensor(2.0, requires_grad=True)
(first,) = torch.autograd.grad(x**3, x)
torch.autograd.grad(first, x)

# %% [markdown] id="without-create-graph-answer"
# <details><summary>Answer</summary>
#
# The text of part 3 again: "element 0 of tensors does not require grad". The first gradient is a
# plain number without history. Fix: `create_graph=True` in every call but the last.
#
# </details>
#
# Here is a picture of it: a function, its slope and its curvature, all from autograd. (`curve` is a
# vector, and each output depends on its own `x` only. So `sum()` gives every `x` its own slope.)

# %% id="curvature-picture"
x = (torch.arange(-48, 49) / 16).requires_grad_()
curve = torch.exp(-(x**2) / 2)
(slope,) = torch.autograd.grad(curve.sum(), x, create_graph=True)
(curvature,) = torch.autograd.grad(slope.sum(), x)

figure, axes = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
at = x.detach()
_ = axes.plot(at, curve.detach(), "-", color=COLOURS["blue"], label="f(x) = exp(-x²/2)")
_ = axes.plot(at, slope.detach(), "--", color=COLOURS["red"], label="slope f′(x)")
_ = axes.plot(at, curvature, ":", color=COLOURS["black"], label="curvature f″(x)")
_ = axes.axhline(0, color="grey", linewidth=0.8)
_ = axes.set(xlabel="x", title="A bump and its derivatives")
_ = axes.legend()
plt.show()
for i in (16, 40, 80):
    numbers = ", ".join(f"{t[i].item():.3f}" for t in (curve, slope, curvature))
    print(f"x = {x[i].item():4}: f, f′, f″ = {numbers}")

# %% [markdown] id="your-turn-curvature"
# *In words:* the bump is highest at 0, where its slope is 0 and its curvature is lowest, −1. At
# $x = -1$ and $x = 1$ the curvature is 0: there the bump changes from hollow to round.
#
# **Your turn.** Replace the line of `curve` by `curve = torch.sin(2 * x)`. What must the slope be?

# %% [markdown] id="looking-inside"
# ## 8. Looking inside: `retain_grad` and hooks
#
# Only leaves keep their gradient. The gradients of the results in between are used and dropped. Two
# tools let you see them.
#
# - `h.retain_grad()`: keep the gradient of `h` in `h.grad`.
# - `h.register_hook(f)`: call `f(gradient)` when the gradient of `h` is ready. A **hook** is a
#   function of yours that is called at a certain point. If it returns a tensor, that tensor
#   replaces the gradient.

# %% id="retain-grad"
x = torch.tensor(2.0, requires_grad=True)
h = x * 3
h.retain_grad()
y = h * h
y.backward()
print("h.grad", h.grad)
print("x.grad", x.grad)

# %% id="hooks"
x = torch.tensor(2.0, requires_grad=True)
h = x * 3
_ = h.register_hook(lambda gradient: print("gradient of h:", gradient))
_ = h.register_hook(lambda gradient: gradient.clamp(max=5.0))
y = h * h
y.backward()
print("x.grad", x.grad)

# %% [markdown] id="hooks-words"
# The second hook limits the gradient to 5 before it goes on. So `x.grad` is $5 \cdot 3 = 15$
# instead of $12 \cdot 3 = 36$. Limiting gradients like this is called **clipping**.

# %% [markdown] id="saved-values"
# ## 9. Changing a saved value
#
# The graph saves tensors without copying them. What if you change one before `backward`? The
# derivative of $e^x$ is $e^x$, so `exp` saves its output.

# %% id="in-place-error" tags=["raises-exception"]
x = torch.tensor([0.0, 0.0, 0.0], requires_grad=True)
y = x.exp()
y.add_(1)
y.sum().backward()

# %% [markdown] id="in-place-read"
# **Read the error** from left to right:
#
# - "modified by an inplace operation": you changed a saved tensor;
# - `[torch.FloatTensor [3]]`: its type and shape;
# - "which is output 0 of Exp": who made it;
# - "is at version 1; expected version 0": it was changed once since it was saved.
#
# Each tensor counts its changes in a **version counter**. Each operation whose name ends in `_`
# adds
# 1. `backward` compares the count with the one it noted when it saved the tensor.

# %% id="version-counter"
x = torch.tensor([0.0, 0.0, 0.0], requires_grad=True)
y = x.exp()
print("version", y._version)
y.add_(1)
print("version", y._version)

# %% [markdown] id="version-question"
# Now watch the walk meet such a change.
#
# **Predict before you run.** Below, `y` is changed after the loss was computed. Which box of the
# way back notices it: `SumBackward0` or `ExpBackward0`?

# %% id="version-walk"
x = torch.tensor([0.0, 0.0, 0.0], requires_grad=True)
y = x.exp()
loss = y.sum()
y.add_(1)
show_backward(loss, step=6)

# %% [markdown] id="version-answer"
# <details><summary>Answer</summary>
#
# `ExpBackward0`: it kept its own result, at version 0, and finds version 1. The sum keeps nothing,
# so it cannot miss anything.
#
# </details>
#
# The fix: use the operation that makes a new tensor.

# %% id="in-place-fix"
x = torch.tensor([0.0, 0.0, 0.0], requires_grad=True)
y = x.exp()
y = y + 1
y.sum().backward()
print(x.grad)

# %% [markdown] id="data-question"
# ### `.data` goes around the counter
#
# `x.detach()` and `x.data` look alike. Both give a tensor with the same memory and without history.
# Changes through `.detach()` are counted. Changes through `.data` are not.
#
# The slope of $a^2$ at $a=1$ is 2.
#
# **Predict before you run.** What does the program print?

# %% id="data-is-silent"
a = torch.tensor(1.0, requires_grad=True)
y = a * a
a.data.mul_(10)
y.backward()
print(a.grad)

# %% [markdown] id="data-answer"
# <details><summary>Answer</summary>
#
# 20, which is wrong for $y = 1$. The saved `a` was changed to 10 behind the back of autograd, and
# nothing noticed.
#
# </details>
#
# The same with `.detach()` is caught:

# %% id="detach-is-caught" tags=["raises-exception"]
a = torch.tensor(1.0, requires_grad=True)
y = a * a
a.detach().mul_(10)
y.backward()

# %% [markdown] id="data-rule"
# **Rule.** Do not use `.data`. Use `detach()` to read values, and `with torch.no_grad():` to change
# a leaf. Change it after `backward`, not between the forward pass and `backward`.
#
# This course can watch for mistakes that raise no error. Inside `with strict():`, the same program
# gives a warning. `strict` also sees a gradient that was not cleared, a parameter that gets no
# gradient, an optimizer that holds an old parameter, and (N, 1) minus (N,).

# %% id="under-strict" tags=["tutorgrad-only"]
from course.explain import strict

with warnings.catch_warnings(record=True) as told, strict():
    a = torch.tensor(1.0, requires_grad=True)
    y = a * a
    a.data.mul_(10)
    y.backward()

print(told[0].message)

# %% [markdown] id="recap"
# ## Recap
#
# | You want | You write | Take care |
# |---|---|---|
# | the slopes of one number | `loss.backward()` | they are **added** to `.grad` |
# | a weighted sum of outputs | `y.backward(v)` | `v` has the shape of `y`; it is no step size |
# | a fresh start | `w.grad = None` or `zero_grad()` | after the update or before `backward` |
# | change a weight | `with torch.no_grad(): w -= ...` | not `w = w - ...`, not `w.data` |
# | walk the same graph twice | `retain_graph=True` | all saved values stay in memory |
# | carry a value to the next turn | `loss.item()`, `h.detach()` | not the tensor with its graph |
# | gradients as a result | `torch.autograd.grad(y, [a, b])` | `.grad` is not touched |
# | a second derivative | `create_graph=True` | in every call but the last |
# | a gradient in the middle | `h.retain_grad()` or a hook | before `backward` |
#
# | The error says | Look for |
# |---|---|
# | only for scalar outputs | a missing `sum`, `mean` or `gradient` |
# | does not require grad | the operation that cut the graph |
# | a second time | a tensor carried over from an earlier turn |
# | modified by an inplace operation | an operation with `_` between forward and `backward` |
#
# Your turn: [the exercises of this lesson](../exercises/04_backward.ipynb), checked as you work.
#
# Next: [05 Custom functions](05_custom_functions.ipynb). There you write an operation of your own:
# its forward pass, what it saves, and how it turns the arriving $v$ into $v^\mathsf{T} J$.
