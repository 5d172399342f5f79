"""The picture of the house: imports only go down, none is late, and nothing goes round in a circle.

FLOORS is the one place where a module of tutorgrad has its floor. A folder's name stands for
everything in it. A module may import from lower floors and, without a circle, from its own.
"""

from __future__ import annotations

import ast
import sys

import pytest

from tests.house.imports import Arrow, all_arrows, find_cycle, modules
from tests.house.sizes import ROOT, docstring_lines

FLOORS = [
    # 1: arrays and where they live, dtypes, exceptions, random numbers, small records
    {"backend", "dtypes", "errors", "streams", "memory_format", "numeric_limits"}
    | {
        "return_types",
        "size",
        "hooks",
        "files",
        "trees",
        "outside",
        "signatures",
        "switches",
        "version",
        "taping",
    },
    # 2: what an operation is and how a call is recorded
    {"nodes", "saved", "pieces", "opnode", "quick", "plan", "graph"},
    # 3: forward and rule, nothing else
    {"ops"},
    # 4: the walk back
    {"walk", "engine"},
    # 5: class Tensor and what its methods need
    {"tensor", "formatting", "factory", "conversion", "methods", "inplace"},
    # 6: creation, the public autograd, devices
    {"creation", "draws", "autograd", "cuda", "amp", "random", "queries", "tensor_types"}
    | {"ranges", "special", "linalg", "profiler", "capture", "compiler"},
    # 7: layers
    {"nn"},
    # 8: update rules, data, files
    {"optim", "utils", "serialization", "safetensors", "testing"}
    | {"accelerator", "backends", "func"},
    # 9: the public face
    {"", "__main__", "standin"},
]

# What a learner's program may import, as from PyTorch; course/ may import nothing else.
PUBLIC = {"", "autograd", "cuda", "func", "linalg", "nn", "optim", "random", "special"}
PUBLIC |= {"profiler", "serialization", "utils"}

# Packages that a function may import when it runs, and why they cannot wait at the top of a file.
LATE = {
    "cupy": "NumPy alone must be enough to import tutorgrad",
    "safetensors": "needed only to read and write files in that format",
    "multiprocessing": "a DataLoader with workers needs it, and it takes 15 ms",
    "traceback": "anomaly mode alone needs it, and every program would wait for it",
}

TUTORGRAD = all_arrows(ROOT, "tutorgrad")


def part(module: str) -> str:
    """The name of a tutorgrad module, or of its folder, as FLOORS has it."""
    return module.removeprefix("tutorgrad").removeprefix(".").partition(".")[0]


def floor(module: str) -> int:
    """The floor of a module of tutorgrad, 1 the lowest."""
    return next((number for number, names in enumerate(FLOORS, 1) if part(module) in names), 0)


def own(arrow: Arrow) -> bool:
    """Whether an import stays inside tutorgrad."""
    return arrow.target.partition(".")[0] == "tutorgrad"


def test_every_module_has_a_floor():
    homeless = [name for name in modules(ROOT, "tutorgrad") if floor(name) == 0]
    assert homeless == [], "give it a floor in FLOORS"


def test_imports_only_go_down():
    up = [str(a) for a in TUTORGRAD if own(a) and floor(a.target) > floor(a.source)]
    assert up == []


@pytest.mark.parametrize("package", ["tutorgrad", "course", "benchmarks"])
def test_no_circle(package):
    edges: dict[str, set[str]] = {name: set() for name in modules(ROOT, package)}
    for arrow in all_arrows(ROOT, package):
        if arrow.target in edges and not contains(arrow.source, arrow.target):
            edges[arrow.source].add(arrow.target)
    assert find_cycle(edges) is None


def contains(module: str, package: str) -> bool:
    """Whether a package's own `__init__` is meant: a module inside it is no circle."""
    return module.startswith(package + ".")


def test_a_circle_and_an_upward_arrow_would_be_seen():
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": set()}) == ["a", "b", "c", "a"]
    assert find_cycle({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}) is None
    assert (
        floor("tutorgrad.graph")
        < floor("tutorgrad.ops.reduction.reduce")
        < floor("tutorgrad.tensor")
    )


def test_no_late_import():
    late = [str(a) for a in TUTORGRAD if a.late and a.target.partition(".")[0] not in LATE]
    assert late == [], "an import stands at the top of its file"


def test_tutorgrad_needs_numpy_alone():
    early = {arrow.target.partition(".")[0] for arrow in TUTORGRAD if not arrow.late}
    assert early - {"tutorgrad", "numpy"} - set(sys.stdlib_module_names) == set()


def test_course_uses_the_public_face():
    inside = [
        str(arrow)
        for arrow in all_arrows(ROOT, "course")
        if own(arrow) and part(arrow.target) not in PUBLIC
    ]
    assert inside == []


@pytest.mark.parametrize("path", modules(ROOT, "tutorgrad").values(), ids=str)
def test_only_the_backend_says_cupy(path):
    if path.is_relative_to(ROOT / "tutorgrad" / "backend") or path.name == "backend.py":
        return
    assert cupy_lines(path.read_text("utf-8")) == []


def cupy_lines(text: str) -> list[int]:
    """The lines whose code, not words, says cupy."""
    tree = ast.parse(text)
    words = {line for node in ast.walk(tree) for line in docstring_lines(node)}
    said = []
    for node in ast.walk(tree):
        names = [
            *(alias.name for alias in getattr(node, "names", []) if isinstance(alias, ast.alias)),
            *(getattr(node, field, None) for field in ("id", "attr", "module", "value")),
        ]
        line = getattr(node, "lineno", 0)
        if line not in words and any(isinstance(n, str) and "cupy" in n.lower() for n in names):
            said.append(line)
    return said


def test_saying_cupy_would_be_seen():
    text = '"""cupy in words."""\nimport cupy\n# cupy in a comment\nx = "cupy"\ny = a.cupy\n'
    assert cupy_lines(text) == [2, 4, 5]
