"""A note on an error: the variables that took part, the cause, the fix, the lesson."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course.explain.cases import TABLE
from course.explain.cases.case import Case, Said
from course.explain.lessons import Lesson
from course.explain.scene import UNNAMED, Scene, Variable, scene_of, short
from course.explain.source import fact

MOST = 4
"""Variables in a note: more are no help."""

TITLE = "Why this error?"
COLUMNS = ("name", "shape", "dtype", "device", "version", "gradient")
CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Note:
    """What `explain` says of one error. `case` is the name of the row of the table, or empty."""

    rows: Sequence[tuple[str, ...]]
    cause: str
    fix: str
    lesson: Lesson | None
    case: str = ""

    def text(self) -> str:
        """The note in plain lines."""
        rows = [(*row[:4], f"version {row[4]}", row[5]) for row in self.rows]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [TITLE]
        for row in rows:
            cells = (word.ljust(width) for word, width in zip(row, widths, strict=True))
            lines.append("  " + "  ".join(cells).rstrip())
        lines += [f"Cause: {self.cause}", f"Fix: {self.fix}"]
        if self.lesson is not None:
            lines.append(f"Read again: {self.lesson}")
        return "\n".join(lines)

    def html(self, folded: bool = True) -> str:
        """The note for a browser, folded under its title."""
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(word)}</td>" for word in row) + "</tr>"
            for row in self.rows
        )
        head = "".join(f"<th>{name}</th>" for name in COLUMNS)
        table = (
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
        )
        words = [f"<b>Cause:</b> {marked(self.cause)}", f"<b>Fix:</b> {marked(self.fix)}"]
        if self.lesson is not None:
            words.append(f"<b>Read again:</b> {linked(self.lesson)}")
        inner = "".join(f"<p>{each}</p>" for each in words)
        opening = "<details>" if folded else "<details open>"
        return f"{opening}<summary>{TITLE}</summary>{table}{inner}</details>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.text(), "text/html": self.html()}

    def __str__(self) -> str:
        return self.text()


def note_for(error: BaseException) -> Note | None:
    """The note for an error; None where it is neither tutorgrad's nor of a known kind."""
    scene = scene_of(error)
    if not scene.of_tutorgrad:
        return None
    for case in TABLE:
        found = case.matches(error)
        said = case.say(scene, found) if found else None
        if said is not None:
            return written(scene, said, case)
    if not scene.in_library or not (scene.variables or scene.operands):
        return None
    return written(scene, Said(*UNKNOWN_CAUSE), None)


UNKNOWN_CAUSE = (
    "the message above says what was not accepted; these of your variables took part.",
    "which of their shapes, dtypes or devices is not what you expected?",
)


def written(scene: Scene, said: Said, case: Case | None) -> Note:
    """Put together what a case said and what the variables say of themselves."""
    shown: dict[int, Variable] = {}
    named = [each for each in scene.operands if each.name != UNNAMED]
    for each in [*said.first, *scene.variables, *named, *said.also]:
        shown.setdefault(id(each.tensor), each)
    rows = [row(each) for each in list(shown.values())[:MOST]]
    return Note(
        rows,
        sentence(said.cause).replace(f"`{UNNAMED}`", "the tensor"),
        said.fix.replace(f"`{UNNAMED}`", "the tensor"),
        said.lesson or (case.lesson if case else None),
        case.name if case else "",
    )


def sentence(words: str) -> str:
    """The cause with one full stop at its end."""
    return words if words.endswith((".", "?")) else words + "."


def row(variable: Variable) -> tuple[str, ...]:
    """A tensor's facts in words."""
    tensor = variable.tensor
    return (
        short(variable.name),
        str(tuple(fact(tensor, "shape"))),
        str(fact(tensor, "dtype")).removeprefix("torch."),
        str(fact(tensor, "device")),
        version(tensor),
        history(tensor),
    )


def version(tensor: Any) -> str:
    """How often a tensor was changed in place; a tensor made in inference mode does not count."""
    return "?" if tensor.is_inference() else str(fact(tensor, "_version"))


def history(tensor: Any) -> str:
    """Where a tensor stands in its graph."""
    if not fact(tensor, "requires_grad"):
        return "leaf, requires_grad=False"
    if fact(tensor, "is_leaf"):
        return "leaf, requires_grad=True"
    return f"from {fact(tensor, 'grad_fn').name()}"


def marked(words: str) -> str:
    """Escaped words, with what stands between backticks as code."""
    parts = CODE.split(words)
    return "".join(
        f"<code>{html.escape(part)}</code>" if at % 2 else html.escape(part)
        for at, part in enumerate(parts)
    )


def linked(lesson: Lesson) -> str:
    """The lesson's name, as a link where it stands beside the notebook."""
    name = html.escape(str(lesson))
    return f'<a href="{html.escape(lesson.link)}">{name}</a>' if lesson.link else name
