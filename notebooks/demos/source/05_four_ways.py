# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
#   lesson: 06_four_ways
# ---

# %% [markdown] id="title" slideshow={"slide_type": "slide"}
# # Demo 5 · One network, four ways
#
# NumPy, tensors, autograd, `nn` with `optim`: the same numbers, less and less to write.

# %% [markdown] id="title-notes" slideshow={"slide_type": "notes"}
# **1 min.** Two layers with a ReLU between them, twelve points, no magic. Say that the four columns
# on the next slide are not for show: each is the program that runs.

# %% id="imports" slideshow={"slide_type": "skip"}
from course.widgets import show_four_ways, vote

# %% [markdown] id="question" slideshow={"slide_type": "slide"}
# ## Before we look: a vote

# %% [markdown] id="question-notes" slideshow={"slide_type": "notes"}
# **2 min.** Count with 1 to 4. Do not show the answer now: leave the result on the screen, and come
# back to this slide after the next one.

# %% id="question-vote" jupyter={"source_hidden": true}
vote(
    "The same network by NumPy, tensors, autograd and nn + optim. After 60 steps the losses are …",
    ["equal in the first digit", "equal in 9 digits", "different: each has its own method"],
    right="equal in 9 digits",
    because="The library does the same work in the same order. Only who writes it differs.",
)

# %% id="columns" jupyter={"source_hidden": true} slideshow={"slide_type": "slide"}
show_four_ways()

# %% [markdown] id="columns-notes" slideshow={"slide_type": "notes"}
# **5 min.** Click into the picture; N goes to the next job, P back. At each job ask: what is
# missing in the column on the right, and who does it now? Stop at *backward*: five lines against
# one. At *clear*: why is there nothing to clear by hand? (Each gradient is a new array.) Then press
# the full stop a few times: the training goes on, and the numbers under the columns stay equal.

# %% [markdown] id="end" slideshow={"slide_type": "slide"}
# ## What to keep
#
# | | you write | the library does |
# |---|---|---|
# | NumPy | forward, backward, update | arrays |
# | tensors | forward, backward, update | arrays, on a GPU too |
# | autograd | forward, update, clear | the backward pass |
# | `nn` + `optim` | layers, loss, three calls | everything else |

# %% [markdown] id="end-notes" slideshow={"slide_type": "notes"}
# **2 min.** Go back to the vote and show the answer. Ask: when would you still write the backward
# pass by hand? (To understand it, or for an operation that is missing: lesson 05.) Next: lesson 06.
