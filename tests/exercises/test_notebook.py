"""`check`, `hint` and `solution` as a learner meets them, in this process with a real journal."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest

import tutorgrad as torch
from course import cells
from course.console import CourseError
from course.exercises import notebook, progress
from course.exercises.exercise import all_exercises, find
from course.exercises.notebook import Points, checked, find_here, last_run, still_closed
from course.exercises.progress import Event
from course.exercises.shown import Comparison, Hint
from course.exercises.verdict import CORRECT, NOT_ATTEMPTED, NOT_YET

PASSES = find("three_passes")
EVIL = "<img src=x onerror='alert(1)'>"


@pytest.fixture(autouse=True)
def journal(tmp_path, monkeypatch):
    """A learner's progress of their own, and no cell that ran before."""
    monkeypatch.setenv(progress.PLACE, str(tmp_path / "progress"))
    monkeypatch.setattr(progress, "unsaved", [])
    monkeypatch.setattr(cells, "ran", type(cells.ran)(maxlen=500))
    return tmp_path / "progress" / progress.FILE


def cell(source, exercise=PASSES):
    """A cell as it ran."""
    text = exercise.cell(source)
    cells.ran.append(text)
    return text


def test_a_right_answer_is_correct_and_says_so_without_colour(journal):
    shown = checked(PASSES, cell(PASSES.solution))
    assert shown.text().startswith("✓ correct · Three passes, one gradient · 2 of 2 points")
    assert "✓ correct" in shown.html() and 'aria-label="passed"' in shown.html()
    assert journal.read_text().count("\n") == 1


def test_a_wrong_answer_is_named_and_ends_with_a_question():
    shown = checked(PASSES, cell(PASSES.wrong["no-mean"]))
    text = shown.text()
    assert text.startswith("✗ not yet") and text.endswith("What makes a mean of a sum?")
    assert "exactly 3 times" in text and "expected: [" in text and "w = [" in text
    page = shown.html()
    assert "<svg" in page and "3 of 3 numbers differ" in page
    assert 'data-jp-theme-light="false"' in page, "the dark side"


def test_the_untouched_stub_and_a_cell_that_never_ran_are_not_attempted(journal):
    assert checked(PASSES, cell(PASSES.stub)).verdict.status == NOT_ATTEMPTED
    never = checked(PASSES, None)
    assert never.verdict.status == NOT_ATTEMPTED and "has run since" in never.text()
    assert not journal.exists(), "nothing was tried, and nothing is kept"


def test_the_learners_exception_is_shown_with_its_line_and_inputs():
    text = checked(PASSES, cell("def average_gradient(w, batches):\n    return w.gradient")).text()
    assert "AttributeError" in text and "line 3 of your cell: `return w.gradient`" in text
    assert "With these inputs:" in text


def test_words_of_an_answer_cannot_run_script():
    source = (
        f'def average_gradient(w, batches):\n    print("{EVIL}")\n    raise ValueError("{EVIL}")'
    )
    page = checked(PASSES, cell(source)).html()
    assert "<img" not in page and page.count("&lt;img") >= 2
    assert "<img" not in Comparison(PASSES, cell(f"# {EVIL}\nx = 1")).html()


def test_values_that_would_be_the_answer_are_not_shown():
    quiz = find("aligned_right")
    shown = checked(quiz, cell(next(iter(quiz.wrong.values())), quiz))
    assert shown.verdict.status == NOT_YET
    assert "expected" not in shown.text() and "you have" in shown.text()
    assert "<svg" not in shown.html()


def test_the_last_cell_that_ran_counts():
    cell(PASSES.wrong["no-mean"])
    last = cell(PASSES.solution)
    cells.ran.append("x = 1  # exercise: three_passes")
    assert last_run("three_passes") == last
    assert last_run("another") is None


