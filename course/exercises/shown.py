"""How verdicts, hints and solutions are shown: as HTML, light and dark, and the same in plain text.

Nothing is said by colour alone: each status has its sign and its word. All words are escaped.
"""

from __future__ import annotations

import difflib
import html
import itertools
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from course.drawing import palette, svg
from course.drawing.cells import nested, write
from course.exercises.compare import spell
from course.exercises.exercise import Exercise, is_only_values, named
from course.exercises.misconceptions import by_id
from course.exercises.pictures import side_by_side
from course.exercises.verdict import CORRECT, NOT_ATTEMPTED, NOT_YET, SEALED, Check, Verdict
from course.explain.lessons import Lesson
from course.explain.note import linked
from course.inside.plain import Numbers

SIGNS = {CORRECT: "✓", NOT_YET: "✗", NOT_ATTEMPTED: "○", SEALED: "□"}
COLOUR = {CORRECT: "green", NOT_YET: "red", NOT_ATTEMPTED: "rule", SEALED: "rule"}
MOST_NUMBERS = 12
MOST_LINES = 12
MARKS = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
STEPS = ("an idea", "a picture", "a skeleton")
DARK = 'body[data-jp-theme-light="false"]', 'body[data-vscode-theme-kind="vscode-dark"]'


def variables(theme: Mapping[str, str]) -> str:
    """The colours of one theme, as CSS variables."""
    names = ("ink", "muted", "rule", "panel", "green", "red", "blue")
    return "".join(f"--tg-{name}:{theme[name]};" for name in names)


STYLE = (
    f".tg-shown{{{variables(palette.LIGHT)}color:var(--tg-ink);max-width:52em;line-height:1.45;"
    "border-left:6px solid var(--tg-edge);padding:.35em .9em;margin:.2em 0}"
    + "".join(f"{dark} .tg-shown{{{variables(palette.DARK)}}}" for dark in DARK)
    + ".tg-shown p{margin:.4em 0}"
    ".tg-shown .tg-head{font-size:1.1em;font-weight:600;margin:0 0 .3em}"
    ".tg-shown .tg-head small,.tg-shown .tg-more{color:var(--tg-muted);font-weight:400}"
    ".tg-shown .tg-check{margin:.25em 0;padding-left:1.5em}"
    ".tg-shown .tg-sign{display:inline-block;width:1.5em;margin-left:-1.5em;font-weight:700}"
    ".tg-shown .tg-mistake{background:var(--tg-panel);border-radius:6px;padding:.5em .8em}"
    ".tg-shown .tg-ask{font-weight:600}"
    ".tg-shown.tg-shown pre{background:var(--tg-panel);color:inherit;border-radius:6px;"
    "padding:.4em .7em;margin:.3em 0;overflow:auto;font-size:.92em}"
    ".tg-shown.tg-shown code{color:inherit;background:var(--tg-panel);padding:0 .25em;"
    "border-radius:3px}"
    ".tg-shown.tg-shown .tg-mistake code,.tg-shown.tg-shown pre code{background:none;padding:0}"
    ".tg-shown svg{max-width:100%;height:auto}.tg-shown figure{margin:.5em 0}"
    ".tg-shown summary{cursor:pointer}"
)


@dataclass(frozen=True)
class Words:
    """A few sentences, each a paragraph."""

    words: str

    def text(self) -> str:
        """In plain lines."""
        return self.words

    def html(self) -> str:
        """For a browser."""
        return page("rule", "".join(f"<p>{marked(part)}</p>" for part in self.words.split("\n\n")))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.text(), "text/html": self.html()}

    def __repr__(self) -> str:
        return self.text()


