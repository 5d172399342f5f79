"""What an answer is worth: correct, not yet, or not attempted; and what went wrong, if it did.

The reference solution and the answer are run on the same inputs, drawn anew, and what the probes
gave is compared. Where an answer is run is its caller's business: in the learner's own kernel
(`notebook.py`) or in a sandbox (`course.grading`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course.exercises.compare import CLOSE, Difference, difference
from course.exercises.exercise import Exercise, is_attempted
from course.exercises.mistakes import (
    GENERAL,
    MOST_WORDS,
    UNLIKE,
    Mistake,
    Seen,
    bare,
    parsed,
)
from course.inside.answering import MOST_PRINTED, reply_to

CORRECT, NOT_YET, NOT_ATTEMPTED = "correct", "not yet", "not attempted"
SEALED = "not checked here"
"""Of a released copy whose answer is nothing but values: recording what is expected would tell."""
MOST_PARTS = 5_000  # of one reply's lists and dictionaries: each mistake looks at all of them
MOST_CHARACTERS = 10_000_000  # in an array of texts
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
TOO_LONG = {"kind": "NotPlain", "message": "too many parts or texts", "line": 0, "text": ""}


@dataclass(frozen=True)
class Check:
    """One question to an answer: what it asks for, its points, and how it went.

    carried: wrong in itself, but right for the learner's own earlier result, and so not punished.
    """

    name: str
    says: str
    points: float
    worth: float
    difference: Difference | None = None
    error: Mapping[str, Any] | None = None
    carried: bool = False

    @property
    def passed(self) -> bool:
        return self.points == self.worth and not self.carried


@dataclass(frozen=True)
class Verdict:
    """What one answer is worth, and why."""

    exercise: str
    status: str
    checks: tuple[Check, ...] = ()
    mistake: str = ""
    misconception: str = ""
    says: str = ""
    asks: str = ""

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def worth(self) -> float:
        return sum(check.worth for check in self.checks)


@dataclass(frozen=True)
class Trial:
    """One run of an exercise: its inputs and what the reference solution made of them."""

    exercise: Exercise
    seed: int
    inputs: Mapping[str, Any]
    world: Mapping[str, Any]
    truth: Mapping[str, Any]

    def job(self, source: str) -> dict[str, Any]:
        """What an answer is run with."""
        return job(self.exercise, source, self.seed, self.inputs, self.world)


def prepare(exercise: Exercise, seed: int) -> Trial:
    """Draw the inputs of one run and let the reference solution answer, here in this process.

    A released copy has no reference: one of its recorded runs is taken.
    Raises RuntimeError where the reference itself fails: a defect of the exercise.
    """
    if exercise.recorded is not None:
        if not exercise.recorded:
            return Trial(exercise, seed, {}, {}, {})
        return Trial(exercise, **exercise.recorded[seed % len(exercise.recorded)])
    inputs, world = exercise.draw(seed)
    reply = reply_to(job(exercise, exercise.solution, seed, inputs, world))
    errors = [reply["error"], *(error for _, error in reply["probes"].values())]
    if any(errors):
        raise RuntimeError(f"the reference of {exercise.name} fails: {next(filter(None, errors))}")
    truth = {name: value for name, (value, _) in reply["probes"].items()}
    return Trial(exercise, seed, inputs, world, truth)


def job(exercise: Exercise, source: str, seed: int, inputs: Any, world: Any) -> dict[str, Any]:
    """A job for `course.inside.answering`."""
    return {
        "given": exercise.given,
        "answer": source,
        "probes": exercise.probes,
        "inputs": dict(inputs),
        "world": dict(world),
        "seed": seed,
    }


def not_attempted(exercise: Exercise, status: str = NOT_ATTEMPTED) -> Verdict:
    """The verdict on a stub that nobody worked on."""
    checks = tuple(
        Check(name, says, 0.0, exercise.points(name)) for name, says in exercise.checks.items()
    )
    return Verdict(exercise.name, status, checks)


def read_reply(data: Any) -> dict[str, Any]:
    """A reply as it should be, from plain data that an answer may have forged.

    >>> read_reply({"probes": {"w": [3, None], "b": 7}, "error": 12, "more": "x"})
    {'error': None, 'probes': {'w': [3, None]}, 'printed': ''}
    """
    data = data if isinstance(data, dict) else {}
    probes = data.get("probes") if isinstance(data.get("probes"), dict) else {}
    pairs = {
        name: [pair[0], _error(pair[1])] if _fits(pair[0]) else [None, TOO_LONG]
        for name, pair in probes.items()
        if isinstance(name, str) and isinstance(pair, list) and len(pair) == 2
    }
    printed = data.get("printed")
    return {
        "error": _error(data.get("error")),
        "probes": pairs,
        "printed": legible(printed, MOST_PRINTED) if isinstance(printed, str) else "",
    }


def legible(text: str, most: int) -> str:
    """A stranger's text, not longer than some characters, without any that steer a terminal or turn
    the direction of writing.
    """
    return STEERING.sub("\ufffd", text[:most])


def _fits(value: Any) -> bool:
    """Whether a value may be judged: of not too many parts (an array is one), and NumPy may take
    it, which makes all of a list as long as its longest text.
    """
    parts, longest, waiting = 0, 0, [value]
    while waiting:
        part = waiting.pop()
        parts += 1
        if isinstance(part, str):
            longest = max(longest, len(part))
        elif isinstance(part, (list, tuple, dict)):
            if len(part) > MOST_PARTS:  # before they are copied
                return False
            waiting += [*part.keys(), *part.values()] if isinstance(part, dict) else part
        if parts + len(waiting) > MOST_PARTS:
            return False
    return parts * longest <= MOST_CHARACTERS


def _error(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    line = value.get("line")
    texts = {key: value.get(key, "") for key in ("kind", "message", "text")}
    words = {key: legible(t, MOST_WORDS) if isinstance(t, str) else "" for key, t in texts.items()}
    return {**words, "line": line if type(line) is int else 0}


def judge(trial: Trial, source: str, reply: Mapping[str, Any]) -> Verdict:
    """What an answer's reply is worth. A reply may be anything that `read_reply` gives."""
    with np.errstate(all="ignore"):  # a stranger's numbers may overflow
        return _judge(trial, source, reply)