@pytest.mark.parametrize(
    "first", ["", "# exercise: three_pases\n", "# mine\n# exercise: three_passes\n"]
)
def test_a_later_cell_that_is_not_named_is_told(first):
    old = cell(PASSES.wrong["no-mean"])
    assert "ran later" not in checked(PASSES, old).text()
    cells.ran.append(first + PASSES.solution)
    assert "ran later makes average_gradient too" in checked(PASSES, old).text().replace("`", "")
    assert "ran later" not in checked(PASSES, cell(PASSES.solution)).text()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def average_gradient(w, batches)\n    return w", "Python cannot read your cell"),
        ("def average(w, batches):\n    return w", "does not make the name `average_gradient`"),
        ("def average_gradient(w, batches):\n    return w.sum + 1", "without its brackets"),
        ("def average_gradient(w, batches):\n    return w.detach().numpy()", "A NumPy array came"),
    ],
)
def test_a_slip_of_any_answer_is_named(source, words):
    assert words in checked(PASSES, cell(source)).text()


def test_a_name_that_was_meant_is_told():
    with pytest.raises(CourseError, match="did you mean 'three_passes'"):
        find_here("three_pases")


def test_an_endless_loop_is_interrupted_and_nothing_is_lost(monkeypatch):
    def stop(job):
        exec(compile("w = 1\nraise KeyboardInterrupt", "<your answer>", "exec"), {})

    monkeypatch.setattr(notebook, "reply_to", stop)
    shown = checked(PASSES, cell("w = 1\nwhile True: pass"))
    assert shown.verdict.mistake == "endless" and shown.verdict.points == 0
    assert "line 2 of your cell" in shown.text() and "What ends the loop?" in shown.text()


def test_check_leaves_the_learners_world_as_it_was():
    """An answer that changes every setting there is."""
    torch.manual_seed(3)
    np.random.seed(4)
    random.seed(5)
    torch.cuda.simulate(2)
    torch.cuda.set_device(1)
    torch.set_printoptions(precision=2)
    try:
        before = state()
        cell(
            "import random\nimport numpy\ntorch.manual_seed(0); numpy.random.rand(3)\n"
            "random.seed(1)\ntorch.set_default_dtype(torch.float64)\ntorch.set_grad_enabled(False)\n"
            "torch.set_printoptions(precision=8)\ntorch.cuda.simulate(1, memory=100)\n"
            "torch.set_default_device('cuda')\ntorch.autograd.set_detect_anomaly(True)\n"
            "numpy.seterr(all='raise')\n" + PASSES.solution
        )
        checked(PASSES, last_run("three_passes"))
        assert state() == before
    finally:
        torch.cuda.set_device(0)
        torch.cuda.simulate(0)
        torch.set_printoptions(profile="default")


def state():
    """All that an answer could have changed."""
    cuda = torch.cuda
    return [
        torch.get_rng_state().tolist(), np.random.get_state()[1].tolist(), random.getstate(),
        [s.tolist() for s in cuda.get_rng_state_all()], cuda.device_count(), cuda.current_device(),
        cuda.get_device_properties(0).total_memory, cuda.is_simulated(), torch.is_grad_enabled(),
        torch.get_default_dtype(), str(torch.get_default_device()), torch.is_anomaly_enabled(),
        str(torch.tensor(1 / 3)), np.geterr(),
    ]  # fmt: skip


def test_points_are_a_number_for_nbgrader_and_words_for_a_reader():
    data = Points(checked(PASSES, cell(PASSES.wrong["not-fresh"])).verdict)._repr_mimebundle_()
    assert float(data["text/plain"]) == 1.0 and "1 of 2 points" in data["text/html"]


def test_hints_climb_and_are_offered_after_three_answers(capsys):
    for number, name in enumerate(list(PASSES.wrong)[:3], 1):
        shown = checked(PASSES, cell(PASSES.wrong[name]))
        assert ("a hint may save time" in shown.text()) == (number == 3)
    for step in ("an idea", "a picture", "a skeleton", "a skeleton"):
        notebook.hint("three_passes")
        assert step in capsys.readouterr().out.partition("\n")[0]
    assert "<pre>" in Hint(PASSES, 3).html() and "an idea" in Hint(PASSES, 3).html()


