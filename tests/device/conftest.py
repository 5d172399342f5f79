"""Every test here that asks for `kind` runs on each kind of accelerator of the machine."""

from __future__ import annotations

import pytest

from tests.accelerators import GPU, KINDS, SIMULATED, switched_on


@pytest.fixture(params=KINDS)
def kind(request):
    """The kind of accelerator that "cuda" is in this test: "simulated" or "gpu"."""
    with switched_on(request.param):
        yield request.param


@pytest.fixture
def simulated():
    """For tests of what only the simulated accelerator promises."""
    with switched_on(SIMULATED):
        yield


def pytest_report_header(config):
    return f"accelerators: {', '.join(KINDS)}" + ("" if GPU in KINDS else " (no graphics card)")
