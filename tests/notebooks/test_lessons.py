"""The notebooks are what their sources say, and what the lessons teach holds in PyTorch.

That their outputs are still true is nbval's work: pytest collects `notebooks/*.ipynb` itself.
"""

from __future__ import annotations

import pytest

from course import project
from course.commands.build import orphans, staleness
from course.commands.transfer import compare
from course.execute import kernel_environment
from course.lessons import choose, choose_sources, code_cells, tags
from course.sources import read_source

SOURCES = choose([], project.SOURCES, ".py")
WITH_DEMOS = choose_sources([])
UNCOMPARED_SHARE = 0.05


@pytest.mark.parametrize("source", WITH_DEMOS, ids=lambda path: path.stem)
def test_notebook_is_built_from_its_source(source):
    assert staleness(source) is None


def test_every_notebook_has_a_source():
    assert orphans(WITH_DEMOS) == []


def test_few_cells_escape_the_comparison():
    cells = [cell for source in SOURCES for cell in code_cells(read_source(source))]
    escaped = [cell.id for cell in cells if {"nbval-ignore-output", "nbval-skip"} & set(tags(cell))]
    assert len(escaped) < UNCOMPARED_SHARE * len(cells), escaped


@pytest.mark.torch
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_lesson_prints_the_same_on_pytorch(source, torch):
    with kernel_environment():
        comparison = compare(source, cuda=torch.cuda.is_available())
    assert comparison.compared > 0
    assert not comparison.differences, "\n\n".join(comparison.differences)
