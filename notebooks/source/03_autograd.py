# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
# ---

# %% [markdown] id="title"
# # 03 · Autograd
#
# **Stage 3 of the tutorial.** In [00 Welcome](00_welcome.ipynb), one command told us in which
# direction to move two numbers. That command belongs to **autograd**, the part of the library that
# computes derivatives by itself. It is the heart of this course. This lesson takes about 45
# minutes.
#
# **What you will be able to do**
#
# - find a derivative in three ways, and see that they agree
# - say what is recorded while you compute, and read the picture of it
# - call `backward()` and find the result in `.grad`
# - explain why gradients add up, and how to start from zero
# - say which tensors get a `.grad`, and switch recording off where it is not wanted
# - write gradient descent with your own hands

# %% [markdown] id="warm-up"
# ## Warm-up
#
# Three questions on the earlier lessons.
#
# 1. `x = x + 1` and `x += 1`: which one changes the tensor itself?
# 2. What does `x.to("cuda")` do to `x`?
# 3. How do you get the plain number out of `torch.tensor(4.0)`?
#
# <details><summary>Answers</summary>
#
# 1. `x += 1`. It works in place.
# 2. Nothing. It makes a copy on the card.
# 3. With `.item()`.
#
# </details>

# %% id="warm-up-items" tags=["tutorgrad-only"]
from course.exercises import warm_up

warm_up("03")

# %% [markdown] id="the-question"
# ## 1. One question, three answers
#
# Take three numbers: $w = 3$, $x = 2$, $b = 1$. From them we compute
#
# $$z = w \cdot x + b = 7 \qquad\qquad \text{loss} = z^2 = 49$$
#
# The question: **if $w$ grows a little, how many times as much does the loss grow?** This factor
# is the **derivative** of the loss with respect to $w$, written $\frac{d\,\text{loss}}{dw}$. It is
# also called the **gradient** of $w$.
#
# ### First answer: try it
#
# Let $w$ grow by 0.01, and look: the growth of the loss, divided by the growth of $w$.

# %% id="answer-by-trying"
import matplotlib.pyplot as plt

import tutorgrad as torch
from course.widgets import graph_text, show_backward, show_graph


def loss_of(w, x, b):
    z = w * x + b
    return z**2


step = 0.01
print(f"for w: {(loss_of(3 + step, 2, 1) - loss_of(3, 2, 1)) / step:.2f}")
print(f"for x: {(loss_of(3, 2 + step, 1) - loss_of(3, 2, 1)) / step:.2f}")
print(f"for b: {(loss_of(3, 2, 1 + step) - loss_of(3, 2, 1)) / step:.2f}")

# %% [markdown] id="answer-by-hand"
# About 28, 42 and 14.
#
# ### Second answer: by hand
#
# You know two rules from school. The derivative of $z^2$ is $2z$. And when a result depends on
# $w$ through $z$, you multiply along the way (the **chain rule**):
#
# $$\frac{d\,\text{loss}}{dw} = \frac{d\,\text{loss}}{dz} \cdot \frac{dz}{dw}$$
#
# | | | |
# |---|---|---|
# | the loss, when $z$ grows | $2z$ | $2 \cdot 7 = 14$ |
# | $z$, when $w$ grows | $x$ | 2 |
# | $z$, when $x$ grows | $w$ | 3 |
# | $z$, when $b$ grows | 1 | 1 |
#
# So the three gradients are $14 \cdot 2 = 28$ for $w$, $14 \cdot 3 = 42$ for $x$ and
# $14 \cdot 1 = 14$ for $b$. Trying gave nearly the same; it is never quite exact.
#
# ### Third answer: autograd

# %% id="first-backward"
w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)

z = w * x + b
loss = z**2
loss.backward()
print(w.grad, x.grad, b.grad)

# %% [markdown] id="three-agree"
# The same three numbers, exact, and we wrote no derivative at all. The rest of this lesson explains
# how, and what can go wrong.
#
# **Your turn.** In the cell above, change `z**2` to `z**3`. What do you expect for `w.grad`? (The
# derivative of $z^3$ is $3z^2$.) Then change it back and run the cell again.

