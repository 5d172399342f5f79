# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
# ---

# %% [markdown] id="title"
# # 05 · Custom functions
#
# **Stage 5 of the tutorial: custom autograd functions.** So far you put together operations that
# somebody else wrote. Now you write one yourself: what it computes on the way forward, and how
# gradients pass through it on the way back. You do not need this every day. But it is the best way
# to understand what each step of `backward` does. This lesson takes about 40 minutes.
#
# **What you will be able to do**
#
# - write a subclass of `torch.autograd.Function` with `forward` and `backward`
# - save what `backward` needs with `ctx.save_for_backward`, and say why not in another way
# - use the gradient that arrives, and return one gradient for each argument
# - prove a derivative with `gradcheck`, and read its error
# - train a network with your own ReLU
# - say when a function can be differentiated twice, and protect it when it cannot

# %% [markdown] id="warm-up"
# ## Warm-up
#
# 1. `y` has shape (4, 2) and `x` has shape (3). Which shape has the argument of `y.backward(...)`?
# 2. What does `x * x` save for `backward`, and when is it freed?
# 3. You call `backward` on two graphs with the same leaf. What is in `.grad`?
#
# <details><summary>Answers</summary>
#
# 1. (4, 2), the shape of the output. `x.grad` will have shape (3).
# 2. The value of `x`. The first `backward` without `retain_graph=True` frees it.
# 3. The sum of both gradients.
#
# </details>

# %% id="warm-up-items" tags=["tutorgrad-only"]
from course.exercises import warm_up

warm_up("05")

# %% id="imports"
import warnings

import numpy as np

import tutorgrad as torch
from course.widgets import graph_text, show_function

# %% [markdown] id="first-function"
# ## 1. A first function: the cube
#
# $$y = x^3, \qquad \frac{dy}{dx} = 3x^2.$$
#
# A **custom function** is a class with two static methods:
#
# - `forward(ctx, ...)` gets the inputs and returns the output;
# - `backward(ctx, g)` gets the gradient `g` of the loss with respect to the **output**, and returns
#   the gradient of the loss with respect to the **input**.
#
# `ctx` (short for *context*) is a box. `forward` puts into it what `backward` will need.
#
# ```text
#               forward                              backward
#    x  ──────►  x³  ──────►  y        x.grad  ◄──────  g · 3x²  ◄──────  g
#                 │                                        ▲
#                 └── save x ──►  [ ctx ]  ── x ───────────┘
# ```
#
# You never call `forward` yourself. You call `Cube.apply(x)`, and it does three things: run
# `forward`, make the box, and put a node into the graph.


# %% id="cube"
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x * x


# %% [markdown] id="cube-question"
# **Predict before you run.** At $x=2$: which value, which `grad_fn`, which gradient?

# %% id="cube-run"
x = torch.tensor(2.0, requires_grad=True)
y = Cube.apply(x)
print(y)
y.backward()
print(x.grad)

# %% [markdown] id="cube-answer"
# <details><summary>Answer</summary>
#
# $2^3 = 8$. The node has the name of the class plus `Backward`. The gradient is
# $3 \cdot 2^2 = 12$.
#
# </details>
#
# Inside `forward`, nothing is recorded. For autograd, `Cube` is one single step, whatever happens
# inside. Compare the graph with the one of `x * x * x`:

# %% id="cube-graph"
one_step = Cube.apply(x)
two_steps = x * x * x
print(graph_text(one_step))
print(graph_text(two_steps))

# %% [markdown] id="arriving-gradient"
# ## 2. The gradient that arrives
#
# Why does `backward` multiply by `g`? Because of the chain rule. After the cube other steps may
# follow. Autograd has already walked through them, and $g = \partial L / \partial y$ is what came
# out. Your part of the work is one factor:
#
# $$\frac{\partial L}{\partial x} = \underbrace{\frac{\partial L}{\partial y}}_{g} \cdot
# \underbrace{\frac{\partial y}{\partial x}}_{3x^2}.$$
#
# In the words of lesson 04: `g` is the vector $v$, and `backward` must return $v^\mathsf{T} J$.
#
# **What goes wrong.** Here is a version that forgets `g`.
#
# **Predict before you run.** In which of the two lines do you see the mistake?


