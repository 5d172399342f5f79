"""A notebook's cells, read from bytes that nobody vouches for, without its outputs.

Outputs can be of any size and mean nothing here, so they are thrown away while the file is read, a
part at a time (`Sieve`). What is left is small, and must be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from course.exercises.mistakes import parsed
from course.grading.entries import Unreadable
from course.grading.records import Cell

MOST_KEPT = 4 << 20
"""The largest notebook without its outputs."""
MOST_SOURCE = 100_000  # characters of a cell
MOST_CELLS = 5_000
DROPPED = {b'"outputs"', b'"attachments"', b'"widgets"'}
LONGEST_KEY = 1_000
NO_TEXT = re.compile("[\ud800-\udfff\0]")
WHEN = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d")
MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.M)
TAGGED = re.compile(r"(?:[ \t]*(?:#.*)?\n)*?[ \t]*#[ \t]*exercise:[ \t]*(?P<name>\S*)", re.I)

PLAIN = re.compile(rb'[^"\[\]{}]*+')
IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.S)
DULL = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+', re.S)  # whole strings, no brackets
KEY = re.compile(rb"\s*:\s*")


@dataclass(frozen=True)
class Found:
    """A cell as it stands in the file. tagged: the exercise that its first line names; called: the
    name that the notebook's format gives the cell; ran: when it was last run, where that is noted.
    """

    kind: str
    source: str
    tagged: str = ""
    called: str = ""
    ran: str = ""


@dataclass(frozen=True)
class Notebook:
    """The cells of a notebook, and what is wrong with it."""

    cells: tuple[Found, ...]
    problems: tuple[str, ...] = ()


def read_notebook(chunks: Iterable[bytes]) -> Notebook:
    """Read a notebook of format 3 or 4. Raises Unreadable for what is none."""
    sieve = Sieve()
    for chunk in chunks:
        sieve.feed(chunk)
    if not sieve.size:
        raise Unreadable("is an empty file")
    problems = []
    data = bytes(sieve.kept).removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        problems.append(
            f"holds bytes that are not UTF-8 (the first at {error.start}), read as \ufffd"
        )
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"is no notebook, its JSON is broken: {str(error)[:100]}") from None
    if not isinstance(tree, dict):
        raise Unreadable(f"is no notebook: its JSON is a {type(tree).__name__}")
    problems += _language(tree)
    return Notebook(tuple(_cells(tree, problems)), tuple(dict.fromkeys(problems)))


def choose_answers(
    found: Iterable[Found], wanted: Iterable[str], attempted: Any
) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    """Which cell is the answer to which exercise, and what is odd about it.

    The line `# exercise: NAME` decides. Where no cell has it, the name does that the notebook's
    format gives a cell (nbgrader's grade_id, or its id). Of several cells for one exercise the last
    counts that somebody worked on (`attempted(name, source)`): a notebook that is run from top to
    bottom ends with it.
    """
    found = list(found)
    counts: dict[int, str] = {}
    problems = []
    for name in wanted:
        places = _places(found, name)
        if not places:
            problems.append(f"the cell of exercise {name} is missing")
            continue
        worked_on = [i for i in places if attempted(name, found[i].source)]
        counts[(worked_on or places)[-1]] = name
        if len(places) > 1:
            problems.append(
                f"there are {len(places)} cells for exercise {name}; the last one that was worked "
                f"on counts, cell {(worked_on or places)[-1] + 1}"
            )
    cells = tuple(
        Cell(cell.kind, cell.source, counts.get(i, ""), cell.ran) for i, cell in enumerate(found)
    )
    return cells, tuple(problems)


def _places(found: list[Found], name: str) -> list[int]:
    """Where the cells of an exercise stand."""
    code = [(i, cell) for i, cell in enumerate(found) if cell.kind == "code"]
    return [i for i, cell in code if cell.tagged == name] or [
        i for i, cell in code if cell.called == name
    ]


def runnable(source: str) -> str:
    """An answer as Python reads it: a line for JupyterLab alone (`%matplotlib inline`, `!ls`) does
    nothing here, as it does nothing to the answer there. What is Python already stays as it is.

    >>> runnable("%time\\nx = 1"), runnable("x = (7\\n%3)")
    ('pass\\nx = 1', 'x = (7\\n%3)')
    """
    return source if parsed(source) is not None else MAGIC.sub(r"\1pass", source)


# ------------------------------------------------------------------------------------- inside


def _language(tree: dict[str, Any]) -> list[str]:
    """A problem where the notebook is not in Python."""
    metadata = tree.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    for key, entry in (("kernelspec", "language"), ("language_info", "name")):
        table = metadata.get(key)
        language = table.get(entry) if isinstance(table, dict) else None
        if isinstance(language, str) and not language.lower().startswith(("python", "ipython")):
            return [f"is written for a kernel of {_clean(language)[:40]}, not of Python"]
    return []


def _cells(tree: dict[str, Any], problems: list[str]) -> list[Found]:
    """The cells of every version of the format; what is no cell is told and left out."""
    cells = tree.get("cells")
    if cells is None and isinstance(tree.get("worksheets"), list):  # format 3
        sheets = [sheet for sheet in tree["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets for cell in _list(sheet.get("cells"))]
    if not isinstance(cells, list):
        raise Unreadable("is no notebook: it has no list of cells")
    if len(cells) > MOST_CELLS:
        problems.append(f"has {len(cells)} cells; the first {MOST_CELLS} are read")
    found = []
    for number, cell in enumerate(cells[:MOST_CELLS], 1):
        if isinstance(cell, dict):
            found.append(_cell(cell, number, problems))
        else:
            problems.append(f"cell {number} is no cell, but a {type(cell).__name__}")
    return found


def _cell(cell: dict[str, Any], number: int, problems: list[str]) -> Found:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        problems.append(f"cell {number} holds no text, but a {type(source).__name__}")
        source = ""
    if len(source) > MOST_SOURCE:
        problems.append(f"cell {number} has {len(source):,} characters; {MOST_SOURCE:,} are read")
        source = source[:MOST_SOURCE]
    cleaned = _clean(source)
    if cleaned != source:
        problems.append(f"cell {number} holds characters that are no text, read as \ufffd")
    kind = cell.get("cell_type")
    kind = kind if kind in ("code", "raw") else "markdown"
    match = TAGGED.match(cleaned) if kind == "code" else None
    return Found(kind, cleaned, match["name"] if match else "", _called(cell), _ran(cell))


def _called(cell: dict[str, Any]) -> str:
    """nbgrader's name for a cell, else its id."""
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return str(name if isinstance(name, str) else cell.get("id", ""))


def _ran(cell: dict[str, Any]) -> str:
    """When a cell was last run, in UTC, as JupyterLab notes it if it is told to; else ""."""
    metadata = cell.get("metadata")
    noted = metadata.get("execution") if isinstance(metadata, dict) else None
    when = noted.get("iopub.execute_input") if isinstance(noted, dict) else None
    match = WHEN.match(when) if isinstance(when, str) else None
    return match[0] if match else ""


def _clean(text: str) -> str:
    """Text that can be written everywhere: no halves of characters, no NUL."""
    return NO_TEXT.sub("\ufffd", text)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


class Sieve:
    """Takes JSON a part at a time and keeps it without outputs: `"outputs": […]` becomes `[]`.

    Raises Unreadable where too much is left. It does not judge whether the JSON is right.
    """

    def __init__(self) -> None:
        self.kept = bytearray()
        self.size = 0
        self._rest = b""
        self._depth = 0
        self._dropping = 0  # the depth to come back to, plus 1; 0 where nothing is dropped
        self._in_string = False
        self._string = 0  # where the newest string begins in `kept`
        self._ended = -1  # where it ended

    def feed(self, chunk: bytes) -> None:
        """Take the next part."""
        self.size += len(chunk)
        data, at = self._rest + chunk, 0
        self._rest = b""
        while at < len(data):
            at = self._step(data, at)
        if len(self.kept) > MOST_KEPT:
            raise Unreadable(
                f"has more than {MOST_KEPT >> 20} MB without its outputs; that much is read"
            )

    def _step(self, data: bytes, at: int) -> int:
        """Take one piece: a run of plain text, a part of a string, or a bracket."""
        if self._in_string:
            return self._take_string(data, at)
        match = (DULL if self._dropping else PLAIN).match(data, at)
        end = match.end() if match else at
        self._keep(data, at, end)
        if end == len(data):
            return end
        mark = data[end : end + 1]
        if mark == b'"':
            self._in_string, self._string = True, len(self.kept)
            self._keep(data, end, end + 1)
        elif mark in (b"[", b"{"):
            self._open(mark)
        else:
            self._close(mark)
        return end + 1

    def _take_string(self, data: bytes, at: int) -> int:
        match = IN_STRING.match(data, at)
        end = match.end() if match else at
        self._keep(data, at, end)
        if end == len(data):
            return end
        if data[end : end + 1] == b"\\":  # an escape, cut in two
            self._rest = data[end:]
            return len(data)
        self._keep(data, end, end + 1)
        self._in_string, self._ended = False, len(self.kept)
        return end + 1

    def _open(self, mark: bytes) -> None:
        if not self._dropping and self._names_dropped():
            self.kept += mark
            self._dropping = self._depth + 1
        else:
            self._keep(mark, 0, 1)
        self._depth += 1

    def _close(self, mark: bytes) -> None:
        self._depth -= 1
        if self._dropping and self._depth < self._dropping:
            self._dropping = 0
        self._keep(mark, 0, 1)

    def _names_dropped(self) -> bool:
        """Whether what opens now is the value of a key that is dropped."""
        after = len(self.kept) - self._ended
        if self._ended - self._string > LONGEST_KEY or after > LONGEST_KEY:
            return False  # looked at for every bracket, so it has to be short
        key = bytes(self.kept[self._string : self._ended])
        return key in DROPPED and bool(KEY.fullmatch(self.kept, self._ended))

    def _keep(self, data: bytes, start: int, end: int) -> None:
        if not self._dropping:
            self.kept += data[start:end]
