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
# # Demo 9 · Do you know backward?
#
# Five questions, two votes each. Nothing leaves this computer.

# %% [markdown] id="title-notes" slideshow={"slide_type": "notes"}
# **1 min.** Explain the rhythm: think alone, vote, talk to a neighbour who voted differently, vote
# again. Hands are counted by you: keys 1 to 4, or type all counts at once (12 5 8). U takes one
# back.

# %% id="imports" slideshow={"slide_type": "skip"}
from course.widgets import vote

# %% [markdown] id="accumulate" slideshow={"slide_type": "slide"}
# ## 1

# %% [markdown] id="accumulate-notes" slideshow={"slide_type": "notes"}
# **2 min.** Expect half the room at 2. After the answer ask: and what has to stand between the two
# calls in a training loop?

# %% id="accumulate-vote" jupyter={"source_hidden": true}
vote(
    "w = 1, and loss = w * w is computed and followed by backward() twice. What is w.grad?",
    ["2", "4", "1", "an error"],
    right="4",
    because="backward() adds to .grad: 2 + 2. That is why a loop calls zero_grad().",
)

# %% [markdown] id="second" slideshow={"slide_type": "slide"}
# ## 2

# %% [markdown] id="second-notes" slideshow={"slide_type": "notes"}
# **2 min.** The pair to question 1: there the graph was built twice, here once. Say "freed" and
# point out that (x + 2).sum() would go through, because it keeps nothing.

# %% id="second-vote" jupyter={"source_hidden": true}
vote(
    "loss = (w * w).sum(). The same loss, backward() twice, without computing it again?",
    ["works: gradients add", "works: same gradients", "an error at the second"],
    right="an error at the second",
    because="The multiplication kept w for its derivative, and the first backward() freed it. "
    "retain_graph=True keeps it.",
)

# %% [markdown] id="scalar" slideshow={"slide_type": "slide"}
# ## 3

# %% [markdown] id="scalar-notes" slideshow={"slide_type": "notes"}
# **2 min.** Read the message aloud afterwards: "grad can be implicitly created only for scalar
# outputs". Ask: of which of the three numbers should it be the gradient?

# %% id="scalar-vote" jupyter={"source_hidden": true}
vote(
    "x has 3 numbers and requires grad. What does (x * 2).backward() do?",
    ["x.grad is [2, 2, 2]", "x.grad is 6", "an error"],
    right="an error",
    because="Three numbers come out; backward() wants one, or a vector that says "
    "how much each counts.",
)

# %% [markdown] id="before" slideshow={"slide_type": "slide"}
# ## 4

# %% [markdown] id="before-notes" slideshow={"slide_type": "notes"}
# **1 min.** Short. Those who say 0 will call zero_() on it one day and meet: 'NoneType' object has
# no attribute 'zero_'.

# %% id="before-vote" jupyter={"source_hidden": true}
vote(
    "w requires grad and nothing has been computed. What is w.grad?",
    ["0", "None", "an error"],
    right="None",
    because="There is no gradient yet, and that is not the same as a gradient of 0.",
)

# %% [markdown] id="detach" slideshow={"slide_type": "slide"}
# ## 5

# %% [markdown] id="detach-notes" slideshow={"slide_type": "notes"}
# **2 min.** The last one separates recording from values. Afterwards ask for two other ways to cut
# a graph (item(), no_grad, numpy()). Close with: which question surprised you most?

# %% id="detach-vote" jupyter={"source_hidden": true}
vote(
    "y = w * 3; loss = y.detach() ** 2. What does loss.backward() do?",
    ["w.grad is 18 w", "w.grad is 0", "w.grad stays None, no error", "an error"],
    right="an error",
    because="detach() gives the number without its history: loss does not require grad, "
    "and there is nothing to walk back through.",
)