# %% id="forgetful-cube"
class ForgetfulCube(Cube):
    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 3 * x * x


for name, after in (("y", lambda y: y), ("5 y", lambda y: 5 * y)):
    right, wrong = (torch.tensor(2.0, requires_grad=True) for _ in range(2))
    after(Cube.apply(right)).backward()
    after(ForgetfulCube.apply(wrong)).backward()
    print(f"{name:4} right {right.grad}  forgetful {wrong.grad}")

# %% [markdown] id="forgetful-cube-answer"
# <details><summary>Answer</summary>
#
# Only in the second. If the loss is `y` itself, then `g` is 1, and forgetting a factor of 1 does no
# harm. With `5 y` the right gradient is 60.
#
# </details>
#
# There is no error message. So never test a `backward` with `g = 1` alone. Multiply the result by
# something else first, or use `gradcheck` (part 6).

# %% [markdown] id="relu"
# ## 3. MyReLU
#
# The **ReLU** (*rectified linear unit*) keeps positive numbers and replaces negative ones by 0:
# $\max(x, 0)$. Networks use it between their layers. Its slope is 1 on the right and 0 on the left.
# So `backward` lets the gradient pass where $x > 0$ and stops it where $x < 0$.


# %% id="my-relu"
class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        passed = g.clone()
        passed[x < 0] = 0
        return passed


# %% [markdown] id="relu-question"
# Two details. `g.clone()` makes a copy, because `g` belongs to autograd and may be used by others:
# `backward` must not change it. And `x < 0` is a mask: it picks the places where `x` is negative.
#
# **Predict before you run.** At exactly $x=0$ the curve has a corner, so there is no slope. Which
# number do you expect there from `MyReLU`? And from the built-in `relu`?

# %% id="relu-run"
values = [-2.0, -0.5, 0.0, 1.5, 3.0]
for name, function in (("MyReLU", MyReLU.apply), ("clamp ", None), ("relu  ", torch.relu)):
    x = torch.tensor(values, requires_grad=True)
    y = x.clamp(min=0) if function is None else function(x)
    y.backward(torch.full((5,), 10.0))
    print(name, x.grad)

# %% [markdown] id="relu-answer"
# <details><summary>Answer</summary>
#
# `MyReLU` stops the gradient where `x < 0`. Zero is not smaller than zero, so it passes: 10.
# `clamp(min=0)` does the same. The built-in `relu` chooses 0 there.
#
# </details>
#
# At a corner every number between the left slope and the right slope is allowed. It is called a
# **subgradient**. The choice rarely matters, because a computed number is almost never exactly 0.

# %% [markdown] id="relu-lens-question"
# ### The lens
#
# `show_function` puts a function under a lens. At the top you see the function. In the middle you
# see its slope, twice: the wide, pale line is **measured** (move $x$ a little to both sides and
# look how much $y$ changes), the dashed line is what your `backward` **returns**. At the bottom
# you see how far the two are apart. Move the point with the first slider.
#
# **Predict before you run.** Which two slopes will the lens show at the corner? Will it call
# `MyReLU` right or wrong?

# %% id="relu-lens" tags=["tutorgrad-only"]
show_function(MyReLU, at=0)

# %% [markdown] id="relu-lens-answer"
# <details><summary>Answer</summary>
#
# 0 on the left and 1 on the right. `MyReLU` returns 1 there. That is one of the allowed numbers, so
# the lens says *right*. The measured 0.5 is only the middle of both sides. Change `x < 0` to
# `x <= 0` in `MyReLU` and run both cells again: 0 is allowed too.
#
# </details>
#
# **Your turn.** A *leaky* ReLU lets a little pass on the left: $0.1\,x$ for negative $x$. Change
# one line of `forward` and one line of `backward`. The cell must print `[-0.2, 3.]` and `[0.1,
# 1.]`.


