"""Compare what one cell printed under two libraries.

The rule, stated to the reader by `course transfer`: text must be equal to the letter, spaces
included. Where both texts have the same words and only numbers with a decimal point differ, each
pair may differ by RELATIVE times its size or by one unit in the last printed place, whichever is
more; the width of the spaces is free then, since a column is as wide as its longest number.
Pictures, HTML and widgets are compared by their presence; of a text beside a picture, what stands
behind "≈" on a line is measured and not compared, as in tests/notebooks/nbval.cfg; what goes to
stderr is not compared, nor a note of `explain`; of an error, its type and its message are.
"""

from __future__ import annotations

import re
from decimal import Decimal

from nbformat import NotebookNode

RELATIVE = Decimal("1e-4")
MEASURED = re.compile("≈.*")
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?")
TOLERANCE = (
    "text to the letter; decimal numbers within 1e-4 of their size or one unit in the last "
    "printed place; pictures by their presence; errors by type and message"
)


def outcome(cell: NotebookNode) -> str:
    """What a run left under a cell, as one text."""
    return "\n".join(text for output in cell.outputs if (text := shown(output)) is not None)


def shown(output: NotebookNode) -> str | None:
    """One output as text; None where it is not compared."""
    if output.output_type == "stream":
        return str(output.text).rstrip("\n") if output.name == "stdout" else None
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    if "explain" in output.metadata:  # a note on an error of tutorgrad, which PyTorch has not
        return None
    data = dict(output.data)
    lines = [MEASURED.sub("≈", data.pop("text/plain"))] if "text/plain" in data else []
    return "\n".join([*lines, *(f"[{kind}]" for kind in sorted(data))])


def agree(one: str, other: str) -> bool:
    """Whether two outcomes say the same by the rule above.

    >>> agree("loss 0.33334", "loss 0.33333"), agree("3 steps", "4 steps")
    (True, False)
    """
    if one == other:
        return True
    numbers, others = NUMBER.findall(one), NUMBER.findall(other)
    if numbers == others or words(one) != words(other):
        return False
    return all(map(close, numbers, others))


def words(text: str) -> str:
    """A text with every number replaced by one sign, and spaces made even."""
    marked = NUMBER.sub("#", text)
    return re.sub(r"\s+", " ", re.sub(r"([\[(,])\s+", r"\1", marked))


def close(one: str, other: str) -> bool:
    """Whether two printed numbers are equal within the tolerance; whole numbers exactly."""
    if one == other:
        return True
    if "." not in one or "." not in other:
        return False
    a, b = Decimal(one), Decimal(other)
    last_place = max(Decimal(1).scaleb(int(x.as_tuple().exponent)) for x in (a, b))
    return abs(a - b) <= max(RELATIVE * max(abs(a), abs(b)), last_place)
