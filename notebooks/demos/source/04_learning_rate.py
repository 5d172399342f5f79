# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
#   lesson: 07_digits
# ---

# %% [markdown] id="title" slideshow={"slide_type": "slide"}
# # Demo 4 · The learning rate
#
# Too small is slow. Too large is wrong. Where is the border?

# %% [markdown] id="title-notes" slideshow={"slide_type": "notes"}
# **1 min.** Ask: what is the first number you change when a network does not learn? Nearly all will
# say the learning rate. So let us look at what it does, where it can be seen: with two parameters.

# %% id="imports" slideshow={"slide_type": "skip"}
from course.widgets import show_landscape, vote

# %% [markdown] id="valley" slideshow={"slide_type": "slide"}
# ## Steep one way, flat the other

# %% [markdown] id="valley-notes" slideshow={"slide_type": "notes"}
# **3 min.** Click into the picture and press the play button: three optimizers walk at once. Ask
# before you change the learning rate (R up, small r down): what will plain SGD do with twice as
# much? Find the border together: just below 0.08 it zigzags across the valley, just above it flies
# out.

# %% id="valley-picture" jupyter={"source_hidden": true}
show_landscape("narrow valley", steps=40)

# %% [markdown] id="question" slideshow={"slide_type": "slide"}
# ## A vote

# %% [markdown] id="question-notes" slideshow={"slide_type": "notes"}
# **2 min.** Count with 1 to 4. The rule behind it: along a direction with curvature c, one step
# multiplies the distance by 1 minus rate times c. Under -1 it grows. Write that on the board.

# %% id="question-vote" jupyter={"source_hidden": true}
vote(
    "The loss is 25 y² / 2, so its slope is 25 y. From which learning rate on does SGD fly out?",
    ["0.04", "0.08", "0.5", "1"],
    right="0.08",
    because="A step turns y into (1 - 25 · rate) y. Above rate = 2 / 25 this is beyond -1: "
    "every step lands further out.",
)

# %% [markdown] id="sweep" slideshow={"slide_type": "slide"}
# ## The sweep: try all of them

# %% [markdown] id="sweep-notes" slideshow={"slide_type": "notes"}
# **3 min.** Now every optimizer has its best rate (B switches). Read the lower picture aloud: each
# curve has a left side (too slow), a valley (good) and a cliff (diverges). Ask: why try rates by
# factors, 0.001, 0.01, 0.1, and not 0.1, 0.2, 0.3? And: who has the widest valley? That is why Adam
# is popular.

# %% id="sweep-picture" jupyter={"source_hidden": true}
landscape = show_landscape("narrow valley", steps=40)
landscape.do("own", True)
landscape

# %% [markdown] id="end" slideshow={"slide_type": "slide"}
# ## What to keep
#
# - The steepest direction decides how large the rate may be; the flattest how long it takes.
# - Search by **factors of 3 or 10**, then stay a little below the cliff.
# - Momentum is faster along the valley; Adam forgives a wrong rate more easily.
# - The best rate belongs to an optimizer, a loss and its reduction: change one, search again.

# %% [markdown] id="end-notes" slideshow={"slide_type": "notes"}
# **1 min.** Ask: your loss is nan after three steps; what do you do first? (Divide the rate by 10.)
# Next: lesson 07; sum against mean is one of the bugs of demo 8.
