"""What a piece of an answer does with an accelerator: for probes of device exercises.

The accelerator is always the simulated one, also where there is a real one, so that the same is
counted on every computer.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import tutorgrad as torch

__all__ = ["watched"]


@contextlib.contextmanager
def watched() -> Iterator[dict[str, int]]:
    """Run the block with a simulated accelerator; afterwards the dictionary holds its `journeys`
    (how often something went over the cable), their `nbytes`, and the `tasks` of the card.
    """
    simulated = torch.cuda.is_simulated()
    if not simulated:
        torch.cuda.simulate()
    found: dict[str, int] = {}
    try:
        with torch.cuda.simulated_tasks() as log:
            yield found
        journeys = [task.nbytes for task in log if task.kind == "transfer"]
        found |= {"journeys": len(journeys), "nbytes": sum(journeys)}
        found["tasks"] = sum(task.kind == "work" for task in log)
    finally:
        if not simulated:
            torch.cuda.simulate(0)
