"""Runs one answer and asks it what its exercise wants to know.

A job is plain data: the cell that is given, other values for its names (`world`), the answer's own
cell, the probes (functions of `probes.py`, each one question to the answer) and their inputs. The
reply is plain data: for each probe what it gave, or the error that stopped it.

The notebook calls `reply_to` in the learner's own kernel. The grader does so
in a sandbox: `start.py` begins there and calls `main`, which takes the job from stdin.
"""

from __future__ import annotations

import contextlib
import copy
import io
import linecache
import os
import sys
import types
from collections.abc import Iterator
from typing import Any

import tutorgrad as torch
from course.inside.plain import NotPlain, decode, encode, living
from course.inside.state import as_new

ANSWER = "<your answer>"
MOST_PRINTED = 10_000  # characters of what an answer prints that are kept


def reply_to(job: dict[str, Any]) -> dict[str, Any]:
    """Run an answer and its probes: {"probes": {name: [value or None, error or None]}, …}.

    Ctrl-C comes through; every other error of the answer becomes part of the reply.
    """
    with as_new(job["seed"]), _kept_prints() as printed:
        answer, error = _run_answer(job)
        replies = {}
        if error is None:
            for name, probe in _probes(job["probes"]).items():
                replies[name] = _ask(probe, answer, job)
    return {"error": error, "probes": replies, "printed": printed.getvalue()[:MOST_PRINTED]}


def _run_answer(job: dict[str, Any]) -> tuple[types.ModuleType, Any]:
    """The module that the given cell and the answer's cell make, and the error that ended it."""
    answer = types.ModuleType("answer")
    try:
        _execute(job["given"], "<given>", answer)
        for name, value in copy.deepcopy(job["world"]).items():
            setattr(answer, name, _like(getattr(answer, name, None), living(value)))
        _execute(job["answer"], ANSWER, answer)
    except (Exception, SystemExit) as error:
        return answer, _described(error)
    return answer, None


def _execute(source: str, name: str, module: types.ModuleType) -> None:
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)


def _probes(source: str) -> dict[str, Any]:
    """The public functions of probes.py, in their order."""
    module = types.ModuleType("probes")
    _execute(source, "<probes>", module)
    return {
        name: thing
        for name, thing in vars(module).items()
        if isinstance(thing, types.FunctionType)
        and not name.startswith("_")
        and thing.__module__ == "probes"
    }


def _ask(probe: Any, answer: types.ModuleType, job: dict[str, Any]) -> list[Any]:
    inputs = {name: living(value) for name, value in copy.deepcopy(job["inputs"]).items()}
    torch.manual_seed(job["seed"])
    try:
        value = probe(answer, **inputs)
        return [decode(encode(value)), None]  # what cannot pass is told here, by its probe's name
    except (Exception, SystemExit) as error:
        return [None, _described(error)]


def _like(example: Any, value: Any) -> Any:
    """A value for a name of the given cell: a tensor where the given cell has one."""
    if not isinstance(example, torch.Tensor):
        return value
    return torch.tensor(value, dtype=example.dtype, requires_grad=example.requires_grad)


def _described(error: BaseException) -> dict[str, Any]:
    """An error as plain data, with the last line of the answer that took part."""
    line, text = 0, ""
    part = error.__traceback__
    while part is not None:
        if part.tb_frame.f_code.co_filename == ANSWER:
            line = part.tb_lineno
        part = part.tb_next
    if isinstance(error, SyntaxError) and error.filename == ANSWER:
        line = error.lineno or 0
    if line:
        text = linecache.getline(ANSWER, line).strip()
    try:
        message = str(error)
    except Exception:  # an exception of the answer's own, with a __str__ that fails
        message = "(an error that cannot be printed)"
    kind = "NotPlain" if isinstance(error, NotPlain) else type(error).__name__
    return {"kind": kind[:200], "message": message[:2000], "line": line, "text": text[:300]}


@contextlib.contextmanager
def _kept_prints() -> Iterator[io.StringIO]:
    """What an answer prints, kept apart from the verdict."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        yield printed


def main(reply_file: int) -> None:
    """In a sandbox (`start.py`): one job from stdin, one reply to an open file, and out.

    What the answer left behind (threads, `atexit`, `__del__`) is not waited for.
    """
    with os.fdopen(reply_file, "wb") as file:
        file.write(encode(reply_to(decode(sys.stdin.read()))).encode("ascii"))
    os._exit(0)
