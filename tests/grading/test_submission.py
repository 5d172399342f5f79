"""Reading hand-ins: every layout, and whatever a student may have made of a notebook.

What cannot be read is told to its student and stops nobody else.
"""

from __future__ import annotations

import datetime
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from course.console import CourseError
from course.grading import cells, entries
from course.grading.entries import Unreadable
from course.grading.records import Problem
from course.grading.submission import Received, read_submissions

STUB = "x = ..."


def code(name, source="x = 1", **more):
    return {"cell_type": "code", "source": f"# exercise: {name}\n{source}", **more}


def notebook(*found, **more):
    return json.dumps({"cells": list(found), "metadata": {}, "nbformat": 4, **more}).encode()


GOOD = notebook(code("one"), code("two", "y = 2"))


def read(path, wanted=("one", "two")):
    """(hand-ins by student, strays)."""
    found = list(read_submissions(Path(path), "hw1", wanted, lambda _, source: STUB not in source))
    received = {one.submission.student.key: one for one in found if isinstance(one, Received)}
    assert len(received) == sum(isinstance(one, Received) for one in found), "one hand-in each"
    return received, [one for one in found if isinstance(one, Problem)]


def answers(received):
    return {cell.exercise: cell.source for cell in received.cells if cell.exercise}


def told(received):
    return " | ".join(problem.says for problem in received.submission.problems)


def make(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def pack(path, files):
    """A zip of names and contents, or ZipInfos and contents."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return path


# ------------------------------------------------------------------------------------- layouts


LAYOUTS = [
    ("ada.ipynb", "ada"),
    ("ada/hw.ipynb", "ada"),
    ("ada/deep/down/hw.ipynb", "ada"),
    ("submitted/ada/hw1/hw.ipynb", "ada"),
    ("submitted/ada.ipynb", "ada"),
    ("ada/hw1/hw.ipynb", "ada"),
    ("Ada Lovelace_123_assignsubmission_file_/hw.ipynb", "Ada Lovelace_123"),
    ("Ada Lovelace_123_assignsubmission_file/hw.ipynb", "Ada Lovelace_123"),
    ("Ada Lovelace_123_assignsubmission_file_hw.ipynb", "Ada Lovelace_123"),
    ("lovelaceada_12_34_hw.ipynb", "lovelaceada_12"),
    ("lovelaceada_LATE_12_34_hw-1.ipynb", "lovelaceada_12"),
    ("Zoë Ångström.ipynb", "Zoë Ångström"),
]


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize(("name", "student"), LAYOUTS)
def test_a_layout_tells_the_student(tmp_path, name, student, packed):
    files = {name: GOOD, name.replace("ada", "bob").replace("Ada", "Bob").replace("Z", "B"): GOOD}
    if packed:
        path = pack(tmp_path / "class.zip", files.items())
    else:
        path = make(tmp_path / "class", files)
    received, strays = read(path)
    assert len(received) == 2 and strays == []
    found = received[student]
    assert answers(found)["two"] == "# exercise: two\ny = 2"
    assert found.submission.problems == ()
    assert found.submission.marked_late == ("LATE" in name)
    system = "moodle" if "assign" in name else "canvas" if "_34_" in name else ""
    assert found.submission.student.system == system
    assert found.submission.student.number == {"moodle": "123", "canvas": "12", "": ""}[system]


def test_of_nbgraders_layout_only_this_assignment_is_read(tmp_path):
    other = notebook(code("one", "wrong = 0"))
    make(tmp_path, {
        "submitted/ada/hw1/a.ipynb": GOOD, "submitted/ada/hw2/a.ipynb": other,
        "submitted/ada/hw1/timestamp.txt": b"2026-01-02 03:04:05.678901 UTC\n",
        "submitted/bob/hw2/a.ipynb": other, "source/hw1/a.ipynb": GOOD,
    })  # fmt: skip
    received, strays = read(tmp_path)
    assert (list(received), strays) == (["ada"], [])
    assert answers(received["ada"])["one"] == "# exercise: one\nx = 1"
    when = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    assert received["ada"].submission.handed_in == when


@pytest.mark.parametrize("top", ["class", "submitted"])
@pytest.mark.parametrize("other", ["bob/hw.ipynb", "bob.ipynb"])
def test_a_folder_with_the_assignments_name_hides_nobody_else(tmp_path, top, other):
    """It is what unpacking the released zip makes."""
    make(tmp_path / top, {"ada/hw1/hw.ipynb": GOOD, other: GOOD})
    assert sorted(read(tmp_path / top)[0]) == ["ada", "bob"]


@pytest.mark.parametrize("names", [("ada.ipynb", "bob.ipynb"), ("ada/x.ipynb", "bob/x.ipynb")])
def test_a_folder_around_all_of_a_zip_is_no_student(tmp_path, names):
    wrapped = [(f"class/{name}", GOOD) for name in names]
    assert sorted(read(pack(tmp_path / "class.zip", wrapped))[0]) == ["ada", "bob"]
    assert sorted(read(pack(tmp_path / "other.zip", wrapped))[0]) == ["class"]


def test_a_student_cannot_hand_in_for_somebody_else(tmp_path):
    """A file's name inside a student's folder is the student's own choice."""
    make(tmp_path, {
        "bob/ada_12_34_hw.ipynb": GOOD, "bob/eve_1_assignsubmission_file_/x.ipynb": GOOD,
        "Ann_7_assignsubmission_file_/ada_12_34_hw.ipynb": GOOD,
    })  # fmt: skip
    assert sorted(read(tmp_path)[0]) == ["Ann_7", "bob"]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        (b"2026-01-02 03:04:05 UTC", "2026-01-02T03:04:05+00:00"),
        (b"2026-01-02 03:04:05.1 +0230", "2026-01-02T00:34:05+00:00"),
        (b"2026-07-02 03:04:05 Europe/Berlin", "2026-07-02T01:04:05+00:00"),
    ],
)
def test_nbgraders_timestamp_is_read_in_its_zone(tmp_path, text, when):
    make(tmp_path, {"ada/hw1/a.ipynb": GOOD, "ada/hw1/timestamp.txt": text})
    found = read(tmp_path)[0]["ada"].submission.handed_in
    assert found == datetime.datetime.fromisoformat(when)


