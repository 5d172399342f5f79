"""What a rule such as "one expression, no loop" or "no autograd" asks of an answer.

For probes. How an answer is written is also read outside, by the function `rule` of a check.py, and
that counts. `nodes_made` counts beside the answer: one that replaces it can forge the points of its
own check.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Callable

import tutorgrad as torch
from course.inside.answering import ANSWER

__all__ = ["nodes_made", "written"]

LOOPS = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
ONE = "one expression"


def nodes_made(work: Callable[[], object]) -> int:
    """How many nodes a piece of work adds to the graph."""
    with torch.enable_grad():
        one = torch.ones(1, requires_grad=True)
        before = (one * 1).grad_fn._sequence_nr()
    work()
    with torch.enable_grad():
        return (one * 1).grad_fn._sequence_nr() - before - 1


def written(name: str, forbidden: str = "", source: str | None = None) -> str:
    """How the answer's function of a name is written: "one expression", "with a loop", or
    "in 3 steps" (statements; a docstring is none); "with `f`" where it uses a forbidden function.
    source: the answer, else the one that runs here.
    """
    tree = ast.parse("".join(linecache.getlines(ANSWER)) if source is None else source)
    if any(forbidden in _named(node) for node in ast.walk(tree)):
        return f"with `{forbidden}`"
    if any(isinstance(node, LOOPS) for node in ast.walk(tree)):
        return "with a loop"
    for node in reversed(tree.body):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            if any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                return ONE
        if isinstance(node, ast.FunctionDef) and node.name == name:
            steps = len(node.body) - (ast.get_docstring(node) is not None)
            return ONE if steps == 1 else f"in {steps} steps"
    return ONE  # made in another way: by partial, or taken from a library


def _named(node: ast.AST) -> tuple[str, ...]:
    """What a part of a program takes from elsewhere by name: `x.NAME`, `from x import NAME`."""
    if isinstance(node, ast.Attribute):
        return (node.attr,)
    return tuple(a.name for a in node.names) if isinstance(node, ast.ImportFrom) else ()
