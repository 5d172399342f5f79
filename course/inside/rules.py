"""What a rule such as "one expression, no loop" asks of the text of an answer.

For probes of puzzles. It judges style, not truth: who goes around it cheats only himself.
"""

from __future__ import annotations

import ast
import linecache

from course.inside.answering import ANSWER

__all__ = ["written"]

LOOPS = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
ONE = "one expression"


def written(name: str) -> str:
    """How the answer's function of a name is written: "one expression", "with a loop", or
    "in 3 steps" (statements; a docstring is none).
    """
    tree = ast.parse("".join(linecache.getlines(ANSWER)))
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
