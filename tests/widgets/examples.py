"""One small example of every widget, as code whose last line is the widget.

A new widget needs an entry here: `test_every_widget.py` asks every example the same questions, and
docs/widgets.md shows its last line. EVIL has the same widgets with names that try to run script;
a widget that takes no names from its user stands in NAMELESS.
"""

from __future__ import annotations

import ast
from typing import Any

SMALL = """
import tutorgrad as torch
from tutorgrad import nn
torch.manual_seed(0)
x = torch.linspace(-1, 1, 6).view(3, 2)
w = torch.tensor([[0.5, -1.0]], requires_grad=True)
loss = (x * w).tanh().sum()
"""

EXAMPLES = {
    "show_graph": SMALL + "loss.backward()\nshow_graph(loss)",
    "show_backward": SMALL + "show_backward(loss)",
    "LossPlot": """
plot = LossPlot("The loss falls")
for step in plot.watch(range(20)):
    loss = 4.0 / (1 + step)
plot
""",
    "Trainer": "Trainer(width=8)",
    "Playground": 'Playground("moons", width=4, steps=40)',
    "show_storage": SMALL + "show_storage(x, x.t(), x[1:])",
    "show_broadcast": "show_broadcast((3, 1), (4,))",
    "show_landscape": 'show_landscape("bowl", steps=8)',
    "Ledger": SMALL
    + """
with Ledger() as ledger:
    loss = nn.Sequential(nn.Linear(2, 4), nn.Tanh())(x).sum()
ledger
""",
    "Ledger.compare": SMALL
    + """
def unrecorded():
    with torch.no_grad():
        return (x * w).tanh().sum()
Ledger.compare({"plain": lambda: (x * w).tanh().sum(), "no_grad": unrecorded})
""",
    "show_function": "import tutorgrad as torch\nshow_function(torch.relu, at=0)",
    "vote": 'vote("What is w.grad?", ["None", "0"], right="None")',
    "break_it": "break_it()",
    "show_four_ways": "show_four_ways(10)",
    "warm_up": """
from course.exercises import warm_up
items = warm_up("04")
items.do("choose 0")
items
""",
    "show_progress": "from course.exercises import show_progress\nshow_progress()",
}

SCRIPT = "<script>alert(1)</script>"
NAMES = SMALL + f"evil = {SCRIPT!r}\n"

EVIL = {
    "show_graph": NAMES + "show_graph(loss, {evil: w})",
    "LossPlot": NAMES
    + """
plot = LossPlot(evil).run(evil)
plot.add(**{evil: 1.0})
plot.add(**{evil: 2.0})
plot
""",
    "show_storage": NAMES + "show_storage(**{evil: x})",
    "Ledger": NAMES
    + """
kind = type(evil, (torch.autograd.Function,), {
    "__doc__": evil,
    "forward": staticmethod(lambda ctx, x: (ctx.save_for_backward(x), x * 2)[1]),
    "backward": staticmethod(lambda ctx, gradient: gradient),
})
with Ledger() as ledger:
    loss = kind.apply(w).sum()
ledger
""",
    "Ledger.compare": NAMES + "Ledger.compare({evil: lambda: (x * w).sum()})",
    "show_function": NAMES
    + """
def function(x):
    return x * x
function.__name__ = function.__qualname__ = evil
function.__doc__ = evil
show_function(function)
""",
    "show_landscape": NAMES
    + """
def function(x, y):
    return x * x + y * y
function.__name__ = function.__qualname__ = evil
function.__doc__ = evil
show_landscape(function, x=(-1, 1), y=(-1, 1), start=(1, 1), rate=0.1, steps=3)
""",
    "vote": NAMES + 'vote(evil, [evil, "0"], right=evil, because=evil)',
}

NAMELESS = {
    "show_backward",
    "Trainer",
    "Playground",
    "show_broadcast",
    "break_it",
    "show_four_ways",
    "warm_up",
    "show_progress",
}
"""Variable names are all that they show, and those are Python's own."""


def build(code: str) -> Any:
    """Run an example; give the value of its last line."""
    scope: dict[str, Any] = {}
    exec("from course.widgets import *", scope)
    *lines, last = ast.parse(code).body
    assert isinstance(last, ast.Expr), "the last line of an example is the widget"
    exec(compile(ast.Module(lines, []), "<example>", "exec"), scope)
    return eval(compile(ast.Expression(last.value), "<example>", "eval"), scope)
