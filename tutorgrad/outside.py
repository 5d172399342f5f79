"""What PyTorch has and tutorgrad leaves out: one clear error that names it, never a guess.

A module asks here when it lacks a name: `__getattr__ = outside.missing("nn", SUBJECTS)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn


def missing(place: str, subjects: Mapping[str, str]) -> Callable[[str], NoReturn]:
    """The `__getattr__` of a public module.

    place: the module, as PyTorch names it behind "torch".
    subjects: what is left out -> PyTorch's names for it, with blanks between.
    The AttributeError says that a name is outside; of other names it says what PyTorch says.
    """
    module = f"torch.{place}" if place else "torch"
    reasons = {name: subject for subject, names in subjects.items() for name in names.split()}

    def __getattr__(name: str) -> NoReturn:
        if name in reasons:
            raise AttributeError(message(f"{module}.{name}", reasons[name]), name=name)
        raise AttributeError(f"module '{module}' has no attribute '{name}'", name=name)

    return __getattr__


def message(feature: str, subject: str) -> str:
    """The sentence for a feature of PyTorch that is left out."""
    return (
        f"{feature} is outside tutorgrad, which has no {subject}: a program that needs it runs on "
        "PyTorch (see docs/differences.md)"
    )


def refuse(feature: str, subject: str) -> NoReturn:
    """Raise NotImplementedError for a feature that only an argument asks for."""
    raise NotImplementedError(message(feature, subject))
