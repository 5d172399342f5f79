"""A real JupyterLab in a real Chromium: `lab` opens notebooks, `page` drives one.

Every page is watched: an error in the console, an exception in a script or a request to any other
host fails the test that caused it.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, sync_playwright

from course.commands.lab import EXTENSIONS, SETTINGS
from tests.browser.pictures import compare
from tests.conftest import CHROMIUM
from tests.house.sizes import ROOT

START_SECONDS = 90
CELL_MILLISECONDS = 60_000
CONTEXT = "window.jupyterapp.shell.currentWidget.sessionContext"
QUIET = ("favicon", "ResizeObserver loop")  # the browser's own noise, in every JupyterLab


class Lab:
    """A JupyterLab server of its own, with its own folder and no settings of the user."""

    def __init__(
        self, folder: Path, settings: Path = SETTINGS, extensions: Sequence[Path] = (EXTENSIONS,)
    ) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        home = folder / "home"
        home.mkdir()
        environment = dict(os.environ, HOME=str(home), PYTHONPATH=str(ROOT), IPYTHONDIR=str(home))
        environment |= {f"JUPYTER_{part}_DIR": str(home / part) for part in ("CONFIG", "RUNTIME")}
        self.log = open(folder / "server.log", "w")  # noqa: SIM115 (as long as the server)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
            + [
                f"--ServerApp.port={self.port}",
                "--IdentityProvider.token=",
                "--ServerApp.disable_check_xsrf=True",
                "--log-level=WARN",
            ]
            + [f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True"]
            + [f"--LabApp.app_settings_dir={settings}"]
            + [f"--LabApp.extra_labextensions_path={each}" for each in extensions],
            env=environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(self.address + "/api", timeout=5).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.2)
        raise RuntimeError("no JupyterLab:\n" + (self.folder / "server.log").read_text())

    def write(self, name: str, cells: Sequence[str]) -> None:
        """Save a notebook with these cells of code."""
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        (self.folder / name).write_text(nbformat.writes(book))

    def end_kernels(self) -> None:
        """End what the notebooks of one test left running."""
        with urllib.request.urlopen(self.address + "/api/sessions", timeout=10) as answer:
            sessions = json.load(answer)
        for session in sessions:
            address = f"{self.address}/api/sessions/{session['id']}"
            urllib.request.urlopen(urllib.request.Request(address, method="DELETE"), timeout=10)

    def forget_settings(self) -> None:
        """Forget what a test has set, such as the dark theme."""
        shutil.rmtree(self.folder / "home" / "CONFIG" / "lab", ignore_errors=True)

    def stop(self) -> None:
        """End the server and its kernels."""
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


class Notebook:
    """One open notebook and what a test does with it."""

    def __init__(self, page: Page, lab: Lab) -> None:
        self.page, self.lab = page, lab
        self.found: list[str] = []
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.found.append(f"exception: {error}"))
        page.on("request", self.see)

    def hear(self, message: ConsoleMessage) -> None:
        """The console said something."""
        if message.type == "error" and not any(part in message.text for part in QUIET):
            self.found.append(f"console: {message.text}")

    def see(self, request: Request) -> None:
        """The page asked for something."""
        inside = (self.lab.address, self.lab.address.replace("http", "ws"), "data:", "blob:")
        if not request.url.startswith(inside):
            self.found.append(f"request to {request.url}")

    def open(self, *cells: str, run: bool = True) -> None:
        """Write a notebook with these cells, open it alone on the page, and run it."""
        self.lab.write("page.ipynb", cells)
        self.go()
        if run:
            self.run()

    def go(self) -> None:
        """Open the page's notebook and wait for its kernel."""
        self.page.goto(f"{self.lab.address}/lab/tree/page.ipynb?reset")
        self.page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.context?.isReady")
        self.command("application:set-mode", {"mode": "single-document"})
        self.page.wait_for_function(
            f"{CONTEXT}.session?.kernel?.status === 'idle'",
            timeout=CELL_MILLISECONDS,
        )

    def command(self, name: str, arguments: dict[str, str] | None = None) -> None:
        """Run a command of JupyterLab, as its menu does."""
        self.page.evaluate(
            "([name, args]) => window.jupyterapp.commands.execute(name, args)",
            [name, arguments or {}],
        )

    def run(self) -> None:
        """Run all cells and wait for the last."""
        self.command("notebook:run-all-cells")

    def dark(self) -> None:
        """Change to JupyterLab's dark theme."""
        self.command("apputils:change-theme", {"theme": "JupyterLab Dark"})
        self.page.wait_for_selector('body[data-jp-theme-light="false"]', state="attached")

    def start(self) -> None:
        """Run all cells without waiting for the last."""
        self.page.evaluate(
            "() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
        )

    def stage(self, number: int = 0) -> Locator:
        """A widget of the page, visible."""
        found = self.page.locator(".tutorgrad-stage").nth(number)
        found.wait_for(state="visible", timeout=CELL_MILLISECONDS)
        return found

    def looks_like(self, part: Locator, name: str) -> None:
        """Compare a part of the page with its picture in docs/widgets."""
        self.page.mouse.move(0, 0)
        compare(part.screenshot(animations="disabled", caret="hide"), name)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    lab = Lab(tmp_path_factory.mktemp("lab"))
    try:
        lab.wait()
        yield lab
    finally:
        lab.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "no Chromium: tests/conftest.py leaves browser tests out where there is none"
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def notebook(lab: Lab, browser: Browser) -> Iterator[Notebook]:
    """A fresh page; at the end nothing may have gone wrong in it."""
    context = browser.new_context(viewport={"width": 1200, "height": 1000}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(20_000)
    notebook = Notebook(page, lab)
    yield notebook
    context.close()
    lab.end_kernels()
    lab.forget_settings()
    assert notebook.found == []
