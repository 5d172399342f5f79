"""How much of PyTorch is here: `python -m tests.coverage [NAME ...]`.

With names (`linalg.svd`, `nn.functional.conv2d`, or `linalg.*`), runs PyTorch's own samples of
those operators with both libraries and prints what differs. `--all` runs every sample instead of a
selection.
"""

from __future__ import annotations

import argparse
import fnmatch

from tests.parity.opinfo import ABSENT, OPERATORS, check, ours


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="operators, as PyTorch names them; * is a joker")
    parser.add_argument("--all", action="store_true", help="every sample, not a selection")
    parser.add_argument("--show", type=int, default=3, help="how many differences to print each")
    options = parser.parse_args()
    failed = 0
    for name, info in OPERATORS.items():
        if not any(fnmatch.fnmatch(name, p) or name.split("/")[0] == p for p in options.names):
            continue
        if ours(info) is ABSENT:
            print(f"{name}: absent")
            continue
        report = check(info, None if options.all else 12)
        failed += bool(report.wrong)
        print(f"{name}: {report.ran - len(report.wrong)} of {report.ran} the same")
        for text in report.wrong[: options.show]:
            print("    " + text.replace("\n", "\n    "))
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
