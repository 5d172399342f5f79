"""What goes on at once: threads, and operations that interrupt each other."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import tutorgrad as torch
from tutorgrad.graph import op


def test_one_decorated_function_in_two_threads() -> None:
    """Who enters a @no_grad() function first and leaves first has its own mode back, both have."""

    @torch.no_grad()
    def work(meanwhile: Callable[[], object]) -> None:
        meanwhile()

    entered, leave = threading.Event(), threading.Event()
    found = []

    def other() -> None:
        torch.set_grad_enabled(False)
        work(lambda: (entered.set(), leave.wait(10)))
        found.append(torch.is_grad_enabled())

    thread = threading.Thread(target=other)
    thread.start()
    assert entered.wait(10)
    work(lambda: (leave.set(), thread.join(10)))
    assert (torch.is_grad_enabled(), found) == (True, [False])


LAZY = """
import sys, threading
import tutorgrad as torch
names = "nn.Linear optim.SGD linalg.norm utils.data special.erf celu vmap compile load".split()
start, faults = threading.Barrier(len(names)), []

def ask(name):
    start.wait()
    try:
        found = torch
        for part in name.split("."):
            found = getattr(found, part)
    except Exception as error:
        faults.append(error)

threads = [threading.Thread(target=ask, args=(name,)) for name in names]
sys.setswitchinterval(1e-6)
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(faults)
"""


def test_modules_loaded_late_by_several_threads_at_once() -> None:
    """Each finds what it asks for, although the modules import each other."""
    command = [sys.executable, "-c", LAZY]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_an_operation_inside_an_operation() -> None:
    """A finalizer or a signal handler may run operations while another one is computing."""

    @op
    def interrupted(input: Any) -> Any:
        return input + (torch.ones(2) / 0).numpy()

    assert interrupted(torch.ones(2)).tolist() == [float("inf")] * 2


def test_training_beside_no_grad() -> None:
    """A thread that trains gives the same numbers while others evaluate, hook and profile."""

    def train() -> list[float]:
        w = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
        losses = []
        for _ in range(100):
            w.grad = None
            loss = ((w * w).exp() - w).square().sum()
            loss.backward()
            with torch.no_grad():
                w -= 1e-9 * w.grad
            losses.append(loss.item())
        return losses

    stop = threading.Event()
    wrong = []

    def evaluate(context: Callable[[], Any]) -> None:
        while not stop.is_set():
            with context(), torch.no_grad():
                x = torch.ones(3, requires_grad=True) * 2
                if x.requires_grad or x.tolist() != [2.0] * 3:
                    wrong.append(x)

    def keep() -> Any:
        return torch.autograd.graph.saved_tensors_hooks(wrong.append, wrong.append)

    expected = train()
    contexts = (torch.inference_mode, torch.autograd.profiler.profile, keep)
    others = [threading.Thread(target=evaluate, args=(context,)) for context in contexts]
    for thread in others:
        thread.start()
    found = [train() for _ in range(3)]
    stop.set()
    for thread in others:
        thread.join(10)
    assert (found, wrong) == ([expected] * 3, [])
