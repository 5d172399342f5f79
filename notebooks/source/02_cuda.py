# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
# ---

# %% [markdown] id="title"
# # 02 · CUDA
#
# **Stage 2 of the tutorial.** A graphics card can do the work of lesson 01 much faster, because it
# does thousands of small sums at the same time. **CUDA** is the platform of the company NVIDIA for
# computing on its cards. This lesson takes about 30 minutes.
#
# You need no graphics card. If there is none, this lesson switches on a **simulated** one.
#
# **What you will be able to do**
#
# - say where a tensor lives, and move it
# - write code that runs with and without a graphics card
# - read and repair the two most common device errors
# - say when a graphics card pays, and when moving the data eats up the gain
# - measure time in a way that does not deceive you

# %% [markdown] id="warm-up"
# ## Warm-up
#
# Three questions on [01 Tensors](01_tensors.ipynb).
#
# 1. `x = torch.zeros(3)` and `y = x.view(3, 1)`. You write `y[0] = 7`. What is `x[0]`?
# 2. Which dtype has `torch.tensor([1.0])`, and how many bytes is one number?
# 3. Which shape has `torch.ones(4, 1) + torch.ones(3)`?
#
# <details><summary>Answers</summary>
#
# 1. 7: a view shares memory.
# 2. `float32`, 4 bytes.
# 3. (4, 3): the shapes are aligned on the right, and each 1 is stretched.
#
# </details>

# %% id="warm-up-items" tags=["tutorgrad-only"]
from course.exercises import warm_up

warm_up("02")

# %% [markdown] id="two-memories"
# ## 1. Two memories
#
# The processor of your computer (**CPU**) and the graphics card (**GPU**) each have a memory of
# their own. Between them is a cable, which is slow compared with both.
#
# ```
# your computer (host)                 graphics card (device)
# +------------------+                 +--------------------+
# | CPU              |   .to("cuda")   | GPU                |
# | few fast workers | --------------> | thousands of them  |
# |                  |                 |                    |
# | memory: "cpu"    | <-------------- | memory: "cuda:0"   |
# +------------------+   .to("cpu")    +--------------------+
# ```
#
# Three rules follow, and this lesson is about nothing else.
#
# 1. A tensor lives in **one** memory. Its `device` says which.
# 2. A calculation runs **where its tensors live**. So they must all live in the same place.
# 3. Data moves **only when you say so**.

# %% id="begin"
import tutorgrad as torch

x = torch.tensor([1.0, 2.0, 3.0])
print(x.device)

# %% [markdown] id="is-there-one"
# ## 2. Is there a graphics card?
#
# `torch.cuda.is_available()` answers `True` or `False`. The next cell asks, and switches on the
# simulated card if the answer is `False`. (Only tutorgrad has this call. In PyTorch, asking for
# `"cuda"` on a machine without a card ends with an error, for example `Torch not compiled with CUDA
# enabled`.)

# %% id="simulate" tags=["tutorgrad-only"]
if not torch.cuda.is_available():
    torch.cuda.simulate()

# %% id="device-name" tags=["needs-cuda", "nbval-ignore-output"]
print(torch.cuda.get_device_name(0))

# %% [markdown] id="what-is-simulated"
# If the name above contains the word *Simulated*, please keep in mind:
#
# | The same as on a real card | Not the same |
# |---|---|
# | every command, and where each result lives | it is **not faster**: your CPU does the work |
# | memory of its own, which refuses to mix | times come from a **model**, not from a card |
# | the errors and their text | |
#
# All results below are the same on both.

# %% [markdown] id="device-objects"
# ## 3. The name of a place
#
# A device has a type (`cpu` or `cuda`) and perhaps a number: `cuda:0` is the first graphics card,
# `cuda:1` the second. You can write it as a string or as an object. `"cuda"` alone means "the
# current card", which is number 0 unless you say otherwise.

# %% id="device-strings"
print(torch.device("cpu"))
print(torch.device("cuda:0"))
print(torch.device("cuda", 0) == torch.device("cuda:0"))
print(torch.device("cuda").type, torch.device("cuda").index)

# %% [markdown] id="move"
# `.to(device)` gives the tensor in another place. You can also create it there from the start,
# which saves the journey.

# %% id="move-code" tags=["needs-cuda"]
on_gpu = x.to("cuda")
print(on_gpu)
print(on_gpu.device, on_gpu.is_cuda)
print(torch.zeros(2, device="cuda"))
print(on_gpu.to("cpu"))

