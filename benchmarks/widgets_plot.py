"""`python -m benchmarks.widgets_plot`: what a live loss plot costs a training loop.

In a kernel of its own, as in a notebook, a network of the size of lesson 07 is trained. Measured is
the processor time of the main thread, in parts: a step, what `watch` adds to each step, and what an
update of the plot takes between steps. An update comes at most ten times a second. The aim is that
all of it stays within 2 % of the training. (Training with and without a plot in turns says the same
on a quiet machine; on a busy one its noise is larger than what is to be seen.)
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable

import tutorgrad as torch
from tutorgrad import nn, optim

ROUNDS, STEPS, UPDATES = 7, 400, 10.0


def network() -> tuple[nn.Module, Callable[[], torch.Tensor]]:
    """A network for the digits (64, 64, 10) and one step on a batch of 32."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    x, y = torch.randn(32, 64), torch.randint(0, 10, (32,))

    def step() -> torch.Tensor:
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return model, step


def seconds(loop: Callable[[], object]) -> float:
    """Processor time of this thread."""
    before = time.thread_time()
    loop()
    return time.thread_time() - before


def compare(watched: bool) -> None:
    """Print one line: a step by itself, and what the plot adds."""
    from course.widgets import LossPlot

    model, step = network()
    plot = LossPlot("Benchmark", log=True)
    if watched:
        plot.watch_model(model)

    def bare() -> None:
        for _ in range(STEPS):
            step()

    loss = step()

    def looked_at(loss: object = loss) -> None:
        plot.due = math.inf
        for _ in plot.watch(range(STEPS)):
            pass

    def update() -> float:
        for _ in range(20):
            step()
            plot.due = math.inf
            plot.add(loss=loss)
        measuring = seconds(lambda: plot.now(1))
        step()
        plot.due = math.inf
        return measuring + seconds(lambda: plot.add(loss=loss))

    one = min(seconds(bare) for _ in range(ROUNDS)) / STEPS
    each = min(seconds(looked_at) for _ in range(ROUNDS)) / STEPS
    now = statistics.median(update() for _ in range(60))
    share = each / one + UPDATES * now
    print("with gradient norm and update ratio:" if watched else "losses alone:")
    print(f"    a step takes {one * 1e6:.0f} µs, watch adds {each * 1e6:.1f} µs to it")
    print(f"    an update takes {now * 1e6:.0f} µs")
    print(f"    at {UPDATES:.0f} updates a second together {share:.1%} of the training")


def main() -> None:
    """Run both in a kernel and print what it prints."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3")
    try:
        for watched in (False, True):
            code = f"from benchmarks.widgets_plot import compare\ncompare({watched})"
            client.execute_interactive(code, output_hook=show, timeout=600)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def show(message: dict) -> None:
    """Print what the kernel prints; what it shows is left out."""
    if message["msg_type"] == "stream":
        print(message["content"]["text"], end="", flush=True)
    elif message["msg_type"] == "error":
        print("\n".join(message["content"]["traceback"]))


if __name__ == "__main__":
    main()
