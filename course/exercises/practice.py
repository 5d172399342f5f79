"""`course practice`: mend small broken programs in an editor; each save is checked at once.

Every exercise of the kinds KINDS is a file `practice/NAME.py`: written once, never overwritten, and
yours. A save is checked by a process of its own with a limit of time, so that a loop without an end
ends here. (In the spirit of rustlings, The Rust Programming Language's small exercises.)
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from course import project
from course.console import CourseError
from course.exercises import progress
from course.exercises.build import lesson_title
from course.exercises.exercise import KINDS as WORDS
from course.exercises.exercise import TAG, Exercise, all_exercises, find, named
from course.exercises.notebook import keep, mark, next_hint, run, still_closed, stopped
from course.exercises.overview import SIGNS
from course.exercises.progress import Event
from course.exercises.shown import Comparison, Shown
from course.exercises.verdict import CORRECT, NOT_YET

KINDS = ("fix", "find-the-bug", "device")
POLL = 0.15
HELP = "h hint · s solution · n next · l list · q quit"
STATUS = {CORRECT: 0, NOT_YET: 10}
"""What the process that checks ends with; 11 for "not attempted"."""


# ---------------------------------------------------------------------------------- the files


def exercises() -> list[Exercise]:
    """What can be practised, lesson by lesson, easy ones first."""
    found = [exercise for exercise in all_exercises() if exercise.kind in KINDS]
    return sorted(found, key=lambda e: (e.lesson, e.difficulty, e.minutes, e.name))


def default_folder() -> Path:
    """Where the files go: into the project, or where the kit is installed without it, here."""
    return (project.ROOT if project.EXERCISES.is_dir() else Path.cwd()) / "practice"


def stub(exercise: Exercise) -> str:
    """The file to begin with: the task as a comment, what is given, and the broken program."""
    head = (
        f"{exercise.title} · {lesson_title(exercise.lesson)} · about {exercise.minutes} minutes\n"
        f"To do: {WORDS[exercise.kind]}. Change what stands below the line `{TAG}…`, and save.\n\n"
        f"{exercise.task}\n"
    )
    comment = "".join(f"# {line}".rstrip() + "\n" for line in head.splitlines())
    return f"{comment}\n{exercise.given.strip()}\n\n{exercise.cell(exercise.stub)}"


def write_once(exercise: Exercise, folder: Path) -> Path:
    """The file of an exercise, written if it is not there."""
    path = folder / f"{exercise.name}.py"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(stub(exercise))
    except FileExistsError:
        pass
    return path


def answer_in(path: Path, exercise: Exercise) -> str:
    """The answer in a file, with empty lines above it, so that its lines keep their numbers.

    Raises CourseError where the line that names the exercise is gone.
    """
    try:
        lines = path.read_text("utf-8").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}") from None
    for number, line in enumerate(lines):
        if named(line) == exercise.name:
            return "\n" * number + "".join(lines[number:])
    raise CourseError(
        f"{path.name} has no line `{TAG}{exercise.name}`: put it back above your program"
    )


# ------------------------------------------------------------------------------------ one check


def check_file(name: str, path: Path) -> int:
    """In the process that checks: print the verdict and give the exit status.

    Its first line is empty: all is imported, and the answer's own time begins.
    """
    say("")
    exercise = find(name)
    try:
        source = answer_in(path, exercise)
    except CourseError as error:
        print(f"✗ {error}")
        return STATUS[NOT_YET]
    shown = keep(run(exercise, source), source)
    print(shown.text().replace("of your cell", "of your file"))
    return STATUS.get(shown.verdict.status, 11)


def checked(exercise: Exercise, path: Path, seconds: float) -> tuple[str, int]:
    """Check a file in a process of its own: its words and its exit status."""
    command = [sys.executable, "-m", "course.exercises.practice", exercise.name, str(path)]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path), PYTHONUTF8="1")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        env=environment, start_new_session=True, bufsize=0,
    ) as child:  # fmt: skip
        try:
            assert child.stdout is not None
            child.stdout.readline()
            out, err = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            return too_long(exercise, path, seconds), STATUS[NOT_YET]
        except BaseException:
            child.kill()
            raise
    words = out.decode("utf-8", "replace").strip()
    if child.returncode in (0, 10, 11) and words:
        return words, child.returncode
    last = err.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it said nothing"]
    return f"✗ The program ended its own check: {last[0]}", STATUS[NOT_YET]


def too_long(exercise: Exercise, path: Path, seconds: float) -> str:
    """The verdict on a program that did not end."""
    source = answer_in(path, exercise)
    words = f"your program ran for {seconds:g} seconds and was stopped"
    verdict = stopped(exercise, source, TimeoutError(), words)
    progress.record(Event("check", exercise.name, 0.0, NOT_YET, "", mark(source)))
    return Shown(exercise, verdict).text().replace("your cell", "your file")


# ------------------------------------------------------------------------------------ the watch


class Practice:
    """One sitting: the program that is open, and what each key does."""

    def __init__(self, folder: Path, say: Callable[[str], None], seconds: float) -> None:
        self.folder, self.say, self.seconds = folder, say, seconds
        self.all: Sequence[Exercise] = exercises()
        if not self.all:
            raise CourseError(f"there are no exercises in {project.EXERCISES}: clone the project")
        self.seen: tuple[int, int] | None = None

    def open(self, exercise: Exercise) -> None:
        """Begin with a program: where it lies, and how it stands."""
        self.exercise = exercise
        self.path = write_once(exercise, self.folder)
        self.seen = state(self.path)  # before it is announced: whoever saves at once is heard
        place = f"{self.all.index(exercise) + 1} of {len(self.all)}"
        self.say(f"\n── {place}: {exercise.title} (about {exercise.minutes} minutes) ──")
        self.say(f"Open {shortest(self.path)} in your editor, mend it and save. {HELP}")
        if self.seen and self.standing().attempts:
            self.check()

    def tick(self) -> None:
        """Check the file if it was saved since."""
        now = state(self.path)
        if now is not None and now != self.seen:
            self.seen = now
            self.check()

    def check(self) -> None:
        """Show the verdict on the file as it is now."""
        try:
            words, status = checked(self.exercise, self.path, self.seconds)
        except CourseError as error:
            self.say(f"✗ {error}")
            return
        self.say(f"\n{words}\n")
        if status == 0:
            left = [e for e in self.all if self.standing(e).status != CORRECT]
            self.say(
                f"{len(left)} to go: n for the next, s for our solution." if left
                else "Every program is mended. q to quit, l for the list."
            )  # fmt: skip
        elif status == 10:
            self.say(HELP)

    def press(self, key: str) -> bool:
        """Do what a key stands for; False where it ends the sitting."""
        if key == "h":
            self.say("\n" + next_hint(self.exercise).for_terminal())
        elif key == "s":
            self.say("\n" + self.solution())
        elif key == "n":
            self.open(self.next())
        elif key == "l":
            self.say("\n" + "\n".join(map(self.row, self.all)))
        elif key in ("?", ""):
            self.say(HELP)
        return key != "q"

    def standing(self, exercise: Exercise | None = None) -> progress.Standing:
        """How the learner stands with an exercise."""
        return progress.standing((exercise or self.exercise).name, progress.events())

    def solution(self) -> str:
        """The solution beside the learner's program, or what it needs to open."""
        missing = still_closed(self.exercise, self.standing())
        if missing:
            return f"{missing} h: a hint."
        progress.record(Event("solution", self.exercise.name))
        try:
            answer = answer_in(self.path, self.exercise)
        except CourseError:
            answer = None
        return repr(Comparison(self.exercise, answer))

    def next(self) -> Exercise:
        """The next one that is not correct, else the next one."""
        at = self.all.index(self.exercise) + 1
        after = [*self.all[at:], *self.all[:at]]
        return next((e for e in after if self.standing(e).status != CORRECT), after[0])

    def row(self, exercise: Exercise) -> str:
        """One line of the list."""
        here = "→" if exercise is self.exercise else " "
        status = self.standing(exercise).status
        return f"{here} {SIGNS[status]} {exercise.name:26} {status:14} {exercise.title}"


def state(path: Path) -> tuple[int, int] | None:
    """When a file was saved, and its size; None while an editor replaces it."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


def shortest(path: Path) -> str:
    """A path as one would type it here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def watch(
    folder: Path, name: str, keys: Callable[[float], str | None], seconds: float = 10
) -> None:
    """Practise until q: `keys(wait)` waits so long for a key and gives it, or None.

    seconds: how long a program may run. Raises CourseError for a name that is none.
    """
    practice = Practice(folder, say, seconds)
    chosen = next((e for e in practice.all if e.name == name), None)
    if name and chosen is None:
        known = ", ".join(exercise.name for exercise in practice.all)
        raise CourseError(f"there is no practice {name!r}; there are: {known}")
    begin = [e for e in practice.all if practice.standing(e).status != CORRECT]
    practice.open(chosen or next(iter(begin), practice.all[0]))
    for _ in itertools.count():
        key = keys(POLL)
        if key is not None and not practice.press(key.strip().lower()[:1]):
            break
        practice.tick()
    say("Your programs stay in " + shortest(folder) + ".")


def say(words: str) -> None:
    """Print at once."""
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(check_file(sys.argv[1], Path(sys.argv[2])))
