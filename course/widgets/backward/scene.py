"""The whole picture: the graph on the left; on the right the step, the leaves and the memory."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from course.drawing import svg
from course.drawing.cells import matrix
from course.widgets.backward.overview import Overview, State
from course.widgets.backward.step import Array, Numbers, Row, Step, share_in_words
from course.widgets.backward.story import Story

WIDE = 545.0
MOST_HIGH = 480.0
"""The height of the graph's window, where the rest needs less."""

LINE = 20.0
PHASES = ("Forward pass", "Backward pass", "Second backward pass")
KINDS = {
    "leaf": "a leaf",
    "operation": "record",
    "start": "start",
    "run": "run",
    "free": "memory",
    "sum": "un-broadcast",
    "add": "accumulate",
    "fail": "error",
    "end": "end",
}
MOST_LEAVES = 6
SIGN = 15.0


def draw(overview: Overview, story: Story, number: int, state: State, height: float) -> svg.Element:
    """The picture of step `number`, counted from 0."""
    step = story.steps[number]
    left = overview.width + 22
    head, y = heading(story, number)
    rows, _ = draw_rows(step.rows, y)
    foot = height - foot_height(story)
    message = draw_message(step.message, y) if step.message else None
    table = draw_leaves(story, state, number == len(story.steps) - 1, foot)
    memory = draw_memory(story, step, state, height - 26)
    right = svg.group(*head, *rows, message, table, memory, x=left)
    rule = svg.line(
        overview.width + 8, 6, overview.width + 8, height - 6, "rule", stroke_opacity=0.4
    )
    return svg.picture(left + WIDE + 8, height, overview.draw(step, state, height), rule, right)