# %% [markdown] id="same-thing"
# `x.cuda()` is short for `x.to("cuda")`, and `x.cpu()` for `x.to("cpu")`. A printed tensor shows
# its device when it is not the CPU.
#
# **Predict before you run.** We move `x`, and then look at `x`. Where is it?

# %% id="to-is-not-in-place" tags=["needs-cuda"]
_ = x.to("cuda")
print(x.device)

# %% [markdown] id="answer-to"
# <details><summary>Answer</summary>
#
# On the CPU. `.to` is **not** in place (its name does not end in `_`): it makes a copy in the
# other memory and leaves `x` where it is. To go on with the copy, give it a name:
# `x = x.to("cuda")`.
#
# </details>
#
# If the tensor is already in the right place and has the right dtype, `.to` has nothing to do and
# gives back the very same tensor.

# %% id="to-does-nothing"
print(x.to("cpu") is x)
print(x.to(torch.double) is x)

# %% [markdown] id="predict-equal"
# **Predict before you run.** Is the device of `on_gpu` equal to `torch.device("cuda")`?

# %% id="device-equality" tags=["needs-cuda"]
print(on_gpu.device == torch.device("cuda"))
print(on_gpu.device == torch.device("cuda:0"))
print(on_gpu.device.type == "cuda")

# %% [markdown] id="answer-equal"
# <details><summary>Answer</summary>
#
# No. The tensor knows exactly where it is, `cuda:0`, and the name `cuda` carries no number. To
# ask "is it on a card at all", compare the type, or use `x.is_cuda`.
#
# </details>

# %% [markdown] id="stage-block"
# ## 4. The whole journey in one cell
#
# This is the example of the tutorial. It runs only if there is a card.

# %% id="journey" tags=["needs-cuda"]
if torch.cuda.is_available():
    device = torch.device("cuda")  # the place, as an object
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    y = torch.ones_like(x, device=device)  # made there
    x = x.to(device)  # moved there; x.to("cuda") is the same
    z = x + y  # computed there, so the result is there too
    print(z)
    print(z.to("cpu", torch.double))  # back again, with a new dtype on the way

# %% [markdown] id="predict-journeys"
# Data travels only when you say so. The next cell says so for larger tensors, of 4 megabytes each,
# and a **ledger** writes down who did what: your program, the cable and the card.
#
# **Predict before you run.** `numbers`, `there`, `made`, their sum and `result`: five tensors of
# 4 MB. How many megabytes go over the cable? And which step takes the longest?

# %% id="journeys" tags=["tutorgrad-only"]
from course.widgets import Ledger

numbers = torch.ones(1000, 1000)
with Ledger() as ledger:
    there = numbers.to("cuda")  # moved
    made = torch.ones(1000, 1000, device="cuda")  # made there
    result = (there + made).cpu()  # computed there, then moved back
ledger

# %% [markdown] id="answer-journeys"
# <details><summary>Answer</summary>
#
# 8 MB in two journeys: `numbers` on its way there, and the sum on its way back. `made` never
# travelled, and the sum was computed where its two parts live. The two journeys take nearly all of
# the time; the card itself has little to do. (The ledger shows the clock of the simulated card. A
# real card keeps no such list.)
#
# </details>

# %% [markdown] id="agnostic"
# Write the choice **once**, at the top of your program, and use the name everywhere. Such a
# program runs on both kinds of machine.

# %% id="agnostic-code"
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
a = torch.ones(2, 2, device=device)
b = torch.full_like(a, 3)  # _like and new_ follow the device of a
print((a + b).device.type == device.type)

# %% [markdown] id="mixing"
# ## 5. What goes wrong: two places in one calculation
#
# Rule 2 says: all tensors of a calculation must live in the same place.

# %% id="mixing-error" tags=["needs-cuda", "raises-exception"]
here = torch.ones(3)
there = torch.ones(3, device="cuda")
print(here + there)

# %% [markdown] id="read-mixing"
# It says: I expected one device and found two, `cuda:0` and `cpu`. Neither is guessed for you,
# because moving data costs time (section 7). Find the tensor in the wrong place, and move it.
#
# Matrix products say it in other words, but the reading is the same: look for the two device
# names.

# %% id="mixing-mm-error" tags=["needs-cuda", "raises-exception"]
print(torch.ones(2, 2, device="cuda").mm(torch.ones(2, 2)))

# %% id="mixing-fixed" tags=["needs-cuda"]
print(here.to(there.device) + there)

# %% [markdown] id="predict-scalar"
# **Predict before you run.** The next cell adds a plain number, and then a CPU tensor without any
# dimension. Is one of them an error?

# %% id="scalars-mix" tags=["needs-cuda"]
print(there + 2.5)
print(there + torch.tensor(2.5))

