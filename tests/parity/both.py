"""Run one line of code with PyTorch and with tutorgrad, and see that the same comes out."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from typing import Any

import numpy as np
import torch
import torch.utils.data

import tutorgrad


def outcome(library: Any, code: str, setup: str = "") -> tuple[str, str, list[str]]:
    """What a program leaves in `r` (its repr) or raises, what it prints, and its warnings.

    The program finds `torch`, `nn`, `F`, `optim`, `D` (utils.data) and `np`.
    """
    space: dict[str, Any] = {
        "torch": library,
        "nn": library.nn,
        "F": library.nn.functional,
        "optim": library.optim,
        "D": library.utils.data,
        "np": np,
    }
    library.manual_seed(0)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(f"r = None\n{setup}\n{code}", space)
            result = repr(space["r"])
        except Exception as error:
            result = f"{type(error).__name__}: {error}"
    return plain(result), plain(printed.getvalue()), [str(w.message) for w in caught]


def plain(text: str) -> str:
    """Without addresses, and with PyTorch's module names."""
    text = text.replace("tutorgrad.nn.", "torch.nn.modules.").replace("tutorgrad", "torch")
    return re.sub("0x[0-9a-f]+", "0x", text)


def assert_same(code: str, setup: str = "") -> None:
    """Both libraries give the same result or the same error, and the same warnings."""
    ours, theirs = outcome(tutorgrad, code, setup), outcome(torch, code, setup)
    assert ours == theirs, f"\nours:   {ours}\nPyTorch: {theirs}"


def to_torch(tensor: Any) -> Any:
    """A tutorgrad Tensor as a PyTorch one."""
    return torch.from_numpy(np.array(tensor.detach().numpy()))


def to_ours(tensor: Any) -> Any:
    """A PyTorch tensor as a tutorgrad one."""
    return tutorgrad.from_numpy(np.array(tensor.detach().numpy()))
