"""A hand-out of a demo: one HTML file that needs nothing else, or a PDF of it.

Nothing in the file comes from outside: the pictures are inside, and there is no script. nbconvert
turns cells into HTML; the page around them, and its style, are `handout.css` and this file.
"""

from __future__ import annotations

import copy
import html
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from course.console import CourseError
from course.demos import Demo, slide_type

STYLE = Path(__file__).with_name("handout.css")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSERS += ("msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
PDF_SECONDS = 120
OUTSIDE = re.compile(
    r"(?:src|href|action|data)\s*=\s*[\"']?\s*(?:[a-z]+:)?//|@import|url\(\s*[\"']?(?:[a-z]+:)?//",
    re.IGNORECASE,
)
TITLE_OF_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def to_html(demo: Demo, folder: Path, notes: bool = False) -> Path:
    """Write NAME.html in a folder; give its path."""
    page = render(demo, notes)
    target = folder / f"{demo.name}.html"
    written_whole(target, lambda draft: draft.write_text(page, "utf-8"))
    return target


def to_pdf(demo: Demo, folder: Path, notes: bool = False) -> Path:
    """Write NAME.pdf in a folder, printed by a Chromium without a window; give its path."""
    browser = find_browser()
    if browser is None:
        raise CourseError(
            "a PDF is printed by Chromium, Chrome or Edge, and none was found: "
            f"course demo {demo.name} --html, open the page in any browser and print it"
        )
    target = folder / f"{demo.name}.pdf"
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "page.html"
        page.write_text(render(demo, notes), "utf-8")
        written_whole(target, lambda draft: print_page(browser, page, draft))
    return target


def render(demo: Demo, notes: bool) -> str:
    """The page: every slide a section, in the order of the demo."""
    book = nbformat.reads(json.dumps(demo.notebook), as_version=4)
    slides: list[list[NotebookNode]] = []
    for cell in book.cells:
        kind = slide_type(cell)
        if kind == "skip" or (kind == "notes" and not notes):
            continue
        if kind in ("slide", "subslide") or not slides:
            slides.append([])
        slides[-1].append(cell)
    body = "\n".join(section(book, cells) for cells in slides)
    style, title = STYLE.read_text("utf-8"), html.escape(demo.title)
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )
    if found := OUTSIDE.search(page):
        raise CourseError(f"{demo.name}: the hand-out would ask for {found.group()!r} from outside")
    return page


def section(book: NotebookNode, cells: list[NotebookNode]) -> str:
    """One slide; presenter's notes stand in a box of their own."""
    parts = []
    for cell in cells:
        part = copy.deepcopy(book)
        part.cells = [on_paper(copy.deepcopy(cell))]
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        words, _ = exporter(code=not hidden).from_notebook_node(part)
        kind = "notes" if slide_type(cell) == "notes" else "part"
        parts.append(f'<div class="{kind}">{words}</div>')
    return "<section>" + "\n".join(parts) + "</section>"


@cache
def exporter(code: bool) -> HTMLExporter:
    """nbconvert's bare template: the cells alone, no script, no style; with or without code."""
    return HTMLExporter(
        template_name="basic",
        exclude_input=not code,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )


def on_paper(cell: NotebookNode) -> NotebookNode:
    """A cell as it can be read on paper: no links to files, pictures in place of widgets."""
    if cell.cell_type == "markdown":
        cell.source = TITLE_OF_LINK.sub(r"\1", cell.source)
        return cell
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        for kind in (
            "text/html",
            "application/javascript",
            "application/vnd.jupyter.widget-view+json",
        ):
            data.pop(kind, None)
    return cell


def find_browser() -> str | None:
    """A Chromium, under any of its names."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or next((place for place in PLACES if Path(place).is_file()), None)


def print_page(browser: str, page: Path, target: Path) -> None:
    """Let a Chromium without a window print a page."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={profile}",
            f"--print-to-pdf={target}",
            page.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses to start for root with one
        try:
            subprocess.run(command, capture_output=True, timeout=PDF_SECONDS, check=True)
        except (OSError, subprocess.SubprocessError) as error:
            raise CourseError(
                f"{browser} did not print the page ({type(error).__name__}): use --html, open the "
                "page in any browser and print it"
            ) from None
    if not target.is_file() or not target.read_bytes().startswith(b"%PDF"):
        raise CourseError(f"{browser} ended without a PDF: use --html and print the page")


def written_whole(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file whole or not at all."""
    draft = target.with_name(target.name + ".new")
    try:
        write(draft)
        os.replace(draft, target)
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)