@dataclass(frozen=True, repr=False)
class Shown:
    """A verdict as the learner sees it.

    given: the inputs of this run; printed: what the answer printed; advice: what to do next.
    """

    exercise: Exercise
    verdict: Verdict
    given: Mapping[str, Any] = field(default_factory=dict)
    printed: str = ""
    advice: tuple[str, ...] = ()

    def with_advice(self, *advice: str) -> Shown:
        """The same, with more to do next."""
        return replace(self, advice=(*self.advice, *filter(None, advice)))

    @property
    def title(self) -> str:
        """Sign, status, exercise and points in one line."""
        verdict = self.verdict
        status = f"{SIGNS.get(verdict.status, '□')} {verdict.status}"
        points = f"{verdict.points:g} of {verdict.worth:g} points"
        if verdict.status == SEALED:
            points = f"{verdict.worth:g} points, given after you hand in"
        return f"{status} · {self.exercise.title} · {points}"

    @property
    def lesson(self) -> Lesson | None:
        """Where a lesson mends the misconception that was met."""
        found = by_id(self.verdict.misconception)
        return found.lesson if found else None

    @property
    def asks(self) -> str:
        """The question at the end; for a mistake that nobody foresaw, a general one."""
        if self.verdict.status != NOT_YET or self.verdict.asks:
            return self.verdict.asks
        if self.failing and self.failing.error:
            return "What do the names in that line hold when it runs with these inputs?"
        if is_only_values(self.exercise.solution):
            return "Which rule did you go by, and does it hold in a smaller example too?"
        if self.exercise.kind == "puzzle":
            return "Which part of your expression, tried alone, gives something unexpected?"
        return "Which line of yours made the first value that differs?"

    @property
    def failing(self) -> Check | None:
        """The first check that did not pass."""
        return next((check for check in self.verdict.checks if not check.passed), None)

    @property
    def inputs(self) -> str:
        """The inputs with which the first check failed, where there are any to show."""
        if self.verdict.status != NOT_YET or not self.given:
            return ""
        return "\n".join(f"{name} = {value_in_words(v)}" for name, v in self.given.items())

    def text(self) -> str:
        """In plain lines."""
        verdict, lines = self.verdict, [self.title]
        told: set[str] = set()
        for check in verdict.checks if verdict.status in (CORRECT, NOT_YET) else ():
            lines.append(f"  {sign(check)} {plain(check.says)}")
            more = details(self.exercise, check, told) + arrays(self.exercise, check)
            lines += [f"      {line}" for line in more]
        if self.inputs:
            lines += ["With these inputs:", *(f"    {line}" for line in self.inputs.splitlines())]
        if self.printed.strip() and verdict.status == NOT_YET:
            lines += ["It printed:", *(f"    {line}" for line in few_lines(self.printed))]
        again = f"Read again: {self.lesson}." if self.lesson else ""
        lines += [plain(part) for part in (verdict.says, again, *self.advice) if part]
        return "\n".join([*lines, plain(self.asks)] if self.asks else lines)

    def html(self) -> str:
        """For a browser."""
        verdict, exercise = self.verdict, self.exercise
        name, _, points = self.title.rpartition(" · ")
        parts = [f'<p class="tg-head">{html.escape(name)} <small>{html.escape(points)}</small></p>']
        if verdict.status in (CORRECT, NOT_YET):
            told: set[str] = set()
            items = "".join(item(exercise, check, told) for check in verdict.checks)
            parts.append(f'<div role="list">{items}</div>')
        parts += self._what_was_seen() if verdict.status == NOT_YET else []
        if verdict.says:
            again = f" Read again: {linked(self.lesson)}." if self.lesson else ""
            parts.append(f'<p class="tg-mistake">{marked(verdict.says)}{again}</p>')
        parts += [f'<p class="tg-more">{marked(part)}</p>' for part in self.advice]
        if self.asks:
            parts.append(f'<p class="tg-ask">{marked(self.asks)}</p>')
        return page(COLOUR.get(verdict.status, "rule"), "".join(parts))

    def _what_was_seen(self) -> list[str]:
        """The picture, the inputs and what was printed."""
        parts = []
        failing = self.failing
        if (
            failing is not None
            and failing.difference
            and not is_only_values(self.exercise.solution)
        ):
            drawn = side_by_side(failing.difference)
            if drawn is not None:
                picture, words = drawn
                caption = f'<figcaption class="tg-more">{html.escape(words)}</figcaption>'
                parts.append(f"<figure>{svg.to_text(picture)}{caption}</figure>")
        state = " open" if self.failing and self.failing.error else ""
        folds = [("With these inputs", self.inputs)]
        folds.append(("It printed", "\n".join(few_lines(self.printed))))
        for title, words in folds:
            if words.strip():
                body = f"<pre>{html.escape(words)}</pre>"
                parts.append(f"<details{state}><summary>{title}</summary>{body}</details>")
        return parts

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.text(), "text/html": self.html()}

    def __repr__(self) -> str:
        return self.text()


