"""Widgets that keep what a learner did keep it in a folder of the test's own."""

from __future__ import annotations

import pytest

from course.exercises import progress


@pytest.fixture(autouse=True)
def nobodys_progress(tmp_path, monkeypatch):
    monkeypatch.setenv(progress.PLACE, str(tmp_path))
