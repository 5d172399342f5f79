# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
# ---

# %% [markdown] id="title"
# # 01 · Tensors
#
# **Stage 1 of the tutorial.** A **tensor** is a box of numbers with a shape. All data and all
# results of this course live in tensors. This lesson takes about 40 minutes.
#
# **What you will be able to do**
#
# - make a tensor from a list, from a size, or from another tensor
# - say which type its numbers have, and why
# - add two tensors in four ways, and say which ones make a new tensor
# - take parts of a tensor and change its shape, and know when memory is shared
# - predict the shape of a result when the shapes of the inputs differ
# - go to NumPy and back

# %% [markdown] id="warm-up"
# ## Warm-up
#
# Three questions on [00 Welcome](00_welcome.ipynb). Answer in your head, then open the answer.
#
# 1. What is a loss?
# 2. Which three things did the loop do, again and again?
# 3. What does restarting the kernel forget, and what does it keep?
#
# <details><summary>Answers</summary>
#
# 1. One number that says how wrong we are. Zero means perfect.
# 2. Try, measure, improve.
# 3. It forgets all results. It keeps the text that you typed.
#
# </details>

# %% [markdown] id="first-step"
# ## 1. Three numbers in a box
#
# We begin with three numbers, as in real life: the price of three coffees.

# %% id="three-numbers"
import numpy as np

import tutorgrad as torch

price = torch.tensor([5.5, 3, 4])
print(price)
print(price * 2)
print(price.sum())

# %% [markdown] id="four-facts"
# One command works on all three numbers at once. No loop is needed.
#
# Every tensor knows four facts about itself.
#
# | Fact | How to ask | Meaning |
# |---|---|---|
# | **shape** | `price.shape` or `price.size()` | how many numbers in each direction |
# | **dtype** | `price.dtype` | the type of the numbers (data type) |
# | **device** | `price.device` | where it lives: `cpu`, or a graphics card (lesson 02) |
# | number of elements | `price.numel()` | how many numbers in all |
#
# A direction is called a **dimension**. A list has one dimension, a table of rows and columns has
# two (dimension 0: the rows; dimension 1: the columns), a pile of tables has three.

# %% id="ask-a-tensor"
table = torch.tensor([[1, 2, 3], [4, 5, 6]])
print(table)
print(table.shape, table.dtype, table.device, table.numel())
print(price.shape, price.dtype, price.device, price.numel())

# %% [markdown] id="make-by-size"
# ## 2. Make a tensor
#
# ### From a size
#
# Tell how many rows and columns you want, and what to fill in.

# %% id="by-size"
print(torch.zeros(2, 3))
print(torch.ones(2, 3, dtype=torch.long))
print(torch.full((2, 3), 7.5))
print(torch.eye(3))
print(torch.arange(0, 10, 3))
print(torch.linspace(0, 1, 5))

# %% [markdown] id="empty"
# `torch.empty(5, 3)` also makes a tensor, but fills in nothing. It holds whatever was in the
# memory before: perhaps zeros, perhaps something odd. Use it only when you will write over every
# number. That is why we look at its shape here, and not at its numbers.

# %% id="empty-shape"
x = torch.empty(5, 3)
print(x.shape)

# %% [markdown] id="random"
# ### From chance
#
# `rand` gives numbers between 0 and 1, all equally likely. `randn` gives numbers around 0, small
# ones more often than large ones (the **normal distribution**).
#
# The computer's chance is a fixed list of numbers. `torch.manual_seed(0)` goes to a fixed place
# in this list. So you, and everybody else, get the same "random" numbers.

# %% id="seeded"
_ = torch.manual_seed(0)
print(torch.rand(5, 3))
print(torch.randn(2, 3))

# %% [markdown] id="predict-seed"
# **Predict before you run.** The next cell draws `rand(3)` three times, and sets the seed before
# the first and before the third. Which lines are equal?

# %% id="seed-again"
_ = torch.manual_seed(7)
print(torch.rand(3))
print(torch.rand(3))
_ = torch.manual_seed(7)
print(torch.rand(3))

# %% [markdown] id="answer-seed"
# <details><summary>Answer</summary>
#
# The first and the third. The second draw continues the list; setting the seed goes back to the
# same place in it.
#
# </details>

