"""What students get: complete, checkable, and nowhere a line that is hidden from them."""

from __future__ import annotations

import ast
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest

from course.console import CourseError
from course.exercises.exercise import Exercise, all_exercises, is_attempted, read
from course.exercises.verdict import CORRECT, NOT_ATTEMPTED, NOT_YET, SEALED, judge, prepare
from course.grading.assignment import Assignment
from course.grading.release import is_only_values, pack, release, write_copy
from course.grading.submission import read_submissions
from course.inside.answering import reply_to

EXERCISES = all_exercises()
ALL = Assignment("everything", "Everything", tuple(e.name for e in EXERCISES))
SHORTEST = 15
"""A shorter line says too little to be a secret: `return w.grad`."""


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Path:
    return release(ALL, tmp_path_factory.mktemp("release"))[0]


def lines(*texts: str) -> set[str]:
    found = {line.strip() for text in texts for line in text.splitlines()}
    return {line for line in found if len(line) > SHORTEST}


def hidden_lines(exercise: Exercise) -> set[str]:
    """The lines of an exercise that no student may see."""
    open_parts = lines(
        exercise.stub, exercise.given, exercise.probes, (exercise.folder / "task.md").read_text()
    )
    checker = (exercise.folder / "check.py").read_text()
    return lines(exercise.solution, *exercise.wrong.values(), checker) - open_parts


HIDDEN = {line: e.name for e in EXERCISES for line in hidden_lines(e)}
OPEN = lines(
    *(t for e in EXERCISES for t in (e.stub, e.given, e.probes, (e.folder / "task.md").read_text()))
)


def texts(folder: Path) -> dict[str, str]:
    """Every text in a folder: the files as they lie, of notebooks each text in cells and metadata
    and outputs too, and the members of a zip.
    """
    found = {}
    for path in folder.rglob("*"):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as file:
                for name in file.namelist():
                    found[f"{path}!{name}"] = file.read(name).decode() + name
        elif path.is_file():
            found[str(path)] = path.read_text("utf-8") + str(path.name)
    for name, text in list(found.items()):
        if ".ipynb" in name:
            notebook = nbformat.reads(text[: text.rindex("}") + 1], as_version=4)
            for number, part in enumerate(strings(notebook)):
                found[f"{name}#{number}"] = part
    return found


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [s for key, part in value.items() for s in [str(key), *strings(part)]]
    if isinstance(value, list):
        return [s for part in value for s in strings(part)]
    return [value] if isinstance(value, str) else []


def leaks(folder: Path) -> list[str]:
    found, everything = [], texts(folder)
    whole = "\0".join(everything.values())
    somewhere = {line: name for line, name in HIDDEN.items() if line in whole}
    for where, text in everything.items():
        for line, name in somewhere.items():
            if line in text and not any(line in shown for shown in OPEN if shown in text):
                found.append(f"{where}: {line!r} of {name}")
    return found


def test_no_hidden_line_remains_in_any_file_metadata_or_output(released):
    assert leaks(released.parent) == []
    names = {path.name for path in released.rglob("*") if path.is_file()}
    assert names == {
        "everything.ipynb", "task.md", "answers.py", "probes.py", "expected.json"
    }  # fmt: skip


@pytest.mark.parametrize("place", ["answers.py", "metadata", "output", "zip"])
def test_a_hidden_line_would_be_found(released, tmp_path, place):
    secret = max((line for e in EXERCISES for line in lines(e.solution) & HIDDEN.keys()), key=len)
    folder = tmp_path / "set"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("pass")])
    if place == "metadata":
        notebook.metadata["note"] = {"deep": [secret]}
    if place == "output":
        output = nbformat.v4.new_output("stream", text="x\n  " + secret + "\n")
        notebook.cells[0].outputs = [output]
    (folder / "a.ipynb").write_text(nbformat.writes(notebook))
    if place in ("answers.py", "zip"):
        (folder / "answers.py").write_text("# %% stub\n    " + secret)
    if place == "zip":
        pack(folder, tmp_path / "a.zip")
        (folder / "answers.py").unlink()
    assert leaks(tmp_path)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_a_released_copy_checks_and_tells_nothing(exercise, tmp_path):
    write_copy(exercise, tmp_path / exercise.lesson / exercise.name)
    copy = read(tmp_path / exercise.lesson / exercise.name)
    assert (copy.solution, copy.wrong, copy.mistakes) == ("", {}, ())
    assert (copy.worth, copy.checks, copy.hints) == (
        exercise.worth,
        exercise.checks,
        exercise.hints,
    )
    right = SEALED if is_only_values(exercise.solution) else CORRECT
    statuses = {exercise.stub: {NOT_ATTEMPTED}, exercise.solution: {right}}
    statuses |= {wrong: {NOT_YET, right} for wrong in exercise.wrong.values()}
    trial = prepare(copy, 0)
    assert judge(trial, exercise.solution, reply_to(trial.job(exercise.solution))).says == ""
    for source, expected in statuses.items():
        for seed in (0, 7):
            trial = prepare(copy, seed)
            assert judge(trial, source, reply_to(trial.job(source))).status in expected


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_values_that_would_be_the_answer_are_not_recorded(exercise, tmp_path):
    write_copy(exercise, tmp_path / exercise.name)
    runs = read(tmp_path / exercise.name).recorded
    assert (runs == ()) == all(
        isinstance(node, (ast.Assign, ast.AnnAssign))
        and not any(isinstance(part, (ast.Call, ast.Name)) for part in ast.walk(node.value))
        for node in ast.parse(exercise.solution).body
    )


def test_the_notebook_holds_a_cell_of_each_exercise_untouched(released):
    notebook = nbformat.read(released / "everything.ipynb", 4)
    nbformat.validate(notebook)
    sources = [cell.source for cell in notebook.cells]
    for exercise in EXERCISES:
        cells = [s for s in sources if s.startswith(f"# exercise: {exercise.name}\n")]
        assert len(cells) == 1
        assert not is_attempted(exercise, cells[0])
        assert f'check("{exercise.name}")' in sources
    assert all(not cell.get("outputs") for cell in notebook.cells)


def test_the_zip_is_the_folder_and_the_same_each_time(released, tmp_path):
    again, packed = release(ALL, tmp_path)
    assert packed.read_bytes() == released.with_suffix(".zip").read_bytes()
    with zipfile.ZipFile(packed) as file:
        files = {name: file.read(name) for name in file.namelist()}
    assert files == {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in again.rglob("*")
        if path.is_file()
    }


def test_the_whole_set_handed_in_is_no_problem(released, tmp_path):
    """Students hand in the folder that they were given."""
    shutil.copytree(released, tmp_path / "ada" / "everything")
    (one,) = read_submissions(tmp_path, ALL.name, ALL.exercises, lambda name, source: False)
    assert one.submission.problems == ()


def test_what_is_there_already_is_not_touched(tmp_path):
    (tmp_path / "everything.zip").write_text("mine")
    with pytest.raises(CourseError, match=r"everything.zip is there already.*--out"):
        release(ALL, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["everything.zip"]
    with pytest.raises(CourseError, match=r"everything.zip cannot be written: .*another --out"):
        release(ALL, tmp_path / "everything.zip")


def test_a_damaged_copy_is_told(tmp_path):
    write_copy(EXERCISES[0], tmp_path / "copy")
    (tmp_path / "copy" / "expected.json").write_text('{"dict": [["points", 3]]}')
    with pytest.raises(CourseError, match=r"expected.json is damaged.*unpack"):
        read(tmp_path / "copy")
