"""What a captured step became, to read."""

from __future__ import annotations

from typing import Any


class Listing:
    """The program of a step as text."""

    def __init__(self, program: Any) -> None:
        self.program = program

    def __str__(self) -> str:
        return str(self.program.source())

    __repr__ = __str__