# %% [markdown] id="answer-scalar"
# <details><summary>Answer</summary>
#
# Neither. A single number travels with the command, at no cost. So a CPU tensor **without
# dimensions** may join a calculation on the card. `torch.ones(1)` has one dimension: it may not.
#
# </details>
#
# Where do strangers come from? Most often from a tensor that somebody makes in the middle of a
# program, such as `torch.zeros(3)` or `torch.arange(n)`. It is on the CPU, because nobody said
# otherwise. Write `x.new_zeros(3)`, `torch.zeros_like(x)`, or `torch.arange(n, device=x.device)`.

# %% [markdown] id="numpy-text"
# ## 6. What goes wrong: NumPy cannot see the card
#
# `x.numpy()` shares memory with `x` (lesson 01). NumPy knows only the memory of the CPU.

# %% id="numpy-error" tags=["needs-cuda", "raises-exception"]
print(there.numpy())

# %% [markdown] id="read-numpy"
# The message names the fix: `cpu()` first.

# %% id="numpy-fixed" tags=["needs-cuda"]
array = there.cpu().numpy()
array[0] = 100
print(array)
print(there)

# %% [markdown] id="copies"
# `there` did not change: the way back is a **copy**. NumPy and a tensor can share memory only on
# the CPU.
#
# **Your turn.** Change the next cell so that it adds the two tensors on the card and prints the
# sum as a Python list.

# %% id="try-move" tags=["needs-cuda"]
left = torch.tensor([1, 2, 3])
right = torch.tensor([10, 20, 30], device="cuda")
print(left.tolist(), right.tolist())

# %% [markdown] id="transfer"
# ## 7. What a journey costs
#
# A journey over the cable has two costs: a fixed one for each journey, and one for each byte.
#
# $$\text{time} = \text{start} + \frac{\text{bytes}}{\text{bytes per second}}$$
#
# The cell below uses **round numbers of a typical machine** for both: 10 microseconds
# (millionths of a second) to start, and 10 gigabytes per second. This is a calculation, not a
# measurement.
#
# **Predict before you run.** A million numbers of 4 bytes. Which is cheaper: one journey with all
# of them, or a thousand journeys with a thousand numbers each? How much?

# %% id="transfer-cost"
START = 10e-6  # seconds for each journey
SPEED = 10e9  # bytes per second


def journey(numbers):
    return START + 4 * numbers / SPEED


print(f"one journey:       {1000 * journey(1_000_000):.2f} milliseconds")
print(f"thousand journeys: {1000 * 1000 * journey(1_000):.2f} milliseconds")

# %% [markdown] id="answer-transfer"
# <details><summary>Answer</summary>
#
# One journey: about 0.4 milliseconds, nearly all of it for the bytes. A thousand journeys: about
# 10 milliseconds, nearly all of it for starting. Twenty-five times as much, for the same data.
#
# </details>
#
# Now on your card. An **event** is a mark in the list of tasks of the card; two of them tell the
# time between them, in milliseconds. If your card is simulated, its clock counts with the same two
# round numbers. If it is real, you see a real measurement.

# %% id="transfer-clock" tags=["needs-cuda", "nbval-ignore-output"]
table = torch.ones(1000, 1000)


def timed(work):
    start = torch.cuda.Event(enable_timing=True)
    end = torch.cuda.Event(enable_timing=True)
    start.record()
    work()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end)


_ = timed(lambda: table.to("cuda"))  # the first journey also starts things up
print(f"one journey:       {timed(lambda: table.to('cuda')):.2f} milliseconds")
print(f"thousand journeys: {timed(lambda: [row.to('cuda') for row in table]):.2f} milliseconds")

# %% [markdown] id="when-it-pays"
# When does a card pay at all? Suppose (again round numbers) the CPU does 100 billion
# operations per second, and the card 10,000 billion. Adding two tensors needs one operation
# for each number. A matrix product of two $n \times n$ tables needs about $2n^3$ operations.

# %% id="does-it-pay"
CPU, GPU = 1e11, 1e13  # operations per second

print("work                  on the CPU   journeys + card")
for name, operations, numbers in [
    ("add 1,000,000", 1e6, 3e6),
    ("product, n = 100", 2 * 100**3, 3 * 100**2),
    ("product, n = 1000", 2 * 1000**3, 3 * 1000**2),
    ("product, n = 10000", 2 * 10000**3, 3 * 10000**2),
]:
    stay = 1000 * operations / CPU
    go = 1000 * (2 * START + journey(numbers) + operations / GPU)
    print(f"{name:20s}  {stay:8.2f} ms   {go:8.2f} ms")