# %% [markdown] id="from-data"
# ### From data, or from another tensor
#
# `torch.tensor(list)` copies your data. Names that begin with `new_` take over the dtype and the
# device of a tensor; names that end in `_like` take over its shape as well. You can still ask for
# another dtype.

# %% id="from-data-code"
x = torch.tensor([5.5, 3])
print(x)

x = x.new_ones(5, 3, dtype=torch.double)  # size given; dtype asked for
print(x)

_ = torch.manual_seed(0)
x = torch.randn_like(x, dtype=torch.float)  # size of x; another dtype
print(x)

# %% [markdown] id="your-turn-create"
# **Your turn.** Change one thing in the next cell: make a column of 4 numbers (4 rows, 1 column).

# %% id="try-create"
print(torch.full((1, 4), 2.5))

# %% [markdown] id="dtype"
# ## 3. The type of the numbers
#
# All numbers of one tensor have the same dtype. These are the usual ones.
#
# | dtype | Other name | Holds | Bytes each |
# |---|---|---|---|
# | `torch.float32` | `torch.float` | numbers with a decimal point, about 7 digits | 4 |
# | `torch.float64` | `torch.double` | the same, about 16 digits | 8 |
# | `torch.int64` | `torch.long` | whole numbers | 8 |
# | `torch.bool` | | `True` or `False` | 1 |
#
# **Predict before you run.** Which dtype will each line print?

# %% id="default-dtypes"
print(torch.tensor([1, 2, 3]).dtype)
print(torch.tensor([1.0, 2, 3]).dtype)
print(torch.tensor([True, False]).dtype)
print(torch.zeros(3).dtype)
print(torch.arange(3).dtype)
print(np.array([1.0, 2.0, 3.0]).dtype)

# %% [markdown] id="answer-default-dtypes"
# <details><summary>Answer</summary>
#
# Whole numbers become `int64`. As soon as one number has a point, all become `float32`.
# `zeros`, `ones`, `rand` and `randn` give `float32`; `arange` of whole numbers gives `int64`.
#
# The last line is NumPy, another library for arrays of numbers. **NumPy's default is `float64`,
# here it is `float32`.** Neural networks need many numbers more than they need many digits.
#
# </details>

# %% [markdown] id="promotion"
# When two dtypes meet, the result takes the one that can hold more: bool → int → float. A plain
# Python number such as `2.5` turns an int tensor into a float tensor, but it never turns a
# `float32` tensor into a `float64` one.

# %% id="promotion-code"
whole = torch.tensor([1, 2, 3])
print((whole + 2).dtype)
print((whole + 2.5).dtype)
print((whole / 2).dtype)
print((torch.zeros(3) + 2.5).dtype)
print((torch.zeros(3) + torch.zeros(3, dtype=torch.double)).dtype)
print(whole > 1)

# %% [markdown] id="wrong-mean"
# ### What goes wrong: an average of whole numbers
#
# The next cell stops with an error. **Read the last line of an error first.**

# %% id="mean-of-ints" tags=["raises-exception"]
print(whole.mean())

# %% [markdown] id="read-mean"
# It says: an average (`mean`) is usually not a whole number, so I cannot choose a dtype for the
# result. You gave me `Long`, which is `int64`. The fix: make the numbers float first.

# %% id="mean-fixed"
print(whole.float().mean())
print(whole.mean(dtype=torch.float))

# %% [markdown] id="wrong-inplace"
# The same idea stands behind the next error. A tensor can't change its dtype while you write into
# it.

# %% id="int-plus-float" tags=["raises-exception"]
whole += 1.5

# %% [markdown] id="read-inplace"
# It says: the result is a `Float`, and I can't write it into a tensor of type `Long`. The fix:
# make a new tensor, `whole = whole + 1.5`, which is free to be a float.

# %% id="int-plus-float-fixed"
whole = whole + 1.5
print(whole)

# %% [markdown] id="four-adds"
# ## 4. One operation, four spellings
#
# Here are four ways to add. Look at what each one does to `y`.

# %% id="add-in-four-ways"
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
y = torch.tensor([[10.0, 20.0], [30.0, 40.0]])

print(x + y)  # 1. an operator: makes a new tensor
print(torch.add(x, y))  # 2. a function: the same