# %% [markdown] id="recording"
# ## 2. What is recorded
#
# `requires_grad=True` means: *I shall ask for the gradient of this tensor*. From then on, every
# operation on this tensor is recorded, and its result is recorded too. A result requires grad
# when **at least one** of its inputs does.
#
# **Predict before you run.** `c` is an ordinary tensor. Which of the four lines print `True`?

# %% id="who-requires-grad"
c = torch.tensor(5.0)
print(c.requires_grad)
print(w.requires_grad)
print((w * c).requires_grad)
print((c * c).requires_grad)

# %% [markdown] id="answer-recording"
# <details><summary>Answer</summary>
#
# The second and the third: `w` because we asked for it, `w * c` because of `w`. Nothing asks for
# the gradient of `c`, so `c * c` is not recorded.
#
# </details>
#
# A recorded result knows which operation made it. This is its `grad_fn`. You see it when you
# print the tensor.

# %% id="grad-fn"
print(z)
print(loss)
print(loss.grad_fn.name())

# %% [markdown] id="names"
# `PowBackward0` is the function that knows the way *back* through a power. `z` was made by an
# addition, so it shows `AddBackward0`. A tensor that you made yourself, such as `w`, has no
# `grad_fn`. It is called a **leaf**.
#
# Each `grad_fn` knows the ones before it: `next_functions`. Following them from the loss, you
# reach every leaf. Together they are the **graph** of the computation.

# %% id="next-functions"
power = loss.grad_fn
addition = power.next_functions[0][0]
times = addition.next_functions[0][0]
print(power.name(), "<-", addition.name(), "<-", times.name())
leaves = [before.variable for before, _ in times.next_functions]
print(leaves[0] is w, leaves[1] is x)

# %% [markdown] id="picture"
# Nobody wants to walk by hand. Here is the whole graph, as a picture and in words. The picture is
# read from top to bottom, the text from the loss inwards.
#
# **Predict before you run.** Which three boxes stand at the ends of the graph, where nothing comes
# in? Which number do you expect behind `grad` in each of them? Then press `MulBackward0`: you see
# what it does, and the rule for its way back.

# %% id="draw-first"
show_graph(loss)

# %% id="text-first"
print(graph_text(loss))

# %% [markdown] id="predict-graph"
# <details><summary>Answer</summary>
#
# The three leaves `w`, `x` and `b`, with the gradients 28, 42 and 14. The rule of `MulBackward0`
# for its first input is `grad * other`: what comes in, times the *other* factor.
#
# </details>
#
# **Predict before you run.** How many boxes will the graph of `u` have, and how many arrows leave
# `w`? Draw it on paper first.

# %% id="draw-shared"
u = (w * w + b) * w
show_graph(u)

# %% [markdown] id="answer-graph"
# <details><summary>Answer</summary>
#
# Six boxes: two leaves, three operations, and the result. Three arrows leave `w`, one for each
# time that it is used. The graph holds each tensor only once; the text (under *In words*) says
# `see [1]` when it comes by a second time. The tensor `x` is not in it, because `u` does not depend
# on `x`.
#
# </details>

# %% [markdown] id="way-back"
# ## 3. The way back
#
# `loss.backward()` starts at the loss with the number 1, and walks the graph against the arrows.
# Each box multiplies what comes in by its own derivative, and hands the result on. It is the
# chain rule, and nothing more.
#
# `show_backward` takes this walk for you, one small step after the other. It works beside the graph
# and changes nothing of yours. Below it stands at the first box of the way back; the keys `n` and
# `p` are *next* and *previous*. Go back to step 1 once, to see the forward pass, and what each box
# keeps for later.
#
# **Predict before you run.** After two boxes, 14 comes in at `MulBackward0`, which made $w \cdot x$
# from $w = 3$ and $x = 2$. Which number goes out to `w`, and which to `x`?

# %% id="walk-the-way-back"
w.grad = x.grad = b.grad = None  # start from zero
z = w * x + b
loss = z**2
show_backward(loss, step=8)

# %% [markdown] id="answer-way-back"
# <details><summary>Answer</summary>
#
# 28 to `w` and 42 to `x`. When $w$ grows by 1, the product $w \cdot x$ grows by $x = 2$; so the
# derivative for `w` is 2, and $14 \cdot 2 = 28$. For `x` it is $w = 3$, and $14 \cdot 3 = 42$.
#
# </details>
#
# What arrives at a leaf is added to its `.grad`. `backward()` gives back nothing; look into the
# leaves.
#
# To multiply by $2z$ and by $w$ and $x$ on the way back, the boxes kept these numbers on the way
# forward. This is why training needs more memory than using a finished network. In the picture of
# `u` above, switch on *What operations keep*: an addition keeps nothing, a product both factors.