@pytest.mark.parametrize(
    "name",
    [
        "ada/timestamp.txt",
        "ada/hw1/a/timestamp.txt",
        "Ada_7_assignsubmission_file_/timestamp.txt",
        "Ada_7_assignsubmission_file_/hw1/timestamp.txt",
    ],
)
def test_a_timestamp_of_the_students_own_is_not_believed(tmp_path, name):
    early, folder = b"2000-01-01 00:00:00 UTC", name.rpartition("/")[0]
    make(tmp_path, {f"{folder}/a.ipynb": GOOD, name: early})
    (found,) = read(tmp_path)[0].values()
    assert found.submission.handed_in.year > 2000


@pytest.mark.parametrize(
    "text", [b"", b"\xff\xfe", b"9999-99-99 99:99:99", b"2026-01-02 03:04:05 X/Y"]
)
def test_a_broken_timestamp_leaves_the_files_date(tmp_path, text):
    make(tmp_path, {"ada/hw1/a.ipynb": GOOD, "ada/hw1/timestamp.txt": text})
    os.utime(tmp_path / "ada/hw1/a.ipynb", (1_700_000_000, 1_700_000_000))
    assert read(tmp_path)[0]["ada"].submission.handed_in.timestamp() == 1_700_000_000


def test_a_zip_tells_the_date_and_canvas_tells_none(tmp_path):
    info = zipfile.ZipInfo("ada/a.ipynb", (2026, 1, 2, 3, 4, 6))
    broken = zipfile.ZipInfo("bob/a.ipynb", (1980, 0, 0, 0, 0, 0))
    files = [(info, GOOD), (broken, GOOD), ("eve_1_2_a.ipynb", GOOD)]
    received = read(pack(tmp_path / "a.zip", files))[0]
    when = {key: one.submission.handed_in for key, one in received.items()}
    assert when["ada"] == datetime.datetime(2026, 1, 2, 3, 4, 6).astimezone()
    assert when["bob"] is when["eve_1"] is None


def test_the_print_is_of_the_cells_not_of_outputs_or_dates(tmp_path):
    first = read(make(tmp_path / "a", {"ada.ipynb": GOOD}))[0]["ada"]
    ran = notebook(code("one", outputs=[{"x": 1}], execution_count=3), code("two", "y = 2"))
    again = read(make(tmp_path / "b", {"ada.ipynb": ran}))[0]["ada"]
    other = read(make(tmp_path / "c", {"ada.ipynb": notebook(code("one"))}))[0]["ada"]
    assert first.submission.sha256 == again.submission.sha256 != other.submission.sha256


