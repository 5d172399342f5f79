"""What a student gets back: a page, and the notebook that was handed in with a verdict under each
answer.

Both are arranged so that they can be learned from: what went wrong stands under the misconception
it comes from, with the section of a lesson that mends it. What may be told is decided in `told.py`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

import nbformat

from course.drawing.svg import Element, printable
from course.exercises.build import KERNEL
from course.exercises.misconceptions import MISCONCEPTIONS, Misconception
from course.exercises.verdict import CORRECT, NOT_ATTEMPTED
from course.grading import told
from course.grading.assignment import Assignment
from course.grading.page import Child, element, page, prose, section, table, write_whole
from course.grading.records import Cell, CheckMark, Manual
from course.grading.results import UNGRADED, Line, Result, duration, number

SIGNS = {CORRECT: "✓", NOT_ATTEMPTED: "○", UNGRADED: "…"}
PLAIN = re.compile(r"(?!(con|prn|aux|nul|com\d|lpt\d)$|.*-[0-9a-f]{16}$)[a-z0-9][a-z0-9_-]{0,60}")
"""A key that may name a file as it is: on Windows too, where capitals count for nothing and some
names are devices; and none that looks like the name of another key's file.
"""
SPECIAL = re.compile(r"([\\`*_{}\[\]()#+.!|<>&$~-])")


def write_feedback(
    folder: Path, assignment: Assignment, result: Result, cells: Sequence[Cell]
) -> Path:
    """Write FOLDER/STUDENT.html and .ipynb, each whole or not at all; give the page's path."""
    path = folder / f"{file_name(result.student.key)}.html"
    write_whole(path, feedback_page(assignment, result))
    notebook = annotated(assignment, result, cells)
    text = json.dumps(notebook, indent=1, ensure_ascii=False)
    write_whole(path.with_suffix(".ipynb"), text + "\n")
    return path


def file_name(key: str) -> str:
    """A name for a student's files: the key, or what a file may be called and a mark of its own.

    >>> file_name("ada_lovelace-17"), file_name("../é")
    ('ada_lovelace-17', 'x-9cd7743f15ff1ad6')
    """
    if PLAIN.fullmatch(key):
        return key
    kept = re.sub(r"[^A-Za-z0-9]+", "-", key).strip("-")[:40] or "x"
    return f"{kept}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:16]}"


# ------------------------------------------------------------------------------------- the page


def feedback_page(assignment: Assignment, result: Result) -> str:
    """One student's page."""
    title = f"{assignment.title}: {result.student.name}"
    groups = grouped(result.lines)
    body: list[Child] = [
        element(
            "header",
            element("p", assignment.title, class_="over"),
            element("h1", result.student.name),
            total(result),
            *(element("p", words, class_="quiet") for words in standing(assignment, result)),
        ),
        overview(result),
        by_hand(result.comment),
        *problems(result),
    ]
    body += [group(assignment, misconception, lines) for misconception, lines in groups]
    for status, heading in REST.items():
        rest = [line for line in result.lines if line.status == status]
        if rest:
            body.append(section(heading, [card(line) for line in rest]))
    return page(title, *body)


REST = {
    UNGRADED: "Not graded yet",
    NOT_ATTEMPTED: "Not attempted",
    CORRECT: "Correct",
}


