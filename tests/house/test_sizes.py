"""The library stays readable in a weekend: its files, its functions and the whole are short."""

from __future__ import annotations

import statistics

import pytest

from tests.house.sizes import (
    FILE_LINES,
    FUNCTION_LINES,
    MEDIAN_FUNCTION_LINES,
    ROOT,
    SHARE_OF_WORDS,
    TUTORGRAD_CODE_LINES,
    code_lines,
    files,
    functions,
    lines,
    share_of_words,
    word_lines,
)

PACKAGES = ("tutorgrad", "course", "benchmarks", "tests")


@pytest.mark.parametrize("package", PACKAGES)
def test_no_file_is_too_long(package):
    long = {str(p.relative_to(ROOT)): lines(p) for p in files(package) if lines(p) > FILE_LINES}
    assert long == {}, f"longer than {FILE_LINES} lines: split at a concept"


@pytest.mark.parametrize("package", ("tutorgrad", "course"))
def test_no_function_is_too_long(package):
    long = [f for path in files(package) for f in functions(path) if f.lines > FUNCTION_LINES]
    assert long == [], f"longer than {FUNCTION_LINES} lines without docstring: name its parts"


def test_most_functions_are_short():
    sizes = [f.lines for path in files("tutorgrad") for f in functions(path)]
    assert statistics.median(sizes) <= MEDIAN_FUNCTION_LINES


def test_the_whole_library_is_small():
    assert sum(map(code_lines, files("tutorgrad"))) <= TUTORGRAD_CODE_LINES


def test_a_good_part_of_the_library_is_words():
    assert share_of_words(files("tutorgrad")) >= SHARE_OF_WORDS


def test_lengths_are_measured_without_docstrings(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.house.sizes.ROOT", tmp_path)
    path = tmp_path / "sample.py"
    path.write_text('def f():\n    """One.\n\n    Two.\n    """\n    return 1  # why\n')
    assert [f.lines for f in functions(path)] == [2]
    assert word_lines(path) == 5
