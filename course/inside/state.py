"""The library as if just imported, for a while; afterwards all settings are as they were."""

from __future__ import annotations

import contextlib
import random
import warnings
from collections.abc import Iterator

import numpy as np

import tutorgrad as torch

__all__ = ["as_new"]


@contextlib.contextmanager
def as_new(seed: int) -> Iterator[None]:
    """A block that begins with fresh settings and random numbers from a seed, and leaves no trace.

    Kept: the random streams of tutorgrad, NumPy and Python, grad mode, the default dtype and
    device, printing options, anomaly mode, and which accelerators are simulated.
    """
    streams = torch.get_rng_state(), np.random.get_state(), random.getstate()
    dtype, device = torch.get_default_dtype(), torch.get_default_device()
    anomaly = torch.is_anomaly_enabled()
    with warnings.catch_warnings(), np.errstate(), np.printoptions(), torch.enable_grad():
        with torch.formatting.printoptions(), _accelerators():
            warnings.simplefilter("ignore")
            try:
                torch.set_printoptions(profile="default")
                torch.set_default_dtype(torch.float32)
                torch.set_default_device("cpu")
                torch.autograd.set_detect_anomaly(False)
                torch.manual_seed(seed)
                np.random.seed(seed)
                random.seed(seed)
                yield
            finally:
                torch.set_rng_state(streams[0])
                np.random.set_state(streams[1])
                random.setstate(streams[2])
                torch.set_default_dtype(dtype)
                torch.autograd.set_detect_anomaly(anomaly)
        torch.set_default_device(device)  # it may be one that is simulated again only now


@contextlib.contextmanager
def _accelerators() -> Iterator[None]:
    """None is simulated at the beginning; at the end those are that were."""
    cuda = torch.cuda
    there, simulated = cuda.device_count(), cuda.is_simulated()
    if there:
        chosen, streams = _chosen(), cuda.get_rng_state_all()
        memory = cuda.get_device_properties(0).total_memory
        cuda.set_device(0)
    if simulated:
        cuda.simulate(0)
    try:
        yield
    finally:
        if simulated or cuda.is_simulated():
            cuda.simulate(there if simulated else 0, memory if simulated else None)
        if there:
            cuda.set_device(chosen)
            cuda.set_rng_state_all(streams)


def _chosen() -> int:
    """The accelerator that "cuda" means, or 0 where that one is no longer there."""
    try:
        return torch.cuda.current_device()
    except torch.cuda.AcceleratorError:
        return 0