result = torch.empty(2, 2)
_ = torch.add(x, y, out=result)  # 3. out=: writes into a tensor that you have
print(result)

_ = y.add_(x)  # 4. in place: writes into y itself
print(y)

# %% [markdown] id="in-place"
# A name that ends in `_` works **in place**: it changes the tensor itself. Examples are `add_`,
# `mul_`, `zero_`, `copy_`. The spelling `y += x` is the same as `y.add_(x)`. But `y = y + x` is
# different: it makes a new tensor and gives it the name `y`.
#
# **Predict before you run.** `p` and `q` are two names for one tensor, and so are `r` and `s`.
# What will `q` and `s` show?

# %% id="two-names"
p = torch.ones(3)
q = p
p += 1
print(q)

r = torch.ones(3)
s = r
r = r + 1
print(s)

# %% [markdown] id="answer-two-names"
# <details><summary>Answer</summary>
#
# `q` shows twos: `p += 1` changed the one tensor that both names stand for. `s` shows ones:
# `r = r + 1` made a new tensor for the name `r`, and left the old one to `s`.
#
# </details>

# %% [markdown] id="indexing"
# ## 5. Take a part
#
# Square brackets take a part, one entry for each dimension, separated by commas. Counting starts
# at 0, and -1 is the last. A colon means "all of them".
#
# **Predict before you run.** The table `m` holds the numbers 0 to 11 in 3 rows of 4. What will
# `m[:, 1]` show?

# %% id="slices"
m = torch.arange(12).view(3, 4)  # view: section 6
print(m)
print(m[0])  # row 0
print(m[:, 1])  # column 1
print(m[1:, 2:])  # from row 1 on, from column 2 on
print(m[-1, -1])  # the last of the last: one number, still a tensor
print(m[:, None].shape)  # None puts in a dimension of size 1

# %% [markdown] id="answer-slices"
# <details><summary>Answer</summary>
#
# All rows, column 1: `tensor([1, 5, 9])`. The result has one dimension, because the number 1 has
# chosen in the other.
#
# </details>

# %% [markdown] id="masks"
# Two more ways choose freely: a list of positions, and a tensor of `True` and `False` of the same
# shape, called a **mask**.

# %% id="mask"
print(m[[0, 2]])  # rows 0 and 2
print(m > 6)
print(m[m > 6])  # those where the mask is True
m[m > 6] = 0  # writing works in the same way
print(m)

# %% [markdown] id="wrong-index"
# ### What goes wrong: one step too far

# %% id="index-error" tags=["raises-exception"]
print(m[3])

# %% [markdown] id="read-index"
# There are 3 rows, so the last one is number 2. The message names the index that you asked for,
# the dimension, and its size. `m[2]` or `m[-1]` is the last row.
#
# **Your turn.** Change the next cell so that it prints the two middle columns of `m`.

# %% id="try-index"
print(m[:, 0:1])

# %% [markdown] id="item"
# ### From a tensor to a plain number
#
# `m[-1, -1]` is still a tensor: a tensor with no dimension at all. `.item()` takes the number
# out. `.tolist()` makes plain Python lists.

# %% id="item-code"
total = torch.tensor([1.5, 2.5]).sum()
print(total, total.shape)
print(total.item(), type(total.item()))
print(torch.tensor([[1, 2], [3, 4]]).tolist())

# %% id="item-error" tags=["raises-exception"]
print(torch.tensor([1.0, 2.0, 3.0]).item())

# %% [markdown] id="read-item"
# `item()` needs exactly one number, and this tensor has three. Say which one you want, for
# example `t[0].item()`, or make one out of them first, for example `t.sum().item()`.

# %% [markdown] id="shape"
# ## 6. Change the shape
#
# `view` shows the same numbers in another shape. The number of elements must stay the same. For
# one dimension you may write -1: this size is then worked out for you.

# %% id="view"
x = torch.randn(4, 4)
y = x.view(16)
z = x.view(-1, 8)  # 16 numbers in rows of 8: the -1 becomes 2
print(x.size(), y.size(), z.size())

# %% id="view-error" tags=["raises-exception"]
print(x.view(5, -1))

