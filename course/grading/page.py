"""A page of HTML that stands alone: its style inside, no script, nothing from elsewhere.

It is built of elements, never of strings, so that whatever a student wrote can only be text:

    >>> to_text(element("p", "a < b, ", element("b", "<script>")))
    '<p>a &lt; b, <b>&lt;script&gt;</b></p>'
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from course.drawing import palette
from course.drawing.svg import Element, printable

Child = Element | str | None
STYLE = Path(__file__).with_name("page.css")
CODE = re.compile(r"`([^`]+)`")


def element(name: str, /, *children: Child, **attributes: object) -> Element:
    """An element with words and elements in any order; `class_` is `class`, None is left out."""
    made = Element(name)
    for key, value in attributes.items():
        if value is not None:
            made.set(key.rstrip("_").replace("_", "-"), printable(str(value)))
    last: Element | None = None
    for child in children:
        if isinstance(child, str):
            words = printable(child)
            if last is None:
                made.text = (made.text or "") + words
            else:
                last.tail = (last.tail or "") + words
        elif child is not None:
            made.append(child)
            last = child
    return made


def prose(words: str) -> list[Child]:
    """A sentence in which `code` stands between backquotes.

    >>> to_text(element("p", *prose("`w.grad` is None")))
    '<p><code>w.grad</code> is None</p>'
    """
    parts = CODE.split(words)
    return [element("code", part) if i % 2 else part for i, part in enumerate(parts)]


def section(heading: str, parts: Iterable[Child], class_: str | None = None) -> Element:
    """A part of the page under its heading."""
    return element("section", element("h2", heading), *parts, class_=class_)


def table(head: Iterable[Child], rows: Iterable[Iterable[Child]], caption: str = "") -> Element:
    """A table whose first column names its rows."""
    body = [
        element(
            "tr",
            *(
                element("th", cell, scope="row") if i == 0 else element("td", cell)
                for i, cell in enumerate(row)
            ),
        )
        for row in rows
    ]
    return element(
        "table",
        element("caption", caption) if caption else None,
        element("thead", element("tr", *(element("th", cell, scope="col") for cell in head))),
        element("tbody", *body),
    )


def to_text(root: Element) -> str:
    """An element as it is written in a page."""
    return ElementTree.tostring(root, encoding="unicode", method="html")


def page(title: str, *body: Child) -> str:
    """The whole page, light or dark as its reader's system is."""
    dark = palette.sheet(palette.DARK)
    sheet = f"{palette.sheet()}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", f"{STYLE.read_text('utf-8')}\n{sheet}\n"),
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    head.insert(1, element("meta", http_equiv="Content-Security-Policy", content=policy))
    root = element("html", head, element("body", element("main", *body)), lang="en")
    return f"<!DOCTYPE html>\n{to_text(root)}\n"


def write_whole(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a file whole or not at all; folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding=encoding, newline="") as file:
            file.write(text)
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