# %% [markdown] id="stage-block"
# ## 4. The same with tables
#
# This is the example of the tutorial: a table of four ones, a few operations, an average.
#
# **Predict before you run.** With four equal inputs, the four gradients must be equal. Find the
# number: each element gives $3(x+2)^2$, and the average takes a quarter of it.

# %% id="tables"
x = torch.ones(2, 2, requires_grad=True)  # from here on, operations on x are recorded
print(x.requires_grad)

y = x + 2  # recorded, because x is
print(y)
z = y * y * 3
out = z.mean()
print(z)
print(out)

out.backward()  # walk back
print(x.grad)  # d(out) / dx

# %% [markdown] id="answer-tables"
# <details><summary>Answer</summary>
#
# $\frac{1}{4} \cdot 3 \cdot 2 \cdot (x + 2) = \frac{18}{4} = 4.5$ for $x = 1$.
#
# </details>
#
# `x.grad` always has the shape of `x`: one number for each element. Here is the graph. `y` is used
# twice in `y * y`, so two arrows go from `y` to that product.

# %% id="draw-tables"
show_graph(out)

# %% [markdown] id="switch-state"
# `requires_grad_` (with `_`: in place) changes the wish of a leaf afterwards.

# %% id="requires-grad-in-place"
_ = x.requires_grad_(False)
print(x.requires_grad)
_ = x.requires_grad_(True)
print(x.requires_grad)

# %% [markdown] id="only-floats"
# ### What goes wrong: gradients of whole numbers
#
# A derivative asks what happens when a number grows *a little*. Whole numbers cannot do that.

# %% id="int-error" tags=["raises-exception"]
torch.tensor([1, 2, 3], requires_grad=True)

# %% [markdown] id="read-int"
# The fix is a decimal point: `torch.tensor([1.0, 2.0, 3.0], requires_grad=True)`.

# %% [markdown] id="accumulate"
# ## 5. Gradients add up
#
# **Predict before you run.** The loss is $v^2$ at $v = 3$, so its gradient is 6. We compute it
# and walk back three times. What will the three lines show?

# %% id="accumulate-code"
v = torch.tensor(3.0, requires_grad=True)
for _repeat in range(3):
    loss = v**2
    loss.backward()
    print(v.grad)

# %% [markdown] id="answer-accumulate"
# <details><summary>Answer</summary>
#
# 6, 12, 18. `backward()` **adds** to `.grad`; it does not replace it.
#
# </details>
#
# Why is that useful? A leaf that is used twice gets a share along each way, and the shares must
# be added. And a large batch of data can be cut into parts, with one `backward()` for each part.
#
# But in a training loop, you want to start from zero in each step. Forgetting this is the most
# common mistake of all, and **there is no error**: the numbers are only wrong. There are two ways
# to start anew.

# %% id="zero"
v.grad.zero_()  # write zeros into it
print(v.grad)
v.grad = None  # or throw it away
print(v.grad)

# %% [markdown] id="wrong-none"
# ### What goes wrong: nothing there yet

# %% id="none-error" tags=["raises-exception"]
v.grad.zero_()

# %% [markdown] id="read-none"
# `NoneType` means that `v.grad` is `None`: there has been no `backward()` since we threw it away.
# Before the first `backward()`, every `.grad` is `None`. The fix: call `zero_()` only after a
# `backward()`, or use `v.grad = None`, which always works.

# %% [markdown] id="leaves"
# ## 6. Who gets a gradient
#
# Only **leaves** that require grad get a `.grad`. The tensors in between pass their gradient on
# and forget it, to save memory.

# %% id="leaf-table"
w = torch.tensor(3.0, requires_grad=True)
c = torch.tensor(2.0)
p = w * c
q = p + 1
q.backward()
for name, tensor in [("w", w), ("c", c), ("p", p), ("q", q)]:
    print(name, "leaf:", tensor.is_leaf, " requires grad:", tensor.requires_grad)
print(w.grad, c.grad)