# %% id="your-turn-leaky"
class Leaky(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.where(x < 0, torch.zeros_like(x), x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return torch.where(x < 0, torch.zeros_like(g), g)


x = torch.tensor([-2.0, 3.0], requires_grad=True)
y = Leaky.apply(x)
y.backward(torch.ones(2))
print(y.detach(), x.grad)

# %% [markdown] id="relu-solution"
# <details><summary>Solution</summary>
#
# Write `0.1 * x` in place of `torch.zeros_like(x)`, and `0.1 * g` in place of
# `torch.zeros_like(g)`.
#
# </details>

# %% [markdown] id="train-with-it"
# ## 4. A network with your ReLU
#
# Now put it to work. The network has two layers, with `MyReLU` between them:
#
# ```text
# x ── @ w1 ──► h ── MyReLU ──► h_relu ── @ w2 ──► prediction
#
# x (64, 1000)   h, h_relu (64, 100)   prediction (64, 10)
# ```
#
# The data are random numbers: 64 examples with 1000 inputs and 10 targets each. There is nothing to
# learn in them except the examples themselves, and that is enough here. The **loss** is the sum of
# all squared differences. Each step moves the weights a little against the gradient. The size of
# that move, `1e-6`, is the **learning rate**.
#
# **Predict before you run.** The first loss is about 30 million. After 500 steps, is it nearer to
# 1000, to 1, or to 0?

# %% id="train-my-relu"
torch.manual_seed(0)
n, inputs, hidden, outputs = 64, 1000, 100, 10
x = torch.randn(n, inputs)
target = torch.randn(n, outputs)
w1 = torch.randn(inputs, hidden, requires_grad=True)
w2 = torch.randn(hidden, outputs, requires_grad=True)
learning_rate = 1e-6

for step in range(1, 501):
    prediction = MyReLU.apply(x.mm(w1)).mm(w2)
    loss = (prediction - target).pow(2).sum()
    if step in (1, 100, 200, 500):
        print(step, f"{loss.item():.1g}")
    loss.backward()
    with torch.no_grad():
        w1 -= learning_rate * w1.grad
        w2 -= learning_rate * w2.grad
        w1.grad.zero_()
        w2.grad.zero_()

# %% [markdown] id="train-answer"
# <details><summary>Answer</summary>
#
# To 0: about 0.00003. The network has 101,000 weights and only 640 numbers to match.
#
# </details>
#
# Only one digit is printed. The reason is worth knowing: after hundreds of steps, the tiny rounding
# errors of `float32` make the later digits differ between processors, on PyTorch too. Lesson 06
# looks at this.

# %% [markdown] id="several-arguments"
# ## 5. Several arguments
#
# `backward` must return **one value for each argument** of `forward`, in the same order. (`ctx`
# does not count.) For an argument that is not a tensor, or that needs no gradient, return `None`.
#
# Here is $y = x^n$ with a whole number $n$.
#
# **What goes wrong.** The author thought: "only `x` has a gradient, so I return one."


# %% id="too-few-gradients" tags=["raises-exception"]
class Power(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, n):
        ctx.save_for_backward(x)
        ctx.n = n
        return x**n

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * ctx.n * x ** (ctx.n - 1)


x = torch.tensor(2.0, requires_grad=True)
Power.apply(x, 5).backward()

# %% [markdown] id="too-few-gradients-read"
# **Read the error.** `expected 2, got 1`: `forward` has two arguments, `x` and `n`. The fix is one
# word: `None` for `n`.
#
# Note also the two ways to save. **Tensors** go through `save_for_backward`. Everything else, like
# the number `n`, becomes an attribute of `ctx`.


# %% id="power-fixed"
class FixedPower(Power):
    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * ctx.n * x ** (ctx.n - 1), None


x = torch.tensor(2.0, requires_grad=True)
FixedPower.apply(x, 5).backward()
print(x.grad)

# %% [markdown] id="more-errors-question"
# Here are more mistakes, each a small class. The program runs them and prints the type of the error
# and its first sentence.
#
# **Predict before you run.** Can you say what is wrong in each class before you read the message?


# %% id="more-errors"
class WrongShape(Cube):
    @staticmethod
    def backward(ctx, g):
        return torch.ones(5)


class NotATensor(Cube):
    @staticmethod
    def backward(ctx, g):
        return 3.0


class NoBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2


class SavesANumber(Cube):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x, 3)
        return x * x * x


for broken in (WrongShape, NotATensor, NoBackward, SavesANumber):
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    try:
        broken.apply(x).sum().backward()
    except (RuntimeError, TypeError, NotImplementedError) as error:
        print(f"{broken.__name__}: {type(error).__name__}\n    {error}")

# %% [markdown] id="more-errors-answer"
# <details><summary>Answer</summary>
#
# - `WrongShape`: the gradient of `x` must have the shape of `x`, here 3 numbers.
# - `NotATensor`: a gradient is a tensor or `None`. (*Variable* is an old word for tensor.)
# - `NoBackward`: there is no `backward`. Forward alone works; the error comes on the way back.
# - `SavesANumber`: `save_for_backward` takes tensors only.
#
# </details>
#
# And one more: using the class like an ordinary object. `Cube(x)` or `Cube()(x)` is the old style.

# %% id="called-not-applied" tags=["raises-exception"]
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    Cube()(x)

# %% [markdown] id="called-not-applied-read"
# The fix is `Cube.apply(x)`. It is handy to give it a name: `cube = Cube.apply`.

# %% [markdown] id="needs-input-grad"
# ### Do not compute what nobody needs
#
# With several tensors as arguments, perhaps only one needs a gradient. `ctx.needs_input_grad` tells
# you: one `True` or `False` for each argument. For a product $a b$ the gradients are $g b$ and
# $g a$.


# %% id="needs-input-grad-run"
class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b

    @staticmethod
    def backward(ctx, g):
        print("needed:", ctx.needs_input_grad)
        a, b = ctx.saved_tensors
        grad_a = g * b if ctx.needs_input_grad[0] else None
        grad_b = g * a if ctx.needs_input_grad[1] else None
        return grad_a, grad_b


data = torch.tensor([1.0, 2.0, 3.0])
w = torch.tensor([4.0, 5.0, 6.0], requires_grad=True)
Product.apply(data, w).sum().backward()
print(data.grad, w.grad)

# %% [markdown] id="save-properly"
# ### Why not `ctx.x = x`?
#
# An attribute can hold a tensor too, and the program seems to work. But `save_for_backward` does
# more: it notes the version of the tensor, and it frees it after `backward`. Remember the version
# counter of lesson 04.
#
# **Predict before you run.** `x` is changed between `forward` and `backward`. The right answer for
# $x=1$ is 3.


# %% id="careless-cube"
class CarelessCube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        return x * x * x

    @staticmethod
    def backward(ctx, g):
        return g * 3 * ctx.x * ctx.x


for function in (CarelessCube, Cube):
    x = torch.tensor(1.0, requires_grad=True)
    y = function.apply(x)
    with torch.no_grad():
        x.mul_(10)
    try:
        y.backward()
        print(function.__name__, x.grad)
    except RuntimeError as error:
        print(function.__name__, "error:", str(error).split(":")[0])

# %% [markdown] id="careless-cube-answer"
# <details><summary>Answer</summary>
#
# `CarelessCube` prints 300, silently wrong. `Cube` refuses: "one of the variables needed for
# gradient computation has been modified by an inplace operation".
#
# </details>
#
# **Rule.** Tensors go into `save_for_backward`, always.

# %% [markdown] id="gradcheck"
# ## 6. Proving it: `gradcheck`
#
# How do you know that your derivative is right? Measure the slope. Move $x$ a little to both sides:
#
# $$\frac{dy}{dx} \approx \frac{f(x+h) - f(x-h)}{2h}.$$
#
# **Predict before you run.** The exact answer is 12. A smaller $h$ should be nearer. Is that true?


# %% id="slope-by-hand"
def measured_slope(f, x, h):
    return ((f(x + h) - f(x - h)) / (2 * h)).item()


def cube(x):
    return x * x * x


for dtype in (torch.float32, torch.float64):
    x = torch.tensor(2.0, dtype=dtype)
    errors = [abs(measured_slope(cube, x, h) - 12) for h in (1e-1, 1e-3, 1e-6)]
    print(dtype, ["less than 0.0001" if e < 1e-4 else f"{e:.1g}" for e in errors])

# %% [markdown] id="slope-by-hand-answer"
# <details><summary>Answer</summary>
#
# In `float64` yes. In `float32` no: with a tiny $h$, the two values $f(x+h)$ and $f(x-h)$ agree in
# almost all their digits. Their difference is mostly rounding error, and then it is divided by a
# tiny number.
#
# </details>
#
# `torch.autograd.gradcheck` makes this comparison for every input and every output. It uses
# $h = 10^{-6}$, so give it **`float64`** inputs.

# %% id="gradcheck-good"
x = torch.tensor([-1.5, 0.5, 2.0], dtype=torch.float64, requires_grad=True)
print(torch.autograd.gradcheck(Cube.apply, (x,)))
print(torch.autograd.gradcheck(MyReLU.apply, (x,)))

# %% [markdown] id="gradcheck-bad"
# **What goes wrong.** A wrong derivative: somebody wrote $2x^2$ in place of $3x^2$.


# %% id="gradcheck-bad-run" tags=["raises-exception"]
class WrongCube(Cube):
    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 2 * x * x


x = torch.tensor([2.0], dtype=torch.float64, requires_grad=True)
torch.autograd.gradcheck(WrongCube.apply, (x,))

# %% [markdown] id="gradcheck-bad-read"
# **Read the error.** *Numerical* is the measured slope: 12. *Analytical* is what your `backward`
# says: 8. They do not match, and the measurement does not lie. The Jacobian that is named here is
# the table from lesson 04.
#
# Two more things that `gradcheck` tells you:

# %% id="gradcheck-float32-and-corner"
x = torch.tensor([2.0], requires_grad=True)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    passed = torch.autograd.gradcheck(Cube.apply, (x,), raise_exception=False)
print("float32:", passed)
print(str(caught[0].message).split(". ")[0])

x = torch.tensor([0.0], dtype=torch.float64, requires_grad=True)
print("corner: ", torch.autograd.gradcheck(MyReLU.apply, (x,), raise_exception=False))

# %% [markdown] id="gradcheck-notes"
# - In `float32` even the right `Cube` fails, because the measurement is too rough. The warning says
#   why.
# - At the corner of the ReLU the measured slope is the middle of both sides, 0.5. Check at points
#   without corners.
#
# **Does `gradcheck` find a forgotten `g`?** Put `ForgetfulCube` from part 2 under the lens. The
# second slider sets the gradient $g$ that arrives; the loss is then $g\,y$.
#
# **Predict before you run.** With $g=1$: where do the two slopes differ? And with $g=3$?

# %% id="forgetful-lens" tags=["tutorgrad-only"]
forgetful = show_function(ForgetfulCube, at=2)
forgetful

# %% [markdown] id="forgetful-lens-answer"
# <details><summary>Answer</summary>
#
# With $g=1$ they are the same everywhere, and `gradcheck` passes. With $g=3$ they differ everywhere
# except at 0. So check the function and a multiple of it, such as `lambda x: 3 * f(x)`. Or check
# with more than one number in `x`: then `gradcheck` sends 1 to one result and 0 to the others, and
# a `backward` that forgets `g` gives a gradient where there should be none.
#
# </details>
#
# Without a mouse: `forgetful.do("g", 3)` moves the slider, `print(forgetful)` says what it shows.

# %% [markdown] id="twice"
# ## 7. Differentiating twice
#
# For a second derivative, autograd must walk through your `backward` as well. If `backward` uses
# only tensor operations on `g` and on saved tensors, this works without extra effort:

# %% id="cube-twice"
x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
(first,) = torch.autograd.grad(Cube.apply(x), x, create_graph=True)
(second,) = torch.autograd.grad(first, x)
print(first.item(), second.item())
print(torch.autograd.gradgradcheck(Cube.apply, (x,)))

# %% [markdown] id="numpy-inside"
# It breaks when `backward` leaves the world of tensors, for example with NumPy. Autograd does not
# see what NumPy does. Here is a sine that computes with NumPy.
#
# For $L = \sin^2 x$ the derivatives are $L' = 2 \sin x \cos x$ and $L'' = 2\cos^2 x - 2 \sin^2 x$.
#
# **Predict before you run.** Will the first derivative be right? And the second?


# %% id="numpy-sine"
class NumpySine(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.as_tensor(np.sin(x.detach().numpy()))

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * torch.as_tensor(np.cos(x.detach().numpy()))


def two_derivatives(sine):
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    (first,) = torch.autograd.grad(sine(x) ** 2, x, create_graph=True)
    print(f"first {first.item():.4f}")
    first.backward()
    print(f"second {x.grad.item():.4f}")


two_derivatives(torch.sin)
two_derivatives(NumpySine.apply)

# %% [markdown] id="numpy-sine-answer"
# <details><summary>Answer</summary>
#
# The first derivative is right. The second is silently wrong: 0.5839 in place of −0.8323. Only the
# part $2\cos^2 x$ arrived, through `g`. The cosine came from NumPy and looks like a constant.
#
# </details>
#
# A silent wrong number is the worst kind of error. The decorator `once_differentiable` turns it
# into a loud one: it says that this `backward` cannot be differentiated.


# %% id="once-differentiable" tags=["raises-exception"]
class HonestSine(NumpySine):
    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g):
        return NumpySine.backward(ctx, g)


two_derivatives(HonestSine.apply)

# %% [markdown] id="once-differentiable-read"
# The first derivative still works; the second now says what is wrong. `gradgradcheck` finds such
# mistakes too: it passes only if the second derivative is right.


# %% id="gradgradcheck-numpy"
def squared(sine):
    return lambda x: sine(x) ** 2


x = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
for sine in (torch.sin, NumpySine.apply):
    first = torch.autograd.gradcheck(sine, (x,), raise_exception=False)
    second = torch.autograd.gradgradcheck(squared(sine), (x,), raise_exception=False)
    print(first, second)

# %% [markdown] id="another-gradient"
# ## 8. A gradient that is not the slope
#
# Sometimes you *want* another gradient than the true one. Rounding is flat between its steps, so
# its slope is 0 and nothing can be learned through it. A common trick: round on the way forward,
# and on the way back pretend that nothing happened. It is called the **straight-through
# estimator**.


# %% id="straight-through"
class RoundStraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, g):
        return g