@dataclass(frozen=True)
class Hint:
    """The hints of an exercise, up to the one that was just asked for."""

    exercise: Exercise
    count: int
    trouble: str = ""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.html()}

    def head(self, number: int) -> str:
        """Such as "Hint 2 of 3: a picture"."""
        return f"Hint {number} of {len(self.exercise.hints)}: {STEPS[number - 1]}"

    def next(self) -> str:
        """What the next one would be."""
        if self.count >= len(self.exercise.hints):
            return f'This was the last. `solution("{self.exercise.name}")` says when it opens.'
        return f'`hint("{self.exercise.name}")` again shows {STEPS[self.count]}.'

    def html(self) -> str:
        """Earlier hints folded, the new one open."""
        parts = []
        for number, words in enumerate(self.exercise.hints[: self.count], 1):
            state = " open" if number == self.count else ""
            parts.append(
                f"<details{state}><summary>{self.head(number)}</summary>{blocks(words)}</details>"
            )
        parts += [f'<p class="tg-more">{marked(w)}</p>' for w in (self.next(), self.trouble) if w]
        return page("blue", "".join(parts))

    def for_terminal(self) -> str:
        """The new one alone, in plain lines."""
        words = self.exercise.hints[self.count - 1]
        return "\n".join(filter(None, [self.head(self.count), words, self.trouble]))

    def __repr__(self) -> str:
        return f"{self.for_terminal()}\n{plain(self.next())}"


@dataclass(frozen=True)
class Comparison:
    """The solution, and what it changes in the learner's answer."""

    exercise: Exercise
    answer: str | None

    def changes(self) -> str:
        """A diff from the answer to the solution, without the line that names the exercise."""
        lines = [] if self.answer is None else self.answer.strip().splitlines()
        yours = lines[1:] if lines and named(lines[0]) else lines
        ours = self.exercise.solution.strip().splitlines()
        found = difflib.unified_diff(yours, ours, "yours", "ours", lineterm="", n=99)
        return "\n".join(line for line in found if not line.startswith("@@"))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.html()}

    def html(self) -> str:
        """The solution, and the diff folded out below it."""
        parts = [
            f'<p class="tg-head">A solution of {html.escape(self.exercise.title)}</p>',
            f"<pre>{html.escape(self.exercise.solution.strip())}</pre>",
        ]
        if self.answer is not None:
            rows = html.escape(self.changes() or "They are the same, line for line.")
            words = "From yours to ours: lines with - are yours, with + ours"
            parts.append(f"<details open><summary>{words}</summary><pre>{rows}</pre></details>")
        return page("blue", "".join(parts))

    def __repr__(self) -> str:
        lines = [f"A solution of {self.exercise.title}:", "", self.exercise.solution.strip()]
        if self.answer is not None:
            lines += ["", "From yours to ours:", self.changes() or "the same, line for line"]
        return "\n".join(lines)


# ------------------------------------------------------------------------------------ the parts


def sign(check: Check) -> str:
    """A check's sign and, where a sign is not enough, its word."""
    return "✓" if check.passed else "~" if check.carried else "✗"


def item(exercise: Exercise, check: Check, told: set[str]) -> str:
    """One check in a list."""
    word = "passed" if check.passed else "follows from above" if check.carried else "not yet"
    lines = details(exercise, check, told)
    more = "".join(f'<br><span class="tg-more">{marked(line)}</span>' for line in lines)
    mark = f'<span class="tg-sign" role="img" aria-label="{word}">{sign(check)}</span>'
    return f'<div role="listitem" class="tg-check">{mark}{marked(check.says)}{more}</div>'


