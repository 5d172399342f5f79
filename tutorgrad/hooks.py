"""Handles: what `register_hook` gives back, so that a hook can be taken off again."""

from __future__ import annotations

import itertools
from typing import Any

_ids = itertools.count()


class RemovableHandle:
    """Takes a hook off with `remove()`, or at the end of a `with` block.

    Source: torch.utils.hooks.RemovableHandle.
    """

    def __init__(self, hooks: dict[int, Any], hook: Any, first: bool = False) -> None:
        self.hooks = hooks
        self.id = next(_ids)
        hooks[self.id] = hook
        if first:
            others = [(k, h) for k, h in hooks.items() if k != self.id]
            for key, value in others:  # a dict keeps its order: move the others behind
                del hooks[key]
                hooks[key] = value

    def remove(self) -> None:
        self.hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *error: Any) -> None:
        self.remove()
