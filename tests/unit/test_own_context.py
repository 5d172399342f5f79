"""What a program does in a hook or in a Function's backward happens in the program's own context.

Protects: Jupyter finds the cell to print in through a context variable, so a walk back in a context
of its own would swallow what hooks print.
"""

from __future__ import annotations

import contextvars
from typing import Any

import tutorgrad as torch

CELL = contextvars.ContextVar("CELL", default="none")


def test_hooks_and_backward_see_the_context_of_the_program() -> None:
    seen = []

    class Noted(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, a: Any) -> Any:
            seen.append(CELL.get())
            return a * 2

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            seen.append(CELL.get())
            return grad * 2

    CELL.set("cell 5")
    x = torch.ones(2, requires_grad=True)
    y = Noted.apply(x)
    y.register_hook(lambda grad: seen.append(CELL.get()))
    x.register_hook(lambda grad: seen.append(CELL.get()))
    y.sum().backward()
    with torch.autograd.profiler.profile():
        Noted.apply(x).sum().backward()
    assert seen == ["cell 5"] * 7