def test_the_solution_opens_after_passing_or_after_trying_in_earnest(capsys):
    notebook.solution("three_passes")
    assert "0 different answers in 0 minutes" in capsys.readouterr().out
    wrong = [cell(source) for source in PASSES.wrong.values()]
    checked(PASSES, wrong[0])
    checked(PASSES, wrong[0] + "\n# the same program, another comment")
    assert "1 different answer " in still_closed(PASSES, standing())
    checked(PASSES, wrong[1])
    checked(PASSES, wrong[2])
    notebook.solution("three_passes")
    out = capsys.readouterr().out
    assert PASSES.solution.strip() in out and "\n-" in out and "\n+" in out


def test_time_and_two_answers_open_it_too():
    at = time.time() - 7 * 60
    for minutes, answer in ((0, "a"), (6, "b")):
        progress.record(Event("check", "three_passes", at + minutes * 60, NOT_YET, "M8", answer))
    assert standing().minutes == pytest.approx(6) and still_closed(PASSES, standing()) == ""


def standing():
    return progress.standing("three_passes", progress.events())


def test_a_released_set_beside_the_notebook_comes_first(tmp_path, monkeypatch):
    from course.grading.release import write_copy

    write_copy(PASSES, tmp_path / "exercises" / PASSES.lesson / PASSES.name)
    monkeypatch.chdir(tmp_path)
    copy = find_here("three_passes")
    assert copy.recorded and not copy.solution.strip()
    assert checked(copy, cell(PASSES.solution)).verdict.status == CORRECT
    wrong = checked(copy, cell(PASSES.wrong["no-mean"]))
    assert wrong.verdict.mistake == "factor", "the general mistakes are recognised"


def test_a_sealed_answer_is_told_when_it_will_be_compared(tmp_path):
    from course.exercises.exercise import read
    from course.grading.release import write_copy

    quiz = find("where_was_it_cut")
    write_copy(quiz, tmp_path / quiz.name)
    shown = checked(read(tmp_path / quiz.name), cell(quiz.solution, quiz))
    assert shown.text().startswith("□ not checked here") and "when it is graded" in shown.html()
    assert not shown.verdict.says


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("A = 2\nB = 1 C = 7", "Your cell stops in line 3, and so it will get no points: Syntax"),
        ("%time\nA = 2", "Your cell stops in line 2"),
        (
            "A = 2\nB = ...\nC = 7\nD = 'six'\nE = 1\nF = 1",
            "Still without a value that can be compared: The cause of diary B; The cause of diary "
            "D.",
        ),
        ("A = 1\nB = 1\nC = 1\nD = 1\nE = 1\nF = 1", ""),
    ],
)
def test_a_sealed_answer_that_no_grader_could_compare_is_told(source, says, tmp_path):
    from course.exercises.exercise import read
    from course.grading.release import write_copy

    diaries = find("six_diaries")
    write_copy(diaries, tmp_path / diaries.name)
    shown = checked(read(tmp_path / diaries.name), cell(source, diaries))
    assert shown.text().startswith("□ not checked here") and says in shown.text()
    assert bool(says) == bool(shown.verdict.says)


def test_where_progress_cannot_be_written_the_check_goes_on_and_says_so(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(progress.PLACE, str(tmp_path / "file" / "folder"))
    text = checked(PASSES, cell(PASSES.wrong["no-mean"])).text()
    assert "not saved" in text and "cannot be written" in text
    assert standing().attempts == 1, "it counts until the kernel ends"


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_every_exercise_can_be_shown(exercise):
    source = next(iter(exercise.wrong.values()))
    shown = notebook.run(exercise, exercise.cell(source))
    assert shown.text() and "tg-ask" in shown.html()