def _judge(trial: Trial, source: str, reply: Mapping[str, Any]) -> Verdict:
    exercise = trial.exercise
    if not is_attempted(exercise, source):
        return not_attempted(exercise)
    if exercise.recorded == ():
        return replace(not_attempted(exercise, SEALED), says=_incomparable(exercise, reply))
    reply = _with_rule(trial, source, reply)
    checks = tuple(_check(trial, name, says, reply) for name, says in exercise.checks.items())
    if all(check.passed for check in checks):
        return Verdict(exercise.name, CORRECT, checks)
    seen = Seen(
        source=source,
        given={**trial.inputs, **trial.world},
        replies={name: _value(reply, name) for name in exercise.checks},
        truth=trial.truth,
        errors={check.name: check.error for check in checks if check.error},
    )
    mistake = recognise(exercise, seen)
    if mistake is None:
        return Verdict(exercise.name, NOT_YET, checks)
    return Verdict(
        exercise.name, NOT_YET, checks, mistake.name, mistake.id, mistake.words(seen), mistake.asks
    )


def _with_rule(trial: Trial, source: str, reply: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same reply; but where it claims that the rule of a puzzle (the check `rule`) is kept,
    with what is read here from the text, by the function that check.py has for it.
    """
    read, probes = getattr(trial.exercise.checker, "rule", None), reply.get("probes", {})
    claimed, error = probes.get("rule", [None, None])
    if read is None or claimed is None or difference(trial.truth["rule"], claimed):
        return reply
    found = read(source) if parsed(source) else None
    return {**reply, "probes": {**probes, "rule": [found, error]}}


def _incomparable(exercise: Exercise, reply: Mapping[str, Any]) -> str:
    """What will get no points whatever is expected: a cell that stops, names without a value."""
    if error := reply.get("error"):
        place = f" in line {error['line']}" if error["line"] else ""
        words = f"{error['kind']}: {error['message']}".strip(": ")
        return f"Your cell stops{place}, and so it will get no points: {words}"
    given = reply.get("probes", {})
    without = [
        says.strip().rstrip(".")
        for name, says in exercise.checks.items()
        if given.get(name, [None, "never asked"])[1]
    ]
    return f"Still without a value that can be compared: {'; '.join(without)}." if without else ""


def recognise(exercise: Exercise, seen: Seen) -> Mistake | None:
    """The first mistake that fits: the exercise's own, then those of any answer."""
    return next((m for m in (*exercise.mistakes, *GENERAL) if m.found_in(seen)), None)


def _value(reply: Mapping[str, Any], name: str) -> Any:
    return reply.get("probes", {}).get(name, [None, None])[0]


def _check(trial: Trial, name: str, says: str, reply: Mapping[str, Any]) -> Check:
    """How one check went. A reply without it is a check that was never reached."""
    worth = trial.exercise.points(name)
    value, error = reply.get("probes", {}).get(name, [None, None])
    error = reply.get("error") or error
    if error is None and name not in reply.get("probes", {}):
        error = {"kind": "Ended", "message": "your answer ended before this was asked"}
    if error is not None:
        return Check(name, says, 0.0, worth, error={"line": 0, "text": "", **error})
    close = getattr(trial.exercise.checker, "CLOSE", CLOSE)
    found = difference(trial.truth[name], value, close)
    if found is None:
        return Check(name, says, worth, worth)
    carried = getattr(trial.exercise.checker, "carried", None)
    if carried is not None:  # right for what the learner found earlier?
        try:
            earlier = {n: _value(reply, n) for n in trial.exercise.checks}
            follows = carried(name, earlier, trial.inputs)
            if _tells(follows, 100 * close) and difference(follows, value, close) is None:
                return Check(name, says, worth, worth, found, carried=True)
        except UNLIKE:  # what was found earlier is no number, or not so many, or too large
            pass
    return Check(name, says, 0.0, worth, found)


def _tells(value: Any, least: float) -> bool:
    """Whether a value that follows from an answer's own says anything: NaN follows from NaN, and
    from numbers near 0 follow numbers that rounding makes equal. One part of it is `least` or more.
    """
    if isinstance(value, (list, tuple, dict)):
        parts = list(value.values() if isinstance(value, dict) else value)
        return all(_tells(part, 0) for part in parts) and any(_tells(part, least) for part in parts)
    value = bare(value)
    if value is None or isinstance(value, (str, bool)):
        return value is not None
    array = np.asarray(value, float)
    return bool(np.isfinite(array).all() and np.abs(array).max(initial=0) >= least)
