"""The commonest wrong answers of a class: grouped by mistake, one sample of each without names."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course.exercises.exercise import TAG, Exercise
from course.exercises.verdict import CORRECT, NOT_ATTEMPTED
from course.grading import told
from course.grading.results import Line, Result

MOST = 15
LONGEST = 40  # lines of a sample


@dataclass(frozen=True)
class Wrong:
    """Answers of one exercise with one mistake."""

    exercise: Exercise
    count: int
    students: int
    misconception: str
    says: str
    sample: str


def commonest(found: Sequence[Result], most: int = MOST) -> list[Wrong]:
    """The groups with most students first."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for one in found:
        for line in one.lines:
            if line.mark and line.status not in (CORRECT, NOT_ATTEMPTED):
                groups.setdefault((line.exercise.name, kind(line)), []).append(line)
    order = sorted(groups, key=lambda key: (-len(groups[key]), key))
    names = words_of_names(found)
    return [group(groups[key], len(found), names) for key in order[:most]]


def kind(line: Line) -> str:
    """What an answer is grouped by: its mistake, else how it ended or its error, else its text."""
    mark = line.mark
    if mark is None:
        return ""
    if mark.mistake or mark.ended:
        return mark.mistake or mark.ended
    errors = told.errors(mark)
    return errors[0][0].partition(" in line")[0] if errors else plain(line.answer)


def group(lines: Sequence[Line], students: int, names: Iterable[str]) -> Wrong:
    """One group; its sample is the answer that most of them gave, of equals the shortest."""
    mark = lines[0].mark
    texts = Counter(plain(line.answer) for line in lines)
    sample = min(texts, key=lambda text: (-texts[text], len(text), text))
    says = ""
    if mark is not None:
        errors = [words for words, _ in told.errors(mark)]
        says = mark.says or told.ending(mark) or (errors[0] if errors else "")
    return Wrong(
        lines[0].exercise,
        len(lines),
        students,
        mark.misconception if mark else "",
        says or "A mistake that the exercise does not foresee.",
        without_names(sample, names),
    )


def plain(source: str) -> str:
    """An answer without comments and docstrings, written in one way; at most 40 lines.

    >>> plain("# exercise: x\\ny = ( 1 +2 )  # by Ada")
    'y = 1 + 2'
    """
    try:
        text = ast.unparse(without_docstrings(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        lines = (re.sub(r"#.*", "", line).rstrip() for line in source.splitlines())
        text = "\n".join(line for line in lines if line and not line.startswith(TAG))
    lines = text.splitlines()
    return "\n".join([*lines[:LONGEST], "…"] if len(lines) > LONGEST else lines)


def without_docstrings(tree: ast.Module) -> ast.Module:
    """The same program; every text that stands alone, a comment in effect, is gone."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [part for part in body if not is_text(part)]
            node.body = kept or ([] if isinstance(node, ast.Module) else [ast.Pass()])  # type: ignore[attr-defined]
    return ast.fix_missing_locations(tree)


def is_text(part: ast.AST) -> bool:
    value = getattr(part, "value", None)
    return (
        isinstance(part, ast.Expr)
        and isinstance(value, ast.Constant)
        and isinstance(value.value, str)
    )


def words_of_names(found: Iterable[Result]) -> set[str]:
    """Every part of a student's name or key that is long enough to tell who it is."""
    texts = (f"{one.student.name} {one.student.key} {one.student.number}" for one in found)
    return {word for text in texts for word in re.findall(r"[^\W_]{3,}", text)}


def without_names(text: str, names: Iterable[str]) -> str:
    """A text with every part of a student's name taken out.

    >>> without_names("author = 'Ada Lovelace'; adapt = 3", ["Ada", "Lovelace"])
    "author = '… …'; adapt = 3"
    """
    wanted = {name.casefold() for name in names}
    return re.sub(r"[^\W_]+", lambda m: "…" if m[0].casefold() in wanted else m[0], text)
