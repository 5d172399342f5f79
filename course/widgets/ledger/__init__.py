"""The ledger: what computing costs in memory, operations, transfers and time."""

from course.widgets.ledger.block import Ledger

__all__ = ["Ledger"]
