"""`__all__` says exactly which names a learner can import."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import types

import pytest

from tests.house.imports import modules
from tests.house.sizes import ROOT
from tests.house.test_imports import PUBLIC, part

MODULES = modules(ROOT, "tutorgrad")
FACES = [
    name for name, path in MODULES.items() if part(name) in PUBLIC and path.name == "__init__.py"
]


def public_names(module: types.ModuleType) -> set[str]:
    """What a module offers: names without an underscore; another library's module is no offer."""
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (not isinstance(value, types.ModuleType) or value.__name__.startswith("tutorgrad."))
    }


@pytest.mark.parametrize("name", MODULES)
def test_what_is_listed_can_be_imported(name):
    module = importlib.import_module(name)
    listed = getattr(module, "__all__", [])
    assert len(listed) == len(set(listed)), "a name is listed twice"
    assert [entry for entry in listed if not hasattr(module, entry)] == []


def test_tutorgrad_has_a_face():
    assert "tutorgrad" in FACES


@pytest.mark.parametrize("name", FACES)
def test_a_public_package_lists_all_that_it_offers(name):
    module = importlib.import_module(name)
    inner = {entry.rpartition(".")[2] for entry in MODULES if entry.startswith(name + ".")}
    hidden = public_names(module) - set(module.__all__) - inner - {"annotations"}
    assert hidden == set(), "list it in __all__, or import it under a name with _"


LAZY = [name for name in FACES if hasattr(importlib.import_module(name), "_LATER")]


@pytest.mark.parametrize("name", LAZY)
def test_what_is_loaded_later_is_what_tools_see(name):
    """`_LATER` and the imports under `if _TYPE_CHECKING` say the same."""
    shown = {
        (node.module or "", alias.name)
        for block in ast.parse(MODULES[name].read_text("utf-8")).body
        if isinstance(block, ast.If) and "_TYPE_CHECKING" in ast.unparse(block.test)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    later = importlib.import_module(name)._LATER
    assert shown == {(source, entry) for source in later for entry in later[source].split()}


def test_what_few_programs_need_is_not_loaded_at_once():
    code = (
        "import numpy, sys; own = set(sys.modules)\nimport tutorgrad; print(*{*sys.modules} - own)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    heavy = {"numpy.random", "numpy.polynomial", "multiprocessing", "pathlib", "json", "zipfile"}
    assert not loaded & {"tutorgrad.nn", "tutorgrad.optim", "tutorgrad.utils"}
    assert "tutorgrad.tensor" in loaded and not loaded & heavy