# %% [markdown] id="read-does-it-pay"
# In this model, one addition never pays: the journeys cost more than the work. A large matrix
# product pays well, because each number is used many times.
#
# So the habit is: **move the data once, do much work there, bring back only the result**. A
# training loop moves the network to the card once, and each batch of data once.

# %% [markdown] id="async"
# ## 8. The card works while you go on
#
# Your program only *sends* the work to the card and goes on at once. This is called
# **asynchronous**. The card does its list of tasks one after another.
#
# `torch.cuda.synchronize()` waits until the card has done everything. Your program also waits
# when it needs a value from the card: `print`, `.item()`, `.tolist()`, `.cpu()`, or an
# `if` with a tensor.
#
# **Predict before you run.** Twenty large matrix products: each takes the card 0.2 milliseconds.
# Draw two lines, one for your program and one for the card: when is each of them busy?

# %% id="two-lanes" tags=["tutorgrad-only"]
big = torch.ones(1000, 1000, device="cuda")
torch.cuda.synchronize()
with Ledger() as ledger:
    for _step in range(20):
        product = big @ big
    torch.cuda.synchronize()
ledger

# %% [markdown] id="answer-two-lanes"
# <details><summary>Answer</summary>
#
# Your program is busy for a tenth of a millisecond only: it sends twenty orders. The card begins
# with the first of them and works for 4 milliseconds. The rest of the time your program waits, and
# only because `synchronize` tells it to.
#
# </details>
#
# **Predict before you run.** The next cell sends the same twenty products, and asks at once: is
# the card done? Then it waits, and asks again. (An event is done when the card has reached it.)

# %% id="sent-and-done" tags=["needs-cuda"]
big = torch.ones(1000, 1000, device="cuda")
product = big @ big  # the first one also starts things up
torch.cuda.synchronize()

end = torch.cuda.Event()
for _step in range(20):
    product = big @ big
end.record()
print("sent:  ", end.query())
torch.cuda.synchronize()
print("waited:", end.query())

# %% [markdown] id="answer-timing"
# <details><summary>Answer</summary>
#
# `False`, then `True`. When the loop ends, the orders are sent, and most of the work is still to
# be done.
#
# </details>
#
# So an ordinary clock, such as Python's `time.perf_counter()`, deceives you here. Stopped right
# after the loop, it shows the time to *send* twenty orders, and it seems that a card needs nearly
# no time at all. **Before you stop the clock, call `torch.cuda.synchronize()`**, or use events, as
# in section 7.
#
# (On a simulated card, an ordinary clock shows how long your CPU needed to do the work. Only the
# clock of the card, which events read, follows the model.)
#
# The result does not depend on any of this. You never get a half-finished number.

# %% id="never-half" tags=["needs-cuda"]
print(product[0, 0].item())
print((product == 1000).all().item())

# %% [markdown] id="item-waits"
# One more habit follows. A training loop that prints `loss.item()` in every step waits for the
# card in every step. Print every hundredth step.

# %% [markdown] id="random"
# ## 9. Chance on a card
#
# A card has its own list of random numbers. `torch.manual_seed(0)` sets both lists, but they
# differ: `torch.rand(3)` and `torch.rand(3, device="cuda")` give other numbers. If you need the
# same ones, make them on the CPU and move them.

# %% id="same-random" tags=["needs-cuda"]
_ = torch.manual_seed(0)
print(torch.rand(3).to("cuda"))

# %% [markdown] id="recap"
# ## Recap
#
# | You want | You write |
# |---|---|
# | to know if there is a card | `torch.cuda.is_available()` |
# | one program for both | `device = torch.device("cuda" if torch.cuda.is_available() else "cpu")` |
# | a tensor made there | `torch.zeros(3, device=device)`, `torch.ones_like(x)` |
# | a tensor moved there | `x = x.to(device)` (it is a copy; give it a name) |
# | back, as an array | `x.cpu().numpy()` |
# | to wait for the card | `torch.cuda.synchronize()` |
# | its time | two `torch.cuda.Event(enable_timing=True)`, `record()`, `elapsed_time` |
#
# | The error says | It means |
# |---|---|
# | `Expected all tensors to be on the same device` | one tensor is in the wrong place: move it |
# | `can't convert cuda:0 device type tensor to numpy` | write `.cpu()` first |
# | `Torch not compiled with CUDA enabled` | there is no card, or no CUDA in this PyTorch |
#
# Your turn: [the exercises of this lesson](../exercises/02_cuda.ipynb), checked as you work.
#
# Next: [03 Autograd](03_autograd.ipynb), the heart of the course.
