"""What a learner did, kept on this machine alone: one line of a file for each check, hint or item.

The file `progress.jsonl` is only ever added to, a whole line at a time and under a lock: two
notebooks, and a process that ends in the middle, lose nothing. It lies in the folder that the
environment variable COURSE_PROGRESS names; else in `.course` of the project; else, where the kit
is installed without its project, in the user's own folder for data.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import BinaryIO

from course import environment, project
from course.exercises.verdict import CORRECT, NOT_ATTEMPTED, NOT_YET

PLACE = "COURSE_PROGRESS"
FILE = "progress.jsonl"
LOCK_SECONDS = 5.0
LONGEST_PAUSE = 10 * 60
"""Who does nothing for longer, in seconds, was away: only so much counts as work."""


@dataclass(frozen=True)
class Event:
    """One thing that was done. do: "check", "hint", "solution" or "item" (of a warm-up)."""

    do: str
    name: str
    """Of the exercise or the item."""
    at: float = 0.0
    status: str = ""
    misconception: str = ""
    answer: str = ""
    """A fingerprint of the answer: how many different ones were tried?"""


unsaved: list[Event] = []
"""What could not be written: it counts until this kernel ends."""


@dataclass(frozen=True)
class Standing:
    """How far a learner is with one exercise."""

    status: str = NOT_ATTEMPTED
    attempts: int = 0
    different: int = 0
    hints: int = 0
    opened: bool = False
    minutes: float = 0.0
    misconception: str = ""


def folder() -> Path:
    """Where the progress of this user is kept."""
    if os.environ.get(PLACE):
        return Path(os.environ[PLACE])
    if (project.ROOT / "pyproject.toml").exists():
        return project.LOG.parent
    home = Path.home()
    if os.name == "nt":
        return Path(os.environ.get("APPDATA", home)) / "tutorgrad"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "tutorgrad"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "tutorgrad"


def record(event: Event) -> str:
    """Keep an event. Gives "", or why it could not be kept: the work goes on without."""
    event = replace(event, at=event.at or round(time.time(), 1))
    line = json.dumps(_kept(event)) + "\n"
    place = folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with (place / "progress.lock").open("w") as lock:
            _wait_for(lock.fileno())
            with (place / FILE).open("ab+") as file:
                if file.tell() and not _ends_whole(file):
                    line = "\n" + line  # the last one was cut off: it stays alone
                file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        unsaved.append(event)
        why = error.strerror or str(error)
        return f"Your progress is not saved: {place} cannot be written ({why})."
    return ""


def _kept(event: Event) -> dict[str, object]:
    return {key: value for key, value in asdict(event).items() if value not in ("", 0.0)}


def _wait_for(lock: int) -> None:
    """Take the lock; the system lets go of it when the file is closed, however that happens."""
    end = time.monotonic() + LOCK_SECONDS
    while not environment.try_lock(lock):
        if time.monotonic() > end:
            raise OSError("another program holds its lock")
        time.sleep(0.01)


def _ends_whole(file: BinaryIO) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def events() -> list[Event]:
    """All that was kept, in its order. A line that is damaged is left out; the others count."""
    try:
        lines = (folder() / FILE).read_bytes().splitlines()
    except OSError:
        lines = []
    return [event for line in lines if (event := _read(line)) is not None] + unsaved


def _read(line: bytes) -> Event | None:
    known = {field.name for field in fields(Event)}
    try:
        data = json.loads(line)
        event = Event(**{key: value for key, value in data.items() if key in known})
        return event if float(event.at) >= 0 and event.do and event.name else None
    except (ValueError, TypeError, AttributeError):
        return None


# ------------------------------------------------------------------------------- what it tells


def standing(name: str, past: Iterable[Event]) -> Standing:
    """How far the learner is with an exercise. Once correct, it stays so.

    >>> wrong = [Event("check", "w", 60.0 * at, "not yet", "M8", f"{at}") for at in (0, 2, 50)]
    >>> standing("w", wrong)
    Standing(status='not yet', attempts=3, different=3, hints=0, opened=False, minutes=12.0, misconception='M8')
    """  # noqa: E501
    own = [event for event in past if event.name == name and event.do != "item"]
    checks = [event for event in own if event.do == "check"]
    passed = any(event.status == CORRECT for event in checks)
    seconds = sum(
        min(later.at - before.at, LONGEST_PAUSE)
        for before, later in zip(own, own[1:], strict=False)
    )
    return Standing(
        status=CORRECT if passed else NOT_YET if checks else NOT_ATTEMPTED,
        attempts=len(checks),
        different=len({event.answer for event in checks}),
        hints=sum(event.do == "hint" for event in own),
        opened=any(event.do == "solution" for event in own),
        minutes=max(0.0, seconds) / 60,
        misconception="" if passed or not checks else checks[-1].misconception,
    )


def failed(past: Sequence[Event]) -> list[str]:
    """The misconceptions that were met and not answered rightly since, the latest first.

    >>> failed([Event("check", "a", status="not yet", misconception="M8"),
    ...         Event("item", "i", status="not yet", misconception="M3"),
    ...         Event("item", "j", status="correct", misconception="M8")])
    ['M3']
    """
    open_: dict[str, None] = {}
    for event in past:
        if event.misconception and event.status == NOT_YET:
            open_.pop(event.misconception, None)
            open_[event.misconception] = None
        elif event.do == "item" and event.status == CORRECT:
            open_.pop(event.misconception, None)
    return list(reversed(open_))
