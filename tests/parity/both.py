"""Run the same with PyTorch and with tutorgrad, and see that the same comes out."""

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

TOLERANCE = {"float64": (1e-9, 1e-11), "float32": (2e-5, 1e-6), "float16": (4e-3, 2e-3)}
# wrong forms of a call: PyTorch lists C++ signatures there, so only the type has to be the same
OWN_HOME = r"tutorgrad\.nn\.(?!functional|init|utils)"  # of a class of layers
FORM = re.compile("invalid combination of|takes (no|.* positional)|missing .* required")


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
    text = re.sub(OWN_HOME, "torch.nn.modules.", text).replace("tutorgrad", "torch")
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


# -------------------------------------------------------------- comparing what came out


def quietly(function: Any, *args: Any) -> Any:
    """The result of a call, or the type and text of its error; warnings are not compared here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return function(*args)
        except (RuntimeError, TypeError, ValueError, LookupError, AssertionError) as error:
            return type(error).__name__, first_words(str(error))


def first_words(text: str) -> str:
    """A message without the C++ position and the stack that PyTorch sometimes adds."""
    return re.sub(r"\nException raised from .*", "", text, flags=re.S).strip()


def same(ours: Any, theirs: Any, what: str) -> str:
    """'' when two arrays agree within the tolerance of their dtype, else what differs."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    if (ours.dtype, ours.shape) != (theirs.dtype, theirs.shape):
        return f"{what}: {ours.dtype}{ours.shape}, expected {theirs.dtype}{theirs.shape}"
    rtol, atol = TOLERANCE.get(str(ours.dtype), (0, 0))
    if theirs.dtype.kind == "f" and theirs.size:  # a small sum of large terms has their rounding
        atol *= min(max(np.max(abs(theirs), where=np.isfinite(theirs), initial=1), 1), 100)
    if np.allclose(ours, theirs, rtol, atol, equal_nan=True):
        return ""
    return f"{what}:\n{ours}\nexpected\n{theirs}"


def numbers(tensor: Any) -> Any:
    """The numbers of a gradient; None stays None."""
    if tensor is None:
        return None
    if tensor.numel() == 0 or not hasattr(tensor, "_is_zerotensor"):
        return np.zeros(tuple(tensor.shape)) if tensor.numel() == 0 else tensor.detach().numpy()
    return tensor.detach().numpy(force=True)  # PyTorch has tensors that are known to be 0


def differences(ours: Any, theirs: Any) -> list[str]:
    """What two looks at a call do not have in common."""
    if not (isinstance(ours, dict) and isinstance(theirs, dict)):
        return [] if ours == theirs else [f"{ours}\nexpected\n{theirs}"]
    found = []
    for what in theirs:
        mine, wanted = ours.get(what), theirs[what]
        if what.startswith("d²") and (mine is None) != (wanted is None):
            mine, wanted = (
                np.zeros_like(wanted if mine is None else mine) if x is None else x
                for x in (mine, wanted)
            )
        if isinstance(wanted, np.ndarray) and isinstance(mine, np.ndarray):
            found.append(same(mine, wanted, what))
        elif type(mine).__name__ != type(wanted).__name__ or mine != wanted:
            found.append(f"{what}: {mine}, expected {wanted}")
    return [f for f in found if f]


def unlike(ours: Any, theirs: Any) -> list[str]:
    """What two lists of arrays, or two errors, do not have in common."""
    if isinstance(ours, tuple) or isinstance(theirs, tuple):
        ours, theirs = map(without_kernel, (ours, theirs))
        return [] if ours == theirs else [f"{ours}\nexpected\n{theirs}"]
    pairs = zip(ours, theirs, strict=True)
    return [d for i, (a, b) in enumerate(pairs) if (d := same(a, b, f"value {i}"))]


def without_kernel(outcome: Any) -> Any:
    """An error without the name of the C++ function that has no code for a dtype."""
    return outcome if isinstance(outcome, list) else re.sub('".*" not', "not", str(outcome))
