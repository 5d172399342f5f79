# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
# ---

# %% [markdown] id="title"
# # Welcome: a line that finds its place
#
# This lesson takes five minutes. You need no mathematics and no other program. You will watch a
# computer find two numbers by itself. Everything in this course grows out of these five minutes.
#
# **What you will be able to do**
#
# - run a cell, change it, and run it again
# - watch a loss fall, and say what a loss is
# - read a picture of a computation
# - start again when something looks wrong

# %% [markdown] id="how-to-run"
# ## 1. Run a cell
#
# A page like this one is a **notebook**. It is made of **cells**. Some cells hold text, like
# this one. Some hold code, like the next one.
#
# Click on the code below. Then hold the **Shift** key and press **Enter**. The code runs, its
# result appears under it, and the next cell is selected.
#
# The results that you see now are from an earlier run. The lessons often ask you to predict a
# result before you run the cell. So take the results away first: choose *Clear Outputs of All
# Cells* in the menu *Edit*, here and in every lesson.

# %% id="first-cell"
print("It works. The answer is", 6 * 7)

# %% [markdown] id="change-it"
# Now change `6 * 7` to any sum you like and press Shift + Enter again. You cannot break anything
# here. Run the cells of a notebook from top to bottom: a cell may need what an earlier one made.

# %% [markdown] id="the-problem"
# ## 2. A small problem
#
# Here are four points. The next cell loads three tools and draws the points.

# %% id="four-points"
import matplotlib.pyplot as plt

import tutorgrad as torch
from course.widgets import LossPlot, show_graph

x = torch.tensor([0.0, 1.0, 2.0, 3.0])
y = torch.tensor([1.0, 3.0, 5.0, 7.0])
print("x =", x)
print("y =", y)

fig, ax = plt.subplots(figsize=(5, 3))
_ = ax.plot(x.tolist(), y.tolist(), "o", color="#0072B2")
_ = ax.set(xlabel="x", ylabel="y", title="Four points")
plt.show()

# %% [markdown] id="the-idea"
# The points lie on a line: $y = w \cdot x + b$ for some number $w$ and some number $b$.
# Perhaps you see the two numbers already. The computer does not: it starts with zero for both.
#
# Three ideas are enough to let it find them:
#
# 1. **Try.** Compute the line with the present `w` and `b`.
# 2. **Measure.** Compute one number that says how wrong the line is. This number is called the
#    **loss**. Zero means: perfect.
# 3. **Improve.** Ask how the loss changes when `w` or `b` changes a little. Then move both a
#    small step in the direction that makes the loss smaller.
#
# Then do it again, and again.

# %% id="try-and-measure"
w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)

loss = ((w * x + b - y) ** 2).mean()
print("the loss at the start:", loss.item())

# %% [markdown] id="about-requires-grad"
# `requires_grad=True` says: *this is a number that we want to improve, please keep track of it*.
# Since we asked for this, the program wrote down every step that led from `w` and `b` to `loss`.
#
# **Predict before you run.** How many steps lead from `w` to `loss`? Count them in the last line
# of code: `((w * x + b - y) ** 2).mean()`.

# %% id="first-graph"
show_graph(loss)

# %% [markdown] id="read-the-graph"
# <details><summary>Answer</summary>
#
# Five: times `x`, plus `b`, minus `y`, squared, and the average.
#
# </details>
#
# Read the picture from top to bottom.
#
# - Blue: `w` and `b`, the numbers that we want to improve. Both are 0 now.
# - White: one box for each step of the calculation: times `x` (`Mul`), plus `b` (`Add`), minus
#   `y` (`Sub`), squared (`Pow`), the average of the four (`Mean`).
# - Orange: the result. The loss is 21.
#
# Press a box, and you see more about it. The long names will make sense in lesson 03.
#
# The picture in one line: `w` → Mul → Add (with `b`) → Sub → Pow → Mean → `loss`.
#
# One command, `loss.backward()`, now walks this picture from the bottom to the top. It brings
# back the answer to our question: how does the loss change when `w` or `b` changes a little?

# %% id="ask"
loss.backward()
print("if w grows a little, the loss changes by", w.grad.item(), "times as much")
print("if b grows a little, the loss changes by", b.grad.item(), "times as much")

