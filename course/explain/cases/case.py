"""One row of the table: which error, and what to say of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from course.explain.lessons import Lesson
from course.explain.scene import Scene, Variable

Found = re.Match[str]


@dataclass(frozen=True, eq=False)
class Said:
    """The cause in one sentence, and the fix; code stands between backticks.

    `first` and `also` are variables to show besides those of the failing line; `lesson` stands for
    the row's own where the cause has a better one.
    """

    cause: str
    fix: str
    first: Sequence[Variable] = ()
    also: Sequence[Variable] = ()
    lesson: Lesson | None = None


@dataclass(frozen=True, eq=False)
class Case:
    """An error by a fragment of its message (a regular expression), and the one who speaks of it.

    `say` answers None when the message alone does not make it this case.
    """

    pattern: str
    lesson: Lesson
    say: Callable[[Scene, Found], Said | None]

    @property
    def name(self) -> str:
        """The name of the row: that of the function that speaks."""
        return self.say.__name__

    def matches(self, error: BaseException) -> Found | None:
        """The fragment in the error's message."""
        return re.search(self.pattern, str(error), re.DOTALL)
