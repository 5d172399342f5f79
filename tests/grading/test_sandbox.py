"""The sandbox as its callers know it: an answer's reply comes back, and its limits hold."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import pytest

from course.grading.sandbox import Sandbox
from course.grading.sandbox.usage import _held


@pytest.fixture(params=[pytest.param("isolated", marks=pytest.mark.sandbox), "plain"])
def box(request) -> Sandbox:
    """Each form that there is."""
    if request.param == "isolated":
        return request.getfixturevalue("sandbox")
    return Sandbox(False, "not isolated: a test")


def job(
    answer: str, probes: str = "def value(answer):\n    return answer.value\n"
) -> dict[str, Any]:
    """A job without inputs."""
    given = "import tutorgrad as torch\n"
    texts = {"given": given, "answer": answer, "probes": probes}
    return {**texts, "inputs": {}, "world": {}, "seed": 1}


def test_a_reply_comes_back(box):
    outcome = box.run(job("print('hello')\nvalue = torch.ones(2).sum().item()\n"))
    assert outcome.ended == ""
    assert outcome.reply == {"error": None, "probes": {"value": [2.0, None]}, "printed": "hello\n"}
    assert outcome.printed == ""


@pytest.mark.sandbox
def test_the_machines_own_disk_is_no_memory_of_an_answer():
    """On a busy machine a sandbox is looked at before it has a file system of its own."""
    assert _held(os.getpid(), tempfile.gettempdir()) == 0
