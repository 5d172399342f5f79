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
# # Demo 2 · Broadcasting, there and back
#
# What has been stretched on the way there is summed on the way back.

# %% [markdown] id="title-notes" slideshow={"slide_type": "notes"}
# **1 min.** Say why this matters: broadcasting is the bug that gives no error. Promise the class
# that in ten minutes they can say which gradient is a sum, and over what, without a formula.

# %% id="imports" slideshow={"slide_type": "skip"}
from course.widgets import show_broadcast, vote

# %% [markdown] id="shapes" slideshow={"slide_type": "slide"}
# ## Which of these fit?
#
# | `a` | `b` | `a + b` |
# |---|---|---|
# | `(3, 1)` | `(4,)` | ? |
# | `(3,)` | `(4,)` | ? |
# | `(2, 3)` | `(3,)` | ? |
# | `(2, 3)` | `(2,)` | ? |

# %% [markdown] id="shapes-notes" slideshow={"slide_type": "notes"}
# **2 min.** Let neighbours talk for one minute. Then ask row by row, hands up. Do not say who is
# right yet. Most rooms miss the last row, because they align on the left.

# %% [markdown] id="shapes-answer" slideshow={"slide_type": "fragment"}
# Write one shape under the other, **right ends aligned**. Two sizes fit if they are equal, or one
# of
# them is 1, or missing. So: `(3, 4)`, no, `(2, 3)`, no.

# %% [markdown] id="forward" slideshow={"slide_type": "slide"}
# ## The way there: stretch

# %% [markdown] id="forward-notes" slideshow={"slide_type": "notes"}
# **2 min.** Ask how often the 2 of b is used; then click it (three times). Click a cell of the
# result to see where it came from. The dashed cells are no copies in memory: nothing is stored.

# %% id="forward-picture" jupyter={"source_hidden": true}
show_broadcast((3, 1), (4,))

# %% [markdown] id="question" slideshow={"slide_type": "slide"}
# ## A vote

# %% [markdown] id="question-notes" slideshow={"slide_type": "notes"}
# **2 min.** Count hands with the keys 1 to 4 (click into the picture first). Keep the result hidden
# until all have voted. If fewer than two thirds are right: neighbours talk, then V, vote again. A
# shows the answer. Esc leaves the picture.

# %% id="question-vote" jupyter={"source_hidden": true}
vote(
    "a has shape (3, 1), b has shape (4,). After (a + b).sum().backward(), what is b.grad?",
    ["[1, 1, 1, 1]", "[3, 3, 3, 3]", "[4, 4, 4, 4]", "an error"],
    right="[3, 3, 3, 3]",
    because="Every number of b was used in three rows, and each use adds 1 to its gradient.",
)

# %% [markdown] id="backward" slideshow={"slide_type": "slide"}
# ## The way back: sum

# %% [markdown] id="backward-notes" slideshow={"slide_type": "notes"}
# **2 min.** The same picture, backward. Click a cell of a.grad: its four gradients light up, and
# the sum is read out. P and N go step by step through the whole way: each stretch turns into a sum.

# %% id="backward-picture" jupyter={"source_hidden": true}
show_broadcast((3, 1), (4,), backward=True)

# %% [markdown] id="end" slideshow={"slide_type": "slide"}
# ## What to keep
#
# - Shapes are aligned at the **right**.
# - A size of 1, or a missing one, is stretched.
# - A gradient has the **shape of its tensor**: what was stretched is summed.
# - `prediction` of shape `(N, 1)` minus `y` of shape `(N,)` is `(N, N)`, and nothing warns you.

# %% [markdown] id="end-notes" slideshow={"slide_type": "notes"}
# **1 min.** Ask one learner to say the last point in his or her own words. Home: lesson 01, part on
# shapes. The bug of the last line is shown live in demo 8.
