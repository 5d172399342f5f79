"""What a captured step became, to read: what a compiler sees.

    # call                           result             where   operation
    1 matmul(v0, v1, b0)             (64, 100) float32  b0      mm
    2 maximum(b0, 0, out=b1)         (64, 100) float32  b1      clamp
    ...
    21 calls, 9 buffers of 524288 bytes in all, 5 views made once

The line below says what the names in it stand for.
"""

from __future__ import annotations

import re
from typing import Any

from .recording import refs_in

LEGEND = {
    "b": "buffer, used again at every replay",
    "v": "another array",
    "c": "array of constants",
    "t": "tensor",
    "k": "constant",
}
WIDTH = 56  # of the column of calls


class Listing:
    """The program of a step as a table. `source` is the Python text that runs."""

    def __init__(self, program: Any) -> None:
        self.source = str(program.source())
        self.buffers = [buffer.nbytes for buffer in program.buffers]
        self.views = sum(line.kind == "view" for line in program.lines)
        self.calls: list[tuple[str, str, str, str]] = []
        for line in program.lines:
            if line.kind == "call":
                self.calls.append(self.row(program, line))
            elif line.kind == "host":
                self.calls.append((line.text, "", "", "Python, run anew"))

    def row(self, program: Any, line: Any) -> tuple[str, str, str, str]:
        cells = [program.tape.cells[at] for at in refs_in(line.call.results) or line.call.writes]
        facts = ", ".join(f"{cell.facts[0]} {cell.facts[1]}" for cell in cells[:1])
        where = "new" if line.buffer is None else f"b{line.buffer}"
        where = "in place" if line.call.writes else where
        return line.text, facts, where, line.call.origin

    def __len__(self) -> int:
        return len(self.calls)

    def __str__(self) -> str:
        """One line for each call, the totals, and what the names stand for."""
        rows = [("call", "result", "where", "operation")]
        rows += [(shortened(row[0]), *row[1:]) for row in self.calls]
        widths = [max(len(row[i]) for row in rows) for i in range(3)]
        digits = len(str(len(self.calls)))
        lines = []
        for number, row in enumerate(rows):
            cells = [f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)]
            mark = str(number) if number else "#"
            lines.append("  ".join([f"{mark:>{digits}}", *cells, row[3]]).rstrip())
        size = f"{len(self.buffers)} buffers of {sum(self.buffers)} bytes in all"
        lines.append(f"{len(self.calls)} calls, {size}, {self.views} views made once")
        named = {name for row in self.calls for name in re.findall(r"\b([bvctk])\d+\b", row[0])}
        lines.append("; ".join(f"{name}: {LEGEND[name]}" for name in LEGEND if name in named))
        return "\n".join(lines).rstrip()

    __repr__ = __str__


def shortened(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