for name, function in (("round", torch.round), ("straight through", RoundStraightThrough.apply)):
    w = torch.tensor(0.4, requires_grad=True)
    for _ in range(20):
        loss = (function(w * 10) - 7) ** 2
        loss.backward()
        with torch.no_grad():
            w -= 0.001 * w.grad
        w.grad = None
    print(f"{name:16} w = {w.item():.3f}, rounded 10 w = {(w * 10).round().item():.0f}")

# %% [markdown] id="straight-through-words"
# We look for a $w$ such that $10 w$, rounded, is 7. With the true slope of `round`, nothing moves.
# With the pretended slope, `w` walks until the rounded value is 7. `gradcheck` would reject this
# function, and it would be right: it is a choice, not a derivative.

# %% [markdown] id="more-of-ctx"
# ## 9. What else `ctx` can do
#
# | You write | When |
# |---|---|
# | `ctx.mark_dirty(x)` | `forward` changes `x` in place and returns it |
# | `ctx.mark_non_differentiable(out)` | an output has no gradient, such as indices |
# | `ctx.set_materialize_grads(False)` | get `None` instead of zeros for an output nobody used |
# | `ctx.needs_input_grad` | skip the work that nobody needs |

# %% [markdown] id="recap"
# ## Recap
#
# | Step | Rule | If you forget it |
# |---|---|---|
# | call | `Cube.apply(x)` | an error about the old style |
# | save | `ctx.save_for_backward(x)` for tensors, `ctx.n = n` for the rest | silently wrong |
# | use `g` | return `g * slope` | silently wrong as soon as `g` is not 1 |
# | return | one value for each argument, `None` where there is no gradient | `expected 2, got 1` |
# | shape | a gradient has the shape of its input | `invalid gradient at index 0` |
# | do not change `g` | `g.clone()` first | silently wrong elsewhere |
# | prove | `gradcheck` in `float64`, away from corners | you hope |
# | twice | only tensor operations in `backward`, else `once_differentiable` | silently wrong |
#
# Your turn: [the exercises of this lesson](../exercises/05_custom_functions.ipynb), checked as you
# work.
#
# Next: [06 Four ways](06_four_ways.ipynb). There you build one network in four ways, from bare
# NumPy to `nn` and `optim`, and prove that all of them do the same.
