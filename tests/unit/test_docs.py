"""The pages in docs/ name only things that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tutorgrad

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "differences.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`torch\.([\w.]+)", PAGE))))
def test_the_names_in_the_list_of_differences_exist_or_say_that_they_are_outside(name: str) -> None:
    found = tutorgrad
    for part in name.split("."):
        try:
            found = getattr(found, part)
        except AttributeError as error:
            assert "is outside tutorgrad" in str(error)
            return


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:tests|tutorgrad)/[\w/.]+)`", PAGE))))
def test_the_files_in_the_list_of_differences_exist(path: str) -> None:
    assert (ROOT / path).is_file()
