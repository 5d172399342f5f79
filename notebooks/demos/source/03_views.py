# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
#   lesson: 01_tensors
# ---

# %% [markdown] id="title" slideshow={"slide_type": "slide"}
# # Demo 3 · One memory, many views
#
# A tensor is a way to look at a row of numbers.

# %% [markdown] id="title-notes" slideshow={"slide_type": "notes"}
# **1 min.** Ask: who has changed one list in Python and been surprised that another one changed?
# That is this demo. Say that a view costs nothing, and that this is the price.

# %% id="imports" slideshow={"slide_type": "skip"}
import tutorgrad as torch
from course.widgets import show_storage, vote

# %% [markdown] id="guess" slideshow={"slide_type": "slide"}
# ## Guess first
#
# ```python
# m = torch.arange(6.0).view(2, 3)
# row, turned, copy = m[1], m.t(), m.clone()
# m[1, 0] = 100
# ```
#
# Which of `row`, `turned` and `copy` hold a 100 now?

# %% [markdown] id="guess-notes" slideshow={"slide_type": "notes"}
# **2 min.** Everybody writes down three times yes or no. No talking yet. Then ask for hands for
# each name, and leave the numbers on the board.

# %% [markdown] id="write" slideshow={"slide_type": "slide"}
# ## Write, and see

# %% [markdown] id="write-notes" slideshow={"slide_type": "notes"}
# **2 min.** Click the 3 in m. Ask the class which other cells will change, and click those (that is
# the guess). Then press the button that writes. Point at the row of memory: there is one 100, and
# three names look at it. copy has a row of its own.

# %% id="write-picture" jupyter={"source_hidden": true}
m = torch.arange(6.0).view(2, 3)
show_storage(m, row=m[1], turned=m.t(), copy=m.clone())

# %% [markdown] id="question" slideshow={"slide_type": "slide"}
# ## A vote

# %% [markdown] id="question-notes" slideshow={"slide_type": "notes"}
# **2 min.** Click into the picture, count with 1 to 4. If the room is split, let neighbours talk
# and vote again with V. The error text is one that everybody meets: read it aloud together.

# %% id="question-vote" jupyter={"source_hidden": true}
vote(
    "m has shape (2, 3). What does m.t().view(6) do?",
    [
        "it gives the numbers column by column",
        "it gives the numbers row by row",
        "it is an error",
        "it copies",
    ],
    right="it is an error",
    because="A view needs one step width. Going along the columns needs two; "
    "reshape(6) copies where view cannot.",
)

# %% [markdown] id="strides" slideshow={"slide_type": "slide"}
# ## Two shapes, one row

# %% [markdown] id="strides-notes" slideshow={"slide_type": "notes"}
# **2 min.** Read the strides aloud: "one row down is three places further, one column is one
# place". For m.t() they are swapped, and nothing has moved. Ask for the stride of m[:, ::2] before
# you point at it: (3, 2).

# %% id="strides-picture" jupyter={"source_hidden": true}
m = torch.arange(6.0).view(2, 3)
show_storage(m, turned=m.t(), every_second=m[:, ::2], flat=m.t().reshape(6))

# %% [markdown] id="end" slideshow={"slide_type": "slide"}
# ## What to keep
#
# - `view`, `t`, `m[1]`, slices, `expand`, `from_numpy`: **one memory**.
# - `clone`, `m[[0, 1]]`, `torch.tensor(…)`: **a copy**.
# - `reshape` is a view where that is possible, else a copy.
# - A shape is a stride and an offset: changing it moves nothing.

# %% [markdown] id="end-notes" slideshow={"slide_type": "notes"}
# **1 min.** Ask: which line of your last program made a copy that you did not need? Next: lesson
# 01, the part on views.