# %% [markdown] id="direction"
# Both answers are below zero. So when `w` and `b` grow, the loss gets smaller. That is the
# direction to take.
#
# ## 3. Let it learn
#
# The next cell makes 60 small steps. After each, `plot.watch` looks at the variable `loss`, adds it
# to a curve, and waits a moment, so that you can look on. Press **Pause** while it runs, and
# **One step** a few times.
#
# **Predict before you run.** Which two numbers will `w` and `b` come close to? Look at the four
# points again.

# %% id="learn"
plot = LossPlot("The loss falls")
for _step in plot.watch(range(60), slow=0.03):
    loss = ((w * x + b - y) ** 2).mean()  # try and measure
    w.grad = b.grad = None  # forget the old answer
    loss.backward()  # ask again
    with torch.no_grad():  # improve, and do not keep track of this
        w -= 0.02 * w.grad
        b -= 0.02 * b.grad

print(f"w = {w.item():.2f}, b = {b.item():.2f}")
print("loss at the start:", plot.values()[0])
print(f"loss at the end:   {plot.values()[-1]:.2f}")

# %% [markdown] id="answer-learn"
# <details><summary>Answer</summary>
#
# The points lie on $y = 2x + 1$, so `w` comes close to 2 and `b` comes close to 1. Nobody told
# the program. It only made the loss smaller, 60 times.
#
# </details>

# %% [markdown] id="what-you-saw"
# In words: the loss starts at 21 and falls quickly. After 20 steps it is close to 0.
# And here is the line that the program found.

# %% id="found-line"
fig, ax = plt.subplots(figsize=(5, 3))
_ = ax.plot(x.tolist(), y.tolist(), "o", color="#0072B2", label="points")
_ = ax.plot(x.tolist(), (w * x + b).tolist(), color="#D55E00", label="line found")
_ = ax.set(xlabel="x", ylabel="y")
_ = ax.legend()
plt.show()

# %% [markdown] id="your-turn"
# In words: the line passes through all four points.
#
# This loop is the heart of every neural network. A large one has a billion numbers in place of
# two, and a longer way from the numbers to the loss. The loop is the same.
#
# **Your turn.** In the cell with the loop, change `0.02` to `0.002` in both lines. Then choose
# *Run All Cells* in the menu *Run*. Does the loss fall faster, or more slowly? And what happens
# with `0.3`?

# %% [markdown] id="start-again"
# ## 4. When something looks wrong
#
# | What you see | What to do |
# |---|---|
# | A red text under a cell | Read its last line first. It says what is wrong |
# | *Why this error?* under a red text | Click it. It says what happened, and what to change |
# | `name 'x' is not defined` | Run the cells above first, from the top |
# | A cell shows `[*]` and does not end | It is still at work. The ■ button above stops it |
# | Results that make no sense | Menu *Kernel*, then *Restart Kernel and Run All Cells…* |
# | You changed a cell and want it back | Click in the cell; Ctrl + Z (on a Mac: Cmd + Z) undoes |
#
# The **kernel** is the program that runs your code. Restarting it forgets all results, but never
# the text that you typed.
#
# **To get the whole lesson back**, save it (Ctrl + S), and in a terminal type
# `python3 -m course build 00_welcome` in the project's folder. Then choose *Reload Notebook from
# Disk* in the menu *File*. Your own version is kept too, in the folder `notebooks/saved`.

# %% [markdown] id="next"
# ## 5. Where to go next
#
# You can now run a cell, and you have seen a graph and a falling loss. The lessons follow one
# another; each takes 25 to 45 minutes.
#
# | Lesson | You will learn |
# |---|---|
# | [01 Tensors](01_tensors.ipynb) | what `torch.tensor([0.0, 1.0])` is, and what it can do |
# | [02 CUDA](02_cuda.ipynb) | how to compute on a graphics card, even if you have none |
# | [03 Autograd](03_autograd.ipynb) | how the graph is made, and what `backward()` does |
# | [04 Backward in depth](04_backward.ipynb) | when the result is more than one number |
# | [05 Custom Functions](05_custom_functions.ipynb) | how to add your own step to the graph |
# | [06 Four ways](06_four_ways.ipynb) | one neural network, built four times |
# | [07 Digits](07_digits.ipynb) | a network that reads handwriting |
# | [08 What a step costs](08_speed.ipynb) | where the time goes, and how to save it |
#
# One word about the line `import tutorgrad as torch`. **PyTorch** is a library that is used all
# over the world to build neural networks. **tutorgrad** is a small library with the same commands,
# made for learning: you can open and read all of it. What you learn here works in PyTorch without
# a change: there, the line is `import torch`.
#
# Next: [01 Tensors](01_tensors.ipynb).