# %% [markdown] id="read-view"
# It says: you have 16 numbers, and 16 numbers do not fill rows evenly when there are 5 rows. The
# product of the sizes must be the number of elements.
#
# ### A view shares memory
#
# A **view** is a second way to look at the same numbers in memory. Nothing is copied. This is
# fast, and it means: **a change through one name is seen through the other**.
#
# **Predict before you run.** What will `a` show at the end?

# %% id="sharing"
a = torch.zeros(2, 3)
b = a.view(6)
b[0] = 1  # through a view
c = a[1]  # a slice is a view too
c += 5
d = a[[0, 1]]  # a list of positions makes a copy
d += 100
print(a)

# %% [markdown] id="answer-sharing"
# <details><summary>Answer</summary>
#
# The 1 and the three 5s arrive in `a`, because `b` and `c` share its memory. The 100s do not,
# because `d` is a copy.
#
# </details>

# %% [markdown] id="share-or-copy"
# | These share memory (views) | These copy |
# |---|---|
# | `view`, a slice `a[1:3]`, `a[0]`, `a[:, None]` | a list `a[[0, 1]]`, a mask `a[a > 0]` |
# | `t`, `T`, `transpose`, `permute` | `clone()`, and every calculation such as `a + 0` |
# | `squeeze`, `unsqueeze`, `expand` | `cat`, `stack` |
# | `reshape`, `flatten` when possible | `reshape`, `flatten` when not possible |
#
# To be safe from surprises, write `a.clone()`: a copy of your own.

# %% [markdown] id="stride-text"
# ### How a view works: strides
#
# In memory, the numbers always stand in one long row. A **stride** says how far you must jump in
# this row to reach the next number of a dimension, and the **offset** says where to start.
#
# **Predict before you run.** `m` holds the numbers 0 to 5 in 2 rows of 3. One row down in `m` is a
# jump of 3, one column on is a jump of 1: its stride is (3, 1). `m.t()` (for *transpose*) turns the
# table on its side: rows become columns. Which numbers must move in memory? What is its stride?

# %% id="strides"
from course.widgets import show_storage

m = torch.arange(6).view(2, 3)
show_storage(m, m.t(), m[:, 1], m.clone())

# %% [markdown] id="answer-strides"
# <details><summary>Answer</summary>
#
# No number moves: `m` and `m.t()` look at the same memory A. Only the two strides change places, to
# (1, 3). The column `m[:, 1]` starts at place 1 and jumps by 3. The clone has a memory of its own.
#
# </details>
#
# **Your turn.** Choose a cell of a tensor in the picture: the arrows show the jumps to its place.
# Say which of the others **will change** with it, and press **Write**. When you are wrong, nothing
# is written yet, and you get a question. Which tensors count the write in their `version`?
#
# The next cell asks for the same facts in code. Its first line makes `m` anew, whatever you wrote.

# %% id="strides-in-code"
m = torch.arange(6).view(2, 3)
print(m.stride(), m.storage_offset(), m.is_contiguous())
print(m.t().stride(), m.t().storage_offset(), m.t().is_contiguous())
print(m[:, 1].stride(), m[:, 1].storage_offset(), m[:, 1].is_contiguous())
print(m.data_ptr() == m.t().data_ptr())  # the same place in memory?

# %% [markdown] id="contiguous"
# A tensor is **contiguous** when reading it row by row is the same as reading the memory from
# start to end. `m.t()` is not: press its name in the picture, and the arrows show how it is read,
# forward by 3 and back by 2. This matters for the next error.

# %% id="view-of-transpose" tags=["raises-exception"]
print(m.t().view(6))

# %% [markdown] id="read-stride"
# It says: no stride can walk through this memory in the order that you ask for. And it names the
# fix: `reshape`. It gives a view where that is possible and makes a copy where it is not.

# %% id="reshape"
print(m.t().reshape(6))
print(m.t().contiguous().view(6))  # the same in two steps: copy, then view

# %% [markdown] id="reshape-is-not-t"
# **Predict before you run.** `m` has 2 rows and 3 columns. Are `m.reshape(3, 2)` and `m.t()`
# equal? Both have 3 rows and 2 columns.

# %% id="reshape-or-t"
print(m.reshape(3, 2))
print(m.t())

# %% [markdown] id="answer-reshape"
# <details><summary>Answer</summary>
#
# No. `reshape` keeps the order of the numbers and fills new rows. `t` turns the table on its
# side. Mixing them up gives no error, only wrong numbers: be careful with this one.
#
# </details>