def details(exercise: Exercise, check: Check, told: set[str]) -> list[str]:
    """What came of one check: the error and its line, or what was expected and what came.

    told: errors that another check has told already; they are told once.
    """
    if check.error is not None:
        kind, message = str(check.error["kind"]), str(check.error["message"])
        place = ""
        if check.error["line"]:
            place = f"line {check.error['line']} of your cell"
            place += f": `{check.error['text']}`" if check.error["text"] else ""
        again = f"{kind} {message} {place}" in told
        told.add(f"{kind} {message} {place}")
        return [] if again else [f"{kind}: {message}".strip(": "), *([place] if place else [])]
    if check.difference is None:
        return []
    if check.carried:
        return ["wrong in itself, and right for what you found above: it loses no points"]
    found = check.difference
    if is_only_values(exercise.solution):  # what was expected would be the answer
        return [f"{found.where}you have {spell(found.got)}"]
    return [found.words]


def arrays(exercise: Exercise, check: Check) -> list[str]:
    """Both arrays in numbers, where they are small: what the picture shows, for plain text."""
    found = check.difference
    if found is None or check.carried or is_only_values(exercise.solution):
        return []
    return [
        f"{name}: {value_in_words(value.array)}"
        for name, value in (("expected", found.expected), ("yours", found.got))
        if isinstance(value, Numbers) and 1 < value.array.size <= MOST_NUMBERS
    ]


def value_in_words(value: Any) -> str:
    """An input in one line: small arrays with their numbers, large ones by shape and range.

    >>> value_in_words([np.float32([1.5, 2]), 3])
    '[[1.5, 2], 3]'
    """
    if isinstance(value, (list, tuple)) and len(value) <= MOST_NUMBERS:
        return f"[{', '.join(map(value_in_words, value))}]"
    if isinstance(value, np.ndarray):
        if value.size <= MOST_NUMBERS:
            return nested([write(number) for number in value.ravel()], value.shape)
        low, high = write(value.min()), write(value.max())
        return f"{value.size} numbers of shape {value.shape}, from {low} to {high}"
    return spell(value)


def few_lines(text: str) -> list[str]:
    """The first lines of what was printed."""
    lines = text.strip().splitlines()
    more = [f"… {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []
    return lines[:MOST_LINES] + more


def page(colour: str, inner: str) -> str:
    """A block of the notebook with its style; the edge is decoration."""
    sheets = STYLE
    if "<svg" in inner:
        scope = f".tg-shown .{palette.ROOT_CLASS}"
        sheets += palette.sheet(palette.LIGHT, scope)
        sheets += "".join(palette.sheet(palette.DARK, f"{dark} {scope}") for dark in DARK)
    edge = f"--tg-edge:var(--tg-{colour})"
    return f'<style>{sheets}</style><div class="tg-shown" style="{edge}">{inner}</div>'


def marked(words: str) -> str:
    """Escaped words; what stands between backticks is code, between ** strong."""
    return MARKS.sub(
        lambda m: f"<code>{m[1]}</code>" if m[1] is not None else f"<b>{m[2]}</b>",
        html.escape(words, quote=False),
    )


def plain(words: str) -> str:
    """Words for a terminal: the lines of a docstring joined to one."""
    return " ".join(words.split())


def blocks(words: str) -> str:
    """A hint: paragraphs, and lines that are indented by four as they stand."""
    parts = []
    for block in re.split(r"\n\s*\n", words):
        for indented, run in itertools.groupby(block.splitlines(), lambda n: n.startswith("    ")):
            text = "\n".join(run)
            if not indented:
                parts.append(f"<p>{marked(text)}</p>")
            elif parts and parts[-1].startswith("<pre>"):
                parts[-1] = f"{parts[-1][:-6]}\n\n{html.escape(textwrap.dedent(text))}</pre>"
            else:
                parts.append(f"<pre>{html.escape(textwrap.dedent(text))}</pre>")
    return "".join(parts)
