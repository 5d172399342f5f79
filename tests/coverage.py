"""How much of PyTorch is here: `python -m tests.coverage [NAME ...]`.

Without names: a table, for each group of PyTorch's operators how many there are, how many are
here, outside on purpose, or missing, and how many give the same for all of PyTorch's own samples;
then the same count of public names for each module.

With names (`linalg.svd`, `nn.functional.conv2d`, or `linalg.*`): runs the samples of those
operators with both libraries and prints what differs. `--all` runs every sample, not a selection.
"""

from __future__ import annotations

import argparse
import fnmatch
import importlib
import sys
import types
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import torch
from torch.testing._internal.opinfo import core

import tutorgrad
from tests.parity.opinfo import ABSENT, OPERATORS, check, ours

MODULES = (
    ". Tensor nn nn.functional nn.init nn.utils nn.utils.rnn optim optim.lr_scheduler autograd "
    "autograd.graph autograd.functional autograd.forward_ad func linalg special utils.data "
    "utils.checkpoint cuda random testing serialization amp accelerator"
).split()
COLUMNS = "PyTorch's", "here", "outside", "missing"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="operators, as PyTorch names them; * is a joker")
    parser.add_argument("--all", action="store_true", help="every sample, not a selection")
    parser.add_argument("--show", type=int, default=3, help="how many differences to print each")
    parser.add_argument("--no-samples", action="store_true", help="count names only")
    options = parser.parse_args()
    cap = None if options.all else 12
    if options.names:
        return compare(options.names, cap, options.show)
    if not options.no_samples:
        operators(cap)
    names()
    return 0


def compare(patterns: list[str], cap: int | None, show: int) -> int:
    """Run the samples of some operators and print what differs; 1 when something does."""
    failed = 0
    for name, info in OPERATORS.items():
        if not any(fnmatch.fnmatch(name, p) or name.split("/")[0] == p for p in patterns):
            continue
        if ours(info) is ABSENT:
            print(f"{name}: absent")
            continue
        report = check(info, cap)
        failed += bool(report.wrong)
        same = f"{len(report.same)} of {report.ran} the same"
        print(f"{name}: {same if report.ran else 'no sample that tutorgrad can take'}")
        for text in report.wrong[:show]:
            print("    " + text.replace("\n", "\n    "))
    return 1 if failed else 0


def operators(cap: int | None) -> None:
    """The table of operators by group."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for i, (name, info) in enumerate(OPERATORS.items(), 1):
        if sys.stderr.isatty():
            print(f"\r{i} of {len(OPERATORS)} {name:60}", end="", file=sys.stderr, flush=True)
        row = table[group(info)]
        state = state_of(tutorgrad, info.name)
        state = "here" if ours(info) is not ABSENT else state
        row.update(["PyTorch's", state])
        if state == "here":
            report = check(info, cap)
            row["samples"] += report.ran
            row["the same"] += len(report.same)
            row["all the same"] += bool(report.same) and not report.wrong
            row["not compared"] += not report.ran
    counts = "all the same", "not compared", "samples", "the same"
    show("operators (OpInfo)", table, (*COLUMNS, *counts))


def group(info: Any) -> str:
    """The group of the library that an operator belongs to."""
    first = info.name.split(".")[0]
    if "." in info.name:
        return "nn.functional" if first == "nn" else first
    for kind, name in (
        ((core.UnaryUfuncInfo, core.BinaryUfuncInfo), "elementwise"),
        (core.ReductionOpInfo, "reductions"),
        (core.ShapeFuncInfo, "shape and index"),
    ):
        if isinstance(info, kind):
            return name
    home = getattr(ours(info), "__module__", "").split(".")
    places = {"linalg": "linear algebra", "reduction": "reductions", "elementwise": "elementwise"}
    places |= {"shape": "shape and index", "index": "shape and index", "nn": "nn.functional"}
    return next((places[part] for part in home if part in places), "other")


def names() -> None:
    """The table of public names by module."""
    table = {f"torch.{m}".rstrip("."): count(m) for m in MODULES}
    show("public names", table, COLUMNS)
    for module in MODULES:
        left = [n for n in public(module) if state_of(place(module), n) == "missing"]
        if left:
            print(f"missing in {module}: {' '.join(left)}")


def place(module: str) -> Any:
    found: Any = tutorgrad
    for part in module.split("."):
        found = getattr(found, part, None) if part else found
    return found


def count(module: str) -> Counter[str]:
    states = Counter(state_of(place(module), name) for name in public(module))
    return Counter({"PyTorch's": sum(states.values()), **states})


def state_of(holder: Any, path: str) -> str:
    """Is a name "here", "outside" (and says so), or "missing"?"""
    if holder is tutorgrad.Tensor:
        holder = tutorgrad.ones(2)
    for part in path.split("."):
        try:
            holder = getattr(holder, part)
        except AttributeError as error:
            return "outside" if "is outside tutorgrad" in str(error) else "missing"
        except RuntimeError:  # the imaginary part of real numbers: there, and refused
            return "here"
    return "here"


def public(module: str) -> Iterator[str]:
    """The names of a module of PyTorch that are for programs: no types of C++ or of typing."""
    home: Any = torch.Tensor
    if module != "Tensor":
        home = importlib.import_module(f"torch.{module}".rstrip("."))
    listed = getattr(home, "__all__", None) if module != "." else None
    for name in listed or dir(home):
        value = getattr(home, name, None)
        internal = name.startswith("_") or isinstance(value, types.ModuleType)
        owner = str(getattr(value, "__module__", None) or "torch")
        internal |= not owner.startswith("torch") and not isinstance(home, type)
        internal |= "torch._C" in owner and isinstance(value, type) and name[0].isupper()
        internal |= name.isupper() or name.endswith("_notes") or "has_torch_function" in name
        if not internal:
            yield name


def show(title: str, table: Any, columns: tuple[str, ...]) -> None:
    """Print a table, its sum last."""
    total = sum(table.values(), Counter())
    print(f"\n{title:28}" + "".join(f"{c:>13}" for c in columns))
    for name, row in [*table.items(), ("all", total)]:
        print(f"{name:28}" + "".join(f"{row[c]:13}" for c in columns))


if __name__ == "__main__":
    raise SystemExit(main())
