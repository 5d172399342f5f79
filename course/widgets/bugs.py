"""The bugs of `break_it`: what is changed in a training loop, what that does, and why.

Two loops that do the same, as they are shown and as they run. `{…}` names a place that a bug may
change; the fix is the text that stands in the good loop.
"""

from __future__ import annotations

from dataclasses import dataclass

BY_HAND = """\
w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for step in range(30):
    prediction = x * w + b
    loss = ((prediction - y) ** 2).mean()
    losses.append(loss.item())
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        b -= 0.1 * b.grad
    w.grad = b.grad = None"""

WITH_OPTIM = """\
model = nn.Linear(1, 1)
same_start(model)
optimizer = optim.SGD(model.parameters(), lr=0.1)
for step in range(30):
    prediction = model(x)
    loss = ((prediction - y) ** 2).mean()
    losses.append(loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()"""

WELL, FLAT, HIGH, WILD, ERROR = (
    "falls as well",
    "does not move",
    "falls, but stays too high",
    "jumps or grows",
    "an error",
)
OUTCOMES = (WELL, FLAT, HIGH, WILD, ERROR)


@dataclass(frozen=True)
class Bug:
    """One bug: its name on a button, the good lines and the bad ones, and how it shows."""

    name: str
    loop: str
    good: str
    bad: str
    outcome: str
    symptom: str
    reason: str


BUGS = (
    Bug(
        "no zero_grad",
        WITH_OPTIM,
        "    optimizer.zero_grad()\n",
        "",
        WILD,
        "The loss swings up and down and does not settle. There is no error.",
        "backward() adds to .grad. Every step moves along the sum of all gradients so far, also "
        "those of places that were left long ago.",
    ),
    Bug(
        "zero_grad after backward",
        WITH_OPTIM,
        "    optimizer.zero_grad()\n    loss.backward()\n",
        "    loss.backward()\n    optimizer.zero_grad()\n",
        FLAT,
        "The loss stays where it was, to the last digit. There is no error.",
        "When step() looks, every .grad is None. Nothing between backward() and step() may clear.",
    ),
    Bug(
        "sum, not mean",
        WITH_OPTIM,
        "((prediction - y) ** 2).mean()",
        "((prediction - y) ** 2).sum()",
        WILD,
        "The loss begins 20 times as large and grows about eightfold at every step.",
        "The sum over 20 examples has a gradient 20 times as large. A learning rate belongs to a "
        "reduction: divide it by 20, or take the mean.",
    ),
    Bug(
        "wrong sign",
        BY_HAND,
        "        w -= 0.1 * w.grad\n        b -= 0.1 * b.grad\n",
        "        w += 0.1 * w.grad\n        b += 0.1 * b.grad\n",
        WILD,
        "The loss grows from the first step.",
        "The gradient points uphill, to where the loss grows. Go against it.",
    ),
    Bug(
        "(N, 1) - (N,)",
        WITH_OPTIM,
        "    prediction = model(x)\n",
        "    prediction = model(x).reshape(-1)\n",
        HIGH,
        "The loss falls a little, then stays far too high. There is no error.",
        "(20,) - (20, 1) is stretched to (20, 20): every prediction is compared with every target. "
        "The best answer is then the mean of all targets. Print both shapes.",
    ),
    Bug(
        "w = w - …",
        BY_HAND,
        "        w -= 0.1 * w.grad\n        b -= 0.1 * b.grad\n",
        "        w = w - 0.1 * w.grad\n        b = b - 0.1 * b.grad\n",
        ERROR,
        "The first step works. The second stops in backward().",
        "w is now another tensor, made inside no_grad: it does not require grad. `-=` changes "
        "the numbers of the leaf and keeps the leaf.",
    ),
    Bug(
        "no no_grad",
        BY_HAND,
        "    with torch.no_grad():\n        w -= 0.1 * w.grad\n        b -= 0.1 * b.grad\n",
        "    w -= 0.1 * w.grad\n    b -= 0.1 * b.grad\n",
        ERROR,
        "The first update stops.",
        "The update is not part of the formula. Autograd would have to record it, and it would "
        "overwrite the leaf that gradients are computed for.",
    ),
    Bug(
        "detached loss",
        WITH_OPTIM,
        "    prediction = model(x)\n",
        "    prediction = model(x).detach()\n",
        ERROR,
        "The first backward() stops.",
        "detach() cuts the graph, and so does .item(), .numpy() or torch.tensor(…): behind the "
        "cut nothing is known of the weights.",
    ),
    Bug(
        "stale optimizer",
        WITH_OPTIM,
        "optimizer = optim.SGD(model.parameters(), lr=0.1)\n",
        "optimizer = optim.SGD(model.parameters(), lr=0.1)\n"
        "model = nn.Linear(1, 1)\nsame_start(model)\n",
        FLAT,
        "The loss stays where it was, to the last digit. There is no error.",
        "The optimizer holds the parameters of the first model; the loop trains a second one. "
        "Make the optimizer last.",
    ),
    Bug(
        "learning rate × 12",
        WITH_OPTIM,
        "lr=0.1)",
        "lr=1.2)",
        WILD,
        "The loss grows: each step jumps over the valley and lands higher on the other side.",
        "The step is longer than the valley is wide. Divide the learning rate by 3 until the "
        "loss falls.",
    ),
)