# %% [markdown] id="non-leaf"
# `p` is not a leaf: it was computed. Asking for `p.grad` gives `None` and a **warning**. The cell
# below catches the warning and prints how it begins.

# %% id="non-leaf-warning"
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(p.grad)
print(str(caught[0].message).split(". ")[0])

# %% [markdown] id="retain-grad"
# If you want to see it, say so before the walk: `p.retain_grad()`.

# %% id="retain-grad-code"
p = w * c
p.retain_grad()
(p + 1).backward()
print(p.grad)

# %% [markdown] id="predict-leaf"
# **Predict before you run.** Somebody wants small weights and writes this. Is `weights` a leaf?

# %% id="accidental-non-leaf"
weights = torch.ones(3, requires_grad=True) * 0.1
print(weights.is_leaf)
weights = (torch.ones(3) * 0.1).requires_grad_()
print(weights.is_leaf)

# %% [markdown] id="answer-leaf"
# <details><summary>Answer</summary>
#
# The first one is not: it is the *result* of a product. The leaf is the tensor of ones, which has
# no name any more. So `weights.grad` would stay `None`, and nothing would be learned.
#
# The second one is right: first compute the start value, then ask for the gradient. The same trap
# waits in `torch.ones(3, requires_grad=True).double()` and `.to("cuda")`: those are operations too.
#
# </details>

# %% [markdown] id="stop-recording"
# ## 7. Stop recording
#
# Sometimes you only want the numbers: to print them, to draw them, to change the weights. There
# are two ways.
#
# - `with torch.no_grad():` records nothing in the block.
# - `t.detach()` gives a tensor with the same numbers, but without history. It shares memory
#   with `t`.

# %% id="no-grad"
x = torch.ones(2, requires_grad=True)
print(x.requires_grad)
print((x**2).requires_grad)

with torch.no_grad():
    print((x**2).requires_grad)

print((x**2).detach().requires_grad)

# %% [markdown] id="wrong-cut"
# ### What goes wrong: the graph is cut

# %% id="cut-error" tags=["raises-exception"]
loss = (x.detach() ** 2).sum()
loss.backward()

# %% [markdown] id="read-cut"
# It says: this tensor (element 0 of the tensors that you want to walk from) does not require grad,
# and no operation is recorded for it. **There is no graph, so there is no way back.** The message
# is always the same, but there are many causes. Look upwards in your code for one of these:
#
# | Cause | Example |
# |---|---|
# | nobody asked for a gradient | `x = torch.ones(2)` |
# | history cut off | `x.detach()`, `with torch.no_grad():` |
# | a new tensor made from old numbers | `torch.tensor(x * 2)` |
# | a choice, not a smooth function | `x.argmax()`, `x > 0` |
#
# With `loss.item()` you hold a plain Python number. It has no `backward` at all, and the error
# reads `'float' object has no attribute 'backward'`.

# %% id="cut-fixed"
loss = (x**2).sum()
loss.backward()
print(x.grad)

# %% [markdown] id="wrong-numpy"
# ### What goes wrong: NumPy cannot record

# %% id="numpy-error" tags=["raises-exception"]
print(x.numpy())

# %% [markdown] id="read-numpy"
# Whatever NumPy does with the numbers, autograd would not see it, and the gradients would be wrong
# without a warning. So you must say that you know: the message gives the words.

# %% id="numpy-fixed"
print(x.detach().numpy())

# %% [markdown] id="descent"
# ## 8. Gradient descent by hand
#
# Now you have everything for the loop of lesson 00. A new task: find the number whose square is 2.
# We measure how wrong $w$ is with $\text{loss} = (w^2 - 2)^2$, and start at $w = 1$.
#
# The gradient says in which direction the loss *grows*. So we go the other way, with a small step:
#
# $$w \leftarrow w - \text{rate} \cdot \frac{d\,\text{loss}}{dw}$$
#
# The number *rate* is the **learning rate**. The whole method is called **gradient descent**.
# First we check one gradient by hand: it is $4w(w^2 - 2)$, so at $w = 1$ it is $-4$.

# %% id="one-gradient"
w = torch.tensor(1.0, requires_grad=True)
loss = (w**2 - 2) ** 2
loss.backward()
print(w.grad)

# %% [markdown] id="wrong-leaf"
# ### What goes wrong: changing a leaf

# %% id="leaf-error" tags=["raises-exception"]
w -= 0.05 * w.grad

