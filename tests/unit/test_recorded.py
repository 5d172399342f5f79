"""What PyTorch 2.13 does, recorded, and what tutorgrad does with the same lines.

The files in tests/recorded hold short programs and what PyTorch printed or raised for them. They
need no PyTorch. OUTSIDE names the few programs that tutorgrad refuses.
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


def tail_free(message: str) -> str:
    """A message without the C++ position that PyTorch sometimes adds."""
    return re.sub(r" \(Triggered internally at [^)]*\)\.?", "", message)


OUTSIDE = {  # a program that tutorgrad refuses -> with which words
    "torch.view_as_complex(L(3,2))": "is outside tutorgrad",
    ';torch.ones(2,3,device="meta",dtype=torch.float64)': "'META' backend",
}
ERRORS = {entry["id"]: entry for entry in load("errors") if entry.get("exception")}
WARNED = {entry["id"]: entry for entry in load("errors") if entry.get("warnings")}
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
    wanted = (entry["exception"], tail_free(entry["message"]))
    assert (type(found).__name__, str(found)) == wanted


@pytest.mark.parametrize("name", WARNED)
def test_warnings(name: str) -> None:
    """What PyTorch warns about is warned about in its words."""
    entry = WARNED[name]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(entry["code"], {"torch": tutorgrad})
        except Exception as error:
            assert type(error).__name__ == entry["exception"]
    found = [(w.category.__name__, str(w.message)) for w in caught]
    assert found == [(w["category"], w["message_python"]) for w in entry["warnings"]]


@pytest.mark.parametrize("name", SEMANTICS)
def test_semantics(name: str) -> None:
    """Views, versions, in-place writes and hooks print what they print in PyTorch."""
    assert run(SEMANTICS[name]["code"]) == SEMANTICS[name]["stdout"]


REPRS = {(entry["setup"] + ";" + entry["expr"]): entry for entry in load("reprs")}


@pytest.mark.parametrize("name", [name for name in REPRS if name not in OUTSIDE])
def test_reprs(name: str) -> None:
    """What a tensor, a module, an optimizer … looks like, letter for letter."""
    entry = REPRS[name]
    space = {"torch": tutorgrad, "nn": tutorgrad.nn}
    tutorgrad.manual_seed(0)
    exec(entry["setup"], space)
    shown = repr(eval(entry["expr"], space))
    printed = str(eval(entry["expr"], space))
    wanted, wanted_str = entry["repr"], entry["str"]
    if "linalg.qr" in name:  # the sign of a zero in Q is the matrix library's choice
        shown, printed, wanted, wanted_str = (
            text.replace("-0.,", "0.,") for text in (shown, printed, wanted, wanted_str)
        )
    assert ADDRESS.sub("0x", shown) == ADDRESS.sub("0x", wanted)
    assert ADDRESS.sub("0x", printed) == ADDRESS.sub("0x", wanted_str)


GRAD_FN = {entry["expr"]: entry["grad_fn"] for entry in load("grad_fn")}


def graph_names() -> dict[str, Any]:
    """The letters that the recorded expressions use; see the head of grad_fn.json's groups."""

    tutorgrad.manual_seed(0)

    def leaf(*size: int) -> Any:
        return tutorgrad.rand(*size).mul_(0.8).add_(0.1).requires_grad_()

    names = {"x": leaf(3, 4), "y": leaf(3, 4), "v": leaf(4), "w": leaf(4, 5), "b": leaf(5)}
    names |= {"sq": leaf(3, 3), "z": leaf(2, 3, 4), "im": leaf(1, 2, 6, 6), "L": leaf}
    names["M"] = (tutorgrad.rand(3, 3) + 3 * tutorgrad.eye(3)).requires_grad_()
    names["i64"] = tutorgrad.tensor([0, 1])
    names["mask"] = tutorgrad.rand(3, 4) > 0.5
    names["Z"] = lambda: names["x"] * 1
    return names


@pytest.mark.parametrize("expression", [e for e in GRAD_FN if e not in OUTSIDE])
def test_grad_fn_names(expression: str) -> None:
    """`y.grad_fn` shows PyTorch's name for the operation."""
    space = {"torch": tutorgrad, "Fn": tutorgrad.nn.functional, **graph_names()}
    *before, last = expression.split("; ")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for line in before:
            exec(line, space)
        if last.startswith("r="):
            exec(last, space)
            last = "r"
        found = eval(last, space) if last.strip() else space["r"]
    node = (
        found
        if isinstance(found, tutorgrad.autograd.graph.Node)
        else getattr(found, "grad_fn", "N/A")
    )
    shown = "None" if node is None else node if node == "N/A" else node.name().split("::")[-1]
    assert shown == str(GRAD_FN[expression])


@pytest.mark.parametrize("program", OUTSIDE)
def test_what_is_outside_says_so(program: str) -> None:
    """What arrives must leave OUTSIDE, so that it is compared."""
    with pytest.raises((AttributeError, NotImplementedError), match=OUTSIDE[program]):
        run(program.strip(";"), graph_names())
