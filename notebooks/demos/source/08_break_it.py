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
# # Demo 8 · Break it live
#
# Ten bugs that everybody writes. Seven of them give no error.

# %% [markdown] id="title-notes" slideshow={"slide_type": "notes"}
# **1 min.** Rules of the game: nobody fixes anything before the class has said what the curve will
# do. Being wrong is the point; a silent bug is found by those who expected something.

# %% id="imports" slideshow={"slide_type": "skip"}
from course.widgets import break_it

# %% [markdown] id="five" slideshow={"slide_type": "slide"}
# ## What can a loss curve do?
#
# 1. It falls as well as before.
# 2. It does not move.
# 3. It falls, but stays too high.
# 4. It jumps or grows.
# 5. There is an error.

# %% [markdown] id="five-notes" slideshow={"slide_type": "notes"}
# **1 min.** Agree on signs: one to five fingers. The class shows fingers for every bug, all at the
# same moment, so that nobody copies.

# %% [markdown] id="bench" slideshow={"slide_type": "slide"}
# ## Break it

# %% [markdown] id="bench-notes" slideshow={"slide_type": "notes"}
# **7 min.** For each bug: click it, read the changed line aloud, let the class show fingers, choose
# the majority (G), run it (R), mend it (M). A good order: *no zero_grad*, *zero_grad after
# backward*, *sum, not mean*, *(N, 1) - (N,)*, *w = w - …*, *stale optimizer*. One minute each. Ask
# before each R: "and will there be an error message?"

# %% id="bench-picture" jupyter={"source_hidden": true}
break_it()

# %% [markdown] id="end" slideshow={"slide_type": "slide"}
# ## From the curve back to the bug
#
# | you see | look for |
# |---|---|
# | does not move | `zero_grad` after `backward`; an optimizer of another model; no gradient |
# | swings | `zero_grad` missing; learning rate |
# | grows | sign; learning rate; `sum` in place of `mean` |
# | falls, stays too high | shapes in the loss: `(N, 1)` and `(N,)` |
# | error in step 2, not in step 1 | the loop made a new tensor of a leaf |

# %% [markdown] id="end-notes" slideshow={"slide_type": "notes"}
# **1 min.** The table is the hand-out (course demo 8 --pdf). Ask each learner to add one bug of his
# or her own. Next: lessons 06 and 07.