def grouped(lines: Sequence[Line]) -> list[tuple[Misconception | None, list[Line]]]:
    """What is not right yet, by misconception, most points lost first; slips of no kind last."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.mark is not None and line.status not in REST:
            id = line.mark.misconception if line.mark.misconception in MISCONCEPTIONS else ""
            found.setdefault(id, []).append(line)
    lost = {id: sum(line.worth - line.points for line in group) for id, group in found.items()}
    order = sorted(found, key=lambda id: (id == "", -lost[id], id))
    return [(MISCONCEPTIONS.get(id), found[id]) for id in order]


def total(result: Result) -> Element:
    """The points, large, and the same as a bar."""
    share = 100 * result.points / result.worth if result.worth else 0
    return element(
        "div",
        element(
            "p",
            element("strong", number(result.points)),
            f" of {number(result.worth)} points",
            class_="total",
        ),
        bar(share),
    )


def bar(share: float) -> Element:
    """How much of the whole; the words beside it say the same."""
    width = min(100.0, max(0.0, share))
    filled = element("span", style=f"width: {width:.1f}%")
    return element("div", filled, class_="bar", aria_hidden="true")


def standing(assignment: Assignment, result: Result) -> list[str]:
    """When it was handed in, what that costs, which attempt this is, and who else had a say."""
    lines = []
    handed_in = result.submission.handed_in
    if handed_in is not None:
        lines.append(f"Handed in {handed_in:%d %B %Y, %H:%M}.")
    if result.minutes_late:
        lines.append(f"{duration(result.minutes_late)} after the due time. " + cost(result))
    elif result.submission.marked_late and handed_in is None:
        lines.append("Marked as late by the learning platform; nothing was taken off.")
    if result.attempts > 1:
        which = {"last": "the last", "best": "the best"}[assignment.counts]
        others = ", ".join(f"attempt {n}: {number(points)}" for n, points in result.others)
        lines.append(
            f"This is attempt {result.submission.attempt} of {result.attempts}; {which} counts "
            f"({others})."
        )
    if result.comment is not None and result.comment.points is not None:
        lines.append(f"The whole hand-in was marked by hand ({result.comment.by}).")
    return lines


def cost(result: Result) -> str:
    """What being late takes off."""
    if result.keeps == 1:
        return "Nothing was taken off."
    return f"Of {number(result.reached)} points reached, {result.keeps:.0%} are kept."


def overview(result: Result) -> Element:
    """Every exercise in one table, with a link to its place on the page."""
    rows: list[list[Child]] = []
    for line in result.lines:
        link = element("a", line.exercise.title, href=f"#{line.exercise.name}")
        points = f"{number(line.points)} of {number(line.worth)}"
        rows.append([link, badge(line), points + (" (by hand)" if line.by_hand else "")])
    return table(["Exercise", "Verdict", "Points"], rows, "All exercises")


def badge(line: Line) -> Element:
    """The verdict: a sign, a word and a colour."""
    kind = {CORRECT: "good", NOT_ATTEMPTED: "none", UNGRADED: "none"}.get(line.status, "not")
    sign = element("span", SIGNS.get(line.status, "✗"), aria_hidden="true")
    return element("span", sign, f" {line.status}", class_=f"badge {kind}")


def problems(result: Result) -> list[Element]:
    """What was wrong with the file that was handed in."""
    found = result.submission.problems
    if not found:
        return []
    items = [element("li", element("code", p.place), f": {p.says}") for p in found]
    return [section("What was found in your file", [element("ul", *items)])]


def group(assignment: Assignment, found: Misconception | None, lines: Sequence[Line]) -> Element:
    """The answers that one misconception went into, and where it is mended."""
    if found is None:
        return section("Not right yet", [card(line) for line in lines])
    link = element("a", str(found.lesson), href=lesson_link(assignment, found))
    head = [
        element("p", "It looks as if you believe that ", *prose(found.belief), ". Is it so?"),
        element("p", "Read again: ", link, ".", class_="again"),
    ]
    heading = f"To look at again: {found.short.replace('`', '')}"
    return section(heading, [*head, *(card(line) for line in lines)], "again")


def lesson_link(assignment: Assignment, found: Misconception) -> str:
    """The address of a section of a lesson, from where the assignment says that lessons are."""
    place = found.lesson.heading.replace("`", "").replace(" ", "-")
    return f"{assignment.lessons}/{found.lesson.stem}.ipynb#{place}"


def card(line: Line) -> Element:
    """One exercise: the verdict, what went wrong, the checks, the answer, marks by hand."""
    points = f"{number(line.points)} of {number(line.worth)} points"
    parts: list[Child] = [
        element("h3", line.exercise.title),
        element("p", badge(line), " ", element("span", points), class_="verdict"),
    ]
    wrong_line = 0
    if line.mark is not None and line.status not in (CORRECT, NOT_ATTEMPTED):
        parts += [element("p", *prose(words), class_="says") for words in said(line)]
        wrong_line = next((n for _, n in told.errors(line.mark) if n), 0)
    if line.mark is not None and line.status != NOT_ATTEMPTED:
        parts.append(element("ul", *(check_item(c) for c in line.mark.checks), class_="checks"))
    parts.append(by_hand(line.manual, line))
    if line.answer.strip():
        parts.append(code(line.answer, wrong_line, closed=line.status in (CORRECT, NOT_ATTEMPTED)))
    return element("article", *parts, id=line.exercise.name)


def said(line: Line) -> list[str]:
    """What went wrong, in sentences that end with a question."""
    mark = line.mark
    if mark is None:
        return []
    words = [told.ending(mark)]
    if not mark.ended:
        words += [f"{error}." for error, _ in told.errors(mark)]
    words.append(" ".join(filter(None, (mark.says, mark.asks))))
    found = [w for w in words if w]
    return found or ["The result is another one than expected. Which check fails first?"]


def check_item(check: CheckMark) -> Element:
    """One check: a sign, what it asked for, its points."""
    sign, word = ("✓", "passed") if check.passed else ("✗", "not yet")
    if check.carried:
        sign, word = "✓", "right for your earlier result, so nothing is taken off"
    points = f"{number(check.points)} of {number(check.worth)}, {word}"
    kind = "good" if check.passed or check.carried else "not"
    mark = element("span", sign, class_=kind, aria_hidden="true")
    return element("li", mark, " ", *prose(check.says), element("small", f" ({points})"))


def by_hand(manual: Manual | None, line: Line | None = None) -> Element | None:
    """A mark or a comment by hand, with the automatic mark beside it."""
    if manual is None or (manual.points is None and not manual.comment):
        return None
    head = f"{manual.by}"
    if manual.points is not None:
        was = f" (the checks gave {number(line.mark.points)})" if line and line.mark else ""
        head += f": {number(manual.points)} points{was}"
    paragraphs = [element("p", part) for part in manual.comment.split("\n") if part.strip()]
    return element("div", element("p", element("strong", head)), *paragraphs, class_="hand")


def code(source: str, wrong_line: int, closed: bool) -> Element:
    """The answer, its lines numbered, the line of an error marked."""
    rows = [
        element(
            "span",
            text or " ",
            class_="line wrong" if n == wrong_line else "line",
        )
        for n, text in enumerate(source.splitlines(), 1)
    ]
    return element(
        "details",
        element("summary", "Your answer"),
        element("pre", element("code", *rows), tabindex="0"),
        open=None if closed else "",
    )


# ------------------------------------------------------------------------- the annotated notebook


def annotated(
    assignment: Assignment, result: Result, cells: Sequence[Cell]
) -> nbformat.NotebookNode:
    """What was handed in, without outputs, and a verdict under each answer."""
    lines = {line.exercise.name: line for line in result.lines}
    head = f"# {markdown(assignment.title)}: {markdown(result.student.name)}\n\n"
    head += f"**{number(result.points)} of {number(result.worth)} points.** "
    head += " ".join(map(markdown, standing(assignment, result)))
    made = [("markdown", head)]
    for cell in cells:
        made.append((cell.kind, printable(cell.source)))
        line = lines.pop(cell.exercise, None) if cell.exercise else None
        if line is not None:
            made.append(("markdown", verdict(assignment, line)))
    made += [("markdown", verdict(assignment, line)) for line in lines.values()]
    return nbformat.from_dict(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": KERNEL},
            "cells": [notebook_cell(n, kind, text) for n, (kind, text) in enumerate(made)],
        }
    )


def notebook_cell(place: int, kind: str, source: str) -> dict[str, object]:
    """A cell as the format has it. nbformat's own makers check each one, which takes longer than
    all the rest of the feedback.
    """
    code: dict[str, object] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {
        "cell_type": kind, "id": f"cell-{place}", "metadata": {}, "source": source, **code
    }  # fmt: skip


def verdict(assignment: Assignment, line: Line) -> str:
    """What stands under an answer, as Markdown; nothing in it is code or HTML of the student's."""
    mark, manual = line.mark, line.manual
    points = f"{number(line.points)} of {number(line.worth)} points"
    head = f"{SIGNS.get(line.status, '✗')} {markdown(line.exercise.title)}: {line.status}"
    parts = [f"**{head}** ({points})"]
    if mark is not None and line.status not in (CORRECT, NOT_ATTEMPTED):
        parts += [markdown(words) for words in said(line)]
        signs = [("✓" if c.passed or c.carried else "✗", c.says) for c in mark.checks]
        parts.append("\n".join(f"- {sign} {markdown(says)}" for sign, says in signs))
        found = MISCONCEPTIONS.get(mark.misconception)
        if found is not None:
            link = lesson_link(assignment, found).replace(")", "%29").replace("(", "%28")
            parts.append(f"Read again: [{markdown(str(found.lesson))}]({link})")
    if manual is not None and (manual.comment or line.by_hand):
        given = f"{number(line.points)} points. " if line.by_hand else ""
        parts.append(f"**{markdown(manual.by)}:** {given}{markdown(manual.comment)}")
    return "\n".join(f"> {text}".rstrip() for text in "\n\n".join(parts).split("\n"))


def markdown(words: str) -> str:
    """Words as Markdown that shows just them: `code` stays code, all else is plain.

    >>> markdown("`w.grad` is *not* <b>")
    '`w.grad` is \\\\*not\\\\* \\\\<b\\\\>'
    """
    words = " ".join(printable(words).split())
    parts = re.split(r"`([^`]+)`", words)
    return "".join(f"`{p}`" if i % 2 else SPECIAL.sub(r"\\\1", p) for i, p in enumerate(parts))
