# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
#   lesson: 02_cuda
# ---

# %% [markdown] id="title" slideshow={"slide_type": "slide"}
# # Demo 7 · CPU and accelerator
#
# A card computes a hundred times faster. Why is your program not faster at all?

# %% [markdown] id="title-notes" slideshow={"slide_type": "notes"}
# **1 min.** Ask who has moved a program to a GPU and seen no gain. Say: today with a simulated
# card, whose clock follows a simple model, so that everybody sees the same numbers on any laptop.

# %% id="imports" slideshow={"slide_type": "skip"}
import tutorgrad as torch
from course.widgets import Ledger, vote

if not torch.cuda.is_available():
    torch.cuda.simulate()
torch.manual_seed(0)
table = torch.randn(64, 64)

# %% [markdown] id="places" slideshow={"slide_type": "slide"}
# ## Two memories, one cable
#
# ```text
# CPU                                accelerator
# memory "cpu"   ──── .to("cuda") ───►   memory "cuda:0"
#                ◄─── .cpu(), .item() ──
# your program   ──── orders ────────►   works when it has time
# ```

# %% [markdown] id="places-notes" slideshow={"slide_type": "notes"}
# **1 min.** Three things cost: a journey over the cable, an order, and waiting for an answer. The
# multiplication itself is nearly free. Let the class rank the three before you go on.

# %% [markdown] id="lanes" slideshow={"slide_type": "slide"}
# ## Who works when?

# %% [markdown] id="lanes-notes" slideshow={"slide_type": "notes"}
# **3 min.** Read the two lanes from left to right. The program sends an order and goes on: it does
# not wait. Where does it wait? (At item(): it needs the number.) Ask what time an ordinary clock
# would show if you stopped it just before item().

# %% id="lanes-picture"
with Ledger() as ledger:
    there = table.to("cuda")
    product = there @ there
    total = product.sum().item()
ledger

# %% [markdown] id="question" slideshow={"slide_type": "slide"}
# ## A vote

# %% [markdown] id="question-notes" slideshow={"slide_type": "notes"}
# **2 min.** Count with 1 to 4. Keep the answer; the next slide gives it.

# %% id="question-vote" jupyter={"source_hidden": true}
vote(
    "64 rows go to the card and are summed there: row by row, or all in one piece. "
    "How much longer do the single rows take?",
    ["as long", "about 2 times", "about 10 times", "more than 30 times"],
    right="more than 30 times",
    because="The bytes are the same. But there are 65 journeys in place of 2, and 128 orders "
    "in place of 1.",
)

# %% [markdown] id="pieces" slideshow={"slide_type": "slide"}
# ## Many small pieces, or one

# %% [markdown] id="pieces-notes" slideshow={"slide_type": "notes"}
# **2 min.** Same bytes, other number of journeys and orders. Ask: where in a training loop do small
# pieces hide? (loss.item() in every step, a loop over examples, .cpu() for printing.)


# %% id="pieces-picture" jupyter={"source_hidden": true}
def row_by_row():
    return sum(row.to("cuda").sum() for row in table).cpu()


def in_one_piece():
    return table.to("cuda").sum().cpu()


Ledger.compare({"row by row": row_by_row, "in one piece": in_one_piece})

# %% [markdown] id="end" slideshow={"slide_type": "slide"}
# ## What to keep
#
# - Move **once**, compute much, fetch **little**.
# - An order returns at once; `.item()`, `.cpu()` and `print` wait.
# - Time with `torch.cuda.synchronize()` or events, never without.
# - Small tensors: the CPU wins.

# %% [markdown] id="end-notes" slideshow={"slide_type": "notes"}
# **1 min.** Ask: at which size does the card win on your machine? Lesson 02 measures it. Next:
# lesson 08 for what a step costs on the CPU.
