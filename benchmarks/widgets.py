"""`python -m benchmarks.widgets`: how long the widgets make a learner wait.

In the kernel: making a widget and what its cell sends (drawing, words, PNG for pages without
widgets), and one operation on it: processor time, which another busy program does not lengthen.
With `--browser` also the time on the clock until it is painted in JupyterLab, which needs Chromium.
Medians in milliseconds.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import tutorgrad as torch
from course.drawing import svg
from course.widgets import show_graph

ROUNDS = 9
F = torch.nn.functional


def chain(operations: int) -> Any:
    """A result of so many operations in a row, without modules."""
    x = torch.ones(3, requires_grad=True)
    y = x
    for _ in range((operations - 1) // 2):
        y = y * x + 1
    return y.sum()


def network(layers: int) -> tuple[Any, Any]:
    """A network of so many linear layers, and the result of a call: 3 operations a layer."""
    width = 8
    parts = [
        part for _ in range(layers) for part in (torch.nn.Linear(width, width), torch.nn.ReLU())
    ]
    model = torch.nn.Sequential(*parts)
    return model, model(torch.ones(4, width)).sum()


def median(action: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Processor time of one run in milliseconds: the middle of several, after a first one."""
    action()
    found = []
    for _ in range(rounds):
        start = time.process_time()
        action()
        found.append((time.process_time() - start) * 1e3)
    return statistics.median(found)


def kernel_rows() -> Iterator[tuple[str, float]]:
    """What each takes in the kernel."""
    model, result = network(19)
    cases = {
        "57 operations, all drawn": chain(57),
        "58 operations in 38 modules": result,
        "500 operations in a row": chain(500),
        "5,000 operations in a row": chain(5000),
    }
    for name, tensor in cases.items():
        view = show_graph(tensor, {}, model)
        picture = view.picture()
        yield f"show_graph, {name}", median(lambda tensor=tensor: show_graph(tensor, {}, model))
        yield "  the PNG for pages without widgets", median(lambda root=picture: svg.png(root))
        yield "  all that its cell does", median(lambda tensor=tensor: sent(tensor, model))
        if view.groups.keys() > {"all"}:
            first = list(view.groups)[1]
            yield "  open and close one group", median(lambda v=view, k=first: toggle(v, k)) / 2
        box = next(each.key for each in view.graph if each.kind == "operation")
        yield "  choose a box", median(lambda view=view, box=box: view.do("choose", box))


def sent(tensor: Any, model: Any) -> object:
    """The widget and what its cell sends."""
    return show_graph(tensor, {}, model)._repr_mimebundle_()


def toggle(view: Any, key: str) -> None:
    """Close a group, or open it, and back."""
    for name in ("close", "open") if key in view.opened else ("open", "close"):
        view.do(name, key)


CELL = """
import tutorgrad as torch
from course.widgets import show_graph

def chain(operations):
    x = torch.ones(3, requires_grad=True)
    y = x
    for _ in range((operations - 1) // 2):
        y = y * x + 1
    return y.sum()
"""
SHOW = "import time\ndisplay(show_graph(chain({})))\nprint('at', time.time())"


def browser_rows() -> Iterator[tuple[str, float]]:
    """From the end of the cell in the kernel to the picture in the page."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import Lab, Notebook
    from tests.conftest import CHROMIUM

    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        lab = Lab(Path(folder))
        stack.callback(lab.stop)
        lab.wait()
        tool = stack.enter_context(sync_playwright())
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        stack.callback(browser.close)
        for operations in (60, 500, 5000):
            notebook = Notebook(browser.new_page(viewport={"width": 1200, "height": 1000}), lab)
            done = (
                "import time\nview = show_graph(chain({}))\ndisplay(view)\nprint('at', time.time())"
            )
            notebook.open(CELL + done.format(operations))
            drawn = notebook.stage().locator("svg").first
            drawn.wait_for(timeout=60_000)
            painted = notebook.page.evaluate(
                "() => new Promise(done => requestAnimationFrame(() => done(Date.now() / 1000)))"
            )
            text = notebook.page.locator(".jp-OutputArea pre", has_text="at ").last.inner_text()
            yield f"painted, {operations} operations", (painted - float(text.split()[-1])) * 1e3
            lab.end_kernels()


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.widgets", description=__doc__)
    options.add_argument("--browser", action="store_true", help="also until it is painted")
    chosen = options.parse_args()
    for name, milliseconds in kernel_rows():
        print(f"{name:44} {milliseconds:8.1f} ms", flush=True)
    for name, milliseconds in browser_rows() if chosen.browser else ():
        print(f"{name:44} {milliseconds:8.1f} ms", flush=True)


if __name__ == "__main__":
    main()
