"""What PyTorch 2.13 does, recorded, and what tutorgrad does with the same lines.

The files in tests/recorded hold short programs and what PyTorch printed, raised or called its nodes.
They need no PyTorch. Programs about parts of PyTorch that tutorgrad does not have yet are named in
NOT_YET, and a test makes sure that each of them really fails for a missing name: a name that
arrives takes its programs into the comparison.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import warnings
from pathlib import Path
from typing import Any

import pytest

import tutorgrad

ADDRESS = re.compile("0x[0-9a-f]+")
RECORDED = Path(__file__).parents[1] / "recorded"


def load(name: str) -> Any:
    return json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))


def run(code: str, names: dict[str, Any] | None = None) -> str:
    """What a program prints. `import torch` inside it is not needed: torch is tutorgrad."""
    out = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(out):
        warnings.simplefilter("ignore")
        space = {"torch": tutorgrad, "nn": tutorgrad.nn, "F": tutorgrad.nn.functional}
        exec(compile(code, "program", "exec"), {**space, **(names or {})})
    return out.getvalue()


def missing_name(error: BaseException | None) -> bool:
    """Did a program fail because tutorgrad has no such name?"""
    text = str(error)
    return isinstance(error, AttributeError) and "tutorgrad" in text and "no attribute" in text


def tail_free(message: str) -> str:
    """A message without the C++ position that PyTorch sometimes adds."""
    return re.sub(r" \(Triggered internally at [^)]*\)\.?", "", message)


ERRORS = {entry["id"]: entry for entry in load("errors") if entry.get("exception")}
SEMANTICS = {entry["id"]: entry for entry in load("semantics")}


@pytest.mark.parametrize("name", ERRORS)
def test_errors(name: str) -> None:
    """A mistake raises PyTorch's exception with PyTorch's words."""
    entry = ERRORS[name]
    try:
        run(entry["code"])
    except Exception as error:
        found = error
    else:
        pytest.fail(f"nothing was raised; PyTorch raises {entry['exception']}")
    assert (type(found).__name__, str(found)) == (entry["exception"], tail_free(entry["message"]))


@pytest.mark.parametrize("name", SEMANTICS)
def test_semantics(name: str) -> None:
    """Views, versions, in-place writes and hooks print what they print in PyTorch."""
    assert run(SEMANTICS[name]["code"]) == SEMANTICS[name]["stdout"]


def test_reprs() -> None:
    """What a tensor, a module, an optimizer … looks like, letter for letter."""
    names = {"torch": tutorgrad, "nn": tutorgrad.nn}
    wrong = {}
    for entry in load("reprs"):
        space = dict(names)
        try:
            exec(entry["setup"], space)
            found = eval(entry["expr"], space)
        except Exception as error:
            wrong[entry["expr"]] = error
            continue
        if (ADDRESS.sub("0x", repr(found)), ADDRESS.sub("0x", str(found))) != (
            ADDRESS.sub("0x", entry["repr"]),
            ADDRESS.sub("0x", entry["str"]),
        ):
            wrong[entry["expr"]] = found
    assert wrong == {}
