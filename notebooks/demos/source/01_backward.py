# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
#   lesson: 04_backward
# ---

# %% [markdown] id="title" slideshow={"slide_type": "slide"}
# # Demo 1 · backward(), one step at a time
#
# What happens between `loss.backward()` and the number in `w.grad`?

# %% [markdown] id="title-notes" slideshow={"slide_type": "notes"}
# **1 min.** Ask three people what backward() does. Write their words down; you will come back to
# them at the end. Promise: no calculus beyond "the slope of a product".

# %% id="imports" slideshow={"slide_type": "skip"}
import tutorgrad as torch
from course.widgets import show_backward

# %% [markdown] id="guess" slideshow={"slide_type": "slide"}
# ## Guess first
#
# ```python
# w = torch.tensor(2.0, requires_grad=True)
# x, b = torch.tensor(3.0), torch.tensor(1.0, requires_grad=True)
# h = x * w + b
# loss = h * h + w
# loss.backward()
# ```
#
# How many numbers come together in `w.grad`, and from where?

# %% [markdown] id="guess-notes" slideshow={"slide_type": "notes"}
# **2 min.** Let everybody draw the graph on paper: leaves, operations, arrows. Two minutes are
# enough. The point is that w is used twice: once inside h, once at the end.

# %% [markdown] id="walk" slideshow={"slide_type": "slide"}
# ## The walk back

# %% [markdown] id="walk-notes" slideshow={"slide_type": "notes"}
# **4 min.** Click into the picture, press B for the start of the way back, then N for each step. At
# every step ask before you press: which number comes in, what is the slope here, what goes on? Stop
# where w.grad gets its first number, 1, and ask: is that all? At the end 42 more arrive, with +=:
# it is 43.

# %% id="walk-picture" jupyter={"source_hidden": true}
w = torch.tensor(2.0, requires_grad=True)
x, b = torch.tensor(3.0), torch.tensor(1.0, requires_grad=True)
h = x * w + b
loss = h * h + w
show_backward(loss)

# %% [markdown] id="wrong" slideshow={"slide_type": "slide"}
# ## Three ways to get it wrong

# %% [markdown] id="wrong-notes" slideshow={"slide_type": "notes"}
# **2 min.** A goes through the wrong algorithms on the same graph; W jumps to the first wrong step.
# *overwrite*: what was there is lost, and w.grad ends at 21. *recursion*: a box runs again for each
# gradient that arrives, and w.grad ends at 127. Ask for each: which single line of code is it?

# %% id="wrong-picture" jupyter={"source_hidden": true}
stepper = show_backward(loss)
stepper.do("algorithm", "overwrite")
stepper.do("wrong")
stepper

# %% [markdown] id="end" slideshow={"slide_type": "slide"}
# ## What to keep
#
# - Each operation knows its **own** slope, nothing more.
# - Going back: what comes in, times the own slope, is what goes on.
# - Where several ways meet, the numbers are **added**, and only then passed on.
# - `.grad` is added to as well: that is why a loop clears it.

# %% [markdown] id="end-notes" slideshow={"slide_type": "notes"}
# **1 min.** Back to the three answers from the beginning: what would you change in them? Next:
# lesson 04; the same with shapes is demo 2.
