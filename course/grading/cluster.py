"""Grading on a Dask cluster: the same jobs, run by its workers, each in its machine's sandbox.

Only jobs go out (an answer and its inputs) and outcomes come back; truth, judging and gradebook
stay here, so the marks are the same as with `--jobs`. The workers need the same course installed.

A Dask scheduler obeys everyone who can reach it, and workers send Python objects back: keep both in
a network of your own, and use --require-sandbox, which refuses workers without isolation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client

import course.inside
import tutorgrad
from course.console import CourseError
from course.grading.run import Workers, sandbox

WAIT = 30  # seconds for the scheduler, and for its first worker


@dataclass(frozen=True)
class Machine:
    """What a worker is: the print of the kit that it has, and its sandbox."""

    kit: str
    isolated: bool
    words: str


@contextmanager
def cluster_workers(address: str, required: bool) -> Iterator[Workers]:
    """The workers of a scheduler such as tcp://10.0.0.5:8786.

    Raises CourseError where there is none, where a worker has another course installed, or where
    isolation is required and a worker has none.
    """
    try:
        client = Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CourseError(
            f"no Dask scheduler answers at {address} ({error}): start one with `dask scheduler`, "
            "or leave --scheduler out"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError:
            raise CourseError(
                f"the scheduler at {address} has had no worker for {WAIT} s: start some with "
                f"`dask worker {address}`"
            ) from None
        machines = client.run(machine, required)
        agree(machines)
        open_ones = [one for one in machines.values() if not one.isolated]
        words = (open_ones or list(machines.values()))[0].words
        with client.get_executor(pure=False, retries=2) as executor:
            size = sum(client.nthreads().values())
            yield Workers(executor, size, not open_ones, words)


def machine(required: bool) -> Machine:
    """This worker, as it is. Raises CourseError where isolation is required and missing."""
    box = sandbox(required)
    return Machine(kit_print(), box.isolated, box.words)


def kit_print() -> str:
    """A print of all that runs beside an answer: tutorgrad and `course/inside`."""
    print_of = hashlib.sha256(tutorgrad.__version__.encode())
    for package in (tutorgrad, course.inside):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            print_of.update(path.read_bytes())
    return print_of.hexdigest()[:12]


def agree(machines: dict[str, Machine]) -> None:
    """Raises CourseError where a worker has another kit than this process."""
    mine = kit_print()
    for address, one in machines.items():
        if one.kit != mine:
            raise CourseError(
                f"the worker {address} has another course installed (print {one.kit}, here "
                f"{mine}): install the same one there, then start it anew"
            )
