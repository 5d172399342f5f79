"""No hostile answer gains a mark, learns a secret, leaves anything, or harms another answer.

Each attack of `attacks.py` and `bombs.py` runs in the real sandbox beside an honest answer. That
these checks can fail is shown at the end, where the same attacks meet a plain process.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import socketserver
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from course import project
from course.exercises.exercise import find, read
from course.exercises.verdict import CORRECT, STEERING, Trial, judge, prepare
from course.grading.sandbox import Limits, Outcome, Sandbox
from tests.grading import attacks, bombs
from tests.grading.attacks import GUARD, TOOLS, Attack

pytestmark = pytest.mark.sandbox
ALONE = attacks.EQUAL + attacks.PATCHING + attacks.READING + attacks.FORGING
REACHING = attacks.WRITING + bombs.ENDING + bombs.LOOPS + bombs.BOMBS + bombs.NETWORK
NAMED = {attack.name: attack for attack in ALONE + REACHING}
QUICK = Limits(
    processor=0.6,
    memory=400 << 20,
    processes=24,
    disk=(4 << 20) + os.getpid(),  # a number by which the processes of this test are known
    output=256 << 10,
    reply=1 << 20,
)
PLAIN = Sandbox(False, "not isolated: a test")


@dataclass(frozen=True)
class Scene:
    """What there is to attack, and what an attacker knows of it."""

    folder: Path
    trial: Trial
    knows: str

    def source(self, attack: Attack, guard: str = "") -> str:
        return f"{self.knows}{TOOLS}{guard}{attack.source}"

    def points(self, source: str, outcome: Outcome) -> float:
        return judge(self.trial, source, outcome.reply).points


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grader")
    exercise = folder / "exercises" / "04_backward" / "three_passes"
    shutil.copytree(find("three_passes").folder, exercise)
    with open(exercise / "check.py", "a", encoding="utf-8") as file:
        file.write(f"# {secret()}\n")
    (folder / "home").mkdir()
    (folder / "home" / "token").write_text(secret(), "utf-8")
    with contextlib.closing(sqlite3.connect(folder / "grades.db")) as book, book:
        book.execute("create table grades (points)")
        book.execute("insert into grades values (0)")
    with server() as port:
        known = {
            "HOME": str(folder / "home"),
            "GRADEBOOK": str(folder / "grades.db"),
            "EXERCISE": str(exercise),
            "PARENT": os.getpid(),
            "PORT": port,
        }
        knows = "".join(f"{name} = {value!r}\n" for name, value in known.items())
        yield Scene(folder, prepare(read(exercise), 7), knows)


def secret() -> str:
    """What no reply may hold. All of them are in this process's memory, too."""
    KEPT.append(f"CANARY-{secrets.token_hex(16)}")
    return KEPT[-1]


KEPT: list[str] = []


