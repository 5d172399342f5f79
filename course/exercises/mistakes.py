"""What goes wrong in an answer, and how it is recognised.

A checker lists its `MISTAKES`, the most telling first; the first that fits is told. Each is
recognised by what came back (three times the expected gradient), by an error, or by the text of
the answer; it says what happened and ends with a question, never with the answer.

    Mistake(
        "accumulates", "M8",
        lambda seen: seen.same("gradient", 3 * seen.expected("gradient")),
        "Your gradient is exactly 3 times the expected one: …",
        "What does `backward` do with a `.grad` that is there already?",
    )

GENERAL are looked for last, in any answer.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from course.exercises.compare import CLOSE
from course.inside.plain import Named, Numbers

__all__ = [
    "GENERAL", "LEGACY", "UNLIKE", "Mistake", "Seen", "against_the_rule", "numbers", "parsed",
    "ratio", "together",
]  # fmt: skip

LEGACY = "Legacy autograd function"
"""How the error begins when a custom Function is called like an object."""
MOST_SOURCE = 200_000  # characters of an answer that are read
MOST_MATCHED = 10_000
"""Characters of an answer in which a pattern is looked for: some take their square in steps."""
MOST_WORDS = 2000  # characters of a sentence that may hold what an answer gave
UNLIKE = (
    *(TypeError, ValueError, AttributeError, LookupError, ArithmeticError, AssertionError),
    *(RuntimeError, MemoryError),
)
"""What may be raised where a stranger's value is held against what was expected of it."""


