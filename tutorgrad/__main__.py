"""Run a PyTorch program with tutorgrad: `python -m tutorgrad program.py [arguments]`.

Where the program says `import torch`, it gets tutorgrad, submodules too. Nothing else changes.
"""

from __future__ import annotations

import runpy
import sys
import traceback
from pathlib import Path

HERE = Path(__file__).parent
STANDIN = HERE / "standin"  # its torch.py says how


def main(arguments: list[str]) -> int:
    """Run the program that the first argument names, with the others as its arguments.

    The traceback of an error shows the program's own lines, not those of tutorgrad.
    """
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    program = Path(arguments[0])
    if not program.is_file():
        print(f"there is no file {program}", file=sys.stderr)
        return 2
    sys.argv = arguments
    sys.path[:0] = [str(program.resolve().parent), str(STANDIN)]
    try:
        runpy.run_path(str(program), run_name="__main__")
    except Exception as error:
        shown = traceback.TracebackException.from_exception(error)
        shown.stack = traceback.StackSummary.from_list([f for f in shown.stack if not inside(f)])
        print("".join(shown.format()), end="", file=sys.stderr)
        return 1
    return 0


def inside(frame: traceback.FrameSummary) -> bool:
    """Is a line of a traceback tutorgrad's, or that of the module which runs the program?"""
    return frame.filename.startswith((str(HERE), "<frozen runpy>"))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
