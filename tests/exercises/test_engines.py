"""The engines of the solutions give what tutorgrad gives: gradient by gradient, on their checks.

The same probes ask both: once the solution's own class, once tutorgrad under the class's name.
"""

from __future__ import annotations

import types

import numpy as np
import pytest

import tutorgrad as torch
from course.exercises.exercise import find
from course.exercises.mistakes import alike, bare
from course.exercises.verdict import prepare


class TutorgradTensor(torch.Tensor):
    """tutorgrad, made as the exercises make their tensors."""

    def __new__(cls, data, requires_grad=False):
        return torch.tensor(np.array(data), requires_grad=requires_grad, dtype=torch.float64)


class TutorgradNumber:
    """The same for numbers."""

    def __new__(cls, data):
        return torch.tensor(float(data), requires_grad=True, dtype=torch.float64)


ENGINES = {
    "tensor_engine": ("Tensor", TutorgradTensor),
    "scalar_engine": ("Number", TutorgradNumber),
}


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_agrees_with_tutorgrad(name):
    exercise = find(name)
    answer = types.SimpleNamespace(**dict([ENGINES[name]]))
    probes: dict = {}
    exec(exercise.probes, probes)
    for seed in range(3):
        trial = prepare(exercise, seed)
        for check in exercise.checks:
            found = _plain(probes[check](answer, **trial.inputs))
            assert alike(found, bare(trial.truth[check])), (check, found)


def _plain(value):
    """Tensors as arrays."""
    if isinstance(value, torch.Tensor):
        return value.detach().numpy()
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value
