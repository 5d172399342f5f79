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
# # Demo 6 · What does backward keep, and what does it free?
#
# `retain_graph=True` makes an error go away. What does it cost?

# %% [markdown] id="title-notes" slideshow={"slide_type": "notes"}
# **1 min.** Ask who has written retain_graph=True because an error message said so. Most hands go
# up. Today you see what the message did not say.

# %% id="imports" slideshow={"slide_type": "skip"}
import tutorgrad as torch
from course.widgets import Ledger, vote
from tutorgrad import nn

torch.manual_seed(0)
x = torch.randn(512, 1000)
model = nn.Sequential(nn.Linear(1000, 100), nn.ReLU(), nn.Linear(100, 10))

# %% [markdown] id="kept" slideshow={"slide_type": "slide"}
# ## Who keeps what?

# %% [markdown] id="kept-notes" slideshow={"slide_type": "notes"}
# **3 min.** Click into the picture; N goes from moment to moment. On the way there the bars grow:
# each operation keeps what its derivative needs. Ask why ReLU keeps something and the sum nothing.
# On the way back the bars vanish one by one: backward frees while it walks. The pale part is yours
# anyway.

# %% id="kept-picture"
with Ledger() as ledger:
    loss = model(x).sum()
    loss.backward()
ledger

# %% [markdown] id="error" slideshow={"slide_type": "slide"}
# ## So the second one fails

# %% [markdown] id="error-notes" slideshow={"slide_type": "notes"}
# **1 min.** Read the message aloud, all of it. Underline with the mouse: "after they have already
# been freed". The message proposes a way out. Is it a good one?

# %% id="error-code"
try:
    loss.backward()
except RuntimeError as error:
    print(error)

# %% [markdown] id="question" slideshow={"slide_type": "slide"}
# ## A vote

# %% [markdown] id="question-notes" slideshow={"slide_type": "notes"}
# **2 min.** Count with 1 to 4. Those who vote for the third have met truncated backpropagation; let
# them explain it to the others, then vote again (V).

# %% id="question-vote" jupyter={"source_hidden": true}
vote(
    "A recurrent network carries its state from batch to batch, and backward() fails in the "
    "second batch. What is the right fix?",
    ["retain_graph=True", "state = state.detach()", "with torch.no_grad() around the loop"],
    right="state = state.detach()",
    because="retain_graph would keep the graphs of all batches so far. detach() keeps the "
    "numbers and lets the graph go.",
)

# %% [markdown] id="cost" slideshow={"slide_type": "slide"}
# ## What it costs

# %% [markdown] id="cost-notes" slideshow={"slide_type": "notes"}
# **2 min.** Four ways to compute the same loss. Look at "still in use at the end": retain_graph
# holds what backward would have freed, for as long as the loss lives. no_grad never kept anything.


# %% id="cost-picture" jupyter={"source_hidden": true}
def forward():
    return model(x).sum()


def backward(**options):
    loss = model(x).sum()
    loss.backward(**options)
    return loss


def without_graph():
    with torch.no_grad():
        return model(x).sum()


Ledger.compare(
    {
        "forward only": forward,
        "backward()": backward,
        "retain_graph=True": lambda: backward(retain_graph=True),
        "no_grad": without_graph,
    }
)

# %% [markdown] id="end" slideshow={"slide_type": "slide"}
# ## What to keep
#
# - The forward pass **keeps** what derivatives need; backward **frees** it on the way.
# - `retain_graph=True`: only if you really walk the same graph twice. And gradients add up.
# - A state that is carried on: `detach()`.
# - For numbers alone: `no_grad`, or `loss.item()`.

# %% [markdown] id="end-notes" slideshow={"slide_type": "notes"}
# **1 min.** Ask: losses.append(loss) in a loop, what does it keep? (The graph of every step; append
# loss.item().) Next: lesson 04, the part on memory.