# %% [markdown] id="join"
# Some more tools for shapes, at a glance:

# %% id="shape-tools"
u = torch.arange(3)
print(u.unsqueeze(0).shape, u.unsqueeze(1).shape)  # a new dimension of size 1
print(torch.zeros(1, 3, 1).squeeze().shape)  # all dimensions of size 1 go
print(torch.cat([u, u]))  # one after the other
print(torch.stack([u, u]))  # one above the other: a new dimension
print(torch.zeros(2, 3, 4).permute(2, 0, 1).shape)  # dimensions in a new order
print(torch.zeros(2, 3, 4).sum(dim=1).shape)  # the dimension summed over goes away

# %% [markdown] id="broadcasting"
# ## 7. When shapes differ: broadcasting
#
# You can add a number to a table. You can also add a row to a table: the row is used again for
# every row of the table. This is called **broadcasting**.
#
# The rule: write the two shapes under one another, **aligned on the right**. In each column the
# two sizes must be equal, or one of them must be 1, or missing. A 1, or a missing one, is
# stretched.
#
# ```
# table   2 x 3        table   2 x 3        table   2 x 3
# row         3        column  2 x 1        pair        2
#         -----                -----                -----
# result  2 x 3        result  2 x 3        error: 3 against 2
# ```

# %% id="broadcast"
table = torch.tensor([[0, 0, 0], [10, 10, 10]])
row = torch.tensor([1, 2, 3])
column = torch.tensor([[1], [2]])
print(table + row)
print(table + column)

# %% [markdown] id="predict-both"
# **Predict before you run.** Now the column and the row, without the table: shapes (2, 1) and (3,).
# Does this fit? Which shape has the sum?

# %% id="both-stretched"
from course.widgets import show_broadcast

show_broadcast(column, row)

# %% [markdown] id="answer-both"
# <details><summary>Answer</summary>
#
# It fits, and the sum has shape (2, 3). On the right, 1 meets 3: the column is stretched. On the
# left, 2 meets nothing: the row is stretched.
#
# </details>
#
# Move **Step** back to 1, then forward again: the copies leave their cell. Choose a cell to see
# where it is used. (Steps 4 to 6 show the way back, which you will need in lesson 04.)

# %% [markdown] id="wrong-broadcast"
# ### What goes wrong: shapes that do not fit

# %% id="broadcast-error" tags=["raises-exception"]
pair = torch.tensor([1, 2])
print(table + pair)

# %% [markdown] id="read-broadcast"
# It says: in dimension 1 the first tensor has size 3 and the second has size 2. Neither is 1, so
# nothing can be stretched. Many people expect shapes to be aligned on the left; they are aligned
# on the **right**. If you mean "one number for each row", make a column of it.

# %% id="broadcast-fixed"
print(table + pair.view(2, 1))
print(table + pair[:, None])  # the same, shorter

# %% [markdown] id="predict-silent"
# ### What goes wrong without an error
#
# **Predict before you run.** A network gives 3 results as a column, shape (3, 1). The right
# answers are a plain list, shape (3,). We compute the differences. What is the shape of `diff`?

# %% id="silent-broadcast"
out = torch.tensor([[1.0], [2.0], [3.0]])
target = torch.tensor([1.0, 2.0, 3.0])
diff = out - target
print(diff.shape)
print(diff)

# %% [markdown] id="answer-silent"
# <details><summary>Answer</summary>
#
# (3, 3). On the right, 1 meets 3 and is stretched; then 3 meets nothing and stays. Each result is
# compared with each answer. The differences should all be zero, and they are not. No error was
# raised, and a network trained like this learns nonsense.
#
# The cure: print shapes while you work, and make them equal: `out.squeeze(1) - target`.
#
# </details>

# %% id="silent-fixed"
print(out.squeeze(1) - target)

# %% [markdown] id="matmul"
# ## 8. Times, and times
#
# `*` multiplies number by number. `@` is the **matrix product**: each row of the left one times
# each column of the right one, summed up. `A.mm(B)` is the same as `A @ B` for two tables.
#
# The sizes that touch must be equal: (2 × **3**) @ (**3** × 4) gives (2 × 4).
#
# **Predict before you run.** `B` below is `[[0, 1], [1, 0]]`. Compute `A * B` and `A @ B` on paper.

