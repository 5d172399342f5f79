"""Run a PyTorch program with tutorgrad: `python -m tutorgrad program.py [arguments]`.

Where the program says `import torch`, it gets tutorgrad, submodules too. Nothing else changes.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import runpy
import sys
from pathlib import Path
from types import ModuleType


class TorchIsTutorgrad(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `torch` and `torch.*`: the modules of tutorgrad of the same name."""

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] != "torch":
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        ours = "tutorgrad" + spec.name.removeprefix("torch")
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


def main(arguments: list[str]) -> int:
    """Run the program that the first argument names, with the others as its arguments."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    program = Path(arguments[0])
    if not program.is_file():
        print(f"there is no file {program}", file=sys.stderr)
        return 2
    sys.meta_path.insert(0, TorchIsTutorgrad())
    sys.argv = arguments
    sys.path.insert(0, str(program.resolve().parent))
    runpy.run_path(str(program), run_name="__main__")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
