"""`python -m benchmarks.widgets_plot`: what a live loss plot costs a training loop.

In a kernel of its own, as in a notebook, a network of the size of lesson 07 trains in turns without
and with a plot. The share is that of the processor time of the whole process, the threads that send
included, so other programs on the machine disturb it little. The aim is at most 2 %.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import tutorgrad as torch
from tutorgrad import nn, optim

ROUNDS, STEPS = 41, 400


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


def seconds(loop: Callable[[], None]) -> float:
    """Processor time of all threads."""
    before = time.process_time()
    loop()
    return time.process_time() - before


def compare(watched: bool) -> None:
    """Print one line: a step by itself, and what the plot adds."""
    from course.widgets import LossPlot

    model, step = network()
    plot = LossPlot("Benchmark", log=True)
    if watched:
        plot.watch_model(model)

    def bare() -> None:
        for _ in range(STEPS):
            loss = step()
            loss.item()

    def plotted() -> None:
        for _ in plot.watch(range(STEPS)):
            loss = step()  # noqa: F841 (watch reads it)

    bare(), plotted()
    pairs = [(seconds(bare), seconds(plotted)) for _ in range(ROUNDS)]
    alone = statistics.median(pair[0] for pair in pairs) / STEPS
    share = statistics.median(after / before - 1 for before, after in pairs)
    name = "with gradient norm and update ratio" if watched else "losses alone"
    print(f"{name}: a step takes {alone * 1e6:.0f} µs, the plot adds {share:.1%}")


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
