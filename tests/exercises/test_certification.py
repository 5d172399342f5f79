"""The certification matrix: of every exercise, the stub, the solution and each wrong answer.

An exercise is certified when its untouched stub is "not attempted", its solution is correct, and
each wrong answer of its bank is rejected with the diagnosis that it is named after; each on inputs
drawn from several seeds.
"""

from __future__ import annotations

import time
from collections import Counter

import pytest

from course import project
from course.exercises import matrix
from course.exercises.exercise import KINDS, Exercise, all_exercises
from course.exercises.misconceptions import MISCONCEPTIONS
from course.exercises.mistakes import Seen
from course.exercises.verdict import (
    CORRECT,
    NOT_ATTEMPTED,
    NOT_YET,
    Verdict,
    judge,
    prepare,
    read_reply,
)
from course.inside.answering import reply_to
from course.inside.plain import decode, encode

EXERCISES = all_exercises()
SEEDS = (1, 2, 3)
WRONG = [(e, name) for e in EXERCISES for name in e.wrong]


def verdict(exercise: Exercise, source: str, seed: int) -> Verdict:
    """As graded: the job and the reply pass as text."""
    trial = prepare(exercise, seed)
    reply = reply_to(decode(encode(trial.job(source))))
    return judge(trial, source, read_reply(decode(encode(reply))))


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_the_untouched_stub_is_not_attempted(exercise):
    assert verdict(exercise, exercise.stub, 1).status == NOT_ATTEMPTED
    assert verdict(exercise, "# mine\n\n" + exercise.stub + "\n", 1).status == NOT_ATTEMPTED


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_the_solution_is_correct(exercise, seed):
    found = verdict(exercise, exercise.solution, seed)
    assert found.status == CORRECT, found
    assert found.points == found.worth == exercise.worth > 0


@pytest.mark.parametrize(("exercise", "name"), WRONG, ids=[f"{e.name}-{n}" for e, n in WRONG])
def test_a_wrong_answer_gets_its_own_diagnosis(exercise, name):
    for seed in SEEDS:
        found = verdict(exercise, exercise.wrong[name], seed)
        assert (found.status, found.mistake) == (NOT_YET, name), found
        assert found.points < found.worth
        assert found.says and found.asks.endswith("?"), "a diagnosis ends with a question"


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_a_bank_is_large_and_every_mistake_is_in_it(exercise):
    assert len(exercise.wrong) >= 5
    assert [m.name for m in exercise.mistakes if m.name not in exercise.wrong] == []
    named = {m.id for m in exercise.mistakes} - {""}
    assert set(exercise.misconceptions) <= named, "a misconception that no wrong answer shows"


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_the_words_are_complete(exercise):
    assert len(exercise.hints) == 3, "an idea, a picture, a skeleton"
    assert 5 <= exercise.minutes <= 15
    assert {exercise.difficulty, exercise.importance} <= {1, 2, 3}
    assert all(says.endswith((".", "?")) for says in exercise.checks.values())


def test_names_are_unique():
    assert [n for n, many in Counter(e.name for e in EXERCISES).items() if many > 1] == []


@pytest.mark.parametrize(
    "exercise",
    [e for e in EXERCISES if e.kind not in ("predict", "find-the-bug")],  # those may be guessed
    ids=lambda e: e.name,
)
def test_an_answer_that_only_claims_gains_nothing(exercise):
    """True, None, 0, the inputs themselves: what an answer could forge without doing the work."""
    trial = prepare(exercise, 5)
    for forged in (True, None, 0, 1.0, "", next(iter(trial.inputs.values()), None)):
        reply = {"error": None, "probes": {name: [forged, None] for name in exercise.checks}}
        assert judge(trial, exercise.solution, reply).points == 0, forged


def filled(value, number):
    """A reply of the same form, with one number everywhere."""
    if isinstance(value, list):
        return [filled(part, number) for part in value]
    if isinstance(value, dict):
        return {key: filled(part, number) for key, part in value.items()}
    return number if isinstance(value, float) else value


@pytest.mark.parametrize("number", [0.0, 1e-9, 1e-5, 1e-3, float("nan"), float("inf"), 10**300])
@pytest.mark.parametrize(
    "exercise", [e for e in EXERCISES if e.kind == "graph"], ids=lambda e: e.name
)
def test_from_numbers_that_say_nothing_nothing_follows(exercise, number):
    """Near 0 a number "follows" from every other, as rounding makes them equal."""
    trial = prepare(exercise, 5)
    probes = {name: [filled(value, number), None] for name, value in trial.truth.items()}
    found = judge(trial, exercise.solution, {"error": None, "probes": probes})
    assert [check.name for check in found.checks if check.carried and number < 1] == []
    assert found.points < found.worth / 2


@pytest.mark.parametrize(
    ("pattern", "part"), [(r"^\s*w = ", "\n"), (r"return.*\bg\b", "return "), (r"==.*cuda", "=")]
)
def test_a_pattern_is_looked_for_in_a_bounded_part_of_an_answer(pattern, part):
    """Some take the square of a text's length in steps: 20 seconds, in which nobody is graded."""
    seen = Seen("x = 1\n" + part * (99_000 // len(part)), {}, {}, {}, {})
    began = time.monotonic()
    assert not seen.matches(pattern)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "value", [[0] * 5_000, [[0] * 50] * 100, dict(enumerate([0] * 2_500)), ["x" * 9_999] * 2_000]
)
def test_a_reply_of_very_many_parts_is_not_judged(value):
    """Every mistake of an exercise would look at each of them, while nobody else is graded."""
    pairs = {"first": [value, None], "again": [[0] * 1_000, None]}
    found = read_reply({"probes": pairs})["probes"]
    assert found["first"][0] is None and found["first"][1]["kind"] == "NotPlain"
    assert found["again"] == [[0] * 1_000, None]


@pytest.mark.parametrize(
    "exercise", [e for e in EXERCISES if "against-the-rule" in e.wrong], ids=lambda e: e.name
)
def test_an_answer_cannot_say_of_itself_that_it_keeps_the_rule(exercise):
    forged = "import course.inside.rules as r\nr.written = lambda *a, **k: 'one expression'\n"
    source = forged + exercise.wrong["against-the-rule"]
    trial = prepare(exercise, 5)
    probes = {name: [value, None] for name, value in trial.truth.items()}
    found = judge(trial, source, {"error": None, "probes": probes})
    assert (found.status, found.mistake) == (NOT_YET, "against-the-rule")
    assert judge(trial, exercise.solution, {"error": None, "probes": probes}).status == CORRECT
    probes["rule"] = ["the inputs were [1.5]", None]
    assert "1.5" not in judge(trial, source, {"error": None, "probes": probes}).says


def test_the_matrix_is_complete():
    """What the course promises: enough exercises in each lesson, every misconception twice."""
    per_lesson = Counter(exercise.lesson[:2] for exercise in EXERCISES)
    assert len(EXERCISES) >= 28
    assert all(per_lesson[f"{number:02d}"] >= 4 for number in range(1, 9)), per_lesson
    showing = {id: len(found) for id, found in matrix.covered(EXERCISES).items()}
    assert {id: showing.get(id, 0) for id in MISCONCEPTIONS if showing.get(id, 0) < 2} == {}
    assert {exercise.kind for exercise in EXERCISES} == set(KINDS)


def test_the_page_of_the_matrix_is_built():
    assert matrix.outdated(project.ROOT / "docs") == [], "course docs"