def height_of(overview: Overview, story: Story) -> float:
    """Room for the tallest step, so that the page does not jump."""
    lines = max(len(each.sentence) // 54 + 1 for each in story.steps)
    tall = 102.0 + LINE * lines + max(map(step_height, story.steps))
    return max(min(overview.height, MOST_HIGH), tall + foot_height(story)) + 8


def step_height(step: Step) -> float:
    """How high the rows of a step are."""
    return 136.0 if step.message else sum(row_height(row) + 12 for row in step.rows)


# ------------------------------------------------------------------ heading


def heading(story: Story, number: int) -> tuple[list[svg.Element], float]:
    """Where we are, what runs, and the sentence; and where it ends."""
    step = story.steps[number]
    place = f"{PHASES[step.phase]} · step {number + 1} of {len(story.steps)}"
    label = story.boxes[step.key]
    parts = [
        svg.text(0, 20, place, "muted", 12.5),
        svg.text(0, 46, label, "ink mono strong", 19),
        svg.text(svg.text_width(label, 19) + 14, 46, KINDS[step.kind], "muted", 15),
    ]
    if step.phase:
        words = f"{story.algorithm}: {story.rule}"
        look = "soft-green edge-green" if story.algorithm == "right" else "soft-red edge-red"
        parts.append(svg.rect(0, 57, WIDE, 22, look, rx=4, fill_opacity=0.5))
        parts.append(svg.text(8, 72.5, words, "ink", 12.5))
        parts.append(svg.text(WIDE, 20, story.verdict(), "ink strong", 12.5, "end"))
    y = 102.0
    for line in sentence(step):
        parts.append(svg.text(0, y, line, "ink strong" if step.wrong else "ink", 14.5))
        y += LINE
    return parts, y


def sentence(step: Step) -> list[str]:
    """The step's sentence in lines."""
    return textwrap.wrap(step.sentence, 60 if step.wrong else 68)


# ------------------------------------------------------------------ rows of arrays


def draw_rows(rows: Sequence[Row], y: float) -> tuple[list[svg.Element], float]:
    """The rows below each other, from `y` on."""
    parts = []
    for row in rows:
        drawn, width, height = draw_row(row)
        scale = min(1.0, WIDE / max(width, 1.0))
        place = f"translate(0 {svg.number(float(y))})" + (
            f" scale({scale:.3f})" if scale < 1 else ""
        )
        parts.append(svg.tag("g", drawn, transform=place))
        y += height * scale + 12
    return parts, y


def draw_row(row: Row) -> tuple[svg.Element, float, float]:
    """Arrays with signs between them, in the middle of one line."""
    height = row_height(row)
    x, parts = 0.0, []
    for piece in row:
        if isinstance(piece, Array):
            block, width = draw_array(piece, x, height)
        else:
            width = svg.text_width(piece, SIGN, False) if piece else 24.0
            block = svg.text(x + width / 2, height / 2 + 5, piece, "ink strong", SIGN, "middle")
        parts.append(block)
        x += width + 12
    return svg.group(*parts), x, height


def row_height(row: Row) -> float:
    return max((cells_size(e.numbers)[1] for e in row if isinstance(e, Array)), default=0.0) + 36


def cells_size(numbers: Numbers | None) -> tuple[float, float]:
    """The size of an array's cells."""
    if numbers is None or numbers.table is None:
        return 64.0, 28.0
    rows, columns = numbers.table.shape
    return (columns * 46.0, rows * 26.0) if numbers.exact else (columns * 8.0, rows * 8.0)


def draw_array(array: Array, x: float, height: float) -> tuple[svg.Element, float]:
    """One array: its caption, its cells, its shape; and how wide that is."""
    numbers = array.numbers
    wide, high = cells_size(numbers)
    below = array.mark or (numbers.about() if numbers else "")
    words = max(svg.text_width(array.caption, 11.5), svg.text_width(below, 11.5))
    width = max(wide, words)
    left, top = (width - wide) / 2, (height - high) / 2 + 2
    if numbers is None or numbers.table is None:
        known = "None" if numbers is None else "?"
        box = svg.rect(left, top, wide, high, "paper rule", stroke_dasharray="4 3")
        text = svg.text(width / 2, top + 18.5, known, "muted mono", 12, "middle")
        cells = svg.group(box, text)
    else:
        blank = None if numbers.exact else [[""] * numbers.table.shape[1]] * len(numbers.table)
        size = (46.0, 26.0) if numbers.exact else (8.0, 8.0)
        paint = "soft-orange" if array.kind == "gradient" else "soft-sky"
        look = (lambda row, column: paint) if numbers.exact else None
        cells, *_ = matrix(numbers.table, left, top, size, look, blank)
    cross = None
    if array.mark:
        ends = (left - 3, top - 3, left + wide + 3, top + high + 3)
        cross = svg.group(
            svg.line(*ends, "line-red"),
            svg.line(ends[0], ends[3], ends[2], ends[1], "line-red"),
            stroke_width=2.5,
            stroke_opacity=0.6,
        )
    parts = [
        svg.text(width / 2, top - 7, array.caption, "muted mono", 11.5, "middle"),
        cells,
        cross,
        svg.text(width / 2, top + high + 14, below, "muted mono", 11.5, "middle"),
    ]
    return svg.group(*parts, x=x), width


def draw_message(message: str, y: float) -> svg.Element:
    """An error's text in a frame."""
    lines = textwrap.wrap(message, 80)[:8]
    parts = [
        svg.rect(0, 0, WIDE, 16 + 15 * len(lines), "soft-red edge-red", rx=4, fill_opacity=0.4)
    ]
    parts += [svg.text(8, 18 + 15 * i, line, "ink mono", 11.0) for i, line in enumerate(lines)]
    return svg.group(*parts, y=y)


# ------------------------------------------------------------------ leaves and memory


def foot_height(story: Story) -> float:
    """Room for the table of leaves and the line of memory."""
    return 20.0 * (min(len(story.record.leaves), MOST_LEAVES + 1) + 1) + 50


def leaf_rows(story: Story, state: State, last: bool) -> list[tuple[str, str, str]]:
    """For each leaf its name, its gradient now and, for a wrong algorithm, the right one."""
    record, wrong = story.record, story.algorithm != "right"
    truth = record.passes["right"][1 if story.steps[-1].phase == 2 else 0]
    own = record.passes[story.algorithm][1 if story.steps[-1].phase == 2 else 0]
    found = []
    for key in record.leaves:
        should = ""
        if wrong:
            should = brief(truth.grads.get(key))
            if last:
                should = f"✓ {should}" if own.right[key] else f"✗ {should}"
        found.append((record.labels[key], brief(state.grads.get(key)), should))
    return found


def brief(numbers: Numbers | None) -> str:
    """An array in a cell of the table."""
    return "None" if numbers is None else numbers.brief()


def draw_leaves(story: Story, state: State, last: bool, y: float) -> svg.Element:
    """The table of leaves."""
    rows = leaf_rows(story, state, last)
    wrong = story.algorithm != "right"
    heads = ("leaf", ".grad now", "right in the end" if wrong else "")
    columns = (0.0, 90.0, 320.0)
    parts = [svg.text(x, 12, words, "muted", 12) for x, words in zip(columns, heads, strict=True)]
    parts.append(svg.line(0, 17, WIDE, 17, "rule"))
    for number, row in enumerate(rows[:MOST_LEAVES], 1):
        for x, words in zip(columns, row, strict=True):
            ink = "ink mono strong" if words[:1] in "✓✗" and words else "ink mono"
            parts.append(svg.text(x, 13 + 20 * number, words, ink, 12))
    if len(rows) > MOST_LEAVES:
        words = f"and {len(rows) - MOST_LEAVES} more leaves"
        parts.append(svg.text(0, 13 + 20 * (MOST_LEAVES + 1), words, "muted", 12))
    return svg.group(*parts, y=y)


def memory_now(story: Story, step: Step, state: State) -> tuple[int, int]:
    """Bytes that the graph keeps now, and at most."""
    gone = set(state.freed)
    if step.phase == 0:
        gone |= {each.key for each in story.record.graph} - state.made
    return story.record.bytes_kept(gone), story.record.all_bytes


def draw_memory(story: Story, step: Step, state: State, y: float) -> svg.Element:
    """What the graph keeps, as a bar and in bytes."""
    now, most = memory_now(story, step, state)
    words = f"the graph keeps {share_in_words(now, most)} for the way back"
    bar = 160.0 * now / most if most else 0.0
    return svg.group(
        svg.rect(0, 0, 160, 12, "panel"),
        svg.rect(0, 0, bar, 12, "fill-purple"),
        svg.rect(0, 0, 160, 12, "rule"),
        svg.text(172, 11, words, "ink", 12.5),
        y=y,
    )