# %% id="matmul-code"
A = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
B = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
print(A * B)
print(A @ B)
print(torch.dot(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])))  # 1*3 + 2*4

# %% [markdown] id="answer-matmul"
# <details><summary>Answer</summary>
#
# `A * B` keeps only the numbers of `A` that stand where `B` has a 1. In `A @ B`, the first row is
# $1 \cdot 0 + 2 \cdot 1 = 2$ and $1 \cdot 1 + 2 \cdot 0 = 1$: the two columns of `A` change places.
#
# </details>
#
# ### What goes wrong: sizes that do not touch

# %% id="matmul-error" tags=["raises-exception"]
print(torch.ones(2, 3) @ torch.ones(2, 3))

# %% [markdown] id="read-matmul"
# It shows both shapes, `2x3 and 2x3`: the inner sizes are 3 and 2, and they differ. Often one of
# the two must be turned on its side: `torch.ones(2, 3) @ torch.ones(2, 3).t()`.
#
# A matrix product also wants one dtype for both sides. Here is a mistake that many people make
# when data comes from NumPy.

# %% id="matmul-dtype-error" tags=["raises-exception"]
weights = torch.ones(3, 2)
data = torch.from_numpy(np.ones((4, 3)))
print(data @ weights)

# %% [markdown] id="read-matmul-dtype"
# `double` (`float64`) met `float` (`float32`). NumPy made the first, our default the second. The
# fix: `.float()` on the data, as early as possible.

# %% id="matmul-dtype-fixed"
print(data.float() @ weights)

# %% [markdown] id="numpy"
# ## 9. To NumPy and back
#
# `torch.from_numpy(array)` makes a tensor from a NumPy array. `tensor.numpy()` makes an array from
# a tensor. Both **share memory**. `torch.tensor(array)` makes a copy.
#
# **Predict before you run.** The array changes at the end. Which of `shared` and `copied` change
# with it?

# %% id="numpy-bridge"
array = np.array([1, 2, 3])
shared = torch.from_numpy(array)
copied = torch.tensor(array)
array[0] = 100
print(shared)
print(copied)

# %% [markdown] id="answer-numpy"
# <details><summary>Answer</summary>
#
# Only `shared`. It is a second way to look at the memory of the array.
#
# </details>
#
# It works in the other direction too.

# %% id="numpy-back"
t = torch.ones(5)
n = t.numpy()
_ = t.add_(1)
print(t)
print(n)

# %% [markdown] id="dtype-bridge"
# The dtype crosses the bridge unchanged. So a NumPy array of `float64` becomes a tensor of
# `float64`, which is not our default.

# %% id="dtype-bridge-code"
print(torch.from_numpy(np.array([1.0, 2.0])))
print(torch.from_numpy(np.array([1.0, 2.0])).float())

# %% [markdown] id="recap"
# ## Recap
#
# | You want | You write |
# |---|---|
# | a tensor from data | `torch.tensor([[1.0, 2.0], [3.0, 4.0]])` |
# | a tensor of a size | `torch.zeros(2, 3)`, `ones`, `full`, `rand`, `randn`, `arange`, `eye` |
# | one that is like another | `torch.zeros_like(x)`, `x.new_ones(5, 3)` |
# | the same chance again | `torch.manual_seed(0)` |
# | its four facts | `x.shape`, `x.dtype`, `x.device`, `x.numel()` |
# | another dtype | `x.float()`, `x.double()`, `x.long()` |
# | a change in place | a name that ends in `_`, or `+=` |
# | a part | `x[0]`, `x[:, 1]`, `x[x > 0]` |
# | another shape | `x.view(-1, 8)`; `x.reshape(...)` if `view` refuses |
# | one plain number | `x.item()` |
# | the matrix product | `A @ B` |
# | NumPy and back | `x.numpy()`, `torch.from_numpy(a)`: memory is shared |
#
# Three things to remember: the default is **float32**; views **share memory**; shapes are aligned
# **on the right**.
#
# Your turn: [the exercises of this lesson](../exercises/01_tensors.ipynb), checked as you work.
#
# Next: [02 CUDA](02_cuda.ipynb), where tensors move to another device.