# ------------------------------------------------------------------------------------- notebooks

NBGRADER = {"metadata": {"nbgrader": {"grade_id": "one", "solution": True}}}
V3 = {
    "nbformat": 3, "metadata": {},
    "worksheets": [{"cells": [{"cell_type": "code", "input": ["# exercise: one\n", "x = 1"],
                               "outputs": [], "language": "python"}]}],
}  # fmt: skip
ODD = {
    # name: (the notebook, the answer to "one" or None, what is told)
    "not json": (b'{"cells": [', None, "its JSON is broken"),
    "empty": (b"", None, "is an empty file"),
    "a list": (b"[1, 2]", None, "its JSON is a list"),
    "a number": (b"7", None, "its JSON is a int"),
    "no cells": (b'{"metadata": {}}', None, "no list of cells"),
    "cells of text": (b'{"cells": "abc"}', None, "no list of cells"),
    "deeply nested": (b"[" * 200_000, None, "its JSON is broken"),
    "a huge number": (b'{"cells": ' + b"9" * 100_000, None, "its JSON is broken"),
    "nothing in it": (notebook(), None, ""),
    "one cell missing": (notebook(code("two")), None, "cell of exercise one is missing"),
    "odd cells": (notebook(3, None, [], code("one")), "x = 1", "cell 1 is no cell, but a int"),
    "odd source": (notebook({"cell_type": "code", "source": {}}, code("one")), "x = 1", "no text"),
    "odd parts": (
        notebook({"cell_type": "code", "source": ["# exercise: one\n", 7, None, "x = 1"]}),
        "x = 1", "",
    ),
    "odd metadata": (notebook({**code("one"), "metadata": 5}, metadata=[1]), "x = 1", ""),
    "no type": (notebook({"source": "# exercise: one\nx = 1"}), None, "one is missing"),
    "format 3": (json.dumps(V3).encode(), "x = 1", "two is missing"),
    "windows": (b"\xef\xbb\xbf" + GOOD, "x = 1", ""),
    "utf-16": (GOOD.decode().encode("utf-16"), None, "its JSON is broken"),
    "latin-1": (GOOD.replace(b"x = 1", b"x = '\xe9'"), "x = '\ufffd'", "not UTF-8"),
    "half a character": (notebook(code("one", "x = '\ud800'")), "x = '\ufffd'", "no text"),
    "a NUL": (notebook(code("one", "x = '\0'")), "x = '\ufffd'", "no text"),
    "another kernel": (
        notebook(code("one"), metadata={"kernelspec": {"language": "R"}}), "x = 1",
        "a kernel of R",
    ),
    "the name is gone": (
        notebook({"cell_type": "code", "source": "x = 1", **NBGRADER}), "x = 1", "two is missing",
    ),
    "the name is wrong": (
        notebook({**code("won"), **NBGRADER}), "# exercise: won\nx = 1", "two is missing",
    ),
    "the cell's id": (notebook({"cell_type": "code", "source": "x = 1", "id": "one"}), "x = 1", ""),
    "the line decides": (
        notebook(code("one", "x = 2"), {"cell_type": "code", "source": "x = 1", **NBGRADER}),
        "x = 2", "",
    ),
    "under a comment": (
        notebook({"cell_type": "code", "source": "# mine\n\n  #exercise:one \nx = 1"}),
        "# mine\n\n  #exercise:one \nx = 1", "",
    ),
    "in a text": (
        notebook({"cell_type": "markdown", "source": "# exercise: one"}), None, "one is missing",
    ),
    "twice": (notebook(code("one", "x = 1"), code("one", "x = 2")), "x = 2", "there are 2 cells"),
    "twice, then a stub": (
        notebook(code("one", "x = 1"), code("one", STUB)), "x = 1", "counts, cell 1",
    ),
    "a long cell": (notebook(code("one", "x" * 300_000)), None, "300,016 characters"),
    "a link to nowhere": (notebook(code("../../etc")), None, "one is missing"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_notebook_is_told_and_stops_nobody(tmp_path, name):
    content, answer, says = ODD[name]
    received, strays = read(make(tmp_path, {"ada.ipynb": content, "bob.ipynb": GOOD}))
    assert strays == []
    assert received["bob"].submission.problems == () and answers(received["bob"])
    found = answers(received["ada"]).get("one")
    if name != "a long cell":
        wanted = [None] if answer is None else [answer, f"# exercise: one\n{answer}"]
        assert found in wanted
    assert says in told(received["ada"])
    json.dumps([cell.source for cell in received["ada"].cells], ensure_ascii=False).encode()


ODD_FILES = {
    "ada.ipynb": "is a folder with the name of a notebook",
    "bob/hw.ipynb": "is a symbolic link",
    "cyd.ipynb": "is a symbolic link",
    "dan/hw.ipynb": "is no file, but a device or a pipe",
    "eve/hw.docx": "handed in no notebook",
    "fay": "handed in no notebook",
}


def test_odd_files_are_told_and_none_is_opened(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(GOOD)
    folder = make(tmp_path / "class", {"zoe.ipynb": GOOD, "eve/hw.docx": b"PK", "notes.txt": b"x"})
    (folder / "ada.ipynb").mkdir()
    for name in ("bob", "dan", "fay"):
        (folder / name).mkdir()
    (folder / "bob/hw.ipynb").symlink_to(secret)
    (folder / "cyd.ipynb").symlink_to(secret)
    (folder / "gus").symlink_to(tmp_path)
    os.mkfifo(folder / "dan/hw.ipynb")  # opening it would wait for ever
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints/old.ipynb").write_bytes(GOOD)
    received, strays = read(folder)
    assert sorted(received) == ["ada", "bob", "cyd", "dan", "eve", "fay", "zoe"]
    for name, says in ODD_FILES.items():
        assert says in told(received[name.split("/")[0].removesuffix(".ipynb")]), name
    assert [answers(received[key]) for key in ("bob", "cyd")] == [{}, {}]
    assert told(received["zoe"]) == ""
    assert {problem.place for problem in strays} == {"gus", "notes.txt"}


def test_a_name_that_is_not_utf_8_or_tries_to_move_the_cursor(tmp_path):
    (tmp_path / os.fsdecode(b"z\xff.ipynb")).write_bytes(GOOD)
    (tmp_path / "a\x1b[31m\n.ipynb").write_bytes(GOOD)
    received, _ = read(tmp_path)
    assert sorted(received) == ["a\\x1b[31m\\n", "z\\xff"]
    assert all(key.encode() and not told(one) for key, one in received.items())


def link(name):
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def test_a_hostile_zip_is_told_by_member(tmp_path):
    bomb = b'{"cells": [' + b" " * (entries.LARGE + 1)
    path = pack(
        tmp_path / "class.zip",
        [
            ("../../up.ipynb", GOOD),
            ("/abs.ipynb", GOOD),
            ("C:\\x\\abs.ipynb", GOOD),
            ("ada/../../up.ipynb", GOOD),
            (link("bob/hw.ipynb"), b"/etc/passwd"),
            ("cyd/hw.ipynb", bomb),
            ("dan\\hw.ipynb", GOOD),
            ("eve/hw.ipynb/", b""),
            ("/".join(["fay", *"abcdefghijkl", "hw.ipynb"]), GOOD),
            ("zoe/hw.ipynb", GOOD),
            ("__MACOSX/zoe/._hw.ipynb", b"\0"),
        ],
    )
    received, strays = read(path)
    out = "has a name that leads out of the archive"
    assert {told(received[key]).split(" | ")[0] for key in ("ada", "abs", "C:")} == {out}
    assert [problem.says for problem in strays] == [out]
    assert "symbolic link" in told(received["bob"])
    assert "zip bomb" in told(received["cyd"])
    assert "folder with the name of a notebook" in told(received["eve"])
    assert "folders deep" in told(received["fay"])
    assert [key for key, one in received.items() if answers(one)] == ["dan", "zoe"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["class.zip"], "nothing unpacked"


def test_a_member_that_cannot_be_read_is_told(tmp_path):
    """A damaged member, a password, a header that lies about the size, an unusual packing."""
    text = notebook(code("one", "# " + "".join(map(chr, range(50, 5000)))))
    path = pack(tmp_path / "a.zip", [(f"{name}.ipynb", text) for name in "abcz"])
    data = bytearray(path.read_bytes())
    headers = [at for at in range(len(data)) if data[at : at + 4] == b"PK\1\2"]
    with zipfile.ZipFile(path) as archive:
        starts = [info.header_offset for info in archive.infolist()]
    data[starts[0] + 200] ^= 0xFF  # damaged
    data[headers[1] + 8] |= 1  # encrypted, it says
    data[headers[2] + 10] = 14  # LZMA
    path.write_bytes(data)
    received, _ = read(path)
    assert "cannot be read" in told(received["a"]) or "JSON" in told(received["a"])
    assert "encrypted" in told(received["b"])
    assert "unusual way" in told(received["c"])
    assert answers(received["z"])


def test_names_of_a_zip_that_forgets_to_say_utf_8(tmp_path):
    path = pack(tmp_path / "a.zip", [("Zoë/hw.ipynb", GOOD)])
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.index(mark) + offset
        data[at : at + 2] = (int.from_bytes(data[at : at + 2], "little") & ~0x800).to_bytes(
            2, "little"
        )
    path.write_bytes(data)
    assert list(read(path)[0]) == ["Zoë"]


@pytest.mark.parametrize("content", [None, b"", b"no zip", b"PK\5\6" + b"\xff" * 18])
def test_what_is_neither_folder_nor_zip_is_refused(tmp_path, content):
    path = tmp_path / "class.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CourseError, match=r"class\.zip.*give"):
        read(path)


# ------------------------------------------------------------------------------------- sizes


def test_200_mb_of_outputs_are_thrown_away_in_little_memory(tmp_path):
    """Read in a process of its own, which may not use more than a little memory."""
    path = tmp_path / "ada.ipynb"
    flood = b'{"output_type": "stream", "text": ["' + b'spam \\" ] } \\n' * 75_000 + b'"]},'
    with path.open("wb") as file:
        file.write(b'{"cells": [{"cell_type": "code", "outputs": [')
        for _ in range(200):
            file.write(flood)
        file.write(b'{}], "source": "# exercise: one\\nx = 1"}], "metadata": {}}')
    assert path.stat().st_size > 200_000_000
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from course.grading.submission import read_submissions\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({160 << 20},) * 2)\n"
        "found, = read_submissions(Path(sys.argv[1]), 'hw', ['one'], lambda *_: True)\n"
        "print([cell.source for cell in found.cells], found.submission.problems)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "['# exercise: one\\nx = 1'] ()\n", done.stderr


def test_what_is_too_large_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(entries, "MOST_BYTES", 1000)
    monkeypatch.setattr(cells, "MOST_KEPT", 500)
    big = notebook(code("one", "x" * 2000))
    middle = notebook(code("one", "x" * 700))
    files = {"ada.ipynb": big, "bob.ipynb": middle, "zoe.ipynb": GOOD}
    for path in (make(tmp_path / "a", files), pack(tmp_path / "a.zip", files.items())):
        received, _ = read(path)
        assert "MB are read" in told(received["ada"])
        assert "without its outputs" in told(received["bob"])
        assert answers(received["zoe"])


def test_of_very_many_notebooks_the_first_are_read(tmp_path):
    """Each may be small, and all of them together more than the grader can hold."""
    make(tmp_path, {f"ada/{n:03}.ipynb": notebook(code("one", f"x = {n}")) for n in range(30)})
    found = read(tmp_path, ("one",))[0]["ada"]
    assert answers(found)["one"].endswith("x = 19")
    assert "was not read: 20 notebooks of a student are" in told(found)


def test_a_member_is_read_no_further_than_its_limit(tmp_path, monkeypatch):
    """Whatever the directory of the zip says."""
    monkeypatch.setattr(entries, "CHUNK", 100)
    monkeypatch.setattr(entries, "MOST_BYTES", 1000)
    path = pack(tmp_path / "a.zip", [("ada.ipynb", notebook(code("one", "x" * 90_000)))])
    with zipfile.ZipFile(path) as archive:
        info = archive.infolist()[0]
        entry = entries.Entry(("ada.ipynb",), at=info, archive=archive)
        got = bytearray()
        with pytest.raises(Unreadable, match="larger than"):
            for chunk in entry.chunks():
                got += chunk
        assert len(got) <= 1000
