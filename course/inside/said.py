"""What an answer says where a number is asked for. For probes of predictions."""

from __future__ import annotations

from typing import Any

__all__ = ["whole"]


def whole(value: Any) -> int:
    """A whole number, also where the answer wrote 3.0 or "3"; 3.9 is none.

    >>> whole("3"), whole(3.0)
    (3, 3)
    """
    number = int(value)
    if not isinstance(value, str) and number != value:
        raise ValueError(f"{value} is no whole number")
    return number
