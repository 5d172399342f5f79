"""The class report: a page for the instructor that says what to teach again.

Which misconceptions went into which questions, the commonest wrong answers with a sample of each,
how the points are spread, and what was wrong with hand-ins. Every picture has the same numbers in
a table under it.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from course.drawing import svg
from course.drawing.svg import Element
from course.exercises.misconceptions import MISCONCEPTIONS
from course.exercises.verdict import CORRECT, NOT_ATTEMPTED
from course.grading.assignment import Assignment
from course.grading.feedback import file_name
from course.grading.page import Child, element, page, prose, section, table, write_whole
from course.grading.records import Problem, Regrade
from course.grading.results import UNGRADED, Result, duration, isolated, number
from course.grading.wrong import Wrong, commonest

BANNER = (
    "Some answers ran without a sandbox: on this machine a hostile answer could have read and "
    "changed the grader's own files. Grade on Linux with bubblewrap, or with --require-sandbox, "
    "which refuses to go on without it."
)
SLIP = "no misconception"
CELL, ROW = 46.0, 30.0


def write_report(
    folder: Path,
    assignment: Assignment,
    found: Sequence[Result],
    strays: Sequence[Problem] = (),
    regrades: Sequence[Regrade] = (),
) -> Path:
    """Write FOLDER/report.html, whole or not at all; give its path."""
    path = folder / "report.html"
    write_whole(path, report_page(assignment, found, strays, regrades))
    return path


def report_page(
    assignment: Assignment,
    found: Sequence[Result],
    strays: Sequence[Problem] = (),
    regrades: Sequence[Regrade] = (),
) -> str:
    """The whole page."""
    body: list[Child] = [
        element(
            "header",
            element("p", "Class report", class_="over"),
            element("h1", assignment.title),
            facts(assignment, found),
        ),
        None if isolated(found) else section("Not isolated", [element("p", BANNER)], "warning"),
        unfinished(found),
    ]
    if found:
        body += [
            misconceptions(found),
            questions(found),
            wrong_answers(commonest(found)),
            spread(found),
            times(found),
            hand_ins(assignment, found),
        ]
    body += [problems(found, strays), regraded(regrades)]
    return page(f"{assignment.title}: class report", *body)


def facts(assignment: Assignment, found: Sequence[Result]) -> Element:
    """The figures that are asked for first."""
    points = [one.points for one in found]
    worth = max((one.worth for one in found), default=0.0)
    figures = [(str(len(found)), "students")]
    if found:
        figures += [
            (f"{number(statistics.mean(points))} of {number(worth)}", "points on average"),
            (number(statistics.median(points)), "points in the middle (median)"),
            (str(sum(one.minutes_late > assignment.late.grace_minutes for one in found)), "late"),
            (str(sum(one.attempts > 1 for one in found)), "with several attempts"),
        ]
    parts = [element("p", element("strong", figure), what) for figure, what in figures]
    return element("div", *parts, class_="facts")


def unfinished(found: Sequence[Result]) -> Element | None:
    """A warning where not every answer has been graded."""
    missing = sum(line.mark is None for one in found for line in one.lines)
    if not missing:
        return None
    words = f"{missing} answers have no mark yet. The same course grade command goes on."
    return section("Not finished", [element("p", words)], "warning")


# ---------------------------------------------------------------------------------- misconceptions


def counted(found: Sequence[Result]) -> dict[str, Counter[str]]:
    """How many students show a misconception in an exercise: by id, then by exercise."""
    table: dict[str, Counter[str]] = {}
    for one in found:
        for line in one.lines:
            if line.mark and line.status not in (CORRECT, NOT_ATTEMPTED):
                id = line.mark.misconception if line.mark.misconception in MISCONCEPTIONS else ""
                table.setdefault(id, Counter())[line.exercise.name] += 1
    order = [id for id in (*MISCONCEPTIONS, "") if id in table]
    return {id: table[id] for id in order}


def label(id: str) -> str:
    return f"{id}  {MISCONCEPTIONS[id].short}".replace("`", "") if id else SLIP


def misconceptions(found: Sequence[Result]) -> Element:
    """The heat map, its twin in a table, and what to teach again."""
    table_ = counted(found)
    if not table_:
        return section("Misconceptions", [element("p", "No answer was wrong.")])
    names = [line.exercise.name for line in found[0].lines]
    used = [name for name in names if any(row[name] for row in table_.values())]
    words = (
        f"How many of the {len(found)} students show a misconception in an exercise. The fuller "
        "the colour, the more. An exercise or a misconception without any is left out."
    )
    rows: list[list[Child]] = [
        [label(id), *(str(row[name] or "") for name in used), str(sum(row.values()))]
        for id, row in table_.items()
    ]
    twin = table(["Misconception", *used, "together"], rows)
    return section(
        "Misconceptions by question",
        [
            again(table_),
            element("p", words, class_="quiet"),
            figure(heat_map(table_, used), "Heat map; the table below says the same"),
            folded("The same as a table", element("div", twin, class_="scroll")),
        ],
    )


def again(table_: dict[str, Counter[str]]) -> Element | None:
    """The misconceptions met most often, with the lessons that mend them."""
    totals = {id: sum(row.values()) for id, row in table_.items() if id}
    first = sorted(totals, key=lambda id: -totals[id])[:3]
    if not first:
        return None
    items = [
        element(
            "li",
            element("strong", label(id)),
            f": {totals[id]} answer{'s' * (totals[id] != 1)}; {MISCONCEPTIONS[id].lesson}",
        )
        for id in first
    ]
    return element("div", element("p", "Worth teaching again:"), element("ol", *items))


def heat_map(table_: dict[str, Counter[str]], names: Sequence[str]) -> Element:
    """Rows are misconceptions, columns exercises; each cell holds its number."""
    most = max(row[name] for row in table_.values() for name in names)
    left = max(svg.text_width(label(id), 12, mono=False) for id in table_) + 12
    top = max(svg.text_width(name, 12) for name in names) * 0.72 + 14
    parts: list[Element | None] = []
    for i, name in enumerate(names):
        x = left + (i + 0.5) * CELL
        turned = f"rotate(-45 {x:.0f} {top - 8:.0f})"
        parts.append(svg.text(x, top - 8, name, "ink mono", 12, "start", transform=turned))
    for j, (id, row) in enumerate(table_.items()):
        y = top + j * ROW
        parts.append(svg.text(left - 10, y + ROW * 0.64, label(id), "ink", 12, "end"))
        for i, name in enumerate(names):
            parts += cell(left + i * CELL, y, row[name], most)
    right = svg.text_width(names[-1], 12) * 0.72
    width, height = left + len(names) * CELL + right, top + len(table_) * ROW + 4
    return svg.picture(width, height, *parts)


def cell(x: float, y: float, count: int, most: int) -> list[Element]:
    """A cell of the heat map: empty ones show a dot."""
    share = 0.12 + 0.5 * count / most
    box = (x + 1, y + 1, CELL - 2, ROW - 2)
    if not count:
        return [svg.text(x + CELL / 2, y + ROW * 0.64, "·", "muted", 12, "middle")]
    return [
        svg.rect(*box, "fill-blue", rx=3, fill_opacity=f"{share:.2f}"),
        svg.text(x + CELL / 2, y + ROW * 0.66, str(count), "ink strong", 12, "middle"),
    ]


# -------------------------------------------------------------------------- questions and answers


def questions(found: Sequence[Result]) -> Element:
    """How each exercise went."""
    rows: list[list[Child]] = []
    for i, first in enumerate(found[0].lines):
        lines = [one.lines[i] for one in found]
        status = Counter(line.status for line in lines)
        not_yet = len(lines) - status[CORRECT] - status[NOT_ATTEMPTED] - status[UNGRADED]
        share = statistics.mean(line.points for line in lines) / first.worth if first.worth else 0
        counts = [str(status[CORRECT]), str(not_yet), str(status[NOT_ATTEMPTED])]
        hand = sum(line.by_hand for line in lines)
        title = element("span", first.exercise.title, " ", element("small", first.exercise.name))
        rows.append([title, *counts, f"{share:.0%}", str(hand or "")])
    head = ["Exercise", "correct", "not yet", "not attempted", "points reached", "by hand"]
    return section("Questions", [element("div", table(head, rows), class_="scroll")])


def wrong_answers(groups: Sequence[Wrong]) -> Element | None:
    """The commonest wrong answers, each with one sample."""
    if not groups:
        return None
    parts: list[Child] = [
        element(
            "p",
            "Grouped by mistake, most students first. Each sample is one student's answer, without "
            "its comments and without names.",
            class_="quiet",
        )
    ]
    for group in groups:
        head = f"{group.count} of {group.students}: {group.exercise.title}"
        id = MISCONCEPTIONS.get(group.misconception)
        parts.append(
            element(
                "article",
                element("h3", head),
                element("p", *prose(group.says)),
                element("p", f"{id.id} {id.short}; {id.lesson}".replace("`", ""), class_="quiet")
                if id
                else None,
                folded("A sample", element("pre", element("code", *numbered(group.sample)))),
            )
        )
    return section("Commonest wrong answers", parts)


def numbered(source: str) -> list[Element]:
    return [element("span", text or " ", class_="line") for text in source.splitlines()]


# ------------------------------------------------------------------------------------- points


def spread(found: Sequence[Result]) -> Element:
    """How the points are spread, in ten steps of the whole."""
    counts = steps(found)
    rows: list[list[Child]] = [
        [f"{10 * i} to {10 * (i + 1)} %", str(count)] for i, count in enumerate(counts)
    ]
    return section(
        "Points",
        [
            figure(bars(counts), "Students by the share of all points; the table says the same"),
            folded("The same as a table", table(["Share of all points", "Students"], rows)),
        ],
    )


def steps(found: Sequence[Result]) -> list[int]:
    """Students by tenths of the points; all points belong to the last tenth."""
    tenths = Counter(
        min(9, max(0, int(10 * one.points / one.worth + 1e-9))) if one.worth else 0 for one in found
    )
    return [tenths[i] for i in range(10)]


def bars(counts: Sequence[int]) -> Element:
    """A bar for each tenth, its number above it."""
    high, wide, base = 130.0, 54.0, 156.0
    top = max(1, *counts)
    parts: list[Element | None] = [svg.line(0, base, wide * len(counts), base)]
    for i, count in enumerate(counts):
        height = high * count / top
        x = i * wide
        if count:
            parts.append(svg.rect(x + 5, base - height, wide - 10, height, "fill-blue", rx=2))
            parts.append(svg.text(x + wide / 2, base - height - 5, str(count), "ink", 12, "middle"))
        words = f"{10 * i}–{10 * (i + 1)} %"
        parts.append(svg.text(x + wide / 2, base + 17, words, "muted", 10.5, "middle"))
    return svg.picture(wide * len(counts), base + 26, *parts)


def times(found: Sequence[Result]) -> Element:
    """Time per exercise, where notebooks let one tell."""
    rows: list[list[Child]] = []
    for i, first in enumerate(found[0].lines):
        known = [m for one in found if (m := one.lines[i].minutes) is not None]
        if known:
            middle = f"{statistics.median(known):.0f} minutes"
            rows.append(
                [first.exercise.title, middle, f"{first.exercise.minutes}", str(len(known))]
            )
    if not rows:
        words = "Not known: the notebooks that were handed in carry no times."
        return section("Time per exercise", [element("p", words, class_="quiet")])
    words = (
        "From the run of another cell to the last run of the answer, where the notebook notes "
        "times; breaks of more than 45 minutes are left out."
    )
    grid = table(["Exercise", "median", "planned", "students"], rows)
    parts = [element("p", words, class_="quiet"), element("div", grid, class_="scroll")]
    return section("Time per exercise", parts)


# ------------------------------------------------------------------------------------- hand-ins


def hand_ins(assignment: Assignment, found: Sequence[Result]) -> Element:
    """Every student in one row, with a link to the feedback."""
    rows: list[list[Child]] = []
    for one in found:
        address = f"feedback/{file_name(one.student.key)}.html"
        link = element("a", one.student.name, href=address)
        late = f"{duration(one.minutes_late)}, {one.keeps:.0%} kept" if one.minutes_late else ""
        late = late or ("says the platform" if one.submission.marked_late else "")
        attempts = f"{one.submission.attempt} of {one.attempts}"
        points = f"{number(one.points)} of {number(one.worth)}"
        rows.append([link, points, f"{one.correct} of {len(one.lines)}", attempts, late])
    head = ["Student", "Points", "Correct", "Attempt", "Late"]
    grid = element("div", table(head, rows), class_="scroll")
    return section("Students", [folded(f"All {len(found)}", grid)])


def problems(found: Sequence[Result], strays: Sequence[Problem]) -> Element:
    """What was wrong with the files."""
    rows: list[list[Child]] = [
        [one.student.name, element("code", problem.place), problem.says]
        for one in found
        for problem in one.submission.problems
    ]
    rows += [["(no student)", element("code", p.place), p.says] for p in strays]
    if not rows:
        return section("Problems with hand-ins", [element("p", "None.", class_="quiet")])
    grid = element("div", table(["Student", "File", "What it is"], rows), class_="scroll")
    return section("Problems with hand-ins", [grid])


def regraded(regrades: Sequence[Regrade]) -> Element | None:
    """What was graded again."""
    if not regrades:
        return None
    rows: list[list[Child]] = [
        [r.exercise, r.begun, r.done or "not finished: run the same command again"]
        for r in regrades
    ]
    return section("Graded again", [table(["Exercise", "Begun", "Done"], rows)])


# ------------------------------------------------------------------------------------- parts


def figure(picture: Element, words: str) -> Element:
    """A picture with its caption, for a screen reader too."""
    picture.set("role", "img")
    picture.set("aria-label", words)
    scroll = element("div", picture, class_="scroll")
    return element("figure", scroll, element("figcaption", words + "."))


def folded(words: str, *parts: Child) -> Element:
    return element("details", element("summary", words), *parts)