@contextlib.contextmanager
def server() -> Iterator[int]:
    """A server on this machine that tells a secret to everyone who asks."""
    told = secret().encode()

    class Telling(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(told)

    with socketserver.TCPServer(("127.0.0.1", 0), Telling) as serving:
        thread = threading.Thread(target=serving.serve_forever, args=(0.05,))
        thread.start()
        yield serving.server_address[1]
        serving.shutdown()
        thread.join()


def files(scene: Scene) -> dict[str, tuple[int, int]]:
    """All that an attack could change, as it is now."""
    kit = [project.ROOT / "course" / "inside", project.ROOT / "tutorgrad"]
    found = [path for path in scene.folder.rglob("*") if path.is_file()]
    found += [path for top in kit for path in top.rglob("*.py")]
    found += Path("/tmp").glob("*CANARY*")
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def processes() -> list[str]:
    """The processes of this test's sandboxes that run now."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if f'"FSIZE": {QUICK.disk}' in path.read_text("utf-8", "replace"):
                found.append(str(path))
    return found


@pytest.mark.parametrize("attack", ALONE, ids=lambda attack: attack.name)
def test_an_attack_gains_nothing(sandbox, scene, attack):
    hold_out(sandbox, scene, attack)


@pytest.mark.parametrize("attack", REACHING, ids=lambda attack: attack.name)
def test_an_attack_harms_nobody(sandbox, scene, attack):
    """While it lasts, an honest answer in another sandbox gets its points."""
    solution = scene.trial.exercise.solution
    with ThreadPoolExecutor() as at_once:
        other = at_once.submit(sandbox.run, scene.trial.job(solution), Limits(wall=30))
        hold_out(sandbox, scene, attack)
    assert scene.points(solution, other.result()) == scene.trial.exercise.worth, other.result()


def hold_out(sandbox: Sandbox, scene: Scene, attack: Attack) -> None:
    """Run an attack: no mark, no secret, no trace."""
    source, before = scene.source(attack, GUARD), files(scene)
    outcome = sandbox.run(scene.trial.job(source), replace(QUICK, wall=attack.wall))
    assert processes() == []
    assert files(scene) == before
    assert scene.points(source, outcome) == 0
    assert "CANARY" not in repr(outcome)
    as_expected(attack, outcome)


def as_expected(attack: Attack, outcome: Outcome) -> None:
    """The job ended as its mark says, no `assert` of the attack failed, all texts are harmless."""
    if attack.ended is not None:
        assert outcome.ended.partition(":")[0] == attack.ended, outcome
    errors = [outcome.reply["error"], *(error for _, error in outcome.reply["probes"].values())]
    for error in filter(None, errors):
        assert error["kind"] != "AssertionError", error
        assert all(len(error[key]) <= 2000 for key in ("kind", "message", "text"))
        assert not any(STEERING.search(error[key]) for key in ("kind", "message", "text"))
    for text in (outcome.printed, outcome.reply["printed"]):
        assert len(text) <= 10_000 and not STEERING.search(text)
        text.encode("utf-8")


def test_the_table_is_large_enough():
    assert len(NAMED) == len(ALONE) + len(REACHING) >= 30


# ------------------------------------------------------------------------- the checks can fail


def test_an_honest_answer_gets_its_points(sandbox, scene):
    solution = scene.knows + TOOLS + scene.trial.exercise.solution
    for box in (sandbox, PLAIN):
        outcome = box.run(scene.trial.job(solution), QUICK)
        assert judge(scene.trial, solution, outcome.reply).status == CORRECT, outcome


@pytest.mark.parametrize(
    "name",
    ["reading the exercise", "reading home", "reading the grader's memory"]
    + ["the grader's own server"],
)
def test_a_secret_would_be_found_in_a_plain_process(scene, name):
    ctypes.CDLL(None).prctl(0x59616D61, -1, 0, 0, 0)  # where Yama asks, let every process trace us
    outcome = PLAIN.run(scene.trial.job(scene.source(NAMED[name])), Limits())
    assert any(told in outcome.reply["printed"] + outcome.printed for told in KEPT), outcome


@pytest.mark.parametrize("isolated", [True, False])
def test_the_environment_is_read_in_a_plain_process_alone(sandbox, scene, isolated):
    box = sandbox if isolated else PLAIN
    told = secret()
    source = scene.source(NAMED["reading the environment"]).replace(str(os.getpid()), "@")
    grader = (
        "import os, sys\nfrom course.grading.sandbox import Sandbox\n"
        f"job = {scene.trial.job(source)!r}\n"
        "job['inputs'], job['answer'] = {}, job['answer'].replace('@', str(os.getpid()))\n"
        f"print({box!r}.run(job))"
    )
    done = subprocess.run(
        [sys.executable, "-c", "from numpy import array, float32\n" + grader],
        env={**os.environ, "COURSE_CANARY": told},
        cwd=project.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Outcome" in done.stdout
    assert (told in done.stdout) == (not isolated)


def test_a_changed_gradebook_and_a_process_would_be_seen(sandbox, scene):
    before = files(scene)
    (scene.folder / "grades.db").touch()
    assert files(scene) != before
    with ThreadPoolExecutor() as at_once:
        running = at_once.submit(
            sandbox.run, scene.trial.job("import time; time.sleep(60)"), replace(QUICK, wall=3)
        )
        while not processes() and not running.done():
            time.sleep(0.02)
        assert not running.done()
    assert processes() == []
