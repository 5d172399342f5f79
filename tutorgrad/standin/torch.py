"""What `import torch` finds in a program that `python -m tutorgrad` runs: tutorgrad.

This file's folder comes first on the path that modules are looked up on. Processes that the program
starts (the workers of a DataLoader) get the path from it, so they find tutorgrad as well.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from types import ModuleType

import tutorgrad


class Submodules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `torch.*`: tutorgrad's modules of the same name; torch.nn.modules is torch.nn."""

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not name.startswith("torch."):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        ours = "tutorgrad" + spec.name.removeprefix("torch").replace(".nn.modules", ".nn", 1)
        try:
            return importlib.import_module(ours)
        except ModuleNotFoundError as error:
            if error.name != ours:
                raise
            raise ModuleNotFoundError(
                f"{spec.name} is outside tutorgrad (see docs/differences.md)", name=spec.name
            ) from None

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: the module was run when it was first imported."""


if __name__ == "torch":  # not when somebody looks at this file as tutorgrad.standin.torch
    sys.meta_path.insert(0, Submodules())
    sys.modules["torch"] = tutorgrad