def parsed(source: str) -> ast.Module | None:
    """An answer read as Python; None where it cannot be. It is not run."""
    if len(source) > MOST_SOURCE:  # a tree takes a hundred times the memory of its text
        return None
    try:
        return ast.parse(textwrap.dedent(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@dataclass(frozen=True)
class Seen:
    """One answer and what came of it: what a mistake is recognised by.

    Arrays and tensors are NumPy arrays here; what did not come back is None.
    """

    source: str
    given: Mapping[str, Any]
    """The inputs, as they were drawn."""
    replies: Mapping[str, Any]
    truth: Mapping[str, Any]
    errors: Mapping[str, Mapping[str, Any]]
    """For each check that was stopped: the error, by `kind`, `message`, `line`, `text`."""

    def got(self, check: str) -> Any:
        """What a check gave."""
        return bare(self.replies.get(check))

    def expected(self, check: str) -> Any:
        """What it should have given."""
        return bare(self.truth.get(check))

    def same(self, check: str, value: Any) -> bool:
        """Whether a check gave this value, within rounding."""
        return alike(self.got(check), value)

    def right(self, check: str) -> bool:
        """Whether a check gave what it should."""
        return self.same(check, self.expected(check))

    def wrong(self, check: str) -> bool:
        """Whether a check gave another value; one that was stopped by an error gave none."""
        return check not in self.errors and not self.right(check)

    def kind(self, check: str) -> str:
        """What a check gave is a "tensor", an "array", or the name of a Python type."""
        value = self.replies.get(check)
        return value.kind if isinstance(value, (Numbers, Named)) else type(value).__name__

    def raised(self, fragment: str, kind: str = "") -> bool:
        """Whether any check was stopped by an error whose message holds a fragment."""
        return any(
            fragment in error["message"] and kind in ("", error["kind"])
            for error in self.errors.values()
        )

    @cached_property
    def tree(self) -> ast.AST:
        """The answer, read as Python; an empty program where it cannot be read."""
        return parsed(self.source) or ast.Module([], [])

    def uses(self, name: str) -> bool:
        """Whether the answer names a variable, a function, a method or a keyword so."""
        for node in ast.walk(self.tree):
            found = (
                (isinstance(node, ast.Name) and node.id)
                or (isinstance(node, ast.Attribute) and node.attr)
                or (isinstance(node, ast.keyword) and node.arg)
            )
            if found == name:
                return True
        return False

    def calls(self, name: str) -> int:
        """How often the answer calls a function or method of a name."""
        return sum(
            isinstance(node, ast.Call)
            and name == getattr(node.func, "attr", getattr(node.func, "id", None))
            for node in ast.walk(self.tree)
        )

    def matches(self, pattern: str) -> bool:
        """Whether a regular expression is found in the beginning of the answer."""
        return re.search(pattern, self.source[:MOST_MATCHED], re.M) is not None


@dataclass(frozen=True)
class Mistake:
    """A mistake that is recognised; see the module. `id`: its misconception, or "" for a slip."""

    name: str
    id: str
    fits: Callable[[Seen], bool]
    says: str | Callable[[Seen], str]
    asks: str

    def found_in(self, seen: Seen) -> bool:
        """Whether it is this one; what cannot even be compared does not fit."""
        try:
            return bool(self.fits(seen) and self.words(seen))
        except UNLIKE:
            return False

    def words(self, seen: Seen) -> str:
        """What happened, in a sentence or two."""
        words = self.says if isinstance(self.says, str) else self.says(seen)
        return words[:MOST_WORDS]


def bare(value: Any) -> Any:
    """A reply without its label: the array of a tensor, the name of a dtype."""
    if isinstance(value, Numbers):
        return value.array
    if isinstance(value, Named):
        return value.name
    if isinstance(value, (list, tuple)):
        return type(value)(bare(part) for part in value)
    if isinstance(value, dict):
        return {key: bare(part) for key, part in value.items()}
    return value


def alike(got: Any, value: Any) -> bool:
    """Whether two bare values are the same within rounding: shapes too, dtypes not."""
    if got is None or value is None:
        return got is value
    if isinstance(got, (list, tuple)) and isinstance(value, (list, tuple)):
        return len(got) == len(value) and all(map(alike, got, value))
    if isinstance(got, dict) and isinstance(value, dict):
        return got.keys() == value.keys() and all(alike(got[k], value[k]) for k in got)
    if isinstance(got, (str, bool)) or isinstance(value, (str, bool)):
        return type(got) is type(value) and got == value
    a, b = np.asarray(got), np.asarray(value)
    if a.shape != b.shape or a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
        return False
    return bool(np.allclose(a, b, rtol=CLOSE, atol=CLOSE, equal_nan=True))


def numbers(value: Any, count: int = 1) -> bool:
    """Whether a learner's own result may be carried on: so many plain numbers, not all of them 0,
    for 0 times anything is 0. `count` > 1 asks for a list.

    >>> numbers(2.5), numbers([1, 0], 2), numbers(0), numbers(True), numbers([1, "2"], 2)
    (True, True, False, False, False)
    """
    parts = [value] if count == 1 else value
    return (
        isinstance(parts, (list, tuple))
        and len(parts) == count
        and all(type(part) in (int, float) and np.isfinite(part) for part in parts)
        and any(parts)
    )


def together(seen: Seen) -> dict[str, Any]:
    """What all checks gave, as one dictionary: for predictions that are asked for in parts."""
    return {k: v for check in seen.truth for k, v in (seen.got(check) or {}).items()}


WRITTEN = re.compile(r"with a loop|with `[a-z_]{1,20}`|in \d{1,3} steps")
"""What `course.inside.rules.written` finds: an answer's own words could tell what went in."""


def against_the_rule(asks: str) -> Mistake:
    """The result is right, but the check `rule` of a puzzle is not (`course.inside.rules`)."""
    return Mistake(
        "against-the-rule",
        "",
        lambda seen: seen.wrong("rule") and all(seen.right(c) for c in seen.truth if c != "rule"),
        lambda seen: (
            f"The result is right, but it was made {_how(seen.got('rule'))}. That is against the "
            "rule of the puzzle."
        ),
        asks,
    )


def _how(said: Any) -> str:
    return said if isinstance(said, str) and WRITTEN.fullmatch(said) else "in another way"


# ------------------------------------------------------------------------- mistakes of any answer


def _wrong(seen: Seen) -> list[tuple[Any, Any]]:
    """(got, expected) of the checks that gave another value, and not an error or nothing."""
    pairs = [(seen.got(check), seen.expected(check)) for check in seen.replies]
    return [(got, want) for got, want in pairs if got is not None and not alike(got, want)]


def _all_wrong(fits: Callable[[Any, Any], bool]) -> Callable[[Seen], bool]:
    return lambda seen: bool(_wrong(seen)) and all(fits(g, e) for g, e in _wrong(seen))


def ratio(got: Any, expected: Any) -> float | None:
    """The number k for which got = k x expected in every place; None if there is none."""
    a, b = np.asarray(got, float), np.asarray(expected, float)
    if a.shape != b.shape or not np.isfinite(a).all() or not np.abs(b).max(initial=0) > 0:
        return None
    k = float((a * b).sum() / (b * b).sum())
    return k if k and alike(a, k * b) else None


NOTHING = re.compile(r"'NoneType' object is not (iterable|subscriptable)|non-iterable NoneType")
"""The error of a probe that wants to look into a result, where None came back."""


MISSING = re.compile(r"module 'answer' has no attribute '(\w+)'")
METHOD = re.compile(r"'(builtin_function_or_)?method'")
UNREADABLE = ("SyntaxError", "IndentationError", "TabError")


def _missing(seen: Seen) -> str | None:
    """The name that a probe looked for in vain."""
    found = (MISSING.search(error["message"]) for error in seen.errors.values())
    return next((match[1] for match in found if match), None)


def _factor(seen: Seen) -> float | None:
    """The factor by which all that is wrong is wrong. A single number always has one: there it
    counts only if it is whole, or one over a whole number.
    """
    pairs = _wrong(seen)
    factors = {round(r, 3) if (r := ratio(g, e)) else None for g, e in pairs}
    k = factors.pop() if len(factors) == 1 else None
    if k is None or sum(np.size(got) for got, _ in pairs) > 1:
        return k
    return k if k and min(abs(k - round(k)), abs(1 / k - round(1 / k))) < 1e-3 else None


GENERAL = (
    Mistake(
        "unfinished", "",
        lambda seen: seen.raised("ellipsis"),
        "A place `...` is not filled in yet.",
        "Which one is left, and what do you know about it already?",
    ),
    Mistake(
        "cannot-be-read", "",
        lambda seen: any(e["kind"] in UNREADABLE for e in seen.errors.values()),
        "Python cannot read your cell: it stops before anything runs.",
        "Is a colon, a bracket or a quote missing, in that line or in the one before it, or does "
        "a line begin in the wrong column?",
    ),
    Mistake(
        "name-missing", "",
        lambda seen: _missing(seen) is not None,
        lambda seen: f"Your cell does not make the name `{_missing(seen)}`, which is asked for.",
        "Is it spelled as in the task, and does it stand at the left edge of the cell?",
    ),
    Mistake(
        "not-called", "",
        lambda seen: any(METHOD.search(e["message"]) for e in seen.errors.values()),
        "A method stands there without its brackets: `t.sum` names it, `t.sum()` calls it.",
        "Which of the names in that line should be called?",
    ),
    Mistake(
        "not-defined", "",
        lambda seen: seen.raised("is not defined", "NameError"),
        "Your answer uses a name that does not exist here. An answer is run in a new place, with "
        "only what is given: names from other cells of the notebook are not there.",
        "Which name is it, and where should it come from?",
    ),
    Mistake(
        "nothing-came-back", "",
        lambda seen: any(g is None and e is not None and c not in seen.errors
                         for c in seen.truth for g, e in [(seen.got(c), seen.expected(c))])
        or any(NOTHING.search(e["message"]) and not e["line"] for e in seen.errors.values()),
        "Nothing (`None`) came back where a value was expected.",
        "Is there a `return`, and did the name get its value?",
    ),
    Mistake(
        "array-not-tensor", "",
        lambda seen: any(
            seen.kind(check) == "array" and getattr(seen.truth[check], "kind", "") == "tensor"
            for check in seen.truth
        ),
        "A NumPy array came back where a tensor was expected.",
        "Which step leaves the tensors, and which method of a tensor does the same?",
    ),
    Mistake(
        "sign", "M25",
        lambda seen: _factor(seen) == -1,
        "Your numbers have the right size and the wrong sign.",
        "In which direction does the gradient point, and in which one do you go?",
    ),
    Mistake(
        "factor", "",
        lambda seen: _factor(seen) is not None,
        lambda seen: f"Your numbers are exactly {_factor(seen):g} times the expected ones.",
        "Where could this factor come from: something done several times, a sum or a mean?",
    ),
    Mistake(
        "transposed", "M23",
        _all_wrong(lambda g, e: np.ndim(g) == 2 and alike(np.asarray(g).T, e)),
        "Your result is the transpose of the expected one.",
        "Which axis counts the rows, and which the columns?",
    ),
    Mistake(
        "broadcast", "M22",
        _all_wrong(lambda g, e: np.ndim(g) > np.ndim(e) or np.size(g) > np.size(e)),
        "Your result has more numbers or more axes than it should.",
        "Which two shapes met, and what did broadcasting make of them?",
    ),
    Mistake(
        "not-a-number", "",
        _all_wrong(lambda g, e: g is not None and bool(np.isnan(np.asarray(g, float)).any())),
        "There is NaN (not a number) in your result.",
        "Which operation has no value here: a division by 0, the logarithm of 0?",
    ),
)  # fmt: skip
