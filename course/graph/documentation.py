"""What an operation does and how its derivative is computed, in the words of the library itself.

The description is the docstring of the function that a program calls (`torch.mul` for
MulBackward0). The derivative is what the docstring says after "Derivative:", and, for tutorgrad,
the rule itself as it stands in the source.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from course.graph.modules import bare

__all__ = ["Description", "describe"]

PLACES = ("", "Tensor", "nn.functional", "linalg", "special")
ENDINGS = ("withindices", "native", "linalg", "special")
ALSO = {"convolution": "conv2d"}
MOST_LINES = 10
"""Of a rule that is longer than this only its place is told."""


@dataclass(frozen=True)
class Description:
    """summary: the first sentences.   derivative: in words, if the docstring has them.

    rules: for each argument the rule in Python.   source: the file they stand in.
    """

    name: str = ""
    summary: str = ""
    derivative: str = ""
    rules: tuple[tuple[str, str], ...] = ()
    source: str = ""


def describe(node: Any, library: str) -> Description:
    """Describe the operation of a grad_fn of `library` (tutorgrad or torch)."""
    operation = getattr(type(node), "operation", None)
    if operation is None and hasattr(type(node), "saved_tensors"):
        return of_function(node)
    name, function = find(bare(node.name()), library)
    texts = [inspect.getdoc(each) or "" for each in (function, operation) if each is not None]
    derivative = next(filter(None, map(derivative_in, texts)), "")
    rules, source = rules_of(operation) if operation is not None else ((), "")
    return Description(name, summary_of(texts[0]) if texts else "", derivative, rules, source)


def of_function(node: Any) -> Description:
    """A custom Function describes itself."""
    places = ("function", "_forward_cls")  # tutorgrad's, PyTorch's
    kind = next(filter(None, (getattr(type(node), place, None) for place in places)), None)
    if kind is None:
        return Description()
    own = vars(kind).get("backward")
    text = source_of(own.__func__) if isinstance(own, staticmethod) else ""
    return Description(kind.__name__, summary_of(kind.__doc__ or ""), "", (("backward", text),))


@cache
def public_names(library: str) -> dict[str, tuple[str, Any]]:
    """The functions of a library by their names in small letters without underscores."""
    found: dict[str, tuple[str, Any]] = {}
    for place in PLACES:
        home: Any = sys.modules[library]
        for step in filter(None, place.split(".")):
            home = getattr(home, step)
        for name in dir(home):
            if not name.startswith("_") and callable(thing := getattr(home, name, None)):
                full = ".".join(filter(None, ["torch", place, name]))
                found.setdefault(name.replace("_", "").lower(), (full, thing))
    return found


def find(operation: str, library: str) -> tuple[str, Any]:
    """The public function that records an operation: its name and itself, or "" and None."""
    names = public_names(library)
    wanted = operation.lower()
    tries = [wanted, ALSO.get(wanted, wanted), wanted.rstrip("0123456789")]
    tries += [wanted.replace(ending, "") for ending in ENDINGS if ending in wanted]
    return next((names[each] for each in tries if each in names), ("", None))


def summary_of(docstring: str) -> str:
    """The first paragraph that is no signature, without markup, errors and sources."""
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(docstring)):
        words = " ".join(paragraph.split())
        if not words or re.match(r"\w+\(.*\)( *->.*)?$", words):
            continue
        words = re.sub(r":\w+:`~?([^`]*)`", r"\1", words).replace("`", "")
        return re.split(" Source: | Raises ", words)[0].strip()
    return ""


def derivative_in(docstring: str) -> str:
    """What stands after "Derivative:", up to the next heading or paragraph."""
    end = r"(?=\s{2,}[A-Z]\w+:|\s+(Source:|Raises )|\n\s*\n|\Z)"
    match = re.search(r"Derivative: *(.*?)" + end, docstring, re.S)
    words = " ".join(match[1].split()).replace("`", "") if match else ""
    return "" if words.startswith("see ") else words


# ------------------------------------------------------------------ the rules in the source


def rules_of(operation: Any) -> tuple[tuple[tuple[str, str], ...], str]:
    """For each argument of an operation the text of its rule, and the file."""
    rules = {name: rule for name, rule in operation.rules.items() if hasattr(rule, "__code__")}
    texts = tuple((name, source_of(rule)) for name, rule in rules.items())
    file = next((inspect.getfile(rule) for rule in rules.values()), "")
    parts = Path(file).parts
    return texts, "/".join(parts[parts.index("tutorgrad") :]) if "tutorgrad" in parts else ""


def source_of(function: Any) -> str:
    """The expression of a lambda; the body of a function, if it is short; else where it stands."""
    file = inspect.getfile(function)
    text = "".join(linecache.getlines(file))  # a cell of a notebook stands there too
    if not text:
        return ""  # typed into a prompt: there is no source to read
    tree = parsed(text)
    node = definition(tree, function.__code__)
    if isinstance(node, ast.Lambda):
        return " ".join((ast.get_source_segment(text, node.body) or "").split())
    if node is None:
        return ""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    lines = text.splitlines()[body[0].lineno - 1 : body[-1].end_lineno]
    if len(lines) > MOST_LINES:
        first = function.__code__.co_firstlineno
        return f"the function {function.__name__}: {len(lines)} lines, from line {first}"
    return inspect.cleandoc("\n" + "\n".join(lines)).strip("\n")


@cache
def parsed(text: str) -> ast.Module:
    """A source file as a tree."""
    return ast.parse(text)


def definition(tree: ast.Module, code: CodeType) -> Any:
    """The function or lambda that some code was compiled from."""
    arguments = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    for node in ast.walk(tree):
        if isinstance(node, (ast.Lambda, ast.FunctionDef)):
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            given = node.args
            names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
            if first == code.co_firstlineno and tuple(names) == arguments:
                return node
    return None