# %% [markdown] id="read-leaf"
# The graph of the loss says: *it was computed from this `w`*. If you change `w` itself while
# autograd is recording, that is no longer true. So it refuses ("Variable" is an old word for
# tensor). But changing the weights is not a part of the computation; it comes after it. Say so
# with `no_grad`.
#
# And why not `w = w - 0.05 * w.grad`? This makes a *new* tensor, which is a result and not a
# leaf, so in the next step its `.grad` is `None`. Inside `no_grad` it is a tensor without any
# graph. Both end in an error one step later. **Update in place, under `no_grad`.**

# %% id="descent-code"
w = torch.tensor(1.0, requires_grad=True)
path, losses = [], []
for t in range(12):
    loss = (w**2 - 2) ** 2
    path.append(w.item())
    losses.append(loss.item())
    loss.backward()
    if t < 4:
        print(f"step {t}: w = {w.item():.3f}, gradient = {w.grad.item():6.3f}")
    with torch.no_grad():
        w -= 0.05 * w.grad
    w.grad = None

print(f"w = {w.item():.3f}, w squared = {w.item() ** 2:.3f}")

# %% id="descent-picture"
fig, ax = plt.subplots(figsize=(6, 3.4))
curve = torch.linspace(0.9, 1.6, 100)
_ = ax.plot(curve.numpy(), ((curve**2 - 2) ** 2).numpy(), color="#0072B2", label="loss")
_ = ax.plot(path, losses, "o--", color="#D55E00", label="our steps, from left to right")
_ = ax.set(xlabel="w", ylabel="loss", title="Downhill to the square root of 2")
_ = ax.legend()
plt.show()

# %% [markdown] id="read-descent"
# In words: the curve is a valley with its lowest point at $w = 1.414$. The steps start on the left
# slope at $w = 1$. They are long where the slope is steep, and short near the bottom.
#
# **Your turn.** Change the learning rate from 0.05 to 0.01, then to 0.2. One is too small, and one
# is too large. How do you see it in the picture?

# %% [markdown] id="forgotten-zero"
# **Predict before you run.** The same loop, but without `w.grad = None`. What happens?

# %% id="forgotten-zero-code"
w = torch.tensor(1.0, requires_grad=True)
for t in range(12):
    loss = (w**2 - 2) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.05 * w.grad
    if t % 3 == 2:
        print(f"step {t:2d}: w = {w.item():.2f}, gradient = {w.grad.item():6.2f}")

# %% [markdown] id="answer-forgotten"
# <details><summary>Answer</summary>
#
# Each step uses the sum of all gradients so far. So `w` runs past 1.414, is pulled back late, and
# swings from side to side like a ball in a bowl. No error is raised. If your loss swings or
# explodes, look for the forgotten zero first.
#
# </details>

# %% [markdown] id="recap"
# ## Recap
#
# | Word | Meaning |
# |---|---|
# | gradient of `w` | how many times as much the loss grows when `w` grows a little |
# | `requires_grad=True` | I shall ask for the gradient of this tensor |
# | `grad_fn` | the operation that made this tensor; it knows the way back |
# | graph | all `grad_fn`s, joined by `next_functions`, down to the leaves |
# | leaf | a tensor that you made, not computed |
# | `backward()` | walks the graph from the loss, and **adds** to `.grad` of each leaf |
# | `no_grad`, `detach` | stop recording; cut the history |
#
# | The error says | It means |
# |---|---|
# | `element 0 of tensors does not require grad ...` | there is no graph: find where it was cut |
# | `'NoneType' object has no attribute 'zero_'` | no `backward()` yet |
# | `a leaf Variable that requires grad ... in-place operation` | update under `no_grad` |
# | `Can't call numpy() on Tensor that requires grad` | write `.detach()` first |
# | warning about a non-leaf Tensor | you asked a result for its `.grad`; use `retain_grad()` |
#
# The five lines to remember:
#
# ```
# loss = ...                      compute, and record
# loss.backward()                 walk back
# with torch.no_grad():
#     w -= rate * w.grad          one step downhill
# w.grad = None                   start anew
# ```
#
# Your turn: [the exercises of this lesson](../exercises/03_autograd.ipynb), checked as you work.
#
# Next: [04 Backward in depth](04_backward.ipynb).
